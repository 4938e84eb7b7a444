"""Reports of what is pointed at: figures by hand, baselines, what is wrong."""

import numpy as np
import pytest

from seqkit.baselines import input_order
from seqkit.estimators.pointing_report import PointedRows, pointing_report

ELEMENTS = [np.zeros((2, 1)), np.zeros((3, 1)), np.zeros((3, 1))]
EXPECTED = [np.array(each) for each in ([1, 0], [0, 1, 2], [2, 1, 0])]
FOUND = [np.array(each) for each in ([1, 0], [0, 2, 1], [2, 1, 0])]


def report(found=FOUND, **baselines):
    return pointing_report(PointedRows("abc", ELEMENTS, EXPECTED, found), baselines)


def test_figures_by_hand():
    found = report(input_order=input_order)
    assert found.scores.index.tolist() == ["pointer_network", "input_order"]
    np.testing.assert_allclose(found.scores["exact_match"], [2 / 3, 1 / 3])
    np.testing.assert_allclose(found.scores["position_accuracy"], [6 / 8, 4 / 8])
    assert found.by_length.index.tolist() == [2, 3]
    assert found.by_length.index.name == "positions"
    assert found.by_length["exact_match"].tolist() == [1, 0.5]
    assert found.by_length["position_accuracy"].tolist() == [1, 4 / 6]
    assert found.by_length["sequences"].tolist() == [1, 2]
    assert found.sequences == 3


def test_wrong_sequences_are_named():
    (row,) = report().wrong.to_dict("records")
    assert row == {
        "row": "b",
        "positions": 3,
        "expected": (0, 1, 2),
        "predicted": (0, 2, 1),
    }
    assert report(EXPECTED).wrong.empty


def test_a_better_baseline_is_named():
    answers = {2: EXPECTED[0], 3: EXPECTED[1]}
    with pytest.warns(UserWarning, match=r"exact_match 0 is worse than 0.667 .*'known"):
        report([each[::-1][:1] for each in EXPECTED], known=lambda x: answers[len(x)])


def test_a_report_shows_its_figures():
    found = report(input_order=input_order)
    assert "3 sequences" in repr(found)
    assert "0.667" in repr(found)
    assert "<table" in found._repr_html_()
