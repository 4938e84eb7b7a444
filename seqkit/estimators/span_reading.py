"""What a CRF gives → the spans of its best path, and others that are likely enough.

The best path leaves a place without a span where that is likelier than all spans there
together, so rare spans are seldom given. F1 is highest where every span counts whose
probability is above half of that F1, if probabilities are right (Lipton, Elkan,
Naryanaswamy, 2014, "Optimal thresholding of classifiers to maximize F1 measure").
Spans of the path stay whatever their probability: where new sentences differ from those
that the threshold was chosen on, the path's choice between several spans still holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from seqkit.networks.crf_spans import SpanChances, best_spans, span_chances
from seqkit.networks.tag_decoding import best_tags
from seqkit.sequences.spans import Span, SpanSteps, span_steps, spans_of, tags_of
from seqkit.training import predict_batches

_LEAST, _MOST = 0.02, 0.5
_ROUNDS = 8
_OUTSIDE = "O"


@dataclass(frozen=True)
class SpanReading:
    """Reads the spans out of a CRF's packed scores.

    Attributes
    ----------
    classes : the tags, in the order of their numbers
    scheme : how they stand for spans
    threshold : probability above which a span is given beside those of the best path
    """

    classes: tuple[str, ...]
    scheme: str
    threshold: float = _MOST

    def __call__(self, packed: Any) -> np.ndarray:
        """Return the tags of a batch, whole numbers (batch, timesteps)."""
        tags, chances = self.path_and_chances(packed)
        further = best_spans(chances, self.threshold)
        for sentence in np.unique(further.sentence):
            row = tags[sentence]
            here = further.select(further.sentence == sentence)
            written = self._written(row[row >= 0], here)
            if self._numbers.keys() >= set(written):  # else what no tag was seen for
                row[: len(written)] = [self._numbers[tag] for tag in written]
        return tags

    def path_and_chances(self, packed: Any) -> tuple[np.ndarray, SpanChances]:
        """Return the tags of the best path, and spans that may stand beside its own.

        Tags are whole numbers (batch, timesteps), -1 at padded steps.
        """
        tags = np.array(best_tags(packed, "crf"))
        taken = np.cumsum(tags != self._numbers.get(_OUTSIDE), axis=1)
        taken = np.pad(taken, ((0, 0), (1, 0)))
        chances = span_chances(packed, self.steps, _LEAST)
        before, behind = (
            taken[chances.sentence, place] for place in (chances.start, chances.end)
        )
        return tags, chances.select(before == behind)

    def spans_in(self, tags: np.ndarray) -> list[Span]:
        """Return the spans of one sentence's tags."""
        return spans_of([self.classes[tag] for tag in tags if tag >= 0], self.scheme)

    @cached_property
    def steps(self) -> SpanSteps:
        """What steps between the tags do to spans."""
        return span_steps(self.classes, self.scheme)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {tag: number for number, tag in enumerate(self.classes)}

    def _written(self, tags: np.ndarray, further: SpanChances) -> list[str]:
        """Return a sentence's tags with further spans written in."""
        labels = [self.steps.labels[label] for label in further.label]
        added = map(Span, labels, further.start, further.end)
        return tags_of([*self.spans_in(tags), *added], len(tags), self.scheme)


def f1_threshold(
    network: Any, source: Any, tags: Sequence[Sequence[str]], reading: SpanReading
) -> float | None:
    """Return the threshold that is half of the F1 it has on sentences.

    Parameters
    ----------
    network : ends in a CRF
    source : ragged source of the sentences' inputs
    tags : their right tags
    reading : how spans are read; its own threshold does not matter

    Returns
    -------
    from .02 to .5; None where the sentences hold no span
    """
    wanted = _keys(
        (row, spans_of(each, reading.scheme)) for row, each in enumerate(tags)
    )
    if not wanted:
        return None
    path: set[tuple] = set()
    parts = []
    for which, packed in predict_batches(network, source):
        best, chances = reading.path_and_chances(packed)
        rows = zip(which.tolist(), map(reading.spans_in, best), strict=True)
        path |= _keys(rows)
        parts.append(chances._replace(sentence=which[chances.sentence]))
    beside, low, high = SpanChances.joined(parts), _LEAST, _MOST
    for _ in range(_ROUNDS):  # F1 has steps: what it is below the one matters
        middle = (low + high) / 2
        further = zip(*best_spans(beside, middle)[:4], strict=True)
        found = path | {
            (row, reading.steps.labels[label], start, end)
            for row, start, end, label in further
        }
        half = len(found & wanted) / (len(found) + len(wanted))
        low, high = (middle, high) if half >= middle else (low, middle)
    return low


def _keys(rows: Iterable[tuple[int, list[Span]]]) -> set[tuple]:
    """Return spans with the numbers of their sentences."""
    return {(row, *span) for row, spans in rows for span in spans}
