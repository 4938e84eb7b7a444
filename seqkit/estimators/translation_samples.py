"""Pairs of sequences as a network trains on them, and sources as it translates them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from seqkit.sequences.padding import pad

_AT_ONCE = 128  # sources that are translated side by side, at most
_POSITIONS = 4096  # padded positions of sources side by side
_SHORTEST = 8  # padded positions; few lengths, so that few graphs serve all
_SCORES = 1 << 24  # of tokens that are validated at once


class TokenSources(NamedTuple):
    """A ragged source of tokens that are read.

    ids : int32 arrays (timesteps,)
    """

    ids: list[np.ndarray]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each."""
        return np.array([len(row) for row in self.ids], dtype="int64")

    def take(self, which: np.ndarray) -> dict[str, np.ndarray]:
        """Return source (n, timesteps), 0 = padding."""
        return {"source": pad([self.ids[number] for number in which]).values}


class TokenTargets(NamedTuple):
    """A ragged source of tokens that are written.

    ids : int32 arrays (1 + timesteps,), from <start> to <end>
    """

    ids: list[np.ndarray]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def lengths(self) -> np.ndarray:
        """Steps that write each, the end among them."""
        return np.array([len(row) - 1 for row in self.ids], dtype="int64")

    def take(self, which: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Return words, those before each step, and those there, (n, timesteps)."""
        ids = pad([self.ids[number] for number in which]).values
        before, there = ids[:, :-1], ids[:, 1:]
        return {"words": np.ascontiguousarray(before)}, np.ascontiguousarray(there)


class NumberTargets(NamedTuple):
    """A ragged source of numbers that are written.

    rows : float32 arrays (timesteps, features), NaN where there is none
    """

    rows: list[np.ndarray]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def lengths(self) -> np.ndarray:
        """Steps of each."""
        return np.array([len(row) for row in self.rows], dtype="int64")

    def take(self, which: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Return before, the numbers before each step, and those there, padded."""
        there = pad([self.rows[number] for number in which], value=np.nan).values
        there = there.astype("float32")
        before = np.zeros_like(there)
        before[:, 1:] = np.nan_to_num(there[:, :-1])
        return {"before": before}, there


@dataclass(frozen=True)
class PairSource:
    """A ragged source of sources with their targets.

    Attributes
    ----------
    sources : ragged source of inputs
    targets : `TokenTargets` or `NumberTargets`
    weights : float array (pairs,), or None where all count alike
    words : size of the vocabulary of targets, 0 for numbers
    attended : give tokens as the targets of attention, too, see
        `RepeatedAttentionLoss`
    """

    sources: Any
    targets: Any
    weights: np.ndarray | None = None
    words: int = 0
    attended: bool = False

    def __len__(self) -> int:
        return len(self.sources)

    @property
    def lengths(self) -> np.ndarray:
        """Steps of each target."""
        return self.targets.lengths

    @property
    def steps_at_once(self) -> int:
        """Steps that are validated at once; each has a score for every token."""
        return max(1, _SCORES // max(self.words, 1024))

    def take(self, which: np.ndarray) -> tuple[Any, ...]:
        """Return inputs, targets, and weights if any."""
        before, there = self.targets.take(which)
        taken = (self.sources.take(which) | before, self._each(there))
        if self.weights is None:
            return taken
        return (*taken, self._each(self.weights[which].astype("float32")))

    def _each(self, one: np.ndarray) -> Any:
        """Return what is for the only output, or for both."""
        return dict.fromkeys(("scores", "attention"), one) if self.attended else one


def batches_of(sources: Any) -> Iterator[tuple[np.ndarray, dict[str, np.ndarray]]]:
    """Yield numbers of sources and their inputs, in batches of few padded lengths.

    Short ones come first; a source without a step is left out.

    Examples
    --------
    >>> rows = TokenSources([np.ones(n, "int32") for n in (9, 0, 2)])
    >>> [(which.tolist(), taken["source"].shape) for which, taken in batches_of(rows)]
    [([2], (1, 8)), ([0], (1, 16))]
    """
    lengths = np.asarray(sources.lengths)
    padded = np.array([_positions(length) for length in lengths], dtype="int64")
    for positions in np.unique(padded[lengths > 0]).tolist():
        alike = np.flatnonzero((padded == positions) & (lengths > 0))
        size = max(1, min(_AT_ONCE, _POSITIONS // positions))
        for first in range(0, len(alike), size):
            which = alike[first : first + size]
            yield which, _padded(sources.take(which), positions)


def _positions(length: int) -> int:
    """Return the next power of two."""
    return max(_SHORTEST, 1 << (int(length) - 1).bit_length())


def _padded(taken: dict[str, np.ndarray], positions: int) -> dict[str, np.ndarray]:
    """Return inputs (n, positions, …)."""
    return {
        name: np.pad(
            part,
            [(0, 0), (0, positions - part.shape[1]), *[(0, 0)] * (part.ndim - 2)],
        )
        for name, part in taken.items()
    }
