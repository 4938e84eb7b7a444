"""Check timestamps and their frequency."""

from collections.abc import Hashable
from typing import NoReturn

import numpy as np
import pandas as pd

from seqkit.checks.wording import place, plain

_MOST_EMPTY_ROWS = 10_000_000


def check_unique_times(
    times: pd.Index, codes: np.ndarray, ids: pd.Index | None
) -> None:
    """Require that no series has two rows at one timestamp.

    Rows are sorted by series, then time; `codes` numbers each row's series.
    """
    again = np.flatnonzero((codes[1:] == codes[:-1]) & (times[1:] == times[:-1]))
    if len(again):
        row = int(again[0]) + 1
        whose = place(None if ids is None else ids[codes[row]])
        raise ValueError(
            f"timestamp {plain(times[row])}{whose} stands in two rows "
            f"({len(again)} such rows in all); drop or aggregate the duplicates"
        )


def check_times_given(column: object, missing: np.ndarray, times: pd.Index) -> None:
    """Require that every row has a readable timestamp."""
    bad = np.flatnonzero(missing)
    if len(bad):
        row = int(bad[0])
        raise ValueError(
            f"time column {column!r} has {plain(times[row])!r} at row {row}, which is "
            "no timestamp; correct or drop that row"
        )


def check_unambiguous_times(
    column: Hashable, times: pd.Index, month_first: pd.Index, day_first: pd.Index
) -> None:
    """Require that dates read the same with the month or the day in front."""
    differ = np.flatnonzero(month_first != day_first)
    if len(differ):
        row = int(differ[0])
        raise ValueError(
            f"time column {column!r} has {times[row]!r} at row {row}, which may be "
            f"{month_first[row].date()} or {day_first[row].date()}; parse it first, as "
            "in pd.to_datetime(…, format='%d-%m-%Y')"
        )


def check_dense(rows: int, given: int, freq: str) -> None:
    """Require that a grid is not almost empty: that is a wrong frequency."""
    if rows > _MOST_EMPTY_ROWS and rows > 100 * given:
        raise ValueError(
            f"frequency {freq!r} makes {rows} rows out of {given}; pass the freq= the "
            "data has, or resample it"
        )


def reject_unreadable_times(column: Hashable, reason: object) -> NoReturn:
    """Say why a time column cannot be parsed as a whole."""
    raise ValueError(f"time column {column!r} cannot be read: {reason}")


def reject_frequency(reason: str) -> NoReturn:
    """Say why no regular frequency fits."""
    raise ValueError(
        f"no frequency can be inferred: {reason}; pass freq= (like 'h', 'D', 'W-MON', "
        "'MS'), or resample the data first"
    )


def reject_unknown_frequency(freq: object, reason: object) -> NoReturn:
    """Say that freq= is none that pandas (or an integer index) knows."""
    raise ValueError(
        f"freq={freq!r} is no frequency of this data ({reason}); pass one like 'h', "
        "'D', 'W-MON', 'MS', or a whole number for integer times"
    )


def reject_overflow(unit: str) -> NoReturn:
    """Say that timestamps run past what their unit can hold."""
    last = pd.Timestamp(2**63 - 1, unit=unit) if unit == "ns" else "the last timestamp"
    raise ValueError(
        f"the timestamps run past {plain(last)}, the end of unit {unit!r}; convert "
        "them with .as_unit('s')"
    )


def reject_off_grid(time: object, freq: str) -> NoReturn:
    """Say which timestamp does not lie on the frequency's grid."""
    raise ValueError(
        f"timestamp {plain(time)} does not lie on the grid of frequency {freq!r}; "
        "resample the data, or pass the freq= it has"
    )


def reject_other_times(expected: str, got: str) -> NoReturn:
    """Say that data's time index differs in kind from the fitted data's."""
    raise ValueError(
        f"the model was fitted on timestamps of kind {expected!r}, but this data has "
        f"{got!r}; convert the time index to the fitted kind"
    )


def reject_no_training(moments: int, validation: float, test: float) -> NoReturn:
    """Say that a split leaves nothing to train on."""
    raise ValueError(
        f"validation={validation:g} and test={test:g} of {moments} timestamps leave "
        "none to train on; use smaller fractions"
    )


def reject_short(what: str, rows: int, needed: int, advice: str) -> NoReturn:
    """Say how many rows are missing."""
    raise ValueError(f"{what} has {rows} rows, but {needed} are needed; {advice}")
