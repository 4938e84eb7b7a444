"""How far transcripts are from what was said or written, computed by jiwer.

The error rate is the fewest substitutions, deletions and insertions that turn a
transcript into its reference, for each unit of the reference (Levenshtein, 1966): 0 for
equal texts, above 1 where more is inserted than there is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks

_GAP = "·"


class TranscriptErrors(NamedTuple):
    """Errors of transcripts.

    rate : of all texts together
    counts : substitutions, deletions, insertions and hits of all texts
    each : float64 (texts,), the rate of each by itself
    pairs : DataFrame with a row for each kind of error: expected and predicted, one of
        them empty where something is missing or too much, and count, the largest first
    aligned : of each text, expected and predicted unit under unit, two lines
    """

    rate: float
    counts: dict[str, int]
    each: np.ndarray
    pairs: pd.DataFrame
    aligned: list[str]


def character_errors(
    predicted: Sequence[str], references: Sequence[str]
) -> TranscriptErrors:
    """Count errors of characters; blanks at the ends of texts do not count.

    Parameters
    ----------
    predicted, references : texts, a reference for each transcript

    Raises
    ------
    ImportError
        If the extra 'speech' is not installed.
    TypeError, ValueError
        If texts are no strings, there is none, or there are more of one than of the
        other.

    Examples
    --------
    >>> found = character_errors(["4 1", "77"], ["4 11", "27"])
    >>> round(found.rate, 2), found.each.tolist()
    (0.33, [0.25, 0.5])
    >>> found.pairs.to_numpy().tolist()
    [['1', '', 1], ['2', '7', 1]]
    """
    said, wanted = checks.check_transcripts(predicted, references)
    return _errors(_jiwer().process_characters(wanted, said), "cer", "")


def word_errors(
    predicted: Sequence[str], references: Sequence[str]
) -> TranscriptErrors:
    """Count errors of words, what stands between blanks; see `character_errors`.

    Examples
    --------
    >>> word_errors(["a dog runs"], ["the dog runs"]).counts
    {'substitutions': 1, 'deletions': 0, 'insertions': 0, 'hits': 2}
    """
    said, wanted = checks.check_transcripts(predicted, references)
    return _errors(_jiwer().process_words(wanted, said), "wer", " ")


def _errors(found: Any, rate: str, between: str) -> TranscriptErrors:
    """Return what jiwer found of some unit."""
    kinds = ("substitutions", "deletions", "insertions", "hits")
    pairs: Counter[tuple[str, str]] = Counter()
    each, aligned = [], []
    texts = zip(found.references, found.hypotheses, found.alignments, strict=True)
    for wanted, said, chunks in texts:
        met = list(_met(wanted, said, chunks))
        wrong = [pair for pair in met if pair[0] != pair[1]]
        pairs.update(wrong)
        each.append(len(wrong) / max(1, len(wanted)))
        aligned.append(_aligned(met, between))
    rows = [(*pair, count) for pair, count in pairs.most_common()]
    return TranscriptErrors(
        rate=float(getattr(found, rate)),
        counts={kind: int(getattr(found, kind)) for kind in kinds},
        each=np.array(each),
        pairs=pd.DataFrame(rows, columns=["expected", "predicted", "count"]),
        aligned=aligned,
    )


def _met(
    wanted: list[str], said: list[str], chunks: Sequence[Any]
) -> Iterator[tuple[str, str]]:
    """Yield units that stand for each other, empty where there is none."""
    for chunk in chunks:
        expected = wanted[chunk.ref_start_idx : chunk.ref_end_idx]
        predicted = said[chunk.hyp_start_idx : chunk.hyp_end_idx]
        longer = max(len(expected), len(predicted))
        for place in range(longer):
            yield (
                expected[place] if place < len(expected) else "",
                predicted[place] if place < len(predicted) else "",
            )


def _aligned(met: list[tuple[str, str]], between: str) -> str:
    """Write units under each other, with points where one is missing."""
    widths = [max(1, *map(len, pair)) for pair in met]
    lines = [
        between.join(
            (pair[side] or _GAP * width).ljust(width)
            for pair, width in zip(met, widths, strict=True)
        )
        for side in (0, 1)
    ]
    return "\n".join(lines)


def _jiwer() -> ModuleType | Any:
    """Return jiwer, or say that scores of transcripts need the extra 'speech'."""
    try:
        import jiwer
    except ImportError as error:
        checks.reject_missing_extra("the score of transcripts", "speech", error)
    return jiwer
