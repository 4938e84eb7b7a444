"""Set one gradient beside another: equal bit for bit, close, or how far apart."""

from typing import Any, NamedTuple

import numpy as np

# of the largest entry; backpropagation through long sequences loses a few digits
TOLERANCES = {2: 5e-2, 4: 1e-4, 8: 1e-7}


class GradientComparison(NamedTuple):
    """How far one gradient is from another; `pd.DataFrame([row, …])` makes a table.

    name : of the weight
    exact : every number is the same
    close : `relative` is within the tolerance
    max_difference : largest |mine - theirs|
    relative : the same over the largest |theirs|, or over `least` where that is larger
    """

    name: str
    exact: bool
    close: bool
    max_difference: float
    relative: float


def compare_gradients(
    name: str,
    mine: Any,
    theirs: Any,
    *,
    tolerance: float | None = None,
    least: float = 0.0,
) -> GradientComparison:
    """Compare a gradient of one's own with another one.

    Parameters
    ----------
    name : of the weight, for the table
    mine, theirs : arrays or tensors of one shape
    tolerance : largest `relative` that is close; None: 1e-4 if either is float32, 1e-7
        if both are float64
    least : size of a gradient that is as good as 0: smaller ones are measured by it

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    The idea: A. Karpathy, "makemore" part 4, `cmp`.

    Examples
    --------
    >>> right, wrong = np.array([2.0, 4.0]), np.array([2.0, 5.0])
    >>> compare_gradients("W", right, right).exact
    True
    >>> row = compare_gradients("W", wrong, right)
    >>> row.close, row.max_difference, row.relative
    (False, 1.0, 0.25)
    """
    mine, theirs = np.asarray(mine), np.asarray(theirs)
    if mine.shape != theirs.shape:
        raise ValueError(
            f"gradients of {name!r} must have one shape, got {mine.shape} and "
            f"{theirs.shape}"
        )
    if tolerance is None:
        sizes = [one.dtype.itemsize for one in (mine, theirs) if one.dtype.kind == "f"]
        tolerance = TOLERANCES.get(min(sizes, default=8), min(TOLERANCES.values()))
    away = np.abs(mine.astype("float64") - theirs.astype("float64"))
    largest = float(away.max(initial=0))
    size = max(least, float(np.abs(theirs.astype("float64")).max(initial=0)))
    relative = largest / size if size else (np.inf if largest else 0.0)
    close = relative <= tolerance
    exact = bool(np.array_equal(mine, theirs))
    return GradientComparison(name, exact, close, largest, relative)
