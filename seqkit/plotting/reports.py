"""Draw what a backtest found: folds, errors and residuals by step, calibration.

Each function takes a `seqkit.Backtest`; its first row of scores is the forecaster.
"""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.plotting import axes

_MEDIAN = 0.5
_CLEAR = 3  # standard errors: by chance in 3 of 1,000 steps


def plot_backtest(
    report: Any,
    id: Any = None,
    ax: Any = None,
    *,
    target: Hashable | None = None,
    unit: str | None = None,
) -> Any:
    """Draw what happened and what was forecast from each cutoff, for one series.

    Parameters
    ----------
    report : `seqkit.Backtest`
    id : series to draw, as in the column `id` of `report.forecasts`; the first when
        None
    ax : matplotlib axes, or None for a new figure
    target : which target of a long frame with several; the first when None
    unit : of the target, for the axis

    Returns
    -------
    the axes; the scores in the title are those over all series

    Raises
    ------
    ValueError
        If the report holds no such series or target.
    """
    rows = _rows_of(report.forecasts, {"id": id, "target": target})
    scores = report.scores
    measured = scores["mase" if scores["mase"].notna().any() else "mae"]
    model, others = measured.index[0], measured.iloc[1:].dropna()
    best = others.idxmin() if len(others) else None
    ax = axes.axes_or_new(ax)
    truth = rows.drop_duplicates("time").set_index("time")["y"]
    truth = truth.reindex(truth.index.union(rows["cutoff"].unique()))
    axes.draw_line(ax, truth, "what happened", color=axes.BLACK)
    for cutoff, part in rows.set_index("time").groupby("cutoff"):
        axes.draw_line(ax, part[model], model, color=axes.BLUE)
        axes.draw_bands(ax, part, model, report.quantiles)
        if best is not None:
            style = axes.BASELINE_STYLES[best] | {"linestyle": "--"}
            axes.draw_line(ax, part[best], axes.words(best), **style)
        at = axes.plain_times(pd.Index([cutoff]))[0]
        ax.axvline(at, color=axes.GREY, linewidth=0.8, label="cutoff")
    axes.label_times(ax, truth.index.rename("time"))
    name = " of ".join(str(rows[key].iloc[0]) for key in reversed(_keys(rows)))
    return axes.finish(ax, _scores_title(report, others), name, unit)


def plot_error_by_step(report: Any, ax: Any = None, *, unit: str | None = None) -> Any:
    """Draw how the error of each forecast grows with the horizon.

    Parameters
    ----------
    report : `seqkit.Backtest`
    ax : matplotlib axes, or None for a new figure
    unit : of the target, for the axis

    Returns
    -------
    the axes
    """
    errors, model = report.by_step(), report.scores.index[0]
    others = errors.drop(columns=model)
    ax = axes.axes_or_new(ax)
    axes.draw_line(ax, errors[model], model, color=axes.BLUE, linewidth=2.4)
    for name in others:
        style = axes.BASELINE_STYLES[name]
        axes.draw_line(ax, others[name], axes.words(name), **style)
    ax.set_ylim(bottom=0)
    axes.label_steps(ax, "horizon step")
    return axes.finish(ax, _wins(errors[model], others), "mean absolute error", unit)


def plot_calibration(report: Any, ax: Any = None) -> Any:
    """Draw how often targets fell below each quantile against how often they should.

    Parameters
    ----------
    report : `seqkit.Backtest` of a forecaster with quantiles
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes

    Raises
    ------
    ValueError
        If the forecaster had no quantiles.
    """
    checks.check_levels(report.quantiles)
    observed = report.calibration()["observed"]
    ax = axes.axes_or_new(ax, size=(5, 5))
    ideal = {"color": axes.GREY, "linestyle": "--", "label": "perfect calibration"}
    ax.plot([0, 1], [0, 1], **ideal)
    style = {"color": axes.BLUE, "marker": "o", "clip_on": False}
    axes.draw_line(ax, observed, report.scores.index[0], **style)
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    ax.set_xlabel("nominal level (share that should lie below)")
    title = _coverage_title(report, observed)
    return axes.finish(ax, title, "observed share that lies below")


