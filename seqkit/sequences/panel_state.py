"""A panel ↔ plain values and arrays, for saving.

Ids keep their dtype. Covariate columns that are not numbers are kept as text, which is
how encoders match them.
"""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from seqkit.sequences.clock import Clock
from seqkit.sequences.covariates import text_levels
from seqkit.sequences.frames import Layout, Panel, Roles


def panel_to_state(panel: Panel) -> dict[str, Any]:
    """Return a panel as nested dicts of plain values and arrays."""
    return {
        "layout": asdict(panel.layout),
        "clock": panel.clock.to_state(),
        "ids": _index_to_state(panel.ids),
        "offsets": panel.offsets,
        "first": panel.first,
        "targets": panel.targets,
        "past": _frame_to_state(panel.past),
        "future": _frame_to_state(panel.future),
        "static": _frame_to_state(panel.static),
    }


def panel_from_state(state: dict[str, Any]) -> Panel:
    """Rebuild a panel from `panel_to_state`."""
    layout = dict(state["layout"])
    roles = {role: _name(value) for role, value in layout.pop("roles").items()}
    layout["dtypes"] = tuple(layout["dtypes"])
    layout["index_name"] = _name(layout["index_name"])
    rows, series = len(state["targets"]), len(state["first"])
    return Panel(
        layout=Layout(roles=Roles(**roles), **layout),
        clock=Clock.from_state(state["clock"]),
        ids=_index_from_state(state["ids"]),
        offsets=state["offsets"],
        first=state["first"],
        targets=state["targets"],
        past=_frame_from_state(state["past"], rows),
        future=_frame_from_state(state["future"], rows),
        static=_frame_from_state(state["static"], series),
    )


def _name(value: Any) -> Any:
    """Turn lists back into tuples: JSON has no tuples."""
    return tuple(_name(item) for item in value) if isinstance(value, list) else value


def _index_to_state(index: pd.Index) -> dict[str, Any]:
    if isinstance(index, pd.CategoricalIndex):
        categories = _index_to_state(index.categories)
        ordered = bool(index.ordered)
        return {"codes": index.codes, "categories": categories, "ordered": ordered}
    if isinstance(index, (pd.DatetimeIndex, pd.PeriodIndex)):
        return {"values": index.astype(str).tolist(), "dtype": str(index.dtype)}
    return {"values": index.tolist(), "dtype": str(index.dtype)}


def _index_from_state(state: dict[str, Any]) -> pd.Index:
    if "codes" in state:
        categories = _index_from_state(state["categories"])
        made = pd.Categorical.from_codes(state["codes"], categories, state["ordered"])
        return pd.CategoricalIndex(made)
    return pd.Index(state["values"], dtype=state["dtype"])


def _frame_to_state(frame: pd.DataFrame) -> list[Any]:
    return [[name, _column(frame[name])] for name in frame.columns]


def _column(column: pd.Series) -> Any:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy("float64", na_value=np.nan)
    return text_levels(column).tolist()


def _frame_from_state(state: list[Any], rows: int) -> pd.DataFrame:
    columns = {_name(name): values for name, values in state}
    return pd.DataFrame(columns, index=pd.RangeIndex(rows), columns=list(columns))
