"""User frames → panel → user frames, and cutting panels."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.sequences.frames import (
    Roles,
    float_dtype,
    read_frame,
    write_frame,
)


def read(data, freq=None, **roles):
    return read_frame(data, Roles.named(**roles), freq)


def given_back(panel, steps=None):
    """Write all rows of a panel whose series are equally long, or the next steps."""
    lengths = panel.lengths
    positions = panel.first[:, None] + np.arange(lengths[0])
    if steps is not None:
        positions = (panel.first + lengths)[:, None] + np.arange(steps)
        shape = (len(lengths), steps)
        columns = {name: np.zeros(shape) for name in panel.layout.roles.target}
        return write_frame(panel, positions, columns)
    targets = panel.targets.reshape(len(lengths), lengths[0], -1)
    columns = {
        name: targets[..., channel]
        for channel, name in enumerate(panel.layout.roles.target)
    }
    return write_frame(panel, positions, columns)


def long_frame(ids=("b", "a"), periods=4, freq="D", **dtypes):
    times = pd.date_range("2024-01-01", periods=periods, freq=freq)
    frame = pd.DataFrame(
        {
            "store": np.repeat(np.array(ids, dtype=object), periods),
            "when": np.tile(times, len(ids)),
            "y": np.arange(periods * len(ids), dtype="float64"),
        }
    )
    return frame.astype({"store": "str", **dtypes})


# --- series and wide frames ---------------------------------------------------------


def test_series_with_gaps_gets_missing_rows():
    times = pd.DatetimeIndex(["2024-01-03", "2024-01-01", "2024-01-06", "2024-01-02"])

    panel = read(pd.Series([3.0, 1.0, 6.0, 2.0], index=times))

    expected = [[1.0], [2.0], [3.0], [np.nan], [np.nan], [6.0]]
    np.testing.assert_array_equal(panel.targets, expected)
    assert panel.layout.roles.target == ("y",)
    assert panel.offsets.tolist() == [0, 6]
    assert panel.names is None


def test_series_name_and_index_name_come_back():
    times = pd.date_range("2024-01-01", periods=5, freq="h", name="moment")

    frame = given_back(read(pd.Series(range(5), index=times, name="load")), steps=2)

    assert list(frame.columns) == ["load"]
    assert frame.index.name == "moment"
    assert frame.index[0] == pd.Timestamp("2024-01-01 05:00")


def test_wide_frame_targets_are_all_numeric_columns_without_a_part():
    frame = pd.DataFrame(
        {
            "a": [1, 2, 3],
            "label": ["x", "y", "z"],
            "flag": [True, False, True],
            "b": pd.array([1.5, None, 2.5], dtype="Float32"),
            "weather": [1.0, 2.0, 3.0],
        }
    )

    panel = read(frame, past="weather")

    assert panel.layout.roles.target == ("a", "b")
    assert panel.layout.dtypes == ("int64", "Float32")
    np.testing.assert_array_equal(panel.targets, [[1, 1.5], [2, np.nan], [3, 2.5]])


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "float32", "Float32", "int8"])
def test_nullable_and_small_targets_become_float64(dtype):
    values = [1, None, 3] if dtype[0] in "IF" else [1, 2, 3]

    panel = read(pd.Series(values, dtype=dtype))

    assert panel.targets.dtype == "float64"
    np.testing.assert_array_equal(panel.targets[:, 0], np.array(values, dtype=float))


def test_numeric_text_and_objects_become_numbers():
    panel = read(pd.DataFrame({"y": ["1.5", None, "2"]}), target="y")

    np.testing.assert_array_equal(panel.targets[:, 0], [1.5, np.nan, 2])


def test_float_dtype_of_forecasts():
    found = [float_dtype(kind) for kind in ("float32", "Float32", "Int64", "UInt8")]

    assert found == ["float32", "Float32", "Float64", "Float64"]
    assert float_dtype("int64") == float_dtype("bool") == "float64"


def test_wide_frame_time_column_comes_back_as_column():
    frame = pd.DataFrame(
        {"v": [1.0, 2.0, 3.0], "day": pd.date_range("2024", periods=3)}
    )

    back = given_back(read(frame, time="day"))

    pd.testing.assert_frame_equal(back, frame[["day", "v"]])


def test_time_role_may_name_the_index():
    times = pd.date_range("2024", periods=3, name="day")
    frame = pd.DataFrame({"v": [1.0, 2.0, 3.0]}, index=times)

    back = given_back(read(frame, time="day"))

    pd.testing.assert_frame_equal(back, frame, check_freq=False)


@pytest.mark.parametrize(
    "index",
    [
        pd.date_range("2024-03-30", periods=60, freq="h", tz="Europe/Berlin"),
        pd.date_range("2024-10-26", periods=60, freq="h", tz="Europe/Berlin"),
        pd.date_range("2024-03-25", periods=12, freq="D", tz="America/New_York"),
        pd.date_range("2024-01-31", periods=12, freq="ME", unit="s", name="t"),
        pd.date_range("2024-01-31", periods=12, freq="B", unit="ms"),
        pd.date_range("2024-01-31 00:15", periods=12, freq="15min", unit="ns"),
        pd.period_range("2024-01", periods=5, freq="M", name="month"),
        pd.period_range("2024-01-01", periods=5, freq="15min"),
        pd.Index([0, 5, 10, 15]),
        pd.Index([3, 4, 5], dtype="Int64", name="step"),
        pd.Index([3, 4, 5], dtype="int32"),
    ],
    ids=lambda index: f"{index.dtype}-{index.name}",
)
def test_index_comes_back_identical(index):
    frame = pd.DataFrame({"y": np.arange(len(index), dtype="float64")}, index=index)
    shuffled = frame.sample(frac=1, random_state=0)

    back = given_back(read(shuffled))

    assert back.index.dtype == index.dtype
    assert back.index.name == index.name
    pd.testing.assert_frame_equal(back, frame, check_freq=False)


@pytest.mark.parametrize(
    "texts",
    [
        ["2024-01-01", "2024-01-02", "2024-01-03"],
        ["01/13/2024", "01/14/2024", "01/15/2024"],
        ["13/01/2024", "14/01/2024", "15/01/2024"],
        ["20240101", "20240102", "20240103"],
        [
            datetime.date(2024, 1, 1),
            datetime.date(2024, 1, 2),
            datetime.date(2024, 1, 3),
        ],
    ],
)
def test_time_as_text_is_parsed(texts):
    panel = read(pd.DataFrame({"t": texts, "y": [1.0, 2, 3]}), time="t")

    assert panel.clock.freq == "D"
    assert panel.targets.ravel().tolist() == [1, 2, 3]


def test_time_as_text_with_and_without_time_of_day_is_parsed():
    texts = ["2024-01-01", "2024-01-01 12:00", "2024-01-02", "2024-01-02 12:00:00"]

    panel = read(pd.DataFrame({"t": texts, "y": [1.0, 2, 3, 4]}), time="t")

    assert panel.clock.freq == "12h"


# --- long frames --------------------------------------------------------------------

ID_KINDS = {
    "object": pd.Index(["b", "a", "c"], dtype=object),
    "str": pd.Index(["b", "a", "c"], dtype="str"),
    "string": pd.Index(["b", "a", "c"], dtype="string"),
    "category": pd.CategoricalIndex(["b", "a", "c"], categories=list("zabcx")),
    "ordered": pd.CategoricalIndex([30, 10, 20], categories=[10, 20, 30], ordered=True),
    "int": pd.Index([7, 3, 5]),
    "int8": pd.Index([7, 3, 5], dtype="int8"),
    "Int64": pd.Index([7, 3, 5], dtype="Int64"),
    "float": pd.Index([0.5, 1.0, 2.0]),
    "bool": pd.Index([True, False]),
    "datetime": pd.DatetimeIndex(["2024-03-01", "2020-01-01"], tz="Europe/Berlin"),
    "period": pd.PeriodIndex(["2024-03", "2020-01"], freq="M"),
}


def frame_with_ids(ids, periods=4):
    times = pd.date_range("2024-01-01", periods=periods, freq="D", unit="s")
    return pd.DataFrame(
        {
            "store": ids.take(np.repeat(np.arange(len(ids)), periods)),
            "when": np.tile(times, len(ids)),
            "y": np.arange(periods * len(ids), dtype="float64"),
        }
    )


@pytest.mark.parametrize("kind", ID_KINDS)
def test_long_frame_comes_back_identical(kind):
    frame = frame_with_ids(ID_KINDS[kind])

    back = given_back(read(frame, id="store", time="when"))

    pd.testing.assert_frame_equal(back, frame)


@pytest.mark.parametrize("kind", ID_KINDS)
@pytest.mark.parametrize(
    "levels", [["store", "when"], ["when", "store"], ["store"], ["when"]]
)
def test_long_frame_index_levels_come_back(kind, levels):
    frame = frame_with_ids(ID_KINDS[kind]).set_index(levels)

    back = given_back(read(frame, id="store", time="when", target="y"))

    assert back.index.names == levels
    assert back.reset_index()["store"].dtype == frame.reset_index()["store"].dtype
    pd.testing.assert_frame_equal(back, frame)


def test_long_frame_unsorted_keeps_order_of_appearance():
    frame = long_frame().sample(frac=1, random_state=3)

    panel = read(frame, id="store", time="when")

    assert panel.ids.tolist() == frame["store"].unique().tolist()
    for series, name in enumerate(panel.ids):
        own = frame[frame["store"] == name].sort_values("when")
        rows = slice(panel.offsets[series], panel.offsets[series + 1])
        np.testing.assert_array_equal(panel.targets[rows, 0], own["y"])


def test_long_frame_series_with_different_spans_and_gaps():
    frame = pd.DataFrame(
        {
            "id": ["a", "a", "b", "b", "c"],
            "t": pd.to_datetime(
                ["2024-02-01", "2024-05-01", "2024-01-01", "2024-02-01", "2024-07-01"]
            ),
            "y": [1.0, 2, 3, 4, 5],
        }
    )

    panel = read(frame, freq="MS", id="id", time="t")

    assert panel.first.tolist() == [1, 0, 6]
    assert panel.lengths.tolist() == [4, 2, 1]
    expected = [1, np.nan, np.nan, 2, 3, 4, 5]
    np.testing.assert_array_equal(panel.targets[:, 0], expected)
    assert panel.row_positions().tolist() == [1, 2, 3, 4, 0, 1, 6]


def test_long_frame_time_in_an_unnamed_index():
    frame = long_frame().set_index("when").rename_axis(None)

    back = given_back(read(frame, id="store"))

    assert back.index.name is None
    pd.testing.assert_frame_equal(back, frame)


def test_long_frame_time_level_needs_no_name():
    frame = long_frame().set_index(["store", "when"]).rename_axis(["store", None])

    panel = read(frame, id="store")

    assert panel.clock.freq == "D"
    assert panel.lengths.tolist() == [4, 4]
    pd.testing.assert_frame_equal(given_back(panel), frame)


def test_long_frame_time_level_is_found_beside_the_id():
    frame = long_frame().set_index(["store", "when"])

    panel = read(frame, id="store")

    assert panel.layout.roles.time == "when"
    pd.testing.assert_frame_equal(given_back(panel), frame)


def test_long_frame_level_without_a_part_is_no_target():
    frame = long_frame()
    frame["row"] = range(len(frame))
    frame = frame.set_index(["store", "row"])

    panel = read(frame, id="store", time="when")

    assert panel.layout.roles.target == ("y",)


def test_long_frame_same_time_in_two_series_is_fine():
    panel = read(long_frame(), id="store", time="when")

    assert panel.targets.ravel().tolist() == list(range(8))


def test_long_frame_static_may_be_an_index_level():
    frame = long_frame().assign(region=lambda frame: frame["store"] + "!")
    frame = frame.set_index(["region", "store", "when"])

    panel = read(frame, id="store", static="region")

    assert panel.static["region"].tolist() == ["b!", "a!"]


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_frames_read_and_written_are_equal(data):
    freq = data.draw(
        st.sampled_from(["h", "15min", "D", "B", "W-MON", "MS", "ME", "QE"])
    )
    zone = data.draw(st.sampled_from([None, "UTC", "Europe/Berlin"]))
    unit = data.draw(st.sampled_from(["s", "ms", "us", "ns"]))
    start = data.draw(st.integers(-20_000, 20_000))
    periods = data.draw(st.integers(8, 40))
    ids = ID_KINDS[data.draw(st.sampled_from(sorted(ID_KINDS)))]
    where = data.draw(st.sampled_from([[], ["i"], ["t"], ["i", "t"], ["t", "i"]]))
    begin = pd.Timestamp("1970-01-01").as_unit(unit) + pd.Timedelta(days=start)
    times = pd.date_range(begin, periods=periods, freq=freq, unit=unit, tz=zone)
    frame = pd.DataFrame(
        {
            "i": ids.take(np.repeat(np.arange(len(ids)), periods)),
            "t": np.tile(times, len(ids)) if zone is None else [*times] * len(ids),
            "y": np.arange(periods * len(ids)) / 3,
        }
    ).astype({"t": times.dtype})
    frame = frame.set_index(where) if where else frame
    seed = data.draw(st.integers(0, 99))

    panel = read(frame.sample(frac=1, random_state=seed), id="i", time="t", freq=freq)

    def ordered(some):
        plain = some.reset_index() if where else some
        return plain.sort_values("y", ignore_index=True)

    back = given_back(panel)
    assert back.index.names == frame.index.names
    pd.testing.assert_frame_equal(ordered(back), ordered(frame))


# --- covariates ---------------------------------------------------------------------


def test_covariates_of_a_gap_are_missing_and_booleans_are_numbers():
    frame = pd.DataFrame(
        {
            "y": [1.0, 2, 3],
            "promo": [True, False, True],
            "maybe": [True, None, False],
            "count": pd.array([1, None, 3], dtype="Int64"),
            "kind": pd.Categorical(["u", "v", "u"]),
        },
        index=pd.DatetimeIndex(["2024-01-01", "2024-01-02", "2024-01-04"]),
    )

    panel = read(frame, target="y", past=["promo", "maybe"], future=["count", "kind"])

    nan = np.nan
    np.testing.assert_array_equal(panel.past["promo"], [1, 0, nan, 1])
    np.testing.assert_array_equal(panel.past["maybe"], [1, nan, nan, 0])
    np.testing.assert_array_equal(panel.future["count"], [1, nan, nan, 3])
    assert panel.future["kind"].tolist()[:2] == ["u", "v"]
    assert panel.future["kind"].isna().tolist() == [False, False, True, False]


def test_static_columns_have_one_row_per_series():
    frame = long_frame().assign(size=[1] * 4 + [2] * 4, town=["x"] * 4 + [None] * 4)

    panel = read(frame, id="store", time="when", target="y", static=["size", "town"])

    assert panel.static["size"].tolist() == [1, 2]
    assert panel.static["town"].isna().tolist() == [False, True]


# --- cutting panels -----------------------------------------------------------------


def ragged_panel(seed=0, lengths=(5, 1, 7, 3)):
    rng = np.random.default_rng(seed)
    parts = []
    for name, length in enumerate(lengths):
        start = pd.Timestamp("2024-01-01") + pd.Timedelta(days=int(rng.integers(9)))
        parts.append(
            pd.DataFrame(
                {
                    "id": name,
                    "t": pd.date_range(start, periods=length, freq="D"),
                    "y": rng.normal(size=length),
                    "z": rng.normal(size=length),
                    "p": rng.choice(["u", "v"], size=length),
                    "f": rng.normal(size=length),
                    "s": f"town {name}",
                }
            )
        )
    roles = Roles.named(["y", "z"], "id", "t", "p", "f", "s")
    return read_frame(pd.concat(parts, ignore_index=True), roles, "D")


def as_frame(panel):
    """Write a panel as one pandas frame, the slow way."""
    rows = []
    for series in range(len(panel.ids)):
        begin, end = panel.offsets[series : series + 2]
        for row in range(begin, end):
            rows.append(
                {
                    "id": panel.ids[series],
                    "position": panel.first[series] + row - begin,
                    "y": panel.targets[row, 0],
                    "z": panel.targets[row, 1],
                    "p": panel.past["p"].iloc[row],
                    "f": panel.future["f"].iloc[row],
                    "s": panel.static["s"].iloc[series],
                }
            )
    columns = ["id", "position", "y", "z", "p", "f", "s"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"p": object, "s": object, "id": object, "position": "int64"})


def slow_between(frame, starts, stops):
    parts = []
    for start, stop, (_, own) in zip(
        starts, stops, frame.groupby("id", sort=False), strict=True
    ):
        wanted = own["position"].iloc[0] + np.arange(start, max(stop, start))
        part = own.set_index("position").reindex(wanted).reset_index()
        part["id"], part["s"] = own["id"].iloc[0], own["s"].iloc[0]
        parts.append(part)
    joined = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return joined[frame.columns].astype(frame.dtypes.to_dict())


def assert_equal_frames(found, expected):
    pd.testing.assert_frame_equal(
        found.where(found.notna(), None), expected.where(expected.notna(), None)
    )


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_between_equals_pandas(data):
    lengths = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=4))
    panel = ragged_panel(lengths=lengths)
    starts = [data.draw(st.integers(0, length + 1)) for length in lengths]
    stops = [data.draw(st.integers(0, length + 3)) for length in lengths]
    stops[0] = max(stops[0], starts[0] + 1)

    cut = panel.between(np.array(starts), np.array(stops))

    assert_equal_frames(as_frame(cut), slow_between(as_frame(panel), starts, stops))
    assert cut.offsets[-1] == len(cut.targets) == len(cut.past) == len(cut.future)


def test_between_may_keep_nothing():
    panel = ragged_panel()
    nothing = np.zeros(4, dtype="int64")

    cut = panel.between(nothing, nothing)

    assert len(cut.ids) == len(cut.targets) == len(cut.static) == 0
    assert cut.row_positions().tolist() == []
    assert len(cut.tail(3).targets) == len(cut.extended(3).targets) == 0


@pytest.mark.parametrize("steps", [1, 3, 50])
def test_tail_keeps_the_last_rows(steps):
    panel = ragged_panel()
    frame = as_frame(panel)

    tail = as_frame(panel.tail(steps))

    expected = frame.groupby("id", sort=False).tail(steps).reset_index(drop=True)
    assert_equal_frames(tail, expected)


def test_extended_adds_missing_rows_behind():
    panel = ragged_panel()

    longer = panel.extended(2)

    assert longer.lengths.tolist() == [7, 3, 9, 5]
    stops = panel.lengths + 2
    expected = slow_between(as_frame(panel), np.zeros(4, dtype=int), stops)
    assert_equal_frames(as_frame(longer), expected)


def test_behind_puts_history_in_front():
    panel = ragged_panel()
    half = panel.lengths // 2
    history = panel.between(np.zeros(4, dtype="int64"), half)  # drops the 1-row series
    rest = panel.between(half, panel.lengths)

    joined = rest.behind(history, np.array([0, -1, 1, 2]))

    assert_equal_frames(as_frame(joined), as_frame(panel))
    assert joined.static.equals(panel.static)


def test_behind_accepts_any_order_of_history():
    panel = ragged_panel()
    history = panel.between(np.zeros(4, dtype="int64"), np.array([2, 0, 2, 2]))
    swapped = read_frame(
        pd.DataFrame(
            {
                "id": history.ids.take([2, 2, 0, 0, 1, 1]),
                "t": history.clock.times(history.row_positions()[[4, 5, 0, 1, 2, 3]]),
                "y": history.targets[[4, 5, 0, 1, 2, 3], 0],
                "z": history.targets[[4, 5, 0, 1, 2, 3], 1],
                "p": "u",
                "f": 0.0,
                "s": [f"town {name}" for name in (3, 3, 0, 0, 2, 2)],
            }
        ),
        panel.layout.roles,
        clock=panel.clock,
    )
    rest = panel.between(np.array([2, 0, 2, 2]), panel.lengths)
    codes = swapped.ids.get_indexer(rest.ids)

    joined = rest.behind(swapped, codes)

    assert codes.tolist() == [1, -1, 2, 0]
    np.testing.assert_array_equal(joined.targets, panel.targets)


def test_panels_never_share_what_they_cut():
    panel = ragged_panel()
    before = panel.targets.copy()

    cut = panel.tail(2)
    cut.targets[:] = 99

    np.testing.assert_array_equal(panel.targets, before)


def test_reading_leaves_the_users_frame_alone():
    frame = long_frame().sample(frac=1, random_state=1)
    before = frame.copy()

    read(frame, id="store", time="when")

    pd.testing.assert_frame_equal(frame, before)


def test_reading_ten_thousand_series_keeps_every_row():
    times = pd.date_range("2024-01-01", periods=30, freq="D")
    frame = pd.DataFrame(
        {
            "id": np.repeat([f"s{number}" for number in range(10_000)], 30),
            "t": np.tile(times, 10_000),
            "y": np.arange(300_000.0),
        }
    )

    panel = read(frame, id="id", time="t")

    assert panel.lengths.tolist() == [30] * 10_000
    np.testing.assert_array_equal(panel.targets[:, 0], np.arange(300_000))


# --- bad input ----------------------------------------------------------------------


def bad(words, data, freq=None, error=ValueError, **roles):
    with pytest.raises(error, match=words):
        read(data, freq, **roles)


DAYS = pd.date_range("2024-01-01", periods=4, freq="D")


def test_duplicate_times_in_one_series_are_named():
    frame = long_frame()
    frame.loc[6, "when"] = pd.Timestamp("2024-01-02")

    bad(
        r"timestamp 2024-01-02 00:00:00 of series 'a' stands in two rows \(1 such",
        frame,
        id="store",
        time="when",
    )


def test_duplicate_times_without_ids_are_named():
    series = pd.Series(range(4), index=DAYS[[0, 1, 1, 2]])

    bad(r"^timestamp 2024-01-02 00:00:00 stands in two rows", series)


def test_naive_local_time_with_the_repeated_hour_is_a_duplicate():
    aware = pd.date_range("2024-10-27", periods=6, freq="h", tz="Europe/Berlin")

    bad(
        "timestamp 2024-10-27 02:00:00 stands in two",
        pd.Series(0.0, aware.tz_localize(None)),
    )


def test_unreadable_time_names_column_value_and_row():
    frame = pd.DataFrame({"t": ["2024-01-01", "soon", "2024-01-03"], "y": 1.0})

    bad(
        "time column 't' has 'soon' at row 1, which is no timestamp; correct or drop",
        frame,
        time="t",
    )
    bad("time column 't' has 'x' at row 0", frame.assign(t=list("xyz")), time="t")


def test_mixed_offsets_are_refused_in_one_sentence():
    texts = ["2024-03-31T01:00+01:00", "2024-03-31T04:00+02:00"]

    bad("time column 't' .*utc=True", pd.DataFrame({"t": texts, "y": 1.0}), time="t")


@pytest.mark.parametrize("dtype", ["datetime64[ns]", "object"])
def test_missing_time_names_its_row(dtype):
    frame = pd.DataFrame({"t": DAYS.insert(2, pd.NaT), "y": 1.0}).astype({"t": dtype})

    bad("time column 't' has .* at row 2, which is no timestamp", frame, time="t")


def test_missing_integer_time_names_its_row():
    frame = pd.DataFrame({"t": pd.array([1, None, 3], dtype="Int64"), "y": 1.0})

    bad("time column 't' has <NA> at row 1", frame, time="t")


@pytest.mark.parametrize("values", [[0.5, 1.5], [True, False]])
def test_float_and_boolean_times_are_refused(values):
    frame = pd.DataFrame({"t": values, "y": 1.0})

    bad(f"time column 't' has {values[0]} at row 0", frame, time="t")
    bad(f"time column 'index' has {values[0]} at row 0", frame.set_index("t"))


def test_text_target_names_series_value_and_time():
    frame = long_frame()
    frame["y"] = [*"1234", "5", "6", "n/a", "8"]

    bad(
        "target 'y' of series 'a' must be numeric, got 'n/a' at 2024-01-03 00:00:00",
        frame,
        id="store",
        time="when",
        target="y",
    )


@pytest.mark.parametrize(
    "values",
    [
        pd.Categorical([1, 2, 3, 4]),
        DAYS,
        DAYS.tz_localize("UTC"),
        pd.to_timedelta([1, 2, 3, 4]),
        np.array([1j, 2, 3, 4]),
    ],
)
def test_other_kinds_of_target_are_refused(values):
    frame = pd.DataFrame({"y": values}, index=DAYS)

    bad("target 'y' must be numeric, got .* at 2024-01-01", frame, target="y")


def test_target_without_values_names_the_series():
    frame = long_frame()
    frame.loc[frame["store"] == "a", "y"] = np.nan

    bad(
        "target 'y' of series 'a' has no observed value", frame, id="store", time="when"
    )
    bad("^target 'y' has no observed value, only NaN", pd.Series([np.nan] * 3))


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinite_values_name_series_and_time(value):
    frame = long_frame().assign(x=1.0)
    frame.loc[5, "y"] = value
    roles = {"id": "store", "time": "when", "target": "y"}

    words = rf"of series 'a' has {value} at 2024-01-02 00:00:00 \(1 infinite"
    bad(f"column 'y' {words}", frame, **roles)
    swapped = frame.rename(columns={"x": "y", "y": "x"})
    bad(f"column 'x' {words}", swapped, **roles, future="x")
    bad(f"column 'x' {words}", swapped, **roles, past="x")


@pytest.mark.parametrize("role", ["target", "id", "time", "past", "future", "static"])
def test_unknown_column_gets_a_hint(role):
    frame = long_frame().rename(columns={"y": "sales"})
    roles = {"id": "store", "time": "when"} | {role: "salez"}

    bad(
        f"{role}='salez' is not a column of the frame; did you mean 'sales'?",
        frame,
        **roles,
    )


def test_unknown_column_lists_what_there_is():
    bad("target='q' is not .*; it has 'store', 'when', 'y'", long_frame(), target="q")


def test_column_with_two_parts_is_named():
    bad(
        "column 'y' is named in target= and in past=; give each column one part",
        long_frame(),
        target="y",
        past=["y"],
    )
    bad("column 'y' is named in past= and in id=", long_frame(), past="y", id="y")


def test_irregular_times_are_refused():
    times = pd.DatetimeIndex(
        ["2024-01-01 00:00", "2024-01-01 01:07", "2024-01-01 01:30"]
    )

    bad("no frequency can be inferred: .*; pass freq=", pd.Series(range(3), times))


def test_single_row_needs_a_frequency():
    series = pd.Series([1.0], index=DAYS[:1])

    bad("no frequency can be inferred: no series has two rows; pass freq=", series)
    assert read(series, "D").targets.tolist() == [[1.0]]


def test_one_row_series_in_a_panel_is_read():
    frame = long_frame().iloc[:5]

    panel = read(frame, id="store", time="when")

    assert panel.lengths.tolist() == [4, 1]


def test_times_off_the_given_grid_are_named():
    series = pd.Series(range(4), index=DAYS)

    bad("timestamp 2024-01-02 00:00:00 .* grid of frequency 'W-MON'", series, "W-MON")


def test_empty_frames_are_refused():
    bad(r"the frame is empty \(0 rows\)", pd.DataFrame())
    bad(r"the frame is empty \(0 rows\)", pd.Series(dtype=float))
    bad(
        r"the frame is empty \(0 rows\)", long_frame().iloc[:0], id="store", time="when"
    )
    bad("the frame has no columns", pd.DataFrame(index=DAYS))


def test_frame_without_numbers_is_refused():
    frame = pd.DataFrame({"a": list("xyzw"), "b": list("xyzw")}, index=DAYS)

    bad("no numeric column to forecast among 'a', 'b'", frame)
    bad("no column is left for the target", long_frame()[["store", "when"]],
        id="store", time="when")  # fmt: skip


def test_missing_id_names_its_row():
    frame = long_frame()
    frame.loc[3, "store"] = None

    bad(
        r"id column 'store' is missing at row 3 \(1 such",
        frame,
        id="store",
        time="when",
    )


def test_changing_static_column_names_series_and_values():
    frame = long_frame().assign(size=[1, 1, 1, 1, 2, 2, 3, 3])

    bad(
        "static column 'size' of series 'a' changes from 2 to 3; name it in past=",
        frame,
        id="store",
        time="when",
        target="y",
        static="size",
    )


@pytest.mark.parametrize("data", [np.arange(5.0), [1.0, 2.0], {"y": [1.0]}, None])
def test_other_types_are_refused(data):
    bad("data must be a pandas Series or DataFrame, got", data, error=TypeError)


def test_duplicate_column_names_are_refused():
    frame = pd.DataFrame([[1.0, 2.0]] * 4, index=DAYS, columns=["y", "y"])

    bad("two columns are named 'y'", frame)


def test_index_levels_without_a_part_are_refused():
    frame = long_frame().set_index(["store", "when"])

    bad(r"the index has the levels \['store', 'when'\]; name", frame)
    bad(r"the index has the levels \['store'\]; .* time=",
        long_frame().set_index("store"), id="store")  # fmt: skip


def test_level_that_is_also_a_column_is_refused():
    frame = long_frame().set_index("when", drop=False)

    bad("'when' is both an index level and a column", frame, id="store", time="when")


def test_grid_that_is_almost_empty_is_refused():
    seconds = pd.Series(range(3), index=pd.Index([0, 1_700_000_000, 1_700_000_001]))

    bad("frequency '1' makes 1700000002 rows out of 3", seconds)


def test_other_clock_kind_is_refused():
    clock = read(pd.Series(range(4), index=DAYS)).clock

    with pytest.raises(ValueError, match="fitted on timestamps of kind 'fixed'"):
        read_frame(pd.Series(range(4)), Roles(), clock=clock)
