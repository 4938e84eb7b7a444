"""Log probabilities of frames → transcripts: the best path, or a search over prefixes.

Class 0 is the blank, as in `seqkit.networks.ctc`; a transcript is spelt by many paths.
`best_paths` takes the likeliest class of each frame; `prefix_beam` sums over the paths
of each prefix that it keeps, and so finds transcripts that are likelier in sum. It may
ask a language model what comes next. Both are NumPy, all rows of a batch side by side.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from seqkit import checks
from seqkit.decoding.ctc_prefixes import Prefixes
from seqkit.keras_backend import tf
from seqkit.networks.ctc import BLANK, NOTHING, transcript_log_likelihood
from seqkit.networks.ctc_recursion import IMPOSSIBLE

_CANDIDATES = 1 << 20  # prefixes with one more symbol, in the memory at once
Scorer = Callable[[list[np.ndarray]], np.ndarray]


class Language(NamedTuple):
    """What a language model adds to the score of a prefix ("shallow fusion").

    A transcript's score is log p(transcript | frames) + weight · log p(transcript) +
    bonus · its symbols (Hannun, Maas, Jurafsky and Ng, 2014).

    Attributes
    ----------
    scorer : function from prefixes, whole-number arrays, to log probabilities of what
        comes next, array (prefixes, classes); class 0 is the end
    weight : of these log probabilities
    bonus : for each symbol, as longer transcripts have less probability
    """

    scorer: Scorer
    weight: float = 0.5
    bonus: float = 0.0


class Transcript(NamedTuple):
    """What was found of a row of frames.

    symbols : whole-number array (symbols,), classes from 1
    log_probability : given the frames, summed over all paths, in nats
    score : with what the language model adds; else the same
    """

    symbols: np.ndarray
    log_probability: float
    score: float


def best_paths(log_probs: Any) -> list[np.ndarray]:
    """Return what the likeliest class of each frame spells (Graves et al., 2006, 3.2).

    Parameters
    ----------
    log_probs : (rows, frames, classes), of the blank first

    Returns
    -------
    for each row the symbols (symbols,): runs once, blanks never

    Examples
    --------
    >>> path = np.array([[0, 3, 3, 0, 3, 1]])
    >>> [symbols.tolist() for symbols in best_paths(np.eye(4)[path])]
    [[3, 3, 1]]
    """
    paths = checks.check_frame_chances(log_probs).argmax(axis=-1)
    kept = symbol_begins(paths)
    return [path[here] for path, here in zip(paths, kept, strict=True)]


def symbol_begins(paths: np.ndarray, before: int = BLANK) -> np.ndarray:
    """Return where symbols begin: runs count once, blanks never.

    Parameters
    ----------
    paths : classes (rows, frames)
    before : the class of the frame before the first

    Examples
    --------
    >>> symbol_begins(np.array([[3, 3, 0, 3]]), before=3).tolist()
    [[False, False, False, True]]
    """
    earlier = np.full_like(paths, before)
    earlier[:, 1:] = paths[:, :-1]
    return (paths != earlier) & (paths != BLANK)


def prefix_beam(
    log_probs: Any,
    *,
    beam_width: int = 10,
    n_best: int = 1,
    language: Language | None = None,
) -> list[list[Transcript]]:
    """Search the likeliest transcripts, summed over paths.

    Parameters
    ----------
    log_probs : (rows, frames, classes), of the blank first
    beam_width : prefixes kept at every frame
    n_best : transcripts of a row, at most `beam_width`
    language : what else counts, or None

    Returns
    -------
    for each row its transcripts, best first; fewer than `n_best` where there are no
    more

    References
    ----------
    Graves et al. (2006), section 3.2; Hannun, Maas, Jurafsky and Ng (2014),
    "First-pass large vocabulary continuous speech recognition using bi-directional
    recurrent DNNs", arXiv:1408.2873, algorithm 1.

    Examples
    --------
    >>> frames = np.log([[[0.6, 0.4], [0.6, 0.4]]])  # "--" is the best path
    >>> best, second = prefix_beam(frames, beam_width=2, n_best=2)[0]
    >>> best.symbols.tolist(), round(float(np.exp(best.log_probability)), 2)
    ([1], 0.64)
    """
    checks.check_count("n_best", n_best)
    checks.check_count("beam_width", beam_width)
    checks.check_not_above("n_best", n_best, "beam_width", beam_width)
    given = checks.check_frame_chances(log_probs)
    model = _Asked(language, given.shape[-1])
    at_once = max(1, _CANDIDATES // (beam_width * given.shape[-1]))
    found: list[list[Transcript]] = []
    for start in range(0, len(given), at_once):
        rows = given[start : start + at_once]
        kept = _searched(rows, beam_width, model)
        found += [_transcripts(*row, n_best) for row in zip(rows, *kept, strict=True)]
    return found


def transcript_log_probabilities(
    log_probs: Any, transcripts: Sequence[np.ndarray]
) -> np.ndarray:
    """Return log p(transcript | frames), summed over all paths, float64 (rows,).

    Parameters
    ----------
    log_probs : (rows, frames, classes), of the blank first; or (frames, classes) that
        all transcripts are of
    transcripts : symbols (symbols,) of each row, classes from 1

    Examples
    --------
    >>> even = np.log(np.full((2, 3), 1 / 3))
    >>> found = transcript_log_probabilities(even, [[1], [2, 1]])
    >>> (np.exp(found) * 9).round().tolist()
    [3.0, 1.0]
    """
    most = max([1, *map(len, transcripts)])
    padded = np.full((len(transcripts), most), NOTHING, dtype="int32")
    for row, symbols in zip(padded, transcripts, strict=True):
        row[: len(symbols)] = symbols
    frames = np.maximum(np.asarray(log_probs, "float64"), IMPOSSIBLE)
    frames = np.broadcast_to(frames, (len(padded), *frames.shape[-2:]))
    return _log_likelihoods(frames, padded).numpy()


_log_likelihoods = tf.function(
    lambda log_probs, symbols: transcript_log_likelihood(log_probs, symbols),
    input_signature=[
        tf.TensorSpec((None, None, None), "float64"),
        tf.TensorSpec((None, None), "int32"),
    ],
)


def _searched(log_probs: np.ndarray, beam_width: int, model: "_Asked") -> Prefixes:
    """Return the prefixes that are kept behind the last frame, best first."""
    kept = Prefixes.empty(len(log_probs), beam_width)
    for chances in np.moveaxis(log_probs, 1, 0):
        kept = kept.over(chances, model.adds(kept))
    return kept.best(model.adds(kept)[..., BLANK])


class _Asked:
    """What a language model adds, asked once for each prefix."""

    def __init__(self, language: Language | None, classes: int) -> None:
        self._language = language
        self._nothing = np.zeros((1, 1, classes))
        self._known: dict[int, np.ndarray] = {}

    def adds(self, kept: Prefixes) -> np.ndarray:
        """Return it for each symbol behind prefixes, the end in the blank's place."""
        rows, prefixes = kept.names.shape
        shape = rows, prefixes, self._nothing.shape[-1]
        if self._language is None:
            return np.broadcast_to(self._nothing, shape)
        live = np.isfinite(kept.totals)
        self._ask(kept, live)
        added = np.zeros(shape)
        added[live] = [self._known[name] for name in kept.names[live].tolist()]
        return added

    def _ask(self, kept: Prefixes, live: np.ndarray) -> None:
        scorer, weight, bonus = self._language  # type: ignore[misc]
        names, first = np.unique(kept.names[live], return_index=True)
        new = [n for n, name in enumerate(names.tolist()) if name not in self._known]
        if not new:
            return
        symbols, lengths = kept.symbols[live][first], kept.lengths[live][first]
        found = weight * np.asarray(
            scorer([symbols[n, : lengths[n]] for n in new]), dtype="float64"
        )
        checks.check_scored_prefixes(found.shape, (len(new), self._nothing.shape[-1]))
        found[:, BLANK + 1 :] += bonus
        self._known |= dict(zip(names[new].tolist(), found, strict=True))


def _transcripts(frames: np.ndarray, *parts: Any) -> list[Transcript]:
    """Return the best transcripts of a row, with the sums over all of their paths."""
    *prefixes, n_best = parts
    kept = Prefixes(*prefixes)
    there = np.flatnonzero(np.isfinite(kept.totals))[:n_best]
    found = [kept.symbols[n, : kept.lengths[n]] for n in there]
    sums = transcript_log_probabilities(frames, found)
    transcripts = [
        Transcript(symbols, float(total), float(total + kept.added[n]))
        for n, symbols, total in zip(there, found, sums, strict=True)
    ]
    return sorted(transcripts, key=lambda one: -one.score)
