"""Which samples train a network and which tell when to stop."""

from typing import Any, NamedTuple

import numpy as np
from sklearn.model_selection import train_test_split


class Holdout(NamedTuple):
    """Numbers of samples, each part in order."""

    training: np.ndarray
    validation: np.ndarray


def hold_out(
    count: int, fraction: float, random_state: int | None, labels: Any = None
) -> Holdout:
    """Draw the samples that are held back from training.

    Parameters
    ----------
    count : how many samples there are
    fraction : the share held back, in [0, 1); at least one sample trains
    random_state : seed of the draw
    labels : the class of each sample; each class with enough samples to be cut is then
        held back by the same share

    Examples
    --------
    >>> [len(part) for part in hold_out(10, 0.2, 0)]
    [8, 2]
    """
    held = min(round(count * fraction), count - 1)
    if held < 1:
        return Holdout(np.arange(count), np.arange(0))
    training, validation = train_test_split(
        np.arange(count),
        test_size=held,
        random_state=random_state,
        stratify=_strata(labels, held),
    )
    return Holdout(np.sort(training), np.sort(validation))


def _strata(labels: Any, held: int) -> np.ndarray | None:
    """Return the classes to cut evenly: rare ones join each other, or None."""
    if labels is None:
        return None
    _, codes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    codes = np.where(counts[codes] < 2, -1, codes)
    if (codes == -1).sum() == 1:
        codes[codes == -1] = codes[codes != -1].max(initial=-1)
    classes = len(np.unique(codes))
    enough = classes <= held and classes <= len(codes) - held
    return codes if classes > 1 and enough else None
