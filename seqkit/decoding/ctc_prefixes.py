"""Prefixes of transcripts that a beam search over frames keeps, for many rows at once.

A prefix is spelt by paths that end in a blank and by paths that end in its last symbol:
two sums, because the same symbol behind the former begins anew and behind the latter
goes on (Hannun et al., 2014, algorithm 1). One prefix may be reached in two ways, by
staying and by one more symbol; prefixes have numbers made of their symbols, so that it
is found again.
"""

from typing import Any, NamedTuple

import numpy as np

from seqkit.networks.ctc import BLANK

_NEVER = -np.inf
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: numbers far apart
_SHIFT = np.uint64(29)


class Prefixes(NamedTuple):
    """Kept prefixes of each row, best first; what is not there has the sums -inf.

    symbols : int64 (rows, prefixes, longest), those of each, 0 behind the end
    lengths : int64 (rows, prefixes)
    names : uint64 (rows, prefixes), made of all symbols
    parents : uint64 (rows, prefixes), the names without the last symbol
    blank, symbol : (rows, prefixes), log probability of the paths that end so
    added : (rows, prefixes), what a language model adds to the score
    """

    symbols: np.ndarray
    lengths: np.ndarray
    names: np.ndarray
    parents: np.ndarray
    blank: np.ndarray
    symbol: np.ndarray
    added: np.ndarray

    @classmethod
    def empty(cls, rows: int, prefixes: int) -> "Prefixes":
        """Return the empty prefix of each row, alone."""
        shape = rows, prefixes
        blank = np.full(shape, _NEVER)
        blank[:, 0] = 0.0
        return cls(
            symbols=np.zeros((*shape, 1), dtype="int64"),
            lengths=np.zeros(shape, dtype="int64"),
            names=np.ones(shape, dtype="uint64"),
            parents=np.zeros(shape, dtype="uint64"),
            blank=blank,
            symbol=np.full(shape, _NEVER),
            added=np.zeros(shape),
        )

    @property
    def totals(self) -> np.ndarray:
        """Log probability of each prefix (rows, prefixes)."""
        return np.logaddexp(self.blank, self.symbol)

    def over(self, chances: np.ndarray, following: np.ndarray) -> "Prefixes":
        """Return the best prefixes one frame later.

        Parameters
        ----------
        chances : log probabilities of the frame (rows, classes)
        following : what each symbol behind each prefix adds (rows, prefixes, classes)
        """
        longer = self._longer(chances)
        stayed = self._stayed(chances, longer)
        scores = longer + self.added[..., None] + following[..., 1:]
        every = np.concatenate(
            [stayed.totals + stayed.added, scores.reshape(len(scores), -1)], axis=1
        )
        best = _best(every, self.names.shape[1])
        return stayed._chosen(best, longer, following)

    def best(self, added: np.ndarray) -> "Prefixes":
        """Return the prefixes in the order of their scores, with what the end adds."""
        scores = self.totals + self.added + added
        order = np.argsort(-scores, axis=1, kind="stable")
        ordered = self._replace(added=self.added + added)
        return Prefixes(*(_taken(part, order) for part in ordered))

    def _longer(self, chances: np.ndarray) -> np.ndarray:
        """Return log probabilities with one more symbol (rows, prefixes, symbols)."""
        longer = self.totals[..., None] + chances[:, None, 1:]
        rows, places = np.nonzero(self.lengths)
        last = self._last()[rows, places]
        again = self.blank[rows, places] + chances[rows, last]
        longer[rows, places, last - 1] = again
        return longer

    def _stayed(self, chances: np.ndarray, longer: np.ndarray) -> "Prefixes":
        """Return the prefixes as they are, with what reaches them by their last symbol.

        What does is taken out of `longer`.
        """
        blank = self.totals + chances[:, [BLANK]]
        symbol = self.symbol + np.take_along_axis(chances, self._last(), axis=1)
        grows = self.parents[:, :, None] == self.names[:, None, :]
        live = np.isfinite(self.totals)
        rows, children, parents = np.nonzero(grows & live[:, :, None] & live[:, None])
        last = self._last()[rows, children] - 1
        reached = longer[rows, parents, last]
        symbol[rows, children] = np.logaddexp(symbol[rows, children], reached)
        longer[rows, parents, last] = _NEVER
        return self._replace(blank=blank, symbol=symbol)

    def _chosen(
        self, best: np.ndarray, longer: np.ndarray, following: np.ndarray
    ) -> "Prefixes":
        """Return prefixes by place: of these, or of these with one more symbol."""
        kept, symbols = self.names.shape[1], longer.shape[2]
        is_longer = best >= kept
        parent, symbol = np.divmod(np.maximum(best - kept, 0), symbols)
        parent = np.where(is_longer, parent, np.minimum(best, kept - 1))
        symbol = np.where(is_longer, symbol + 1, BLANK)
        old = Prefixes(*(_taken(part, parent) for part in self))
        row = np.arange(len(best))[:, None]
        gained = np.where(is_longer, following[row, parent, symbol], 0.0)
        reached = longer[row, parent, symbol - 1]
        return Prefixes(
            symbols=_appended(old.symbols, old.lengths, symbol),
            lengths=old.lengths + is_longer,
            names=np.where(is_longer, _named(old.names, symbol), old.names),
            parents=np.where(is_longer, old.names, old.parents),
            blank=np.where(is_longer, _NEVER, old.blank),
            symbol=np.where(is_longer, reached, old.symbol),
            added=old.added + gained,
        )

    def _last(self) -> np.ndarray:
        """Return the last symbol of each prefix, the blank of empty ones."""
        places = np.maximum(self.lengths - 1, 0)[..., None]
        return np.take_along_axis(self.symbols, places, axis=2)[..., 0]


def _best(scores: np.ndarray, count: int) -> np.ndarray:
    """Return the places of the best scores of each row, best first."""
    if scores.shape[1] > count:
        places = np.argpartition(-scores, count - 1, axis=1)[:, :count]
        places.sort(axis=1)
    else:
        places = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    order = np.argsort(-np.take_along_axis(scores, places, 1), axis=1, kind="stable")
    return np.take_along_axis(places, order, axis=1)


def _taken(part: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return parts (rows, prefixes, …) by their places in each row."""
    return part[np.arange(len(part))[:, None], places]


def _appended(
    symbols: np.ndarray, lengths: np.ndarray, symbol: np.ndarray
) -> np.ndarray:
    """Put symbols behind prefixes; the blank, which is 0, adds nothing."""
    if (lengths == symbols.shape[2]).any():
        symbols = np.pad(symbols, [(0, 0), (0, 0), (0, symbols.shape[2])])
    np.put_along_axis(symbols, lengths[..., None], symbol[..., None], axis=2)
    return symbols


def _named(names: np.ndarray, symbol: np.ndarray) -> np.ndarray:
    """Return the names of prefixes with one more symbol."""
    mixed: Any = (names + symbol.astype("uint64")) * _ODD
    return mixed ^ (mixed >> _SHIFT)