def plot_residuals(report: Any, ax: Any = None, *, unit: str | None = None) -> Any:
    """Draw how residuals lie around 0 at each horizon step.

    Parameters
    ----------
    report : `seqkit.Backtest`
    ax : matplotlib axes, or None for a new figure
    unit : of the target, for the axis

    Returns
    -------
    the axes: bands of the middle 50 and 80 % of all residuals, and their mean
    """
    found, left = report.diagnostics(), report.residuals()
    ax = axes.axes_or_new(ax)
    by_step = left.groupby("step")["residual"]
    for low, high, alpha in ((0.1, 0.9, 0.15), (0.25, 0.75, 0.3)):
        lower, upper = by_step.quantile(low), by_step.quantile(high)
        style = {"color": axes.BLUE, "alpha": alpha, "linewidth": 0}
        label = f"middle {axes.percent(high - low)} %"
        ax.fill_between(lower.index, lower, upper, label=label, **style)
    axes.draw_line(ax, found["bias"], "mean", color=axes.BLUE, linewidth=2.4)
    ax.axhline(0, color=axes.BLACK, linewidth=0.8)
    axes.label_steps(ax, "horizon step")
    return axes.finish(ax, _left_over(found), "target − forecast", unit)


def _left_over(found) -> str:
    """Say how many steps are biased, and whether residuals follow each other."""
    steps, biased = len(found), int((found["bias_t"].abs() > _CLEAR).sum())
    title = f"biased at {biased} of {steps} steps" if biased else "no step is biased"
    follows = found["autocorrelated"].mean()
    if np.isnan(follows):
        return title
    share = f"{100 * follows:.0f} % of series and steps"
    return f"{title}; residuals follow each other in {share}"


def _keys(forecasts) -> list[str]:
    return [key for key in ("id", "target") if key in forecasts]


def _rows_of(forecasts, wishes) -> pd.DataFrame:
    """Return the rows of one series (and target) in time order."""
    for key in _keys(forecasts):
        wish = forecasts[key].iloc[0] if wishes[key] is None else wishes[key]
        forecasts = axes.rows_where(forecasts, key, wish, key)
    return forecasts.sort_values("time", kind="stable")


def _scores_title(report, others) -> str:
    """Say the scores of the forecaster, the best baseline and the naive forecast."""
    own = report.scores.iloc[0]
    count = len(report.forecasts[_keys(report.forecasts)].drop_duplicates())
    title = f"all {count} series: " if count > 1 else ""
    title += f"{own.name} {others.name.upper()} {axes.short(own[others.name])}"
    for name in dict.fromkeys([*others.nsmallest(1).index, "seasonal_naive"]):
        if name in others:
            title += f", {axes.words(name)} {axes.short(others[name])}"
    if pd.notna(own["skill"]):
        title += f" (skill {own['skill'] * 100:.0f} %)".replace("-", "−")
    return title


def _wins(own, others) -> str:
    """Say at which steps a forecast is better than every other."""
    if others.empty:
        return f"{own.name}: mean absolute error {axes.short(own.mean())}"
    steps = own.index[own < others.min(axis=1)]
    count, every = len(steps), f"each of the {len(own)} steps"
    if not count:
        usual = axes.words(others.idxmin(axis=1).mode()[0])
        return f"{own.name} is beaten at {every}, mostly by {usual}"
    where = every if count == len(own) else f"{count} of the {len(own)} steps"
    if 1 < count < len(own) and steps[-1] - steps[0] == count - 1:
        where = f"steps {steps[0]}–{steps[-1]} of {len(own)}"
    return f"{own.name} beats every baseline at {where}"


def _coverage_title(report, observed) -> str:
    """Say what share the outer band holds, and where the median lies."""
    low, high = observed.index[0], observed.index[-1]
    if low == high:
        below = f"{observed.iloc[0] * 100:.0f} % lie below"
        return f"{below} the {axes.percent(low)} % quantile"
    covered = report.scores["coverage"].iloc[0] * 100
    title = f"{axes.percent(high - low)} % band covers {covered:.0f} %"
    if _MEDIAN in observed:
        title += f", {observed[_MEDIAN] * 100:.0f} % lie below the median"
    return title
