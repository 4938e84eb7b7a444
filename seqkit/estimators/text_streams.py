"""Texts as a language network reads them: windows in order, passages, whole texts.

All cut one row of token ids, whose first token is the end of whatever came before: the
network guesses each token from those before it. 0 is padding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.networks.language import SCORES, TOKENS
from seqkit.sequences.padding import pad

_WINDOWS = 8  # the fewest of a stream, where the text is long enough for two streams
_PASSAGE, _RUN_UP = 512, 128  # tokens


@dataclass(frozen=True, eq=False)
class Streams:
    """Windows of a text for truncated backpropagation through time.

    The text is cut into streams that are read side by side, each from its beginning to
    its end, window after window. Sample n is window n // streams of stream n % streams:
    in order, batches of `streams` samples are the windows that follow each other.

    Attributes
    ----------
    ids : int32 (streams, windows × length + 1)
    length : tokens of a window
    """

    ids: np.ndarray
    length: int
    in_order = True

    @classmethod
    def of(cls, ids: np.ndarray, batch_size: int, tbptt_steps: int) -> "Streams":
        """Cut a row of token ids.

        Parameters
        ----------
        ids : int32 (tokens + 1,)
        batch_size : streams; fewer of a short text, so that states are worth carrying
        tbptt_steps : most tokens of a window; all windows are equally long

        Examples
        --------
        >>> streams = Streams.of(np.arange(1, 10), 2, 2)
        >>> streams.ids.shape  # too short for two
        (1, 9)
        """
        tokens = len(ids) - 1
        count = max(1, min(batch_size, tokens // (_WINDOWS * tbptt_steps)))
        steps = -(-tokens // count)
        windows = -(-steps // tbptt_steps)
        length = -(-steps // windows)
        rows = np.zeros((count, windows * length + 1), dtype="int32")
        for row, part in enumerate(rows):
            own = ids[row * steps : (row + 1) * steps + 1]
            part[: len(own)] = own
        return cls(rows, length)

    def __len__(self) -> int:
        return len(self.ids) * ((self.ids.shape[1] - 1) // self.length)

    def take(self, which: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Return windows, whether a stream begins with each, and what comes next."""
        window, row = np.divmod(which, len(self.ids))
        places = window[:, None] * self.length + np.arange(self.length)
        rows = row[:, None]
        inputs = {TOKENS: self.ids[rows, places], "begins": window == 0}
        return inputs, self.ids[rows, places + 1]


@dataclass(frozen=True, eq=False)
class Passages:
    """Passages of a text that are scored alone, each behind a run-up that is not.

    Attributes
    ----------
    ids : int32 (tokens + 1,)
    """

    ids: np.ndarray

    def __len__(self) -> int:
        return -(-(len(self.ids) - 1) // _PASSAGE)

    @property
    def lengths(self) -> np.ndarray:
        """Tokens read of each passage, the run-up among them."""
        first, last = self._bounds(np.arange(len(self)))
        return last - first

    def take(self, which: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Return passages and what comes next, 0 where that is not scored."""
        first, last = self._bounds(which)
        bounds = list(zip(first, last, strict=True))
        given = pad([self.ids[a:b] for a, b in bounds]).values
        wanted = pad([self.ids[a + 1 : b + 1] for a, b in bounds]).values
        run_up = which * _PASSAGE - first
        wanted[np.arange(given.shape[1]) < run_up[:, None]] = 0
        begins = np.ones(len(which), dtype=bool)
        return {TOKENS: given, "begins": begins}, wanted

    def _bounds(self, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        first = np.maximum(which * _PASSAGE - _RUN_UP, 0)
        return first, np.minimum((which + 1) * _PASSAGE, len(self.ids) - 1)


@dataclass(frozen=True, eq=False)
class WholeTexts:
    """Texts as the fitted network reads them, for looking inside.

    Attributes
    ----------
    rows : token ids (tokens + 1,) of each text
    states : what the network's states begin with by name, float32 (1, units)
    """

    rows: Sequence[np.ndarray]
    states: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def lengths(self) -> np.ndarray:
        """Tokens read of each text."""
        return np.array([len(row) - 1 for row in self.rows], dtype="int64")

    def take(self, which: np.ndarray) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return texts with their first states, and what comes next."""
        own = [self.rows[number] for number in which]
        states = {n: state.repeat(len(own), axis=0) for n, state in self.states.items()}
        inputs = {TOKENS: pad([row[:-1] for row in own]).values, **states}
        return inputs, {SCORES: pad([row[1:] for row in own]).values}
