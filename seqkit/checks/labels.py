"""Check labels of sequences: one of each, several, or a column of 0 and 1 for each."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from seqkit.checks.wording import listed, plain, warn


def check_several(what: str, known: Collection[Any]) -> None:
    """Require two different tags or labels at least."""
    if len(known) < 2:
        found = listed(list(known)) or "none"
        raise ValueError(
            f"the data has one kind of {what} only, {found}; give examples of at least "
            "two"
        )


def warn_unseen(
    tags: Iterable[Sequence[Any]],
    known: Sequence[Any],
    words: tuple[str, str] = ("sentence", "tag"),
) -> None:
    """Say that tags, or labels, to be scored were not in the training data."""
    seen = set(known)
    for where, row in enumerate(tags):
        for tag in row:
            if tag not in seen:
                warn(
                    f"{words[0]} {where} has the {words[1]} {tag!r}, which the "
                    "training data does not have; it counts as wrong, so train on it "
                    "or rename it",
                )
                return


def plain_labels(y: Any) -> list[Any]:
    """Return one label per sample as Python values, none of them missing."""
    labels = [each.item() if isinstance(each, np.generic) else each for each in y]
    for where, label in enumerate(labels):
        if isinstance(label, (list, tuple, set, frozenset, dict, np.ndarray)):
            raise TypeError(
                f"label {where} is {label!r}, not a single value; give every sample "
                "one label, or every sample a list of them"
            )
        if label is None or label is pd.NA or label != label:
            raise ValueError(f"label {where} is missing ({label!r}); drop the sample")
    return labels


def plain_label_sets(y: Any) -> list[list[Any]]:
    """Return the labels of each sample as Python values, none of them twice."""
    found = []
    for where, labels in enumerate(y):
        if isinstance(labels, str) or not isinstance(labels, Collection):
            raise TypeError(
                f"the labels of sample {where} must be a list or a set, got "
                f"{plain(labels)!r}; write [label] for one, [] for none"
            )
        found.append(plain_labels(labels))
        if len(set(found[-1])) < len(found[-1]):
            raise ValueError(
                f"sample {where} has a label twice, {found[-1]!r}; name it once, or "
                "pass an array if these are columns of 0 and 1"
            )
    return found


def sorted_labels(y: Any) -> list[Any]:
    """Return the different labels, sorted; they must be of kinds that compare."""
    labels = plain_labels(y)
    try:
        return sorted(set(labels))
    except TypeError:
        kinds = sorted({type(label).__name__ for label in labels})
        raise TypeError(
            f"labels are of the kinds {listed(kinds, 'and')}; make them all strings"
        ) from None


def check_labels_known(
    y: Any, numbers: Sequence[int], known: Sequence[Any], row: int | None = None
) -> None:
    """Require labels that the training data had; -1 in numbers stands for none."""
    if -1 in numbers:
        place = list(numbers).index(-1)
        label = plain_labels(y)[place]
        raise ValueError(
            f"label {place if row is None else row} is {label!r}, which the training "
            f"data does not have; known are {listed(list(known)[:8], 'and')}"
        )


def check_some_differ(rows: Sequence[Sequence[Any]], labels: int) -> None:
    """Require a sample without one of the labels."""
    if all(len(row) == labels for row in rows):
        raise ValueError(
            f"every sample has all {labels} labels, which leaves nothing to learn; "
            "pass an array if these are columns of 0 and 1"
        )


def check_indicators(y: Any, labels: int) -> np.ndarray:
    """Require a column of 0 and 1 for each label; return float32."""
    values = np.asarray(y)
    if values.ndim != 2 or values.shape[1] != labels:
        raise ValueError(
            f"y must have a column of 0 and 1 for each of {labels} labels, got shape "
            f"{values.shape}"
        )
    wrong = np.argwhere(~np.isin(values, (0, 1)))
    if len(wrong):
        row, column = wrong[0]
        raise ValueError(
            f"y is {plain(values[row, column])!r} in row {row}, column {column}; write "
            "1 where a label holds and 0 where not"
        )
    return values.astype("float32")
