"""Name the step of timestamps that may have gaps, and its usual season.

Inference looks at distances between neighbours of one series, so a panel of series with
different spans has one frequency. Rules, in order: month edges, whole weeks, business
days, days, then the most common step if every other step is a multiple of it.
"""

from calendar import month_abbr
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
from pandas.tseries.frequencies import to_offset

from seqkit.checks import reject_frequency

DAY = pd.Timedelta(days=1)
_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_MONTHS = [name.upper() for name in month_abbr[1:]]
_SEASONS = {"D": 7, "B": 5, "W": 52, "MS": 12, "ME": 12, "BMS": 12, "BME": 12}
_SEASONS |= {"QS": 4, "QE": 4, "BQS": 4, "BQE": 4}
_MOST_STEPS_A_DAY = 288


def season_length(offset: Any) -> int:
    """Return the usual season of a pandas offset in steps (hours 24, months 12, …)."""
    name = offset.rule_code.split("-")[0]
    if name in _SEASONS:
        return max(1, round(_SEASONS[name] / offset.n))
    step = fixed_step(offset)
    if step is None:
        return 1
    per_day = DAY / step
    if per_day <= _MOST_STEPS_A_DAY:
        return max(1, int(per_day))
    return max(1, min(3600, round(per_day / 24)))


def fixed_step(offset: Any) -> pd.Timedelta | None:
    """Return the length of a fixed step, or None for a calendar step."""
    if isinstance(offset, pd.offsets.Week):
        return pd.Timedelta(days=7 * offset.n)
    if isinstance(offset, pd.offsets.Day):
        return pd.Timedelta(days=offset.n)
    return pd.Timedelta(offset) if isinstance(offset, pd.offsets.Tick) else None


def counts_days(offset: Any) -> bool:
    """Whether a step is made of calendar days, which need not last 24 hours."""
    tick = isinstance(offset, pd.offsets.Tick)
    return not tick or isinstance(offset, pd.offsets.Day)


def ticks(times: pd.Index) -> np.ndarray:
    """Return timestamps as int64, in the index's unit."""
    asi8 = getattr(times, "asi8", None)
    return times.to_numpy(dtype="int64") if asi8 is None else asi8


def wall_times(times: pd.DatetimeIndex, usual: Any = None) -> pd.DatetimeIndex:
    """Remove the zone, keeping wall time.

    Where daylight saving skipped the `usual` time of day (the most common one when
    None), a timestamp stands an hour later; it is put back.
    """
    wall = times.tz_localize(None)
    if times.tz is None or not len(times):
        return wall
    since = wall - wall.normalize()
    usual = since.value_counts().index[0] if usual is None else usual
    odd = np.flatnonzero(since != usual)
    home = wall[odd].normalize() + usual
    summer = np.ones(len(odd), dtype=bool)
    moved = home.tz_localize(times.tz, ambiguous=summer, nonexistent="shift_forward")
    if not len(odd) or not (moved == times[odd]).all():
        return wall
    return (wall.normalize() + usual).as_unit(wall.unit)


def steps_between(times: pd.Index, codes: np.ndarray | None) -> np.ndarray:
    """Return distances between neighbours of one series, in the index's unit."""
    steps = np.diff(ticks(times))
    if codes is not None:
        steps = steps[codes[1:] == codes[:-1]]
    return steps[steps != 0]


def integer_step(steps: np.ndarray) -> int:
    """Return the largest step of which all are multiples, 1 for none."""
    return int(reduce(np.gcd, np.unique(steps))) if len(steps) else 1


def infer_frequency(times: pd.DatetimeIndex, steps: np.ndarray, codes: Any) -> str:
    """Name the frequency of timestamps that may have gaps."""
    if not len(steps):
        reject_frequency("no series has two rows")
    wall = wall_times(times)
    dates = wall.normalize()
    if ((wall - dates) == wall[0] - dates[0]).all():
        return _daily_frequency(dates.as_unit("s"), codes)
    step = pd.Timedelta(_usual_step(times, steps, codes), unit=times.unit)
    return to_offset(step).freqstr


def _daily_frequency(dates: pd.DatetimeIndex, codes: np.ndarray | None) -> str:
    """Name the frequency of timestamps that share one time of day."""
    steps = steps_between(dates, codes)
    days = steps // 86_400
    edge = _month_edge(dates) if days.min() >= 28 else None
    if edge:
        months = np.asarray(dates.year * 12 + dates.month - 1)
        return _monthly(
            integer_step(steps_between(pd.Index(months), codes)), months, edge
        )
    step = _usual_step(dates, steps, codes) // 86_400
    if step % 7 == 0:
        weekday = _WEEKDAYS[dates[0].day_of_week]
        return f"{'' if step == 7 else step // 7}W-{weekday}"
    working = (dates.day_of_week < 5).all()
    if step == 1 and len(days) >= 5 and days.max() >= 3 and working:
        return "B"
    return "D" if step == 1 else f"{step}D"


def _month_edge(dates: pd.DatetimeIndex) -> str | None:
    """Return "MS", "ME", "BMS" or "BME" if all dates are such ends of months."""
    if (dates.day == 1).all():
        return "MS"
    if (dates.day == dates.days_in_month).all():
        return "ME"
    if (dates.day_of_week > 4).any():
        return None
    day = pd.offsets.BusinessDay()
    if ((dates - day).month != dates.month).all():
        return "BMS"
    return "BME" if ((dates + day).month != dates.month).all() else None


def _monthly(step: int, months: np.ndarray, edge: str) -> str:
    """Name a step of whole months at an edge of the month, like "QS-JAN"."""
    month, (kind, side) = months[0] % 12, edge.rsplit("M", 1)
    if step % 12 == 0:
        return f"{'' if step == 12 else step // 12}{kind}Y{side}-{_MONTHS[month]}"
    if step == 3:
        anchor = _MONTHS[month % 3] if side == "S" else _MONTHS[9 + month % 3]
        return f"{kind}Q{side}-{anchor}"
    return f"{'' if step == 1 else step}{edge}"


def _usual_step(times: pd.DatetimeIndex, steps: np.ndarray, codes: Any) -> int:
    """Return the most common step; every other must be a multiple of it."""
    sizes, counts = np.unique(steps, return_counts=True)
    usual = int(sizes[counts.argmax()])
    if (sizes % usual).any():
        same = slice(None) if codes is None else codes[1:] == codes[:-1]
        odd = (np.diff(times.asi8) % usual != 0)[same]
        at = times[1:][same][int(odd.argmax())]
        step = pd.Timedelta(usual, unit=times.unit)
        reject_frequency(f"most steps are {step}, but {at} lies off that grid")
    return usual
