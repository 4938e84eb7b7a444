"""The transcript of the nearest training sequence."""

import numpy as np
import pytest

from seqkit.baselines import NearestTranscript

DRAW = np.random.default_rng(0)
SEQUENCES = [DRAW.normal(size=(n, 3)) for n in (1, 2, 5, 9, 30)]
TEXTS = list("abcde")


def test_training_sequences_get_their_own_texts():
    baseline = NearestTranscript.of(SEQUENCES, TEXTS)
    assert baseline.predict(SEQUENCES) == TEXTS
    again = NearestTranscript.from_state(baseline.to_state())
    assert again.predict(SEQUENCES[::-1]) == TEXTS[::-1]


def test_parts_are_told_apart_and_so_are_lengths():
    rising = np.linspace(-1, 1, 12)[:, None]
    baseline = NearestTranscript.of(
        [rising, -rising, np.repeat(rising, 5, axis=0)], ["up", "down", "slowly up"]
    )
    noise = 0.1 * np.sin(np.arange(13))[:, None]
    falling = np.linspace(1, -1, 13)[:, None] + noise
    assert baseline.predict([falling, np.linspace(-1, 1, 50)[:, None]]) == [
        "down",
        "slowly up",
    ]


def test_one_text_for_each_sequence():
    with pytest.raises(ValueError, match="5"):
        NearestTranscript.of(SEQUENCES, TEXTS[:4])
