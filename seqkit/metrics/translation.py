"""Scores of translations against one reference each, computed by sacrebleu.

Translations are plain text, as people read it: sacrebleu cuts it itself, always in the
same way, and says in a signature how. Scores with other signatures do not compare.
"""

from collections.abc import Sequence
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from seqkit import checks


class SignedScore(NamedTuple):
    """A score and how it was computed.

    score : in [0, 100]
    signature : sacrebleu's, with its version
    """

    score: float
    signature: str


def translation_bleu(
    predicted: Sequence[str],
    references: Sequence[str],
    *,
    lowercase: bool = False,
    tokenize: str = "13a",
) -> SignedScore:
    """Return BLEU of all translations together.

    Parameters
    ----------
    predicted, references : texts, a reference for each translation
    lowercase : whether case counts for nothing
    tokenize : how sacrebleu cuts texts: "13a"; "char" or "zh" for languages without
        blanks between words

    Raises
    ------
    ImportError
        If the extra 'text' is not installed.
    TypeError, ValueError
        If texts are no strings, there is none, or there are more of one than of the
        other.

    References
    ----------
    Papineni et al. (2002), BLEU, ACL; Post (2018), A call for clarity in reporting BLEU
    scores, WMT.

    Examples
    --------
    >>> found = translation_bleu(["the cat sat on it"], ["the cat sat on the mat"])
    >>> round(found.score, 2), found.signature.split("|")[1:4]
    (54.75, ['case:mixed', 'eff:no', 'tok:13a'])
    """
    said, wanted = checks.check_translations(predicted, references)
    metric = sacrebleu_metrics("the score of translations").BLEU(
        lowercase=lowercase, tokenize=tokenize, force=True
    )
    found = metric.corpus_score(said, [wanted])
    return SignedScore(found.score, metric.get_signature().format(short=False))


def chrf(
    predicted: Sequence[str], references: Sequence[str], *, lowercase: bool = False
) -> SignedScore:
    """Return chrF2 of all translations together: n-grams of one to six letters.

    Parameters, errors as `translation_bleu`.

    References
    ----------
    Popović (2015), chrF: character n-gram F-score for automatic MT evaluation, WMT.

    Examples
    --------
    >>> chrf(["a dog"], ["a dog"]).score
    100.0
    """
    said, wanted = checks.check_translations(predicted, references)
    metric = sacrebleu_metrics("the score of translations").CHRF(lowercase=lowercase)
    found = metric.corpus_score(said, [wanted])
    return SignedScore(found.score, metric.get_signature().format(short=False))


def chrf_each(
    predicted: Sequence[str], references: Sequence[str], *, lowercase: bool = False
) -> np.ndarray:
    """Return chrF2 of each translation, float64 (texts,); see `chrf`."""
    said, wanted = checks.check_translations(predicted, references)
    metric = sacrebleu_metrics("the score of translations").CHRF(lowercase=lowercase)
    pairs = zip(said, wanted, strict=True)
    return np.array([metric.sentence_score(one, [other]).score for one, other in pairs])


def sacrebleu_metrics(wanted: str) -> ModuleType | Any:
    """Return `sacrebleu.metrics`, or say that what is wanted needs the extra 'text'."""
    try:
        import sacrebleu.metrics as metrics
    except ImportError as error:
        checks.reject_missing_extra(wanted, "text", error)
    return metrics
