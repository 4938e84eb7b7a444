"""A panel through JSON and npz, as a saved file keeps it."""

import io
import json

import numpy as np
import pandas as pd
import pytest

from seqkit.sequences.covariates import CovariateEncoder
from seqkit.sequences.frames import Roles, read_frame, write_frame
from seqkit.sequences.panel_state import panel_from_state, panel_to_state

ID_KINDS = {
    "object": pd.Index(["b", "a", "c"], dtype=object),
    "mixed": pd.Index(["b", 1, 2.5], dtype=object),
    "str": pd.Index(["b", "a", "ä, \n"], dtype="str"),
    "string": pd.Index(["b", "a", "c"], dtype="string"),
    "category": pd.CategoricalIndex(["b", "a", "c"], categories=list("zabcx")),
    "ordered": pd.CategoricalIndex([30, 10, 20], categories=[10, 20, 30], ordered=True),
    "int": pd.Index([7, 3, 2**62]),
    "int8": pd.Index([7, 3, 5], dtype="int8"),
    "Int64": pd.Index([7, 3, 5], dtype="Int64"),
    "float": pd.Index([0.1, 1.0, 2.0]),
    "bool": pd.Index([True, False]),
    "datetime": pd.DatetimeIndex(
        ["2024-03-01 00:00:00.5", "2020-07-01"], tz="Asia/Tokyo"
    ),
    "datetime summer": pd.DatetimeIndex(
        ["2024-03-01", "2020-07-01"], tz="Europe/Berlin"
    ),
    "naive": pd.DatetimeIndex(["2024-03-01", "1520-07-01"]).as_unit("s"),
    "nanoseconds": pd.DatetimeIndex([1, 10**18]),
    "period": pd.PeriodIndex(["2024-03", "2020-01"], freq="M"),
}


def through_a_file(state):
    """Put arrays into an npz and the rest into JSON, as an archive does."""
    arrays = {}

    def plain(value):
        if isinstance(value, np.ndarray):
            arrays[f"array{len(arrays)}"] = value
            return {"array": f"array{len(arrays) - 1}"}
        if isinstance(value, dict):
            return {key: plain(part) for key, part in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(part) for part in value]
        return value

    def back(value):
        if isinstance(value, dict):
            if set(value) == {"array"}:
                return stored[value["array"]]
            return {key: back(part) for key, part in value.items()}
        return [back(part) for part in value] if isinstance(value, list) else value

    text, buffer = json.dumps(plain(state)), io.BytesIO()
    np.savez(buffer, **arrays)
    buffer.seek(0)
    stored = np.load(buffer, allow_pickle=False)
    return back(json.loads(text))


def saved(panel):
    return panel_from_state(through_a_file(panel_to_state(panel)))


def long_frame(ids, periods=5):
    return pd.DataFrame(
        {
            "i": ids.take(np.repeat(np.arange(len(ids)), periods)),
            "t": np.tile(
                pd.date_range("2024-01-31", periods=periods, freq="ME"), len(ids)
            ),
            "y": np.arange(periods * len(ids)) / 7,
        }
    )


def written(panel):
    positions = (panel.first + panel.lengths)[:, None] + np.arange(2)
    return write_frame(panel, positions, {"y": np.ones((len(panel.ids), 2))})


@pytest.mark.parametrize("kind", ID_KINDS)
def test_panel_comes_back_with_its_ids(kind):
    frame = long_frame(ID_KINDS[kind])
    panel = read_frame(frame, Roles.named("y", "i", "t"))

    back = saved(panel)

    pd.testing.assert_index_equal(back.ids, panel.ids)
    assert back.layout == panel.layout
    assert back.clock == panel.clock
    for name in ("targets", "offsets", "first"):
        np.testing.assert_array_equal(getattr(back, name), getattr(panel, name))
        assert getattr(back, name).dtype == getattr(panel, name).dtype
    pd.testing.assert_frame_equal(written(back), written(panel))


@pytest.mark.parametrize(
    "index",
    [
        pd.RangeIndex(6),
        pd.Index([0, 5, 10], dtype="Int64"),
        pd.date_range("2024-03-29", periods=6, freq="D", tz="Europe/Berlin", name="n"),
        pd.date_range("2024-03-29", periods=6, freq="h", tz="Europe/Berlin", unit="s"),
        pd.date_range("1492-03-31", periods=6, freq="QE", unit="s"),
        pd.period_range("2024-03", periods=6, freq="2M"),
    ],
    ids=lambda index: str(index.dtype),
)
def test_panel_comes_back_with_its_clock(index):
    panel = read_frame(pd.Series(1.0, index=index, name="y"), Roles())

    back = saved(panel)

    assert back.clock == panel.clock
    assert back.names is None
    pd.testing.assert_frame_equal(written(back), written(panel))


def test_panel_column_names_come_back():
    frame = pd.DataFrame({("a", "b"): [1.0, 2, 3], 7: [4.0, 5, 6], "x": [0.0, 1, 2]})
    frame.columns = pd.Index([("a", "b"), 7, "x"], tupleize_cols=False)
    panel = read_frame(frame, Roles(target=(("a", "b"), 7), past=("x",)))

    back = saved(panel)

    assert back.layout.roles == panel.layout.roles


def test_panel_covariates_encode_alike_before_and_after():
    frame = long_frame(ID_KINDS["str"])
    rows = np.arange(len(frame))
    frame = frame.assign(
        number=rows * 1.5,
        flag=rows % 2 == 0,
        gaps=[None if row % 5 == 0 else bool(row % 2) for row in rows],
        nullable=pd.array([None, *rows[1:]], dtype="Int64"),
        word=[None if row % 4 == 0 else f"w{row % 3}" for row in rows],
        grade=pd.Categorical(rows % 3),
        level=pd.Categorical((rows % 3).astype(float)),
        date=pd.to_datetime("2024-01-01") + pd.to_timedelta(rows % 2, unit="D"),
        town=frame["i"].map({"a": "x", "b": "y"}),
    )
    names = ["number", "flag", "gaps", "nullable", "word", "grade", "level", "date"]
    panel = read_frame(frame, Roles.named("y", "i", "t", names, names[:0], ["town"]))

    back = saved(panel)

    for part in ("past", "future", "static"):
        encoder = CovariateEncoder().fit(getattr(panel, part))
        before = encoder.transform(getattr(panel, part))
        np.testing.assert_array_equal(encoder.transform(getattr(back, part)), before)
        assert len(getattr(back, part)) == len(getattr(panel, part))
        assert before.any() or part == "future"
