"""What a CRF gives → tags of the spans that are likely enough, and how likely that is.

F1 is highest where every span counts whose probability is above half of that F1, if
probabilities are right (Lipton, Elkan, Naryanaswamy, 2014, "Optimal thresholding of
classifiers to maximize F1 measure"). So spans that are hard to find are given sooner
than where the best path of tags holds them, and spans that are easy as there.
"""

from collections.abc import Sequence
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


@dataclass(frozen=True)
class SpanReading:
    """Reads the spans out of a CRF's packed scores.

    Attributes
    ----------
    classes : the tags, in the order of their numbers
    scheme : how they stand for spans
    threshold : probability above which a span is given
    """

    classes: tuple[str, ...]
    scheme: str
    threshold: float = _MOST

    def __call__(self, packed: Any) -> np.ndarray:
        """Return the tags of a batch, whole numbers (batch, timesteps)."""
        best = best_spans(self.chances(packed), self.threshold)
        tags = np.array(best_tags(packed, "crf"))
        lengths = (tags >= 0).sum(axis=1)
        spans: list[list[Span]] = [[] for _ in tags]
        for sentence, start, end, label, _ in zip(*best, strict=True):
            spans[sentence].append(Span(self.steps.labels[label], start, end))
        for row, held, length in zip(tags, spans, lengths, strict=True):
            written = tags_of(held, int(length), self.scheme)
            if self._numbers.keys() >= set(written):  # else what no tag was seen for
                row[:length] = [self._numbers[tag] for tag in written]
        return tags

    def chances(self, packed: Any) -> SpanChances:
        """Return the spans of a batch that any threshold here may let through."""
        return span_chances(packed, self.steps, _LEAST)

    @cached_property
    def steps(self) -> SpanSteps:
        """What steps between the tags do to spans."""
        return span_steps(self.classes, self.scheme)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {tag: number for number, tag in enumerate(self.classes)}


def f1_threshold(
    network: Any, source: Any, tags: Sequence[Sequence[str]], reading: SpanReading
) -> float | None:
    """Return the probability that is half of the F1 that spans above it have.

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
    wanted = {
        (sentence, span.start, span.end, span.label)
        for sentence, row in enumerate(tags)
        for span in spans_of(row, reading.scheme)
    }
    if not wanted:
        return None
    parts = []
    for which, packed in predict_batches(network, source):
        found = reading.chances(packed)
        parts.append(found._replace(sentence=which[found.sentence]))
    chances, low, high = SpanChances.joined(parts), _LEAST, _MOST
    for _ in range(_ROUNDS):  # F1 has steps: what it is below the one matters
        middle = (low + high) / 2
        best = best_spans(chances, middle)
        if _f1(best, wanted, reading.steps.labels) / 2 < middle:
            high = middle
        else:
            low = middle
    return low


def _f1(best: SpanChances, wanted: set[tuple], labels: list[str]) -> float:
    found = zip(best.sentence, best.start, best.end, best.label, strict=True)
    right = sum(
        (s, start, end, labels[label]) in wanted for s, start, end, label in found
    )
    return 2 * right / (len(best.start) + len(wanted))
