"""Reports of recognisers: rates, confusions, lengths, the worst, and a warning."""

import pytest

from seqkit.estimators.recognition_report import Recognised, recognition_report

RECOGNISED = Recognised(
    ["p", "q", "r", "s"],
    ["71", "1 1", "42", "9"],
    ["77", "1 1", "2", "9"],
)


def test_report_counts_errors_of_both():
    nearest = {"nearest": ["11", "1 1", "24", "71"]}
    found = recognition_report(RECOGNISED, nearest, worst=2)
    assert found.scores.loc["recognizer"].tolist() == pytest.approx([2 / 8, 2 / 5, 0.5])
    assert found.scores.loc["nearest", "exact"] == 0.25
    assert found.errors.loc["recognizer"].tolist() == [1, 1, 0, 6]
    pairs = {tuple(row) for row in found.confusions.to_numpy().tolist()}
    assert pairs == {("1", "7", 1), ("4", "", 1)}
    assert found.by_length["cer"].to_dict() == pytest.approx({1: 0, 2: 0.5, 3: 0})
    assert found.by_length["texts"].to_dict() == {1: 1, 2: 2, 3: 1}
    assert found.worst["row"].tolist() == ["p", "r"]
    assert found.worst["aligned"].tolist() == ["71\n77", "42\n·2"]
    assert repr(found).startswith("RecognitionReport: 4 texts\n")
    assert "77" not in found._repr_html_()


def test_a_better_baseline_is_named():
    right = {"nearest": list(RECOGNISED.references)}
    with pytest.warns(UserWarning, match="nearest"):
        recognition_report(RECOGNISED, right, worst=0)
