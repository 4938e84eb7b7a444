"""What a tagger gets right, beside the tag that each word has most often.

The baseline knows the same training sentences as the network, and no context: what the
network does better, it has from context, characters and word vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import plotting
from seqkit.baselines.tagging import MostFrequentTag
from seqkit.estimators.beaten import warn_if_beaten
from seqkit.metrics import span_scores, tag_confusion, token_accuracy
from seqkit.sequences.spans import illegal_step

MODEL, BASELINE = "tagger", "most_frequent_tag"
WORST_COLUMNS = ("row", "text", "expected", "predicted", "wrong", "loss")
_MICRO = "micro average"
_ADVICE = "more epochs, other units or word vectors"
_SHOWN: dict[str, Any] = {"float_format": "{:.3f}".format, "na_rep": "–"}


@dataclass(frozen=True, eq=False)
class TaggingReport:
    """What a tagger got right and wrong on tagged sentences.

    Attributes
    ----------
    scores : rows tagger and most_frequent_tag. token_accuracy; unknown_word_accuracy,
        that of the tokens whose word the tagger does not know (NaN without any); for
        span tags also span_precision, span_recall and span_f1 (micro averages of strict
        spans), conlleval_f1, and illegal_sentences, the share of those whose tags break
        the scheme (no stray tag is a strict span, so that strict scores forgive them)
    spans : precision, recall, f1 and support of each label, strict; None for plain tags
    conlleval : the same as the script conlleval counts spans; None for plain tags
    confusion : counts of predicted tags (columns) for each expected tag (rows)
    worst : the sentences that surprise the network most: row (place in X, or its
        index), text, expected and predicted tags, wrong (how many tags), loss (nats per
        token, inf for tags that the network cannot give)
    sentences, tokens, unknown_words : how many were scored; unknown_words counts tokens
    """

    scores: pd.DataFrame
    spans: pd.DataFrame | None
    conlleval: pd.DataFrame | None
    confusion: pd.DataFrame
    worst: pd.DataFrame
    sentences: int
    tokens: int
    unknown_words: int

    def plot(self, ax: Any = None) -> Any:
        """Draw which tags are taken for which."""
        return plotting.plot_confusion(self.confusion, ax=ax)

    def __repr__(self) -> str:
        return f"TaggingReport: {self._counts()}\n{self.scores.T.to_string(**_SHOWN)}"

    def _repr_html_(self) -> str:
        # numbers and names of ours only; tokens and tags of users stay outside
        return f"<p>{self._counts()}</p>\n{self.scores.T.to_html(**_SHOWN)}"

    def _counts(self) -> str:
        return (
            f"{self.sentences:,} sentences, {self.tokens:,} tokens, "
            f"{self.unknown_words:,} of them unknown words"
        )


class Tagged(NamedTuple):
    """Tagged sentences, and what a tagger makes of them.

    rows : where each sentence stands for the user, a number or an index
    sentences, expected, predicted : tokens and tags, lists of lists
    losses : float array (sentences,), nats
    unknown : bool array (tokens,), True = a word the tagger does not know
    """

    rows: Sequence[Any]
    sentences: Sequence[Sequence[str]]
    expected: Sequence[Sequence[str]]
    predicted: Sequence[Sequence[str]]
    losses: np.ndarray
    unknown: np.ndarray


def tagging_report(
    tagged: Tagged, baseline: MostFrequentTag, scheme: str | None, worst: int
) -> TaggingReport:
    """Score what a tagger predicted; see `SequenceTagger.report`.

    A warning says where the baseline is better, by the score that `score` gives.
    """
    own = _Scores.of(tagged, tagged.predicted, scheme)
    other = _Scores.of(tagged, baseline.tags_of(tagged.sentences), scheme)
    scores = pd.DataFrame([own.row(), other.row()], index=[MODEL, BASELINE])
    warn_if_beaten(scores, "span_f1" if scheme else "token_accuracy", _ADVICE)
    return TaggingReport(
        scores=scores,
        spans=own.spans,
        conlleval=own.conlleval,
        confusion=tag_confusion(tagged.expected, tagged.predicted),
        worst=_worst(tagged, worst),
        sentences=len(tagged.sentences),
        tokens=len(tagged.unknown),
        unknown_words=int(tagged.unknown.sum()),
    )


class _Scores(NamedTuple):
    """Scores of one tagging."""

    accuracy: float
    unknown_accuracy: float
    spans: pd.DataFrame | None = None
    conlleval: pd.DataFrame | None = None
    illegal: float = 0.0

    @classmethod
    def of(cls, tagged: Tagged, predicted: Any, scheme: str | None) -> "_Scores":
        accuracy = token_accuracy(tagged.expected, predicted)
        right = np.concatenate(list(map(_right, tagged.expected, predicted)))
        unknown = right[tagged.unknown]
        unknown_accuracy = float(unknown.mean()) if len(unknown) else np.nan
        if scheme is None:
            return cls(accuracy, unknown_accuracy)
        strict, lenient = (
            span_scores(tagged.expected, predicted, scheme=scheme, mode=mode)
            for mode in ("strict", "conlleval")
        )
        broken = [illegal_step(tags, scheme) is not None for tags in predicted]
        illegal = float(np.mean(broken))
        return cls(accuracy, unknown_accuracy, strict, lenient, illegal)

    def row(self) -> dict[str, float]:
        """Return the scores by name."""
        row = {
            "token_accuracy": self.accuracy,
            "unknown_word_accuracy": self.unknown_accuracy,
        }
        if self.spans is None or self.conlleval is None:
            return row
        strict = self.spans.loc[_MICRO, ["precision", "recall", "f1"]]
        row |= strict.add_prefix("span_").to_dict()
        row["conlleval_f1"] = self.conlleval.loc[_MICRO, "f1"]
        return row | {"illegal_sentences": self.illegal}


def _worst(tagged: Tagged, count: int) -> pd.DataFrame:
    """Return the sentences of the highest loss per token, the highest first."""
    per_token = tagged.losses / [len(tokens) for tokens in tagged.sentences]
    rows = [
        (
            tagged.rows[i],
            " ".join(tagged.sentences[i]),
            " ".join(tagged.expected[i]),
            " ".join(tagged.predicted[i]),
            int((~_right(tagged.expected[i], tagged.predicted[i])).sum()),
            per_token[i],
        )
        for i in np.argsort(-per_token, kind="stable")[:count]
    ]
    table = pd.DataFrame(rows, columns=list(WORST_COLUMNS))
    return table.astype({"wrong": "int64", "loss": "float64"})


def _right(expected: Sequence[str], predicted: Sequence[str]) -> np.ndarray:
    pairs = zip(expected, predicted, strict=True)
    return np.array([one == other for one, other in pairs], dtype=bool)
