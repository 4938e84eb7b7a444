"""How well speech or writing is recognised, beside the nearest training sequence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit.estimators.beaten import warn_if_beaten
from seqkit.metrics import character_errors, word_errors
from seqkit.metrics.transcripts import TranscriptErrors

MODEL, NEAREST = "recognizer", "nearest"
WORST_COLUMNS = ("row", "expected", "predicted", "cer", "aligned")
_METRIC = "cer"
_ADVICE = "more recordings or pictures, more epochs or other units"
_SHOWN: dict[str, Any] = {"float_format": "{:.3f}".format, "na_rep": "–"}


@dataclass(frozen=True, eq=False)
class RecognitionReport:
    """What a recogniser wrote, and how far it is from what was said or written.

    Attributes
    ----------
    scores : rows recognizer and nearest. cer and wer, errors for each character and
        word of the references, and exact, the share of texts without an error
    errors : substitutions, deletions, insertions and hits of characters, of both
    confusions : characters that the recogniser took for others: expected, predicted,
        empty where one is missing or too much, and count, the largest first
    by_length : cer of the recogniser and texts, for each number of characters
    worst : the texts with the highest cer: row (place in X, or its index), expected,
        predicted, cer, and both under each other
    texts : how many were scored
    """

    scores: pd.DataFrame
    errors: pd.DataFrame
    confusions: pd.DataFrame
    by_length: pd.DataFrame
    worst: pd.DataFrame
    texts: int

    def __repr__(self) -> str:
        return f"RecognitionReport: {self._counts()}\n{self.scores.to_string(**_SHOWN)}"

    def _repr_html_(self) -> str:
        # numbers and names of ours only; texts stay outside
        tables = (self.scores.to_html(**_SHOWN), self.errors.to_html())
        return "\n".join((f"<p>{self._counts()}</p>", *tables))

    def _counts(self) -> str:
        return f"{self.texts:,} text{'' if self.texts == 1 else 's'}"


class Recognised(NamedTuple):
    """Texts that were said or written, and what a recogniser wrote.

    rows : where each stands for the user, a number or an index
    references, predicted : texts
    """

    rows: Sequence[Any]
    references: Sequence[str]
    predicted: Sequence[str]


def recognition_report(
    recognised: Recognised, baselines: Mapping[str, Sequence[str]], worst: int
) -> RecognitionReport:
    """Score transcripts; a warning says where a baseline has fewer errors.

    Parameters
    ----------
    recognised : what a recogniser wrote
    baselines : transcripts of the same by name
    worst : how many of the worst are shown
    """
    said = {MODEL: recognised.predicted, **baselines}
    references = recognised.references
    found = {name: character_errors(texts, references) for name, texts in said.items()}
    scores = pd.DataFrame(
        {
            _METRIC: {name: errors.rate for name, errors in found.items()},
            "wer": {n: word_errors(t, references).rate for n, t in said.items()},
            "exact": {name: (each.each == 0).mean() for name, each in found.items()},
        }
    )
    warn_if_beaten(scores, _METRIC, _ADVICE, higher_is_better=False)
    own = found[MODEL]
    return RecognitionReport(
        scores=scores,
        errors=pd.DataFrame.from_dict(
            {name: errors.counts for name, errors in found.items()}, orient="index"
        ),
        confusions=own.pairs,
        by_length=_by_length(references, own),
        worst=_worst(recognised, own, worst),
        texts=len(references),
    )


def _by_length(references: Sequence[str], errors: TranscriptErrors) -> pd.DataFrame:
    """Return the error rate for each number of characters."""
    lengths = np.array([len(text.strip()) for text in references])
    wrong = errors.each * np.maximum(lengths, 1)
    table = pd.DataFrame({"characters": lengths, "wrong": wrong, "texts": 1})
    sums = table.groupby("characters").sum()
    sums.insert(0, _METRIC, sums.pop("wrong") / (sums["texts"] * sums.index.map(_some)))
    return sums


def _some(length: int) -> int:
    return max(1, length)


def _worst(
    recognised: Recognised, errors: TranscriptErrors, count: int
) -> pd.DataFrame:
    """Return the texts with the highest error rates, the highest first."""
    highest = np.argsort(-errors.each, kind="stable")[:count].tolist()
    rows = [
        (
            recognised.rows[place],
            recognised.references[place],
            recognised.predicted[place],
            float(errors.each[place]),
            errors.aligned[place],
        )
        for place in highest
    ]
    return pd.DataFrame(rows, columns=list(WORST_COLUMNS))
