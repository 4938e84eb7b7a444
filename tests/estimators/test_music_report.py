"""Nats per step, by hand, and who is warned."""

import numpy as np
import pytest

from seqkit.estimators.music_report import music_report, nll_per_step
from seqkit.sequences import Note

GENERATOR = [np.array([-4.0, -1.0, -1.0]), np.array([-2.0])]
COUNTED = [np.array([-3.0, -3.0, -3.0]), np.array([-3.0])]


def test_scores_by_hand():
    samples = {"generator": [Note(0, 60, 1)], "chord_model": []}
    report = music_report({"generator": GENERATOR, "chord_model": COUNTED}, samples)
    assert report.scores["nll_per_step"].tolist() == [2.0, 3.0]
    assert report.scores["behind_first"].tolist() == [1.0, 3.0]
    assert (report.pieces, report.steps) == (2, 4)
    assert report.samples is samples


def test_a_better_baseline_is_named():
    chances = {"generator": COUNTED, "chord_model": GENERATOR}
    with pytest.warns(UserWarning, match="worse than .* 'chord_model'"):
        report = music_report(chances, {"generator": [], "chord_model": []})
    assert repr(report).startswith("MusicReport: 2 pieces, 4 steps\n")


def test_one_piece_is_one_piece_and_no_step_no_number():
    report = music_report({"generator": GENERATOR[:1]}, {"generator": []})
    assert "1 piece, 3 steps" in report._repr_html_()
    assert np.isnan(nll_per_step([np.zeros(0)]))
