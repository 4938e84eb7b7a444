"""When each symbol of a transcript stands: its best path through the frames."""

from typing import Any, NamedTuple

import numpy as np

from seqkit import checks
from seqkit.networks.ctc import BLANK, frames_needed

_NEVER = -np.inf


class SymbolTimes(NamedTuple):
    """Where the symbols of a transcript stand on its best path.

    first, last : int64 (symbols,), frames
    probability : (symbols,), the mean of the symbol's over these frames
    """

    first: np.ndarray
    last: np.ndarray
    probability: np.ndarray


def symbol_times(log_probs: Any, symbols: Any) -> SymbolTimes:
    """Align a transcript with frames: the likeliest of the paths that spell it.

    Parameters
    ----------
    log_probs : (frames, classes), of the blank first
    symbols : whole numbers from 1 (symbols,)

    Raises
    ------
    ValueError
        If the transcript needs more frames than there are.

    References
    ----------
    Viterbi (1967), over the places of Graves et al. (2006), section 4.1.

    Examples
    --------
    >>> path = np.eye(4)[[0, 3, 3, 0, 1]] + 0.01
    >>> first, last, _ = symbol_times(np.log(path), [3, 1])
    >>> first.tolist(), last.tolist()
    ([1, 4], [2, 4])
    """
    (frames,) = checks.check_frame_chances(np.asarray(log_probs)[None])
    symbols = np.asarray(symbols, dtype="int64")
    checks.check_enough_frames(len(frames), frames_needed(symbols))
    places = _best_places(frames, symbols)
    spans = [np.flatnonzero(places == 2 * n + 1) for n in range(len(symbols))]
    return SymbolTimes(
        np.array([span[0] for span in spans], dtype="int64"),
        np.array([span[-1] for span in spans], dtype="int64"),
        np.array(
            [
                np.exp(frames[span, symbol]).mean()
                for span, symbol in zip(spans, symbols, strict=True)
            ]
        ),
    )


def _best_places(frames: np.ndarray, symbols: np.ndarray) -> np.ndarray:
    """Return the place of l', symbols with blanks between, at each frame."""
    extended = np.full(2 * len(symbols) + 1, BLANK)
    extended[1::2] = symbols
    skips = np.zeros(len(extended), dtype=bool)
    skips[2:] = (extended[2:] != BLANK) & (extended[2:] != extended[:-2])
    emissions = frames[:, extended]
    best = np.where(np.arange(len(extended)) < 2, emissions[0], _NEVER)
    steps = np.zeros(emissions.shape, dtype="int64")
    for t in range(1, len(frames)):
        ways = np.full((3, len(extended)), _NEVER)
        ways[0], ways[1, 1:], ways[2, 2:] = best, best[:-1], best[:-2]
        ways[2, ~skips] = _NEVER
        steps[t] = ways.argmax(axis=0)
        best = ways.max(axis=0) + emissions[t]
    ends = len(extended) - 1
    place = ends if not ends or best[ends] >= best[ends - 1] else ends - 1
    places = np.empty(len(frames), dtype="int64")
    for t in reversed(range(len(frames))):
        places[t] = place
        place -= steps[t, place]
    return places
