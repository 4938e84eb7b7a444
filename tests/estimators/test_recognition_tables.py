"""Tables of what was found, in the user's unit."""

import numpy as np
import pandas as pd

from seqkit.estimators.recognition_samples import Frames
from seqkit.estimators.recognition_tables import (
    Scale,
    joined_tables,
    probability_table,
    time_table,
)
from seqkit.sequences.vocabulary import UNKNOWN, Vocabulary

VOCABULARY = Vocabulary.of([["a", "b"]], specials=("<blank>", UNKNOWN))
READ = Frames(
    frames=[np.zeros((5, 2))],
    whole=np.array([1]),
    places=["p", "q"],
    starts=np.array([-0.5]),
    lengths=np.array([1.0]),
    ends=np.array([4.2]),
)
SCALE = Scale.of(READ, 0, 2)
LOG_PROBS = np.log(
    [[0.1, 0, 0.8, 0.1], [0.7, 0, 0.2, 0.1], [0.2, 0, 0.1, 0.7]]
    + 1e-9 * np.ones((3, 4))
)


def test_steps_are_frames_together_within_the_row():
    assert SCALE.steps == 3
    assert SCALE.begins(np.arange(3)).tolist() == [0, 1.5, 3.5]
    assert SCALE.ends(np.arange(3)).tolist() == [1.5, 3.5, 4.2]
    assert READ.spread(["found"]) == [None, "found"]


def test_tables_name_symbols_and_rows():
    padded = np.concatenate([LOG_PROBS, LOG_PROBS])
    chances = probability_table(padded, SCALE, VOCABULARY, "seconds")
    assert chances.columns.tolist() == ["<blank>", "a", "b"]
    assert chances.index.name == "seconds"
    np.testing.assert_allclose(chances["a"], [0.8, 0.2, 0.1], atol=1e-6)
    times = time_table(padded, np.array([2, 3]), SCALE, VOCABULARY, "q")
    assert times["symbol"].tolist() == ["a", "b"]
    assert times["row"].tolist() == ["q", "q"]
    assert times["start"].tolist() == [0, 3.5]
    assert times["end"].tolist() == [1.5, 4.2]


def test_empty_tables_leave_no_trace():
    nothing = time_table(LOG_PROBS, np.array([], int), SCALE, VOCABULARY, "p")
    some = time_table(LOG_PROBS, np.array([2]), SCALE, VOCABULARY, "q")
    pd.testing.assert_frame_equal(joined_tables([nothing, some]), some)
    assert joined_tables([nothing]).empty
    assert list(joined_tables([]).columns) == list(some.columns)
