"""Check that there is something to predict of each sample, and numbers if asked for."""

from typing import Any

import numpy as np

from seqkit.checks.wording import plain


def check_one_each(y: Any) -> None:
    """Require something with an entry for each sample."""
    if isinstance(y, str) or not hasattr(y, "__len__"):
        raise TypeError(
            f"y must be a list with an entry for each sample, got {plain(y)!r}"
        )


def check_as_many(samples: int, labels: int) -> None:
    """Require a label for each sample."""
    if samples != labels:
        raise ValueError(
            f"X has {samples} samples but y has {labels}; give one entry for each"
        )


def check_named(y: Any, names: Any, what: str = "y") -> Any:
    """Return a Series or frame in the order of the names, if its index holds all."""
    if y.index.equals(names):
        return y
    known = set(y.index)
    missing = [name for name in names if name not in known]
    if missing or not y.index.is_unique:
        twice = [] if missing else y.index[y.index.duplicated()].tolist()
        where = f"has no {missing[0]!r}" if missing else f"has {twice[0]!r} twice"
        raise ValueError(
            f"the index of {what} must hold the name of each sample of X once, but it "
            f"{where}; index it so, or pass {what}.to_numpy() in the order of X"
        )
    return y.loc[list(names)]


def check_targets(y: Any) -> np.ndarray:
    """Require finite numbers, one or several per sample; return float64."""
    try:
        values = np.asarray(y, dtype="float64")
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"y must hold numbers, (samples,) or (samples, numbers), but {error}"
        ) from None
    if values.ndim not in (1, 2) or values.size == 0:
        raise ValueError(
            f"y must have shape (samples,) or (samples, numbers), got {values.shape}"
        )
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        raise ValueError(
            f"y is {values[tuple(wrong[0])]:g} in row {wrong[0][0]}; drop the sample"
        )
    return values


def check_target_width(given: int, fitted: int) -> None:
    """Require as many numbers per sample as were fitted."""
    if given != fitted:
        raise ValueError(
            f"y has {given} numbers per sample, but the model was fitted on {fitted}"
        )
