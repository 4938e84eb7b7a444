"""Transcripts that need no network: what a recogniser has to beat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit import checks

_PARTS = 4  # of a sequence, which are summed up apart


@dataclass(frozen=True, eq=False)
class NearestTranscript:
    """Write of a sequence what was written of the training sequence most like it.

    A sequence is its length and, for each of four equal parts, the mean and deviation
    of each feature. Likeness is the Euclidean distance of these numbers, each brought
    to mean 0 and deviation 1 over the training sequences.

    Make one with `NearestTranscript.of`.

    Attributes
    ----------
    texts : one for each training sequence
    known : float32 array (sequences, numbers)
    mean, deviation : float32 arrays (numbers,)

    Examples
    --------
    >>> low, high = np.zeros((6, 1)), np.ones((6, 1))
    >>> baseline = NearestTranscript.of([low, high], ["low", "high"])
    >>> baseline.predict([np.full((5, 1), 0.9)])
    ['high']
    """

    texts: list[str]
    known: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def of(
        cls, sequences: Sequence[np.ndarray], texts: Sequence[str]
    ) -> "NearestTranscript":
        """Keep what sequences (frames, features) are like, and their texts."""
        checks.check_as_many(len(sequences), len(texts))
        known = np.array([_summed_up(sequence) for sequence in sequences], "float32")
        mean, deviation = known.mean(axis=0), known.std(axis=0)
        deviation = np.where(deviation > 0, deviation, np.float32(1))
        return cls(list(texts), (known - mean) / deviation, mean, deviation)

    def predict(self, sequences: Sequence[np.ndarray]) -> list[str]:
        """Return a text for each sequence (frames, features)."""
        found = []
        for sequence in sequences:
            own = (_summed_up(sequence) - self.mean) / self.deviation
            away = np.square(self.known - own).sum(axis=1)
            found.append(self.texts[int(away.argmin())])
        return found

    def to_state(self) -> dict[str, Any]:
        """Return what was learnt, plain values and arrays."""
        return dict(vars(self))

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "NearestTranscript":
        """Return what `to_state` wrote."""
        return cls(**state)


def _summed_up(sequence: np.ndarray) -> np.ndarray:
    """Return the numbers that stand for a sequence; short ones repeat their frames."""
    ends = np.linspace(0, len(sequence), _PARTS + 1)
    first = np.minimum(np.floor(ends[:-1]), len(sequence) - 1).astype("int64")
    last = np.maximum(np.ceil(ends[1:]).astype("int64"), first + 1)
    parts = [sequence[a:b] for a, b in zip(first, last, strict=True)]
    numbers = [each for part in parts for each in (part.mean(axis=0), part.std(axis=0))]
    return np.concatenate([np.log([len(sequence)]), *numbers]).astype("float32")
