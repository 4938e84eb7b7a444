"""How well texts are translated, beside a dictionary that knows no grammar.

The baseline knows the same pairs as the network: what the network does better, it has
from the order of words and from what stands around them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit.baselines.translation import WordByWord
from seqkit.estimators.beaten import warn_if_beaten
from seqkit.estimators.cutting import Cutting
from seqkit.metrics import chrf, chrf_each, translation_bleu

MODEL, BASELINE = "translator", "word_by_word"
WORST_COLUMNS = ("row", "source", "expected", "predicted", "chrf")
_METRIC = "bleu"
_ADVICE = "more pairs, more epochs or other units"
_LENGTHS = (5, 10, 15, 20, 30, 50)  # tokens, the last of each bin
_LINKS = 8_000_000  # between words that the baseline learns from, about a gigabyte
_SHOWN: dict[str, Any] = {"float_format": "{:.2f}".format, "na_rep": "–"}


@dataclass(frozen=True, eq=False)
class TranslationReport:
    """What a translator wrote, and how near it is to what people wrote.

    Attributes
    ----------
    scores : rows translator and word_by_word. bleu and chrf (chrF2) of all texts
        together, in [0, 100]; length, characters written for each that was expected
    signatures : how sacrebleu computed bleu and chrf
    by_length : bleu of both and the number of texts, for bins of source lengths, tokens
    worst : the texts with the lowest chrf of their own: row (place in X, or its index),
        source, expected, predicted, chrf
    texts : how many were scored
    """

    scores: pd.DataFrame
    signatures: dict[str, str]
    by_length: pd.DataFrame
    worst: pd.DataFrame
    texts: int

    def __repr__(self) -> str:
        table = self.scores.to_string(**_SHOWN)
        lines = [f"{name}: {text}" for name, text in self.signatures.items()]
        return "\n".join([f"TranslationReport: {self._counts()}", table, *lines])

    def _repr_html_(self) -> str:
        # numbers and names of ours only; texts stay outside
        tables = (self.scores.to_html(**_SHOWN), self.by_length.to_html(**_SHOWN))
        return "\n".join((f"<p>{self._counts()}</p>", *tables))

    def _counts(self) -> str:
        return f"{self.texts:,} text{'' if self.texts == 1 else 's'}"


class Translated(NamedTuple):
    """Texts, what people wrote for them, and what a translator writes.

    rows : where each stands for the user, a number or an index
    sources, references, predicted : texts
    lengths : whole numbers (texts,), tokens of the sources
    """

    rows: Sequence[Any]
    sources: Sequence[str]
    references: Sequence[str]
    predicted: Sequence[str]
    lengths: np.ndarray


def translation_report(
    translated: Translated,
    baselines: Mapping[str, Sequence[str]],
    worst: int,
    lowercase: bool,
) -> TranslationReport:
    """Score translations; a warning says where a baseline has more BLEU.

    Parameters
    ----------
    translated : what a translator wrote
    baselines : translations of the same texts by name
    worst : how many of the worst are shown
    lowercase : whether case counts for nothing
    """
    said = {MODEL: translated.predicted, **baselines}
    references = translated.references
    bleus = {
        n: translation_bleu(t, references, lowercase=lowercase) for n, t in said.items()
    }
    chrfs = {
        n: chrf(texts, references, lowercase=lowercase) for n, texts in said.items()
    }
    scores = pd.DataFrame(
        {
            _METRIC: {name: found.score for name, found in bleus.items()},
            "chrf": {name: found.score for name, found in chrfs.items()},
            "length": {name: _length(t, references) for name, t in said.items()},
        }
    )
    warn_if_beaten(scores, _METRIC, _ADVICE)
    return TranslationReport(
        scores=scores,
        signatures={
            _METRIC: bleus[MODEL].signature,
            "chrf": chrfs[MODEL].signature,
        },
        by_length=_by_length(translated, said, lowercase),
        worst=_worst(translated, worst, lowercase),
        texts=len(references),
    )


def learnt_by_words(
    sources: Sequence[str], targets: Sequence[str], lowercase: bool
) -> WordByWord:
    """Learn which word translates which, from the pairs at the front if they are many.

    Parameters
    ----------
    sources, targets : texts, some of which may be blank
    lowercase : learn in lower case
    """
    cut = Cutting("word", lowercase)
    pairs = [
        (cut(one), cut(other)) for one, other in zip(sources, targets, strict=True)
    ]
    filled = [(source, target) for source, target in pairs if source and target]
    links = np.cumsum([len(source) * (1 + len(target)) for source, target in filled])
    few = filled[: max(1, int(np.searchsorted(links, _LINKS)))]
    return WordByWord.of([source for source, _ in few], [target for _, target in few])


def by_words(baseline: WordByWord, texts: Sequence[str], lowercase: bool) -> list[str]:
    """Return translations of texts, word by word; of blank ones nothing."""
    cut = Cutting("word", lowercase)
    rows = [cut(text) for text in texts]
    found = iter(baseline.predict([row for row in rows if row]))
    return [cut.join(next(found)) if row else "" for row in rows]


def _length(said: Sequence[str], references: Sequence[str]) -> float:
    return sum(map(len, said)) / max(1, sum(map(len, references)))


def _by_length(
    translated: Translated, said: Mapping[str, Sequence[str]], lowercase: bool
) -> pd.DataFrame:
    """Return BLEU for each bin of source lengths that has texts."""
    bins = np.searchsorted(_LENGTHS, translated.lengths)
    rows = {}
    for number in np.unique(bins).tolist():
        alike = np.flatnonzero(bins == number).tolist()
        wanted = [translated.references[place] for place in alike]
        rows[_bin(number)] = {
            name: translation_bleu(
                [texts[k] for k in alike], wanted, lowercase=lowercase
            ).score
            for name, texts in said.items()
        } | {"texts": len(alike)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("tokens")


def _bin(number: int) -> str:
    """Write a bin of lengths: 6–10."""
    first = _LENGTHS[number - 1] + 1 if number else 0
    if number == len(_LENGTHS):
        return f"{first}+"
    return f"{first}–{_LENGTHS[number]}"


def _worst(translated: Translated, count: int, lowercase: bool) -> pd.DataFrame:
    """Return the texts with the lowest scores, the lowest first."""
    each = chrf_each(translated.predicted, translated.references, lowercase=lowercase)
    lowest = np.argsort(each, kind="stable")[:count].tolist()
    rows = [
        (
            translated.rows[place],
            translated.sources[place],
            translated.references[place],
            translated.predicted[place],
            float(each[place]),
        )
        for place in lowest
    ]
    return pd.DataFrame(rows, columns=list(WORST_COLUMNS))
