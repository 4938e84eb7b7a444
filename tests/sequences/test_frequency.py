"""Frequencies of timestamps with gaps, several series, and none at all."""

import numpy as np
import pandas as pd
import pytest
from pandas.tseries.frequencies import to_offset

from seqkit.sequences.clock import Clock
from seqkit.sequences.frequency import (
    fixed_step,
    infer_frequency,
    season_length,
    steps_between,
)


def inferred(times, codes=None):
    times = pd.DatetimeIndex(times)
    return infer_frequency(times, steps_between(times, codes), codes)


@pytest.mark.parametrize("freq", ["min", "h", "D", "B", "W-WED", "MS", "ME", "QE-DEC"])
def test_frequency_survives_gaps(freq):
    times = pd.date_range("2021-01-04", periods=60, freq=freq)
    kept = np.setdiff1d(np.arange(60), [3, 4, 17, 30, 31, 32, 55])

    assert inferred(times[kept]) == freq


def test_frequency_ignores_what_date_range_remembers():
    times = pd.date_range("2021-01-15", periods=30, freq="BMS")

    assert inferred(times) == inferred(pd.DatetimeIndex(times, freq=None)) == "BMS"


@pytest.mark.parametrize(
    ("times", "freq"),
    [
        (["2021-01-31", "2021-02-28"], "ME"),
        (["2021-02-01", "2021-03-01"], "MS"),
        (["2021-01-31", "2021-02-28", "2021-03-31", "2021-05-31"], "ME"),
        (["2021-02-28", "2021-03-28", "2021-04-25"], "4W-SUN"),
        (["2021-02-01 06:00", "2021-03-01 06:00", "2021-04-01 06:00"], "MS"),
        (["2021-01-01", "2021-03-01", "2021-05-01"], "2MS"),
        (["2020-06-30", "2021-06-30", "2023-06-30"], "YE-JUN"),
        (["2020-01-01", "2022-01-01", "2024-01-01"], "2YS-JAN"),
        (["2021-01-02", "2021-01-04", "2021-01-08"], "2D"),
        (["2024-01-05", "2024-01-08", "2024-01-09"], "D"),
    ],
)
def test_frequency_of_few_dates(times, freq):
    assert inferred(times) == freq


def test_frequency_of_a_panel_ignores_steps_between_series():
    first = pd.date_range("2024-01-01", periods=5, freq="D")
    second = pd.date_range("2020-02-10", periods=5, freq="D")
    codes = np.repeat([0, 1], 5)

    assert inferred(first.append(second), codes) == "D"


def test_frequency_of_a_panel_with_a_one_row_series():
    times = pd.DatetimeIndex(["2024-01-01", "2024-02-01", "2024-03-01", "2024-02-01"])

    assert inferred(times, np.array([0, 0, 0, 1])) == "MS"


def test_frequency_looks_at_more_than_the_first_series():
    long = pd.date_range("1980-01-01", periods=12_000, freq="D")
    hourly = pd.date_range("2024-01-01", periods=20_000, freq="h")
    codes = np.repeat([0, 1], [12_000, 20_000])

    assert inferred(long.append(hourly), codes) == "h"


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (["2024-01-01 00:00", "2024-01-01 01:00", "2024-01-01 02:00",
          "2024-01-01 02:17"], "most steps are 0 days 01:00:00, but 2024-01-01 02:17"),
        (["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-23", "2024-01-29"],
         "most steps are 7 days .* 2024-01-23"),
        (["2024-01-15", "2024-02-15", "2024-03-15", "2024-04-15"], "2024-03-15"),
    ],
)  # fmt: skip
def test_frequency_of_irregular_times_is_refused(times, words):
    with pytest.raises(ValueError, match=f"no frequency can be inferred: .*{words}"):
        inferred(times)


def test_frequency_of_single_rows_is_refused():
    with pytest.raises(ValueError, match="no series has two rows; pass freq="):
        inferred(["2024-01-01", "2024-02-01"], np.array([0, 1]))


def test_frequency_of_business_days_needs_a_weekend():
    week = pd.date_range("2024-01-01", periods=5, freq="D")
    two_weeks = pd.date_range("2024-01-01", periods=10, freq="B")

    assert inferred(week) == "D"
    assert inferred(two_weeks) == "B"


@pytest.mark.parametrize(
    ("freq", "season"),
    [("s", 3600), ("min", 60), ("5min", 288), ("15min", 96), ("h", 24), ("6h", 4),
     ("D", 7), ("B", 5), ("W", 52), ("2W", 26), ("MS", 12), ("2ME", 6), ("BME", 12),
     ("QS", 4), ("QE-JAN", 4), ("YS", 1), ("YE", 1), ("6MS", 2)],
)  # fmt: skip
def test_season_length_is_the_usual_one(freq, season):
    assert season_length(to_offset(freq)) == season


def test_fixed_step_of_calendar_steps_is_none():
    assert fixed_step(to_offset("MS")) is None
    assert fixed_step(to_offset("B")) is None
    assert fixed_step(to_offset("2W-MON")) == pd.Timedelta(days=14)


def test_frequency_feeds_a_clock_for_unsorted_panel_starts():
    times = pd.DatetimeIndex(["2024-03-01", "2024-04-01", "2023-12-01", "2024-02-01"])
    codes = np.array([0, 0, 1, 1])

    assert Clock.of(times, codes).positions(times).tolist() == [3, 4, 0, 2]
