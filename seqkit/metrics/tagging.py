"""Scores of tags per token and of the spans they stand for.

Tags are lists of lists of strings, one list per sentence. A predicted span counts only
when its label, start and end are all right.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.sequences.spans import SCHEMES, spans_of

Tags = Sequence[Sequence[str]]
AVERAGES = ("micro average", "macro average", "weighted average")
MODES = ("strict", "conlleval")


def token_accuracy(expected: Tags, predicted: Tags) -> float:
    """Return the share of tokens with the right tag, in [0, 1]; NaN without tokens.

    Raises
    ------
    ValueError
        If a sentence has other numbers of expected and predicted tags.

    Examples
    --------
    >>> token_accuracy([["DET", "NOUN"], ["VERB"]], [["DET", "VERB"], ["VERB"]])
    0.6666666666666666
    """
    pairs = _pairs(expected, predicted)
    right = sum(one == other for one, other in pairs)
    return right / len(pairs) if pairs else float("nan")


def span_scores(
    expected: Tags, predicted: Tags, *, scheme: str = "BIO", mode: str = "strict"
) -> pd.DataFrame:
    """Return precision, recall and F1 of spans, for each label and on average.

    Parameters
    ----------
    expected, predicted : tags (sentences, timesteps) in the scheme
    scheme : "BIO", "IOB1" or "BIOES"
    mode : "strict" counts only spans that are well formed in the scheme (seqeval's
        strict mode); "conlleval" reads broken ones too, as that script does (seqeval's
        default mode)

    Returns
    -------
    DataFrame with the labels in order of the alphabet, then "micro average" (all spans
    alike), "macro average" (all labels alike) and "weighted average" (labels by
    support); columns precision, recall and f1 in [0, 1], and support, the number of
    expected spans. A share of nothing is 0.

    Raises
    ------
    ValueError
        If numbers of tags differ in a sentence, or a tag does not belong to the scheme.

    References
    ----------
    Tjong Kim Sang, Buchholz (2000), "Introduction to the CoNLL-2000 shared task:
    chunking", CoNLL; Nakayama (2018), seqeval.

    Examples
    --------
    >>> expected, predicted = [["B-X", "I-X", "O", "B-Y"]], [["B-X", "O", "O", "B-Y"]]
    >>> span_scores(expected, predicted)  # doctest: +NORMALIZE_WHITESPACE
                      precision  recall   f1  support
    label
    X                       0.0     0.0  0.0        1
    Y                       1.0     1.0  1.0        1
    micro average           0.5     0.5  0.5        2
    macro average           0.5     0.5  0.5        2
    weighted average        0.5     0.5  0.5        2
    """
    checks.check_choice("scheme", scheme, SCHEMES)
    checks.check_choice("mode", mode, MODES)
    _check(expected, predicted)
    support: Counter[str] = Counter()
    given: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for one, other in zip(expected, predicted, strict=True):
        wanted = set(spans_of(one, scheme, mode == "strict"))
        found = set(spans_of(other, scheme, mode == "strict"))
        support.update(span.label for span in wanted)
        given.update(span.label for span in found)
        right.update(span.label for span in wanted & found)
    return _report(sorted(support | given), right, given, support)


def tag_confusion(expected: Tags, predicted: Tags) -> pd.DataFrame:
    """Count predicted tags (columns) for each expected tag (rows).

    Raises
    ------
    ValueError
        If a sentence has other numbers of expected and predicted tags.

    Examples
    --------
    >>> tag_confusion([[*"ABB"]], [[*"AAB"]])  # doctest: +NORMALIZE_WHITESPACE
    predicted  A  B
    expected
    A          1  0
    B          1  1
    """
    pairs = Counter(_pairs(expected, predicted))
    tags = sorted({tag for pair in pairs for tag in pair})
    ids = {tag: place for place, tag in enumerate(tags)}
    table = np.zeros((len(tags), len(tags)), dtype="int64")
    for (one, other), count in pairs.items():
        table[ids[one], ids[other]] = count
    return pd.DataFrame(
        table,
        index=pd.Index(tags, name="expected", dtype=object),
        columns=pd.Index(tags, name="predicted", dtype=object),
    )


def _report(
    labels: list[str],
    right: Counter[str],
    given: Counter[str],
    support: Counter[str],
) -> pd.DataFrame:
    counts = np.array(
        [[right[label], given[label], support[label]] for label in labels], "float64"
    ).reshape(-1, 3)
    own = _shares(counts)
    micro = _shares(counts.sum(axis=0, keepdims=True))
    total = counts[:, 2].sum()
    macro = own.mean(axis=0) if labels else np.zeros(3)
    weighted = counts[:, 2] @ own / total if total else np.zeros(3)
    scores = np.vstack([own, micro, macro, weighted])
    index = pd.Index([*labels, *AVERAGES], name="label", dtype=object)
    table = pd.DataFrame(scores, index=index, columns=["precision", "recall", "f1"])
    return table.assign(support=np.append(counts[:, 2], [total] * 3).astype("int64"))


def _shares(counts: np.ndarray) -> np.ndarray:
    """Return precision, recall and F1 (n, 3) of right, given and expected (n, 3)."""
    right, given, support = counts.T
    precision = right / np.maximum(given, 1)
    recall = right / np.maximum(support, 1)
    f1 = 2 * right / np.maximum(given + support, 1)
    return np.stack([precision, recall, f1], axis=1)


def _pairs(expected: Tags, predicted: Tags) -> list[tuple[str, str]]:
    _check(expected, predicted)
    flat = [list(chain.from_iterable(tags)) for tags in (expected, predicted)]
    for tags in flat:
        checks.check_tag_texts(set(tags))
    return list(zip(*flat, strict=True))


def _check(expected: Tags, predicted: Tags) -> None:
    checks.check_aligned(expected, predicted, ("expected tags", "predicted tags"))
