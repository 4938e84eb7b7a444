"""Check what a forecast needs, and say what it came to."""

from collections.abc import Hashable, Sequence
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from seqkit.checks.wording import place, plain, some, warn


def check_trainable(rows: np.ndarray, context: int, horizon: int) -> None:
    """Require one series that is long enough for a training window."""
    if rows.max() < context + horizon:
        raise ValueError(
            f"horizon {horizon} + a context of {context} = {context + horizon} rows, "
            f"but the longest series has {int(rows.max())}; shorten horizon or "
            "lookback, or give longer series"
        )


def check_transformable(transform: str | None, panel: Any) -> None:
    """Require values inside the domain of a logarithm."""
    low = {"log": 0.0, "log1p": -1.0}.get(transform or "")
    if low is None:
        return
    bad = np.argwhere(panel.targets <= low)
    if len(bad):
        raise ValueError(
            f"transform={transform!r} needs values above {low:g}, but target "
            f"{_place(panel, *bad[0])}; choose another transform"
        )


def check_seasonal(horizon: int, season: int) -> None:
    """Require a horizon within what the season before is known for."""
    if horizon > season:
        raise ValueError(
            f"transform='seasonal' forecasts at most one season ahead, got a horizon "
            f"of {horizon} and a season of {season} steps; choose another transform"
        )


def positive_targets(panel: Any) -> np.ndarray:
    """Return targets, NaN in place of those that have no logarithm; the user is told.

    Examples
    --------
    >>> class Positive:
    ...     targets = np.array([[1.0], [2.0]])
    >>> positive_targets(Positive).tolist()
    [[1.0], [2.0]]
    """
    bad = np.argwhere(panel.targets <= 0)
    if not len(bad):
        return panel.targets
    warn(
        f"target {_place(panel, *bad[0])}, one of {len(bad)} values at or below 0 that "
        "count as missing: all fitted ones were above, and the forecaster chose to "
        "work with logarithms; transform=None keeps them"
    )
    return np.where(panel.targets <= 0, np.nan, panel.targets)


def check_counts(panel: Any) -> None:
    """Require targets that are counts."""
    bad = np.argwhere((panel.targets < 0) | (panel.targets % 1 > 0))
    if len(bad):
        raise ValueError(
            "a negative binomial needs counts, whole numbers from 0 up, but target "
            f"{_place(panel, *bad[0])}; choose another distribution"
        )


def check_future_given(names: list, future: Any) -> None:
    """Require the known future exactly when the model was fitted with one."""
    if names and future is None:
        raise ValueError(
            f"future= is needed: the model was fitted with future={names!r}; fill in "
            "the rows of future_frame()"
        )
    if future is not None and not names:
        raise ValueError(
            "future= was given, but the model was fitted without future covariates; "
            "name them in fit(future=…) or leave it out"
        )


def reject_early_future(
    ids: pd.Index | None, series: int, at: object, end: object
) -> NoReturn:
    """Say where the known future ends too soon."""
    whose = place(None if ids is None else ids[series])
    raise ValueError(
        f"the future covariates{whose} have no row for {plain(at)}, but the forecast "
        f"runs to {plain(end)}; fill in the rows of future_frame()"
    )


def reject_missing_future(
    name: Hashable, ids: pd.Index | None, series: int, at: object
) -> NoReturn:
    """Say where the known future has a hole."""
    whose = place(None if ids is None else ids[series])
    raise ValueError(
        f"future covariate {name!r}{whose} is missing at {plain(at)}; fill it in"
    )


def check_scorable(windows: int, rows: int, horizon: int) -> None:
    """Require one forecast whose targets lie inside the data."""
    if not windows:
        raise ValueError(
            f"no forecast fits: the data has {rows} rows with its lookback, but "
            f"horizon {horizon} needs more; give at least horizon rows behind the "
            "fitted data"
        )


def check_cutoffs(longest: int, horizon: int, windows: int, stride: int) -> None:
    """Require rows before the first cutoff of a backtest."""
    taken = horizon + (windows - 1) * stride
    if longest <= taken:
        raise ValueError(
            f"{windows} windows with stride {stride} and horizon {horizon} take "
            f"{taken} rows, but the longest series has {longest} and some must stand "
            "before them; use fewer windows or a smaller stride"
        )


def check_column_clash(columns: Sequence[Hashable]) -> None:
    """Require that the forecast's columns have different names."""
    seen = set()
    for name in columns:
        if name in seen:
            raise ValueError(
                f"the forecast would have two columns {name!r}: a target is named like "
                "another's quantile or mark; rename it"
            )
        seen.add(name)


def check_knows_spread(known: bool) -> None:
    """Require that more than the median is forecast."""
    if not known:
        raise ValueError(
            "sample_paths needs more than the median; fit with distribution='normal', "
            "or with quantiles=, like (0.1, 0.5, 0.9)"
        )


def check_scale_defined(scales: np.ndarray) -> None:
    """Require that MASE is defined for one series at least."""
    if np.isnan(scales).all():
        raise ValueError(
            "the score (MASE) is undefined: the fitted series never changes from one "
            "season to the next; score the forecast in its own units instead"
        )


def check_residuals(most: int, least: int) -> None:
    """Require enough residuals of one series to tell their usual size."""
    if most < least:
        raise ValueError(
            f"scores need at least {least} residuals of a series to tell their usual "
            f"size, but the most are {most}; give more rows, or more in reference="
        )


def check_in_reference(others: pd.Index) -> None:
    """Require that a reference holds every series that is scored."""
    if len(others):
        raise ValueError(
            f"reference= holds no series {some(others, 3)}, which the data does; give "
            "rows of every series"
        )


def warn_fallback(ids: pd.Index | None, short: np.ndarray) -> None:
    """Say which series were too short for the network."""
    which = "" if ids is None else f" ({some(ids[short], 3)})"
    warn(
        f"{len(short)} series{which} too short for the network: their forecast is the "
        "seasonal naive one, marked in the column 'fallback'",
    )


def _place(panel: Any, row: int, channel: int) -> str:
    """Say what stands where in a panel."""
    series = int(np.searchsorted(panel.offsets, row, side="right")) - 1
    whose = place(None if panel.names is None else panel.names[series])
    at = panel.clock.times(panel.row_positions()[[row]])[0]
    name = panel.layout.roles.target[channel]
    return f"{name!r}{whose} is {panel.targets[row, channel]:g} at {plain(at)}"
