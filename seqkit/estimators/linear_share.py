"""A linear forecast over the Forecaster's windows, and its share beside a network."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from seqkit.baselines.ridge import IncompleteWindowsError, LinearForecast
from seqkit.estimators.forecast_windows import ForecastWindows
from seqkit.networks.linear_path import linear_inputs
from seqkit.training import predict

EQUAL = 0.5
_MOST_WINDOWS = 100_000
_ENOUGH = 5


def linear_pairs(
    windows: ForecastWindows, *, known: bool = True
) -> Iterator[tuple[np.ndarray, ...]]:
    """Yield (n, inputs) and (n, horizon), both relative to the newest value.

    Missing values of the past are carried forward; of the targets they are NaN. `known`
    is that of `linear_inputs`. Weights (n,) come third, if windows have any.
    """
    for which in windows.pieces() if len(windows) else ():
        inputs, y, *_ = windows.take(which)
        x, newest = _given(inputs, windows.targets, known)
        pair = _rows(x), _rows(np.moveaxis(y, 1, 2) - newest)
        weights = windows.weights_of(which)
        yield pair if weights is None else (*pair, np.repeat(weights, windows.targets))


def linear_forecasts(
    model: LinearForecast, windows: ForecastWindows, *, known: bool = True
) -> np.ndarray:
    """Return scaled forecasts, float64 (windows, horizon, targets)."""
    parts, alone = [], replace(windows, with_targets=False)
    for which in windows.pieces():
        x, newest = _given(alone.take(which), windows.targets, known)
        y = model.predict(_rows(x)).reshape(*x.shape[:2], -1) + newest
        parts.append(np.moveaxis(y, 1, 2))
    return np.concatenate(parts)


def fitted_linear(
    training: ForecastWindows, validation: ForecastWindows, most: int = _MOST_WINDOWS
) -> LinearForecast:
    """Fit the linear forecast to windows, `most` of them, evenly chosen.

    Where fewer than one in five has all of its targets, missing ones are carried
    forward.

    Raises
    ------
    IncompleteWindowsError
        If no training window is complete even so.
    """
    parts = [thinned(part, most) for part in (training, validation)]
    with suppress(IncompleteWindowsError):
        model = LinearForecast().fit(*map(linear_pairs, parts))
        if _ENOUGH * model.windows_ >= parts[0].total_weight * training.targets:
            return model
    return LinearForecast().fit(*(linear_pairs(_filled(part)) for part in parts))


def linear_beside(
    network: Any, training: Any, validation: Any, point: int | None, *, peers: bool
) -> tuple[LinearForecast, float] | None:
    """Fit a linear forecast and find its share beside a trained network.

    Parameters
    ----------
    network : gives outputs (windows, horizon, targets), with several numbers behind
        them where `point` says which one is the point forecast
    training, validation : ForecastWindows; without the latter both count the same
    peers : as of `linear_share`

    Returns
    -------
    the linear forecast and its share, or None if no training window is complete
    """
    try:
        model = fitted_linear(training, validation)
    except IncompleteWindowsError:
        return None
    if not len(validation):
        return model, EQUAL
    windows = thinned(validation, _MOST_WINDOWS)
    outputs = predict(network, replace(windows, with_targets=False))
    outputs = outputs if point is None else outputs[..., point]
    y, linear = windows.scaled_targets(), linear_forecasts(model, windows)
    return model, linear_share(y, outputs, linear, peers, windows.weights_of())


def linear_share(
    y: np.ndarray,
    network: np.ndarray,
    linear: np.ndarray,
    peers: bool,
    weights: np.ndarray | None = None,
) -> float:
    """Return which share of the linear forecast errs least beside the network's.

    Parameters
    ----------
    y : targets of validation windows, (windows, horizon, targets), NaN where missing
    network, linear : forecasts of the same shape and scale
    peers : whether both know the same. Then the share is drawn half of the way towards
        equal ones: what a few weeks say is best fits them too well (Diebold, Pauly,
        1990, "The use of prior information in forecast combination").
    weights : what windows count, (windows,); None for all the same

    Examples
    --------
    >>> y = np.array([1.0, 2.0, 3.0]).reshape(3, 1, 1)
    >>> linear_share(y, y, y + 1, peers=False), linear_share(y, y + 1, y, peers=True)
    (0.0, 0.75)
    """
    apart = linear - network
    weighed = apart
    if weights is not None:  # laid out alike, so that sums round alike
        weighed = np.multiply(apart, weights[:, None, None], out=np.empty_like(apart))
    room = np.nansum(np.where(np.isnan(y), np.nan, weighed * apart))
    if not room:
        return EQUAL
    best = float(np.clip(np.nansum(weighed * (y - network)) / room, 0, 1))
    return (best + EQUAL) / 2 if peers else best


def thinned(windows: ForecastWindows, most: int) -> ForecastWindows:
    """Keep at most so many windows, and of each the newest forecast alone."""
    plan = replace(windows.plan, every_step=False)
    count = min(most, len(windows))
    chosen = np.linspace(0, len(windows) - 1, count).astype("int64")
    return windows.select(chosen, plan=plan, with_targets=True)


def on_both_parts(
    model: LinearForecast, training: ForecastWindows, validation: ForecastWindows
) -> LinearForecast:
    """Fit the linear forecast to both parts it was fitted and judged by, as they are.

    Parts that were thinned count as whole ones.
    """
    stand_for = [max(1.0, len(part) / _MOST_WINDOWS) for part in (training, validation)]
    return model.on_both(stand_for[1] / stand_for[0])


def _filled(windows: ForecastWindows) -> ForecastWindows:
    """Take values that are carried forward for observed ones."""
    arrays = windows.arrays
    there = ~np.isnan(arrays.values)
    return replace(windows, arrays=replace(arrays, observed=there))


def _given(inputs: dict[str, Any], targets: int, known: bool) -> list[np.ndarray]:
    parts = linear_inputs(inputs, targets, known=known)
    return [np.asarray(part, dtype="float64") for part in parts]


def _rows(x: np.ndarray) -> np.ndarray:
    return x.reshape(-1, x.shape[-1])
