"""Calendar cycles: which ones, in wall time, without a jump."""

import numpy as np
import pandas as pd
import pytest

from seqkit.sequences import calendar_features


def cycles(times):
    names = calendar_features(times).columns
    return [name.removesuffix("_sin") for name in names if name.endswith("_sin")]


@pytest.mark.parametrize(
    ("freq", "expected"),
    [
        ("min", ["day", "week", "year"]),
        ("h", ["day", "week", "year"]),
        ("6h", ["day", "week", "year"]),
        ("12h", ["week", "year"]),
        ("D", ["week", "year"]),
        ("B", ["week", "year"]),
        ("W", ["year"]),
        ("MS", ["year"]),
        ("QE", ["year"]),
        ("6MS", []),
        ("YS", []),
    ],
)
def test_calendar_cycles_follow_the_frequency(freq, expected):
    times = pd.date_range("2023-01-01", periods=30, freq=freq)

    assert cycles(times) == expected
    if freq not in ("B", "12h", "6h", "6MS"):
        period = {"MS": "M", "QE": "Q", "YS": "Y"}.get(freq, freq)
        assert cycles(times.to_period(period)) == expected


@pytest.mark.parametrize("start", range(2020, 2026))
@pytest.mark.parametrize("freq", ["6MS", "QS", "12h"])
def test_calendar_cycles_do_not_depend_on_the_span(start, freq):
    zone = "Europe/Berlin"
    whole = pd.date_range(f"{start}-01-01", periods=9, freq=freq, tz=zone)

    found = {tuple(cycles(whole[low : low + 2])) for low in range(8)}

    assert len(found) == 1


def test_calendar_puts_late_evening_next_to_midnight():
    times = pd.date_range("2024-01-01", periods=25, freq="h")
    day = calendar_features(times)[["day_sin", "day_cos"]].to_numpy()

    steps = np.linalg.norm(np.diff(day, axis=0), axis=1)

    np.testing.assert_allclose(steps, steps[0], rtol=1e-5)
    np.testing.assert_allclose(day[24], day[0], atol=1e-6)
    np.testing.assert_allclose(day[6], [1, 0], atol=1e-6)


def test_calendar_week_and_year_have_no_jump():
    times = pd.date_range("2023-12-01", "2024-03-05", freq="D")
    features = calendar_features(times)

    for cycle, days in {"week": 7, "year": 365.25}.items():
        points = features[[f"{cycle}_sin", f"{cycle}_cos"]].to_numpy()
        steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
        np.testing.assert_allclose(steps, 2 * np.sin(np.pi / days), rtol=5e-3)


def test_calendar_points_lie_on_the_circle():
    times = pd.date_range("2024-02-28 03:17", periods=200, freq="7h")
    features = calendar_features(times)

    for cycle in ("day", "week", "year"):
        radius = features[f"{cycle}_sin"] ** 2 + features[f"{cycle}_cos"] ** 2
        np.testing.assert_allclose(radius, 1, rtol=1e-5)
    assert set(features.dtypes.astype(str)) == {"float32"}
    assert features.index.equals(pd.RangeIndex(200))


@pytest.mark.parametrize("day", ["2024-03-31", "2024-10-27"])
def test_calendar_uses_wall_time(day):
    aware = pd.date_range(day, periods=48, freq="h", tz="Europe/Berlin")

    found = calendar_features(aware)

    naive = calendar_features(aware.tz_localize(None))
    pd.testing.assert_frame_equal(found, naive)
    noon = found["day_cos"][np.asarray(aware.hour == 12)]
    np.testing.assert_allclose(noon, -1, atol=1e-6)


@pytest.mark.parametrize("freq", ["h", "D", "W", "M"])
def test_calendar_of_periods_is_that_of_their_starts(freq):
    periods = pd.period_range("2024-01-01", periods=20, freq=freq)

    found = calendar_features(periods)

    pd.testing.assert_frame_equal(found, calendar_features(periods.to_timestamp()))


@pytest.mark.parametrize("index", [pd.RangeIndex(4), pd.Index([5, 10], dtype="Int64")])
def test_calendar_of_integers_is_empty(index):
    features = calendar_features(index)

    assert features.shape == (len(index), 0)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_calendar_does_not_depend_on_the_unit(unit):
    times = pd.date_range("2024-01-01", periods=20, freq="h", unit="ns")

    found = calendar_features(times.as_unit(unit))

    pd.testing.assert_frame_equal(found, calendar_features(times))


def test_calendar_of_one_or_no_timestamp():
    assert cycles(pd.DatetimeIndex(["2024-01-01"])) == ["week", "year"]
    assert len(calendar_features(pd.DatetimeIndex([]))) == 0
