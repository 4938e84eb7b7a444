"""Weights of labels, as users name them → one number per class."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from seqkit import checks


def label_weights(
    name: str,
    asked: Mapping[Any, float] | str | None,
    classes: np.ndarray,
    labels: Sequence[Any],
) -> np.ndarray | None:
    """Return the weight of each class, float32 (classes,), or None for equal ones.

    Parameters
    ----------
    name : of the argument, for messages
    asked : None, "balanced" (in inverse proportion to how often a label stands, 1 where
        it never does), or weights by label, 1 where not named
    classes : the labels, in the order of their numbers
    labels : one for each sample

    Examples
    --------
    >>> classes = np.array(["O", "X"], dtype=object)
    >>> label_weights("label_weights", "balanced", classes, ["O", "O", "O", "X"])
    array([0.6666667, 2.       ], dtype=float32)
    """
    if asked is None:
        return None
    if isinstance(asked, str):
        checks.check_choice(name, asked, ("balanced",))
        counted = Counter(labels)
        counts = np.array([counted[each] for each in classes.tolist()])
        return balanced(counts).astype("float32")
    named = checks.check_label_weights(name, asked, classes.tolist())
    return np.array([named.get(each, 1.0) for each in classes.tolist()], "float32")


def balanced(counts: np.ndarray) -> np.ndarray:
    """Return weights in inverse proportion to counts, 1 where nothing was counted.

    Their mean over all that was counted is 1.

    Examples
    --------
    >>> balanced(np.array([3, 1, 0])).round(3).tolist()
    [0.667, 2.0, 1.0]
    """
    each = counts.sum() / (np.count_nonzero(counts) * np.maximum(counts, 1))
    return np.where(counts, each, 1)
