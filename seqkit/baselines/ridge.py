"""A linear forecast in closed form: the bar that a network has to clear.

One ridge regression maps a channel's lookback to its whole horizon and is shared by all
channels: x (n, lookback) to y (n, horizon), both relative to the window's newest value.
Windows come in pieces and leave only their moments behind, so memory does not grow with
their number. After Toner, Darlow (2024), "An analysis of linear time series forecasting
models", ICML: closed-form linear models match the deep linear ones.
"""

from collections.abc import Callable, Iterable
from copy import copy
from typing import NamedTuple

import numpy as np

Pieces = Iterable[tuple[np.ndarray, ...]]

# in mean diagonals of the Gram matrix, so that units and window count do not matter
_GRID = np.logspace(-6, 2, 17)


class IncompleteWindowsError(ValueError):
    """No training window has all of its values."""


class LinearForecast:
    """Ridge regression from lookback to horizon, its penalty chosen on later windows.

    Attributes
    ----------
    coef_ : float array (lookback, horizon)
    intercept_ : float array (horizon,), not penalised
    penalty_ : float, on the scale of scikit-learn's `Ridge(alpha=...)`
    windows_ : how many training windows were complete, and counted; of weighted ones
        the sum of their weights, rounded

    References
    ----------
    Hoerl, Kennard (1970), "Ridge regression: biased estimation for nonorthogonal
    problems", Technometrics 12(1).

    Examples
    --------
    >>> x = np.array([[-1.0, 0.0], [-2.0, 0.0], [3.0, 0.0], [0.0, 0.0]])
    >>> y = 5.0 - 2.0 * x[:, :1]
    >>> model = LinearForecast().fit([(x, y)], validation=[(x, y)])
    >>> model.predict(np.array([[10.0, 0.0]])).round(3).tolist()
    [[-15.0]]
    """

    coef_: np.ndarray
    intercept_: np.ndarray
    penalty_: float
    windows_: int

    def fit(
        self,
        training: Pieces | Callable[[], Pieces],
        validation: Pieces | Callable[[], Pieces] = (),
    ) -> "LinearForecast":
        """Learn from windows that come in pieces; each set is read once.

        Parameters
        ----------
        training : iterable, or function returning one, of pairs (x, y): x float array
            (n, lookback) and y float array (n, horizon), both minus the window's newest
            value; or of triples (x, y, weights), float array (n,), each >= 0: a window
            counts as if it came so many times. Only windows without NaN count; the
            others are left out.
        validation : the same, to choose the penalty: the one with the lowest mean
            squared error wins. Without a complete window it is the middle of the grid.

        Raises
        ------
        IncompleteWindowsError
            If the training pieces hold no complete window.
        ValueError
            If shapes do not fit.
        """
        seen, judge = _moments(training), _moments(validation)
        if seen is None:
            raise IncompleteWindowsError(
                "no training window has all of its targets observed; "
                "fill gaps, shorten the horizon or give more history"
            )
        self._seen, self._judge, self._level = seen, judge, len(_GRID) // 2
        solved = _Solved.of(seen)
        if judge is not None:
            errors = [_squared_error(solved.coef(each), seen, judge) for each in _GRID]
            self._level = int(np.argmin(errors))
        return self._fitted(solved)

    def on_both(self, ratio: float = 1.0) -> "LinearForecast":
        """Return a forecast by training and validation windows, equally penalised.

        Parameters
        ----------
        ratio : what a validation window counts beside one of the training
        """
        both = copy(self)
        if self._judge is not None:
            judge = _weighted(self._judge, ratio)
            both._seen, both._judge = _merged(self._seen, judge), None
        return both._fitted(_Solved.of(both._seen))

    def _fitted(self, solved: "_Solved") -> "LinearForecast":
        seen, level = self._seen, _GRID[self._level]
        self.windows_, self.penalty_ = round(seen.windows), float(level * solved.unit)
        self.coef_ = solved.coef(level)
        self.intercept_ = seen.y - seen.x @ self.coef_
        return self

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return forecasts (n, horizon) of x (n, lookback), relative as in `fit`."""
        return x @ self.coef_ + self.intercept_


class _Moments(NamedTuple):
    """What windows leave behind: their number, means, and centred sums of products."""

    windows: float
    x: np.ndarray  # (lookback,) mean
    y: np.ndarray  # (horizon,) mean
    xx: np.ndarray  # (lookback, lookback) the Gram matrix
    xy: np.ndarray  # (lookback, horizon)
    yy: float  # sum over the horizon


class _Solved(NamedTuple):
    """The regression of moments, for any penalty."""

    values: np.ndarray
    vectors: np.ndarray
    rotated: np.ndarray
    unit: float

    @classmethod
    def of(cls, seen: _Moments) -> "_Solved":
        values, vectors = np.linalg.eigh(seen.xx)
        unit = float(np.trace(seen.xx)) / len(seen.xx) or 1.0
        return cls(np.maximum(values, 0), vectors, vectors.T @ seen.xy, unit)

    def coef(self, level: float) -> np.ndarray:
        """Return coefficients (lookback, horizon); `level` is one of `_GRID`."""
        return self.vectors @ (
            self.rotated / (self.values + level * self.unit)[:, None]
        )


def _moments(pieces: Pieces | Callable[[], Pieces]) -> _Moments | None:
    """Return the moments of all complete windows, None if there is none."""
    total = None
    for piece in pieces() if callable(pieces) else pieces:
        part = _moments_of(*(np.asarray(each, "float64") for each in piece))
        if part is not None:
            total = part if total is None else _merged(total, part)
    return total


def _moments_of(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None
) -> _Moments | None:
    if x.ndim != 2 or y.ndim != 2 or len(x) != len(y):
        raise ValueError(
            "a piece must be x (n, lookback) and y (n, horizon), "
            f"got {x.shape} and {y.shape}; give one row per window to both"
        )
    complete = ~(np.isnan(x).any(axis=1) | np.isnan(y).any(axis=1))
    if weights is not None:
        complete &= _checked(weights, len(x)) > 0
    if not complete.any():
        return None
    x, y = x[complete], y[complete]
    if weights is None:
        return _moments_alike(x, y)
    weights = weights[complete]
    if np.ptp(weights) == 0:
        return _weighted(_moments_alike(x, y), float(weights[0]))
    total, root = weights.sum(), np.sqrt(weights)[:, None]
    mean_x, mean_y = (weights @ part / total for part in (x, y))
    return _sums(float(total), mean_x, mean_y, root * (x - mean_x), root * (y - mean_y))


def _checked(weights: np.ndarray, windows: int) -> np.ndarray:
    if weights.shape != (windows,):
        raise ValueError(
            f"weights of a piece must have shape ({windows},), got {weights.shape}; "
            "give one for each window"
        )
    wrong = weights[~(np.isfinite(weights) & (weights >= 0))]
    if len(wrong):
        raise ValueError(f"weights of windows must be numbers >= 0, got {wrong[0]:g}")
    return weights


def _moments_alike(x: np.ndarray, y: np.ndarray) -> _Moments:
    """Return the moments of complete windows that count 1 each."""
    mean_x, mean_y = x.mean(axis=0), y.mean(axis=0)
    return _sums(len(x), mean_x, mean_y, x - mean_x, y - mean_y)


def _sums(windows: float, mean_x, mean_y, x: np.ndarray, y: np.ndarray) -> _Moments:
    """Return moments, of windows less the means."""
    return _Moments(windows, mean_x, mean_y, x.T @ x, x.T @ y, float(np.vdot(y, y)))


def _weighted(moments: _Moments, weight: float) -> _Moments:
    """Let each window count `weight` times."""
    return moments._replace(
        windows=weight * moments.windows,
        xx=weight * moments.xx,
        xy=weight * moments.xy,
        yy=weight * moments.yy,
    )


def _merged(a: _Moments, b: _Moments) -> _Moments:
    """Add up moments without cancellation (Chan, Golub, LeVeque 1983)."""
    windows = a.windows + b.windows
    share, weight = b.windows / windows, a.windows * b.windows / windows
    x, y = b.x - a.x, b.y - a.y
    return _Moments(
        windows,
        a.x + share * x,
        a.y + share * y,
        a.xx + b.xx + weight * np.outer(x, x),
        a.xy + b.xy + weight * np.outer(x, y),
        a.yy + b.yy + weight * float(y @ y),
    )


def _squared_error(coef: np.ndarray, seen: _Moments, judge: _Moments) -> float:
    """Return the mean squared error on `judge` of a fit to `seen`."""
    spread = judge.yy + np.vdot(coef, judge.xx @ coef - 2 * judge.xy)
    shift = (judge.y - seen.y) - (judge.x - seen.x) @ coef
    return float(spread / judge.windows + shift @ shift) / len(shift)
