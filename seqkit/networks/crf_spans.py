"""How likely each labelled span is under a chain.

A span's probability is that of all paths in which tags begin it, go on with it and end
it (Culotta, McCallum, 2004, "Confidence estimation for information extraction"). Spans
of all beginnings in a batch grow at once, by one matrix product for each further token.
"""

from typing import Any, NamedTuple

import numpy as np

from seqkit.networks.tag_decoding import scores_and_futures
from seqkit.sequences.spans import SpanSteps


class SpanChances(NamedTuple):
    """Labelled spans of a batch of sentences and how likely each is, in any order.

    sentence, start, end : int64 arrays (spans,), `end` is behind the last token
    label : int64 array (spans,), its number in `SpanSteps.labels`
    probability : float64 array (spans,)
    """

    sentence: np.ndarray
    start: np.ndarray
    end: np.ndarray
    label: np.ndarray
    probability: np.ndarray

    @classmethod
    def joined(cls, parts: "list[SpanChances]") -> "SpanChances":
        """Put the spans of several parts into one, those of none too."""
        none = np.zeros(0, "int64")
        empty = cls(none, none, none, none, np.zeros(0))
        return cls._make(map(np.concatenate, zip(empty, *parts, strict=True)))

    def select(self, which: np.ndarray) -> "SpanChances":
        """Keep some of them, by number or mask."""
        return SpanChances._make(part[which] for part in self)


def span_chances(packed: Any, steps: SpanSteps, least: float) -> SpanChances:
    """Return the spans that have at least a probability.

    Parameters
    ----------
    packed : packed scores of a CRF (batch, timesteps + tags + 2, tags + 1)
    steps : what steps between the tags do to spans
    least : above 0, which keeps their number small
    """
    flow = _Flow.of(packed, steps)
    labels = np.eye(len(steps.labels))[steps.label]
    found, inside = [], flow.begun
    for length in range(1, inside.shape[1] + 1):
        if inside.max(initial=0) < least:
            break
        over = (inside * flow.ended[:, length - 1 :]) @ labels
        sentence, start, label = np.nonzero(over >= least)
        chances = over[sentence, start, label]
        found.append(SpanChances(sentence, start, start + length, label, chances))
        inside = flow.gone_on(inside[:, :-1], length)
    return SpanChances.joined(found)


def best_spans(chances: SpanChances, threshold: float) -> SpanChances:
    """Return spans without overlap, those that are most above a threshold together.

    Returns
    -------
    SpanChances, sentence by sentence, in reading order
    """
    likely = chances.select(chances.probability > threshold)
    likely = likely.select(np.lexsort((likely.end, likely.sentence)))
    cuts = np.flatnonzero(np.diff(likely.sentence)) + 1
    kept = [
        first + _most(likely.select(rows), threshold)
        for rows in np.split(np.arange(len(likely.sentence)), cuts)
        for first in rows[:1]
    ]
    return likely.select(np.concatenate([np.zeros(0, "int64"), *kept]))


class _Flow(NamedTuple):
    """Probabilities of a batch's chains, what spans need of them.

    begun : (batch, timesteps, tags), a span begins here with this tag
    ended : (batch, timesteps, tags), it ends here, given the tag here
    into : (batch, timesteps, tags), what comes in at a tag of this step, against
    out : (batch, timesteps, tags), what left a tag of the step before, in all
    going_on : (tags, tags)
    """

    begun: np.ndarray
    ended: np.ndarray
    into: np.ndarray
    out: np.ndarray
    going_on: np.ndarray

    @classmethod
    def of(cls, packed: Any, steps: SpanSteps) -> "_Flow":
        scores, futures = scores_and_futures(packed)
        moves = np.exp(scores.transitions - scores.transitions.max())
        ahead = scores.emissions + futures
        into = np.exp(ahead - ahead.max(axis=2, keepdims=True)) * scores.mask[..., None]
        out = into @ moves.T
        first = _normed(np.exp(_lowered(scores.start + ahead[:, 0])))
        first *= scores.mask[:, :1]
        flow = cls(np.zeros_like(into), np.zeros_like(into), into, out, moves)
        flow.begun[:, 0] = first * steps.begins[-1]
        here = first
        for t in range(1, into.shape[1]):
            left = _share(here, out[:, t])
            flow.begun[:, t] = left @ (moves * steps.begins[:-1]) * into[:, t]
            here = left @ moves * into[:, t]
        closing = into @ (moves * steps.ends[:, :-1]).T
        flow.ended[:, :-1] = _share(closing, out)[:, 1:]
        last = scores.mask.sum(axis=1) - 1
        flow.ended[np.arange(len(last)), last] = steps.ends[:, -1]
        return flow._replace(going_on=moves * steps.continues)

    def gone_on(self, inside: np.ndarray, length: int) -> np.ndarray:
        """Return spans of a length, by where they begin, with one token more."""
        left = _share(inside, self.out[:, length:])
        return left @ self.going_on * self.into[:, length:]


def _share(parts: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Divide, where there is anything."""
    return np.divide(parts, whole, out=np.zeros_like(parts), where=whole > 0)


def _lowered(scores: np.ndarray) -> np.ndarray:
    return scores - scores.max(axis=1, keepdims=True)


def _normed(weights: np.ndarray) -> np.ndarray:
    return weights / weights.sum(axis=1, keepdims=True)


def _most(spans: SpanChances, threshold: float) -> np.ndarray:
    """Return which spans of one sentence, in order of their ends, gain most."""
    before = np.searchsorted(spans.end, spans.start, side="right")
    best, taken = [0.0], []
    for gain, free in zip(spans.probability - threshold, before, strict=True):
        taken.append(best[free] + gain > best[-1])
        best.append(max(best[-1], best[free] + gain))
    kept, last = [], len(taken)
    while last:
        if taken[last - 1]:
            kept.append(last - 1)
            last = before[last - 1]
        else:
            last -= 1
    return np.array(kept[::-1], "int64")
