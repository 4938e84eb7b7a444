"""How many bits a language model spends on texts, beside counted n-grams.

Both know the same training texts and the same tokens; what the network saves, it has
from tokens further back than n-grams reach, or from likeness between tokens. A
compressor may stand beside them, which gives tokens no probability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit.estimators.beaten import warn_if_beaten
from seqkit.metrics import perplexity

MODEL = "generator"
COMPRESSOR = "xz"
_METRIC = "bits_per_character"
_ADVICE = "more text, more epochs or other units"
_SHOWN: dict[str, Any] = {"float_format": "{:.3f}".format, "na_rep": "–"}
_EXCERPT = 60  # characters of a sample in a line


class Judged(NamedTuple):
    """What a model says of texts.

    chances : log probabilities of the tokens of each text, unknown ones spelt, too
    tokens : those without the spelling
    sample : a text that the model wrote
    """

    chances: Sequence[np.ndarray]
    tokens: Sequence[np.ndarray]
    sample: str


@dataclass(frozen=True, eq=False)
class LanguageReport:
    """Texts as a generator and its baseline see them.

    Attributes
    ----------
    scores : rows generator and baselines; bits_per_character, in which unknown tokens
        are spelt letter by letter, and perplexity, of a token, in which all unknown
        ones are one, NaN for a compressor
    samples : a text that each but a compressor wrote, by its name
    characters, tokens : how many were scored
    unknown : share of the tokens that the models do not know, in [0, 1]
    """

    scores: pd.DataFrame
    samples: dict[str, str]
    characters: int
    tokens: int
    unknown: float

    def __repr__(self) -> str:
        samples = "\n".join(
            f"{name}: {text[:_EXCERPT]!r}" for name, text in self.samples.items()
        )
        table = self.scores.to_string(**_SHOWN)
        return f"LanguageReport: {self._counts()}\n{table}\n{samples}"

    def _repr_html_(self) -> str:
        # numbers and names of ours only; samples stay outside
        return f"<p>{self._counts()}</p>\n{self.scores.to_html(**_SHOWN)}"

    def _counts(self) -> str:
        return (
            f"{self.characters:,} characters, {self.tokens:,} tokens, "
            f"{self.unknown:.2%} of them unknown"
        )


def language_report(
    judged: Mapping[str, Judged],
    characters: int,
    unknown: float,
    compressed: float | None = None,
) -> LanguageReport:
    """Score models; a warning says where a baseline spends fewer bits.

    Parameters
    ----------
    judged : what the network says, then each baseline, by name
    characters : of the texts
    unknown : share of the tokens that are not known
    compressed : bits per character of a compressor, if one was asked
    """
    rows = [
        {
            _METRIC: bits_per_character(each.chances, characters),
            "perplexity": perplexity(np.concatenate(each.tokens)),
        }
        for each in judged.values()
    ]
    scores = pd.DataFrame(rows, index=list(judged))
    if compressed is not None:
        scores.loc[COMPRESSOR] = {_METRIC: compressed, "perplexity": np.nan}
    warn_if_beaten(scores, _METRIC, _ADVICE, higher_is_better=False)
    return LanguageReport(
        scores=scores,
        samples={name: each.sample for name, each in judged.items()},
        characters=characters,
        tokens=sum(map(len, next(iter(judged.values())).tokens)),
        unknown=unknown,
    )


def bits_per_character(chances: Sequence[np.ndarray], characters: int) -> float:
    """Return all bits of texts, shared out evenly to their characters.

    Parameters
    ----------
    chances : natural log probabilities of the tokens of each text

    Examples
    --------
    >>> bits_per_character([np.log([0.5, 0.25])], characters=6)
    0.5
    """
    total = sum(float(each.sum()) for each in chances)
    return -total / (float(np.log(2)) * characters)
