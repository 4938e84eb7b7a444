"""Timestamps ↔ positions: every frequency, zone and unit comes back as it was."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.sequences.clock import Clock

FREQUENCIES = [
    "s", "15min", "h", "6h", "D", "2D", "B", "W-MON", "2W-SUN", "MS", "2MS", "ME",
    "QS-JAN", "QS-FEB", "QE-DEC", "6MS", "YS-JAN", "YS-APR", "YE-DEC", "BMS", "BME",
]  # fmt: skip


def assert_same(found, expected):
    assert found.dtype == expected.dtype
    assert found.equals(expected)


@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
@pytest.mark.parametrize("freq", FREQUENCIES)
def test_clock_infers_frequency_and_inverts(freq, zone):
    times = pd.date_range("2023-01-11", periods=40, freq=freq, tz=zone)

    clock = Clock.of(times)

    assert clock.freq == freq
    np.testing.assert_array_equal(clock.positions(times), np.arange(40))
    back = clock.times(np.arange(40))
    assert_same(back, times)


@pytest.mark.parametrize("zone", [None, "America/New_York"])
@pytest.mark.parametrize("freq", FREQUENCIES)
def test_clock_continues_like_date_range(freq, zone):
    times = pd.date_range("2023-01-11", periods=60, freq=freq, tz=zone)

    clock = Clock.of(times[:40])

    assert_same(clock.times(np.arange(40, 60)), times[40:])


@pytest.mark.parametrize("freq", FREQUENCIES)
def test_clock_reaches_before_its_origin(freq):
    times = pd.date_range("2023-01-11 06:00", periods=40, freq=freq)

    clock = Clock.of(times[25:])

    np.testing.assert_array_equal(clock.positions(times), np.arange(-25, 15))
    assert_same(clock.times(np.arange(-25, 15)), times)


def test_clock_rejects_older_times_off_a_two_month_grid():
    clock = Clock.of(pd.date_range("2024-03-01", periods=9, freq="2MS"))
    older = pd.DatetimeIndex(["2023-12-01"])

    with pytest.raises(
        ValueError, match="2023-12-01 00:00:00 does not lie on the grid"
    ):
        clock.positions(older)


def test_clock_rejects_older_times_at_another_time_of_day():
    clock = Clock.of(pd.date_range("2024-01-01 06:00", periods=9, freq="MS"))

    with pytest.raises(
        ValueError, match="2023-12-01 00:00:00 does not lie on the grid"
    ):
        clock.positions(pd.DatetimeIndex(["2023-12-01 00:00"]))


@pytest.mark.parametrize("day", ["2024-03-31", "2024-10-27"])
def test_clock_hours_count_skipped_and_repeated_hours(day):
    start = pd.Timestamp(day, tz="Europe/Berlin")
    times = pd.date_range(start, periods=24, freq="h")  # 23 or 25 hours that day

    clock = Clock.of(times)

    assert clock.freq == "h"
    np.testing.assert_array_equal(clock.positions(times), np.arange(24))
    assert_same(clock.times(np.arange(24)), times)


def test_clock_days_are_wall_days_over_both_changes():
    times = pd.date_range("2024-01-01", "2024-12-31", freq="D", tz="Europe/Berlin")

    clock = Clock.of(times)

    assert clock.freq == "D"
    assert set(clock.times(np.arange(400)).hour) == {0}
    np.testing.assert_array_equal(clock.positions(times), np.arange(366))


@pytest.mark.parametrize("start", ["2018-10-25", "2018-11-04"])
def test_clock_days_survive_a_midnight_that_does_not_exist(start):
    days = pd.date_range(start, periods=20, freq="D")
    times = days.tz_localize("America/Sao_Paulo", nonexistent="shift_forward")

    clock = Clock.of(times)

    assert clock.freq == "D"
    np.testing.assert_array_equal(clock.positions(times), np.arange(20))
    assert_same(clock.times(np.arange(20)), times)


def test_clock_single_shifted_midnight_is_accepted_later():
    days = pd.date_range("2018-10-25", periods=10, freq="D", tz="America/Sao_Paulo")
    shifted = pd.DatetimeIndex(["2018-11-04"]).tz_localize(
        "America/Sao_Paulo", nonexistent="shift_forward"
    )

    position = Clock.of(days).positions(shifted)

    assert position.tolist() == [10]


def test_clock_24_hours_are_no_days_in_a_zone():
    times = pd.date_range("2024-03-25", periods=12, freq="24h", tz="Europe/Berlin")

    clock = Clock.of(times)

    assert clock.freq == "24h"
    assert_same(clock.times(np.arange(12)), times)


@pytest.mark.parametrize("zone", ["UTC", "+02:00", "Asia/Kathmandu", "dateutil/UTC"])
def test_clock_keeps_any_kind_of_zone(zone):
    times = pd.date_range("2024-03-25", periods=5, freq="h", tz=zone)

    clock = Clock.from_state(Clock.of(times).to_state())

    assert clock.times(np.arange(5)).dtype == times.dtype


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_clock_keeps_the_unit(unit):
    for freq in ("h", "D", "ME"):
        times = pd.date_range("2024-01-31", periods=5, freq=freq, unit=unit)
        clock = Clock.of(times)
        assert clock.times(np.arange(9)).dtype == times.dtype


@pytest.mark.parametrize("start", ["1500-01-31", "2900-01-31"])
@pytest.mark.parametrize("freq", ["h", "D", "ME", "B", "QE-DEC"])
def test_clock_unit_seconds_reaches_beyond_nanoseconds(start, freq):
    low = pd.Timestamp(start).as_unit("s")
    times = pd.date_range(low, periods=12, freq=freq, unit="s")

    clock = Clock.of(times)

    assert clock.freq == freq
    assert_same(clock.times(np.arange(12)), times)
    assert Clock.from_state(clock.to_state()) == clock


def test_clock_says_when_nanoseconds_run_out():
    times = pd.date_range("2262-04-01", periods=5, freq="D", unit="ns")
    clock = Clock.of(times)

    with pytest.raises(ValueError, match=r"run past 2262-04-11.*unit 'ns'"):
        clock.times(np.arange(5, 20))


def test_clock_coarse_unit_does_not_round_finer_times():
    clock = Clock.of(pd.date_range("2024-01-01", periods=5, freq="h", unit="s"))
    finer = pd.DatetimeIndex(["2024-01-01 05:00:00.250"])

    with pytest.raises(ValueError, match=r"05:00:00\.250000 does not lie on the grid"):
        clock.positions(finer)


def test_clock_step_finer_than_unit_refines_it():
    times = pd.date_range("2024-01-01", periods=5, freq="s", unit="s")

    clock = Clock.of(times, freq="500ms")

    assert clock.positions(times).tolist() == [0, 2, 4, 6, 8]
    assert clock.times(np.array([1]))[0].microsecond == 500_000


@pytest.mark.parametrize("freq", ["h", "15min", "D", "W-SUN", "M", "2M", "Q-DEC", "Y"])
def test_clock_periods_invert(freq):
    times = pd.period_range("2024-01-07", periods=9, freq=freq)

    clock = Clock.of(times)

    np.testing.assert_array_equal(clock.positions(times), np.arange(9))
    assert_same(clock.times(np.arange(9)), times)
    assert Clock.from_state(clock.to_state()) == clock


def test_clock_periods_leave_gaps():
    times = pd.period_range("2024-01", periods=4, freq="M")[[0, 1, 3]]

    assert Clock.of(times).positions(times).tolist() == [0, 1, 3]


def test_clock_rejects_periods_of_another_frequency():
    clock = Clock.of(pd.period_range("2024-01", periods=4, freq="M"))

    with pytest.raises(ValueError, match=r"'period M'.*period\[D\]"):
        clock.accept(pd.period_range("2024-01-01", periods=4, freq="D"))


@pytest.mark.parametrize("dtype", ["int64", "int32", "Int64", "uint8"])
def test_clock_integers_keep_step_and_dtype(dtype):
    times = pd.Index([10, 15, 25, 30], dtype=dtype)

    clock = Clock.of(times)

    assert clock.positions(times).tolist() == [0, 1, 3, 4]
    back = clock.times(np.array([5, 6]))
    assert back.tolist() == [35, 40]
    assert back.dtype == times.dtype


def test_clock_integers_outgrow_a_small_dtype():
    clock = Clock.of(pd.Index([250, 251], dtype="uint8"))

    assert clock.times(np.array([9])).tolist() == [259]


def test_clock_single_integer_counts_by_one():
    assert Clock.of(pd.Index([7])).times(np.array([1])).tolist() == [8]


@pytest.mark.parametrize(
    ("clocked", "given"),
    [
        (pd.RangeIndex(5), pd.date_range("2024", periods=3)),
        (pd.RangeIndex(5), pd.period_range("2024", periods=3, freq="D")),
        (pd.date_range("2024", periods=5), pd.RangeIndex(3)),
        (
            pd.date_range("2024", periods=5),
            pd.period_range("2024", periods=3, freq="D"),
        ),
        (
            pd.period_range("2024", periods=3, freq="D"),
            pd.date_range("2024", periods=5),
        ),
        (pd.date_range("2024", periods=5), pd.date_range("2024", periods=5, tz="UTC")),
    ],
)
def test_clock_rejects_another_kind_of_index(clocked, given):
    with pytest.raises(ValueError, match="the model was fitted on timestamps of kind"):
        Clock.of(clocked).accept(given)


def test_clock_reads_another_zone_as_the_same_moments():
    times = pd.date_range("2024-01-01", periods=5, freq="h", tz="Europe/Berlin")

    clock = Clock.of(times).accept(times.tz_convert("UTC"))

    assert clock.positions(times.tz_convert("UTC")).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("freq", [pd.offsets.MonthBegin(), "MS"])
def test_clock_given_frequency_becomes_its_name(freq):
    clock = Clock.of(pd.DatetimeIndex(["2024-01-01"]), freq=freq)

    assert clock.freq == "MS"


@pytest.mark.parametrize(
    ("times", "freq"),
    [
        (pd.date_range("2024", periods=3), "fortnight"),
        (pd.date_range("2024", periods=3), 7),
        (pd.RangeIndex(3), "D"),
        (pd.RangeIndex(3), 0),
    ],
)
def test_clock_rejects_unknown_frequency(times, freq):
    with pytest.raises(ValueError, match=rf"^freq={freq!r} is no frequency"):
        Clock.of(times, freq=freq)


def test_clock_given_frequency_names_the_first_time_off_its_grid():
    times = pd.DatetimeIndex(["2024-01-01", "2024-02-01", "2024-02-15", "2024-03-20"])

    with pytest.raises(ValueError, match=r"timestamp 2024-02-15 00:00:00 .* 'MS'"):
        Clock.of(times, freq="MS")


def test_clock_rejects_an_origin_off_the_grid():
    with pytest.raises(ValueError, match=r"timestamp 2024-01-02 00:00:00 .* 'W-MON'"):
        Clock.of(pd.date_range("2024-01-02", periods=3, freq="7D"), freq="W-MON")


def test_clock_seasons_are_the_usual_ones():
    seasons = {"h": 24, "15min": 96, "D": 7, "B": 5, "W-MON": 52, "MS": 12, "QE": 4}

    for freq, season in seasons.items():
        times = pd.date_range("2024-01-01", periods=30, freq=freq)
        assert Clock.of(times).season() == season
        if freq in ("h", "15min", "D"):
            assert Clock.of(times.to_period(freq)).season() == season
    assert Clock.of(pd.RangeIndex(5)).season() == 1
    assert Clock.of(pd.period_range("2024", periods=9, freq="M")).season() == 12


@settings(max_examples=60, deadline=None)
@given(
    freq=st.sampled_from(FREQUENCIES),
    zone=st.sampled_from([None, "Europe/Berlin", "America/Sao_Paulo"]),
    unit=st.sampled_from(["s", "ms", "us", "ns"]),
    start=st.datetimes(pd.Timestamp("1950-01-01"), pd.Timestamp("2049-01-01")),
    positions=st.lists(st.integers(-200, 200), min_size=1, max_size=9),
)
def test_clock_positions_invert_times(freq, zone, unit, start, positions):
    start = pd.Timestamp(start).normalize().as_unit(unit)
    span = pd.date_range(start, periods=3, freq=freq, unit=unit)
    times = span.tz_localize(zone, nonexistent="shift_forward", ambiguous=[True] * 3)
    clock = Clock.of(times, freq=freq)

    found = clock.positions(clock.times(np.array(positions)))

    assert found.tolist() == positions
