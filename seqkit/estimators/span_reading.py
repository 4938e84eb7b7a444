"""What a CRF gives → the spans of its best path, and others that are likely enough.

The best path leaves a place without a span where that is likelier than all spans there
together, so rare spans are seldom given. F1 would be highest with every span whose
probability is above half of that F1, were probabilities right (Lipton, Elkan,
Naryanaswamy, 2014, "Optimal thresholding of classifiers to maximize F1 measure"). They
are not quite, so the threshold is found by trial. Spans of the path stay whatever their
probability: where new sentences differ from those of the trial, the path's choice
between several spans still holds.
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

_THRESHOLDS = tuple(percent / 100 for percent in range(50, 0, -5))
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
    threshold: float = _THRESHOLDS[0]

    def __call__(self, packed: Any) -> np.ndarray:
        """Return the tags of a batch, whole numbers (batch, timesteps)."""
        tags, chances = self.path_and_chances(packed)
        further = best_spans(chances, self.threshold)
        for sentence, start, end, label, _ in zip(*further, strict=True):
            row = tags[sentence]
            self._write(row[row >= 0], Span(self.steps.labels[label], start, end), row)
        return tags

    def path_and_chances(self, packed: Any) -> tuple[np.ndarray, SpanChances]:
        """Return the tags of the best path, and spans that may stand beside its own.

        Tags are whole numbers (batch, timesteps), -1 at padded steps.
        """
        tags = np.array(best_tags(packed, "crf"))
        taken = np.cumsum(tags != self._numbers.get(_OUTSIDE), axis=1)
        taken = np.pad(taken, ((0, 0), (1, 0)))
        chances = span_chances(packed, self.steps, _THRESHOLDS[-1])
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

    def _write(self, tags: np.ndarray, span: Span, row: np.ndarray) -> None:
        """Write a span into a row, unless it asks for a tag that is not known."""
        held = [*self.spans_in(tags), span]
        written = tags_of(held, len(tags), self.scheme)
        places = [n for _, start, end in held for n in range(start, end)]
        if self._numbers.keys() >= {written[n] for n in places}:
            row[places] = [self._numbers[written[n]] for n in places]


def f1_threshold(
    network: Any, source: Any, tags: Sequence[Sequence[str]], reading: SpanReading
) -> float | None:
    """Return the threshold that has the highest F1 on sentences.

    Parameters
    ----------
    network : ends in a CRF
    source : ragged source of the sentences' inputs
    tags : their right tags
    reading : how spans are read; its own threshold does not matter

    Returns
    -------
    from .05 to .5, of equally good ones the highest; None where the best path alone has
    as high an F1
    """
    wanted = _keys(
        (row, spans_of(each, reading.scheme)) for row, each in enumerate(tags)
    )
    path: set[tuple] = set()
    parts = []
    for which, packed in predict_batches(network, source):
        best, chances = reading.path_and_chances(packed)
        path |= _keys(zip(which.tolist(), map(reading.spans_in, best), strict=True))
        parts.append(chances._replace(sentence=which[chances.sentence]))
    beside, labels = SpanChances.joined(parts), reading.steps.labels
    highest, chosen = _f1(path, wanted), None
    for threshold in _THRESHOLDS:
        further = zip(*best_spans(beside, threshold)[:4], strict=True)
        added = {(row, labels[label], start, end) for row, start, end, label in further}
        f1 = _f1(path | added, wanted)
        if f1 > highest:
            highest, chosen = f1, threshold
    return chosen


def _f1(found: set[tuple], wanted: set[tuple]) -> float:
    return 2 * len(found & wanted) / max(1, len(found) + len(wanted))


def _keys(rows: Iterable[tuple[int, list[Span]]]) -> set[tuple]:
    """Return spans with the numbers of their sentences."""
    return {(row, *span) for row, spans in rows for span in spans}
