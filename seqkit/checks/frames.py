"""Check frames: columns, ids, values."""

from collections.abc import Hashable, Iterable, Sequence
from difflib import get_close_matches
from typing import NoReturn

import numpy as np
import pandas as pd

from seqkit.checks.wording import place, plain, some


def check_frame(data: object) -> pd.DataFrame:
    """Require a frame (a Series was turned into one before)."""
    if not isinstance(data, pd.DataFrame):
        raise TypeError(
            f"data must be a pandas Series or DataFrame, got {type(data).__name__}; "
            "wrap an array as pd.Series(values)"
        )
    return data


def check_not_empty(frame: pd.DataFrame) -> None:
    """Require at least one row and one column."""
    if not len(frame):
        raise ValueError(
            "the frame is empty (0 rows); give at least one row per series"
        )
    if not len(frame.columns):
        raise ValueError("the frame has no columns; give at least one target column")


def check_unique_columns(columns: pd.Index) -> None:
    """Require that no two columns share a name."""
    if columns.has_duplicates:
        name = columns[columns.duplicated()][0]
        raise ValueError(f"two columns are named {name!r}; give each its own name")


def check_columns(role: str, names: Iterable[Hashable], columns: pd.Index) -> None:
    """Require that every named column is there."""
    for name in names:
        if name in columns:
            continue
        near = get_close_matches(str(name), [str(column) for column in columns], n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"it has {some(columns)}"
        raise ValueError(f"{role}={name!r} is not a column of the frame; {hint}")


def check_has_numeric(frame: pd.DataFrame) -> None:
    """Say that no column can be a target."""
    if not len(frame.columns):
        raise ValueError("no column is left for the target; name it with target=")
    raise ValueError(
        f"no numeric column to forecast among {some(frame.columns)}; "
        "convert one, or name it with target="
    )


def check_ids(column: Hashable, codes: np.ndarray) -> None:
    """Require that every row names its series (code -1 stands for a missing id)."""
    missing = np.flatnonzero(codes < 0)
    if len(missing):
        raise ValueError(
            f"id column {column!r} is missing at row {int(missing[0])} "
            f"({len(missing)} such rows in all); fill or drop them"
        )


def check_static(
    column: Hashable, values: pd.Series, codes: np.ndarray, ids: pd.Index
) -> None:
    """Require that a static column has one value per series; `codes` are sorted."""
    numbers, _ = pd.factorize(values)
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    bad = np.flatnonzero(numbers != numbers[starts][codes])
    if len(bad):
        code = codes[bad[0]]
        before, after = values.iloc[starts[code]], values.iloc[bad[0]]
        raise ValueError(
            f"static column {column!r}{place(ids[code])} changes from "
            f"{plain(before)!r} to {plain(after)!r}; name it in past= or future= "
            "instead"
        )


def check_numeric(
    column: Hashable,
    values: pd.Series,
    rows: pd.Index,
    ids: Sequence | None = None,
    role: str = "target",
) -> np.ndarray:
    """Return a column as float64 with NaN for missing, or name its first bad row."""
    kind = values.dtype
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_complex_dtype(kind):
        return values.to_numpy(dtype="float64", na_value=np.nan)
    numbers = pd.to_numeric(values.astype("object"), errors="coerce")
    text = pd.api.types.is_object_dtype(kind) or pd.api.types.is_string_dtype(kind)
    if not text or np.iscomplexobj(numbers):
        numbers = pd.Series(np.full(len(values), np.nan))
    bad = np.flatnonzero(numbers.isna().to_numpy() & values.notna().to_numpy())
    if len(bad):
        first = int(bad[0])
        whose = place(None if ids is None else ids[first])
        raise ValueError(
            f"{role} {column!r}{whose} must be numeric, got "
            f"{plain(values.iloc[first])!r} at {plain(rows[first])}; convert it, or "
            f"name another {role}="
        )
    return numbers.to_numpy(dtype="float64", na_value=np.nan)


def check_finite(
    column: Hashable, values: np.ndarray, rows: pd.Index, ids: Sequence | None = None
) -> None:
    """Require that a numeric column holds no infinity (NaN stands for missing)."""
    bad = np.flatnonzero(np.isinf(values))
    if len(bad):
        first = int(bad[0])
        whose = place(None if ids is None else ids[first])
        raise ValueError(
            f"column {column!r}{whose} has {values[first]} at {plain(rows[first])} "
            f"({len(bad)} infinite values in all); replace them with NaN or a number"
        )


def check_some_observed(
    column: Hashable, observed: np.ndarray, ids: pd.Index | None
) -> None:
    """Require one observed value in each series; `observed` counts them."""
    empty = np.flatnonzero(observed == 0)
    if len(empty):
        whose = place(None if ids is None else ids[empty[0]])
        raise ValueError(
            f"target {column!r}{whose} has no observed value, only NaN; "
            "drop it or give it data"
        )


def check_levels_apart(levels: Iterable[Hashable], columns: pd.Index) -> None:
    """Require that no index level shares its name with a column."""
    for name in levels:
        if name in columns:
            raise ValueError(
                f"{name!r} is both an index level and a column; rename or drop one"
            )


def reject_levels(names: Sequence[Hashable]) -> NoReturn:
    """Say that the index does not tell where the time stands."""
    raise ValueError(
        f"the index has the levels {list(names)!r}; name the column or level that "
        "holds the time with time=, and that of the series with id="
    )
