"""How a user's frame is laid out: which column plays which part, where time stands.

Ids and times may be columns or index levels; `split_frame` takes both apart, so that
the reader sees one shape, and `Layout` remembers how to give forecasts back in kind.
"""

import warnings
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks


@dataclass(frozen=True)
class Roles:
    """The part each column plays; an empty `target` means every numeric column."""

    target: tuple[Hashable, ...] = ()
    id: Hashable | None = None
    time: Hashable | None = None
    past: tuple[Hashable, ...] = ()
    future: tuple[Hashable, ...] = ()
    static: tuple[Hashable, ...] = ()

    @classmethod
    def named(
        cls, target=None, id=None, time=None, past=None, future=None, static=None
    ):
        """Build roles from what a user passes: one name, a list of names, or None."""
        several = {"target": target, "past": past, "future": future, "static": static}
        parts = {
            role: checks.check_names(role, names) for role, names in several.items()
        }
        roles = cls(id=id, time=time, **parts)
        checks.check_disjoint(roles.by_name())
        return roles

    def by_name(self) -> dict[str, tuple[Hashable, ...]]:
        """Return the columns of each part."""
        return {
            "target": self.target,
            "past": self.past,
            "future": self.future,
            "static": self.static,
            "id": () if self.id is None else (self.id,),
            "time": () if self.time is None else (self.time,),
        }


@dataclass(frozen=True)
class Layout:
    """How the user's data looked, so that forecasts can be given back in kind.

    Attributes
    ----------
    roles : the part each column plays
    index_name : name of the index (level) that holds the time
    time_in_index, id_in_index : where they stood, if not in columns
    dtypes : of the targets
    time_first : whether the time came before the id in the index
    """

    roles: Roles
    index_name: Hashable | None = None
    time_in_index: bool = True
    id_in_index: bool = False
    dtypes: tuple[str, ...] = ()
    time_first: bool = False

    @property
    def is_long(self) -> bool:
        """Whether rows belong to several series, told apart by an id."""
        return self.roles.id is not None


class Parts(NamedTuple):
    """A frame taken apart: all columns (ids among them), and each row's time."""

    frame: pd.DataFrame
    times: pd.Index
    layout: Layout


def split_frame(data: Any, roles: Roles) -> Parts:
    """Take ids and times out of a user's Series or frame; settle the targets."""
    if isinstance(data, pd.Series):
        data = data.to_frame(name="y" if data.name is None else data.name)
    checks.check_frame(data)
    checks.check_not_empty(data)
    level = time_level(data.index, roles)
    if level is not None and data.index.nlevels > 1:
        roles = replace(roles, time=_level_names(data.index)[level])
    frame = with_levels_as_columns(data, roles)
    checks.check_unique_columns(frame.columns)
    raw = data.index.get_level_values(level) if level is not None else None
    roles = _with_targets(frame, roles, time_in_column=raw is None)
    times = read_times(
        pd.Index(frame[roles.time]) if raw is None else raw,
        "index" if roles.time is None else roles.time,
    )
    return Parts(frame, times, _layout(frame, data.index, roles, level))


def _layout(frame, index: pd.Index, roles: Roles, level: int | None) -> Layout:
    in_index = roles.id is not None and roles.id in index.names
    return Layout(
        roles=roles,
        index_name=None if level is None else index.names[level],
        time_in_index=level is not None,
        id_in_index=in_index,
        dtypes=tuple(str(frame[name].dtype) for name in roles.target),
        time_first=in_index and level == 0,
    )


def with_levels_as_columns(data: pd.DataFrame, roles: Roles) -> pd.DataFrame:
    """Return a frame with a plain index: levels that play a part become columns.

    The time stays out of it where it stands in the index.
    """
    parts = [*roles.past, *roles.future, *roles.static]
    parts += [] if roles.id is None else [roles.id]
    wanted = [name for name in data.index.names if name is not None and name in parts]
    checks.check_levels_apart(
        [*wanted, roles.time] if roles.time in data.index.names else wanted,
        data.columns,
    )
    frame = data.reset_index(drop=True)
    for name in wanted:
        frame[name] = data.index.get_level_values(name)
    return frame


def row_times(frame: pd.DataFrame, name: Hashable | None) -> pd.Index:
    """Return the rows' times: a column's, an index level's, or (None) the index's."""
    if name is None:
        return read_times(frame.index, "index")
    if name in frame.index.names:
        return read_times(frame.index.get_level_values(name), name)
    return read_times(pd.Index(frame[name]), name)


def read_times(times: pd.Index, name: Hashable) -> pd.Index:
    """Return a datetime, period or integer index; text is parsed."""
    parsed = times
    if pd.api.types.is_integer_dtype(times.dtype):
        pass
    elif pd.api.types.is_numeric_dtype(times.dtype):
        checks.check_times_given(name, np.ones(len(times), dtype=bool), times)
    elif not isinstance(times, (pd.DatetimeIndex, pd.PeriodIndex)):
        parsed = _parsed(times, name)
    checks.check_times_given(name, parsed.isna(), times)
    return parsed


def _parsed(times: pd.Index, name: Hashable) -> pd.DatetimeIndex:
    """Read text: ISO dates with or without a time of day, else one format for all.

    A day and a month that could change places are decided by a day above 12 anywhere in
    the column; without one they are refused.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            readings = [
                pd.DatetimeIndex(pd.to_datetime(times, errors="coerce", **how))
                for how in ({"format": "ISO8601"}, {}, {"dayfirst": True})
            ]
        except ValueError as error:
            checks.reject_unreadable_times(name, error)
    iso, month_first, day_first = readings
    missing = [int((reading.isna() & times.notna()).sum()) for reading in readings]
    if not missing[0]:
        return iso
    if missing[1] == missing[2] == 0:
        checks.check_unambiguous_times(name, times, month_first, day_first)
    return readings[int(np.argmin(missing))]


def series_codes(frame: pd.DataFrame, roles: Roles) -> tuple[np.ndarray, pd.Index]:
    """Number each row's series in order of appearance."""
    if roles.id is None:
        return np.zeros(len(frame), dtype="int64"), pd.Index([None])
    codes, ids = pd.factorize(frame[roles.id])
    checks.check_ids(roles.id, codes)
    return codes, pd.Index(ids)


def time_level(index: pd.Index, roles: Roles) -> int | None:
    """Return the index level that holds the time, or None if a column does."""
    names = list(index.names)
    if roles.time is not None:
        return names.index(roles.time) if roles.time in names else None
    taken = {roles.id} - {None}
    if len(names) > 1:
        taken = {name for part in roles.by_name().values() for name in part}
    free = [level for level, name in enumerate(names) if name not in taken]
    if len(free) != 1:
        checks.reject_levels(names)
    return free[0]


def _level_names(index: pd.Index) -> list[Hashable]:
    """Return a name per level, as `reset_index` would give them."""
    return [
        f"level_{level}" if name is None else name
        for level, name in enumerate(index.names)
    ]


def _with_targets(frame: pd.DataFrame, roles: Roles, time_in_column: bool) -> Roles:
    """Fill in the default targets: every numeric column that has no other part."""
    parts = roles.by_name()
    for role, names in parts.items():
        if role != "time" or time_in_column:
            checks.check_columns(role, names, frame.columns)
    if roles.target:
        return roles
    taken = {name for names in parts.values() for name in names}
    free = [name for name in frame.columns if name not in taken]
    target = tuple(frame[free].select_dtypes("number").columns)
    if not target:
        checks.check_has_numeric(frame[free])
    return replace(roles, target=target)
