"""Timestamps ↔ whole-number positions on a regular grid.

Every series is stored as an array indexed by position, so windows, gaps and forecasts
are integer arithmetic. A `Clock` holds the grid: integer steps, periods, a fixed step
(seconds to weeks, counted in UTC below a day and in wall time from a day on), or a
calendar step (business days, months, quarters, years).
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from pandas.tseries.frequencies import to_offset

from seqkit import checks
from seqkit.sequences.frequency import (
    counts_days,
    fixed_step,
    infer_frequency,
    integer_step,
    season_length,
    steps_between,
    ticks,
    wall_times,
)

_UNITS = ("s", "ms", "us", "ns")
_LAST_TICK = 2**63 - 1


@dataclass(frozen=True)
class Clock:
    """A regular grid of time.

    Parameters
    ----------
    kind : "integer", "period", "fixed" or "calendar"
    freq : the step: a whole number for "integer", else a pandas frequency
    origin : position 0, as an integer, a period ordinal or a wall/UTC timestamp
    zone : time zone of the user's timestamps, or None
    unit : resolution of the user's timestamps ("s", "ms", "us" or "ns"), or the dtype
        of integers

    Examples
    --------
    >>> times = pd.date_range("2024-01-01", periods=3, freq="MS")
    >>> clock = Clock.of(times)
    >>> clock.freq, clock.positions(times).tolist()
    ('MS', [0, 1, 2])
    >>> clock.times(np.array([3]))[0].date().isoformat()
    '2024-04-01'
    """

    kind: str
    freq: str
    origin: Any = 0
    zone: str | None = None
    unit: str = "ns"

    @classmethod
    def of(
        cls, times: pd.Index, codes: np.ndarray | None = None, freq: Any = None
    ) -> "Clock":
        """Infer the grid of timestamps sorted by series (`codes`), then time."""
        if isinstance(times, pd.PeriodIndex):
            return cls("period", times.freqstr, origin=int(times.asi8.min()))
        steps = steps_between(times, codes)
        if not isinstance(times, pd.DatetimeIndex):
            step = integer_step(steps) if freq is None else _whole_step(freq)
            dtype = str(times.dtype)
            return cls("integer", str(step), origin=int(times.min()), unit=dtype)
        zone = None if times.tz is None else _zone_name(times.tz)
        name = infer_frequency(times, steps, codes) if freq is None else _name(freq)
        kind = "calendar" if fixed_step(to_offset(name)) is None else "fixed"
        clock = cls(kind, name, zone=zone, unit=_fine_unit(name, times.unit))
        clock = replace(clock, origin=clock._flat(times).min())
        return clock._anchored(times)

    def accept(self, times: pd.Index) -> "Clock":
        """Check that other data's timestamps are of this clock's kind."""
        kinds = {"period": pd.PeriodIndex, "integer": pd.Index}
        expected = kinds.get(self.kind, pd.DatetimeIndex)
        if isinstance(times, expected) and self.kind == "period":
            if times.freqstr != self.freq:
                checks.reject_other_times(f"period {self.freq}", f"{times.dtype}")
            return self
        is_time = isinstance(times, (pd.DatetimeIndex, pd.PeriodIndex))
        if not isinstance(times, expected) or (self.kind == "integer" and is_time):
            checks.reject_other_times(self.kind, type(times).__name__)
        if isinstance(times, pd.DatetimeIndex) and (times.tz is None) != (
            self.zone is None
        ):
            checks.reject_other_times(f"zone {self.zone}", f"zone {times.tz}")
        return self

    def positions(self, times: pd.Index) -> np.ndarray:
        """Return the int64 position of each timestamp; one off the grid is an error."""
        if self.kind == "period":
            away, step = times.asi8 - self.origin, self._periods()
            return self._on_grid(times, away // step, away % step == 0)
        if self.kind == "integer":
            away, step = ticks(times) - self.origin, int(self.freq)
            return self._on_grid(times, away // step, away % step == 0)
        flat = self._flat(times)
        if not len(flat):
            return np.zeros(0, dtype="int64")
        if self.kind == "fixed":
            away, step = flat.asi8 - self._origin_ticks(), self._step_ticks()
            return self._on_grid(times, away // step, away % step == 0)
        first, grid = self._grid(flat.min(), flat.max())
        found = grid.get_indexer(flat)
        return self._on_grid(times, found + first, found >= 0)

    def times(self, positions: np.ndarray) -> pd.Index:
        """Return the user's kind of index at integer positions."""
        positions = np.asarray(positions, dtype="int64")
        if self.kind == "period":
            ordinals = positions * self._periods() + self.origin
            return pd.PeriodIndex.from_ordinals(ordinals, freq=self.freq)
        if self.kind == "integer":
            return _integers(positions * int(self.freq) + self.origin, self.unit)
        low, high = int(positions.min(initial=0)), int(positions.max(initial=0))
        if self.kind == "fixed":
            step, origin = self._step_ticks(), self._origin_ticks()
            if max(high * step + origin, -(low * step + origin)) > _LAST_TICK:
                checks.reject_overflow(self.unit)
            flat = (positions * step + origin).astype(f"M8[{self.unit}]")
            return self._in_zone(pd.DatetimeIndex(flat))
        how = {"freq": self.freq, "unit": self.unit}
        after = pd.date_range(self.origin, periods=high + 1, **how)
        before = pd.date_range(end=self.origin, periods=1 - low, **how)[:-1]
        return self._in_zone(before.append(after)[positions - low])

    def season(self) -> int:
        """Return the usual season length in steps (24 for hours, 12 for months, …)."""
        if self.kind == "integer":
            return 1
        if self.kind == "period":
            return season_length(pd.PeriodIndex.from_ordinals([0], freq=self.freq).freq)
        return season_length(to_offset(self.freq))

    def to_state(self) -> dict[str, Any]:
        """Return the clock as plain JSON values."""
        origin = self.origin.isoformat() if self._is_datetime() else self.origin
        return {**self.__dict__, "origin": origin}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Clock":
        """Rebuild a clock from `to_state`."""
        clock = cls(**state)
        if not clock._is_datetime():
            return clock
        return replace(clock, origin=pd.Timestamp(state["origin"]).as_unit(clock.unit))

    def _is_datetime(self) -> bool:
        return self.kind in ("fixed", "calendar")

    def _flat(self, times: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """Remove the zone: wall time for steps of days, UTC for shorter steps."""
        flat = pd.DatetimeIndex(times, freq=None)
        if flat.tz is not None and counts_days(to_offset(self.freq)):
            usual = None
            if isinstance(self.origin, pd.Timestamp):
                usual = self.origin - self.origin.normalize()
            flat = wall_times(flat.tz_convert(self.zone), usual)
        elif flat.tz is not None:
            flat = flat.tz_convert(None)
        rounded = flat.as_unit(self.unit)
        if flat.unit != self.unit:
            self._on_grid(times, rounded.asi8, rounded == flat)
        return rounded

    def _in_zone(self, flat: pd.DatetimeIndex) -> pd.DatetimeIndex:
        if self.zone is None:
            return flat
        if not counts_days(to_offset(self.freq)):
            return flat.tz_localize("UTC").tz_convert(self.zone)
        summer = np.ones(len(flat), dtype=bool)
        return flat.tz_localize(
            self.zone, ambiguous=summer, nonexistent="shift_forward"
        )

    def _periods(self) -> int:
        """Return how many base periods a step has: 2 for the period "2M"."""
        return pd.Period(ordinal=0, freq=self.freq).freq.n

    def _step_ticks(self) -> int:
        step = pd.Timedelta(fixed_step(to_offset(self.freq)))
        return step.as_unit(self.unit)._value

    def _origin_ticks(self) -> int:
        return self.origin.as_unit(self.unit)._value

    def _grid(
        self, low: pd.Timestamp, high: pd.Timestamp
    ) -> tuple[int, pd.DatetimeIndex]:
        """Return the grid over [low, high] and the position of its first entry."""
        how, step = {"unit": self.unit}, to_offset(self.freq)
        origin, time = self.origin, self.origin - self.origin.normalize()
        after = pd.date_range(origin, max(high, origin), freq=step, **how)
        low = min(low, origin).normalize() + time
        single = pd.date_range(low, origin, freq=step.base, **how)
        before = single[::-1][:: step.n][:0:-1]
        return -len(before), before.append(after)

    def _anchored(self, times: pd.DatetimeIndex) -> "Clock":
        """Require the origin itself, and so every timestamp, to lie on the grid."""
        offset = to_offset(self.freq)
        if not offset.is_on_offset(self.origin):
            checks.reject_off_grid(times[self._flat(times).argmin()], self.freq)
        self.positions(times)
        return self

    def _on_grid(
        self, times: pd.Index, found: np.ndarray, fits: np.ndarray
    ) -> np.ndarray:
        if not fits.all():
            checks.reject_off_grid(times[int(np.argmin(fits))], self.freq)
        return found.astype("int64")


def _name(freq: Any) -> str:
    """Return the name of a frequency that a user gives."""
    try:
        return to_offset(freq).freqstr
    except (ValueError, TypeError, AttributeError) as error:
        checks.reject_unknown_frequency(freq, error)


def _zone_name(zone: Any) -> str:
    """Return a zone's name, also for the zones of dateutil."""
    path = getattr(zone, "_filename", None)
    return str(zone) if path is None else f"dateutil/{path.split('zoneinfo/')[-1]}"


def _whole_step(freq: Any) -> int:
    """Return the step of an integer index that a user gives."""
    try:
        return checks.check_count("freq", int(freq))
    except (ValueError, TypeError) as error:
        checks.reject_unknown_frequency(freq, error)


def _fine_unit(freq: str, unit: str) -> str:
    """Return the coarsest unit, from the timestamps' own on, that can hold the step."""
    step = fixed_step(to_offset(freq))
    finer = _UNITS[_UNITS.index(unit) :]
    fits = (each for each in finer if step is None or step.as_unit(each) == step)
    return next(fits, unit)


def _integers(values: np.ndarray, dtype: str) -> pd.Index:
    """Return integers in the user's dtype, or as int64 where it cannot hold them."""
    wanted = pd.api.types.pandas_dtype(dtype)
    limits = np.iinfo(getattr(wanted, "numpy_dtype", wanted))
    fits = not len(values) or limits.min <= values.min() <= values.max() <= limits.max
    return pd.Index(values, dtype=wanted if fits else "int64")
