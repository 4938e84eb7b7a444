"""What readers return: tagged sentences, labelled texts and series, parallel texts.

Each says in `skipped` how many things of the file are not in it, and shows that count
whenever it is printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, repr=False)
class TaggedSentences:
    """Sentences with one tag per token.

    Attributes
    ----------
    sentences : the tokens of each sentence
    tags : the tags of each sentence, as many as it has tokens
    skipped : what was left out → how many times

    Examples
    --------
    >>> read = TaggedSentences([["Go", "!"]], [["VERB", "PUNCT"]], {"comment lines": 1})
    >>> read
    TaggedSentences(sentences: 1, tokens: 2; skipped: 1 comment lines)
    >>> read.tags[0], len(read)
    (['VERB', 'PUNCT'], 1)
    """

    sentences: list[list[str]]
    tags: list[list[str]]
    skipped: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.sentences)

    def __repr__(self) -> str:
        counts = {"sentences": len(self), "tokens": sum(map(len, self.sentences))}
        return _summary(self, counts, self.skipped)


@dataclass(frozen=True, repr=False)
class LabelledTexts:
    """Texts with one label each.

    Attributes
    ----------
    texts : the texts
    labels : the label of each, or None where the file has none
    skipped : what was left out → how many times

    Examples
    --------
    >>> LabelledTexts(["a fine film", "dull"], ["positive", "negative"])
    LabelledTexts(texts: 2, labels: 2)
    """

    texts: list[str]
    labels: list[str] | None
    skipped: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)

    def __repr__(self) -> str:
        counts = {"texts": len(self), **_distinct(self.labels)}
        return _summary(self, counts, self.skipped)


@dataclass(frozen=True, repr=False)
class ParallelTexts:
    """Texts with one translation each.

    Attributes
    ----------
    sources : the texts to translate
    targets : the translation of each
    skipped : what was left out → how many times

    Examples
    --------
    >>> read = ParallelTexts(["good day", "thanks"], ["guten Tag", "danke"])
    >>> read
    ParallelTexts(pairs: 2)
    """

    sources: list[str]
    targets: list[str]
    skipped: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.sources)

    def __repr__(self) -> str:
        return _summary(self, {"pairs": len(self)}, self.skipped)


@dataclass(frozen=True, repr=False, eq=False)
class LabelledSeries:
    """Time series with one label each.

    Attributes
    ----------
    series : float64 arrays (timesteps, features), NaN where a value is missing
    labels : array (series,) of str for classes, of float64 for a target to regress;
        None where the file has none
    skipped : what was left out → how many times

    Examples
    --------
    >>> LabelledSeries([np.zeros((4, 2)), np.ones((3, 2))], np.array(["a", "b"]))
    LabelledSeries(series: 2, timesteps: 7, features: 2, labels: 2)
    """

    series: list[np.ndarray]
    labels: np.ndarray | None
    skipped: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.series)

    def __repr__(self) -> str:
        counts = {
            "series": len(self),
            "timesteps": sum(map(len, self.series)),
            "features": self.series[0].shape[1] if self.series else 0,
            **_distinct(self.labels),
        }
        return _summary(self, counts, self.skipped)


def counted(skipped: Mapping[str, int]) -> dict[str, int]:
    """Keep the counts that are not 0.

    Examples
    --------
    >>> counted({"blank lines": 2, "comment lines": 0})
    {'blank lines': 2}
    """
    return {what: count for what, count in skipped.items() if count}


def _distinct(labels: list[str] | np.ndarray | None) -> dict[str, int]:
    return {} if labels is None else {"labels": len(set(labels))}


def _summary(
    read: object, counts: Mapping[str, int], skipped: Mapping[str, int]
) -> str:
    inside = ", ".join(f"{what}: {count}" for what, count in counts.items())
    left_out = ", ".join(f"{count} {what}" for what, count in skipped.items())
    end = f"; skipped: {left_out}" if left_out else ""
    return f"{type(read).__name__}({inside}{end})"
