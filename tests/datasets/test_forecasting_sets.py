"""Series to forecast: small stand-ins in a mirror, then the real files."""

import gzip

import numpy as np
import pandas as pd
import pytest

from seqkit.datasets import (
    fetch_air_passengers,
    fetch_bike_sharing,
    fetch_exchange_rate,
    fetch_walmart,
)

BICYCLES = b"""instant,dteday,season,yr,mnth,hr,temp,casual,registered,cnt
1,2011-01-07,1,0,1,23,0.18,2,34,36
\x112,2011-01-08,1,0,1,1,0.2,0,1,1
"""
WALMART = b"""Store,Date,Weekly_Sales,Holiday_Flag,Temperature
1,05-02-2010,1643690.9,0,42.31
2,12-02-2010,46039.49,1,38.51
"""
PASSENGERS = b"Month,#Passengers\n1949-01,112\n1949-02,118\n1949-03,132\n"


def test_exchange_rates_have_countries_and_no_dates(mirror):
    rows = b"1,2,3,4,5,6,7,8\n0.5,2,3,4,5,6,7,0.25\n"
    mirror("exchange_rate", {"all": gzip.compress(rows)})
    frame = fetch_exchange_rate()
    assert frame.shape == (2, 8)
    assert frame.index.equals(pd.RangeIndex(2))
    assert (frame.dtypes == np.float64).all()
    assert frame["australia"].tolist() == [1, 0.5]
    assert frame["singapore"].tolist() == [8, 0.25]


def test_walmart_has_its_days_before_its_months(mirror):
    mirror("walmart", {"all": WALMART})
    frame = fetch_walmart()
    assert frame["Date"].tolist() == [pd.Timestamp("2010-02-05"),
                                      pd.Timestamp("2010-02-12")]  # fmt: skip
    assert frame["Weekly_Sales"].tolist() == [1643690.9, 46039.49]
    assert frame.columns.tolist() == WALMART.decode().split("\n")[0].split(",")


def test_bicycles_have_hours_and_keep_their_gaps(mirror):
    mirror("bike_sharing", {"all": BICYCLES})
    frame = fetch_bike_sharing()
    hours = pd.DatetimeIndex(["2011-01-07 23:00", "2011-01-08 01:00"], name="date")
    assert frame.index.equals(hours)
    assert frame.index.name == "date"
    assert frame.columns[[0, -1]].tolist() == ["season", "cnt"]
    assert frame["cnt"].tolist() == [36, 1]
    assert frame["temp"].tolist() == [0.18, 0.2]


def test_passengers_have_months(mirror):
    mirror("air_passengers", {"all": PASSENGERS})
    frame = fetch_air_passengers()
    assert frame.index.freqstr == "MS"
    assert frame.index.name == "month"
    assert frame.loc["1949-03", "passengers"].item() == 132
    assert frame["passengers"].dtype == np.float64


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_exchange_rates_are_those_of_their_countries():
    frame = fetch_exchange_rate()
    assert frame.shape == (7_588, 8)
    assert frame.notna().all(axis=None)
    dollars = frame.iloc[0]
    known = {"britain": 1.611, "japan": 1 / 146, "china": 1 / 4.73, "canada": 0.862}
    assert dollars[list(known)].to_numpy() == pytest.approx(
        list(known.values()), rel=0.01
    )


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_walmart_has_every_week_of_every_store():
    frame = fetch_walmart()
    assert frame.shape == (6_435, 8)
    assert frame.notna().all(axis=None)
    weeks = pd.date_range("2010-02-05", "2012-10-26", freq="W-FRI")
    assert len(weeks) == 143
    for store, own in frame.groupby("Store")["Date"]:
        assert (own.to_numpy() == weeks.to_numpy()).all(), store
    assert frame["Store"].unique().tolist() == list(range(1, 46))
    holidays = frame.loc[frame["Holiday_Flag"] == 1, "Date"].unique()
    assert pd.Timestamp("2010-11-26") in holidays
    assert len(holidays) == 10


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_bicycles_are_as_their_help_says():
    frame = fetch_bike_sharing()
    assert frame.shape == (17_379, 15)
    assert frame.notna().all(axis=None)
    hours = pd.date_range("2011-01-01 00:00", "2012-12-31 23:00", freq="h")
    assert frame.index.is_monotonic_increasing
    assert len(hours.difference(frame.index)) == 165
    assert frame.index.difference(hours).empty
    assert (frame["casual"] + frame["registered"] == frame["cnt"]).all()
    assert (frame["weekday"] == (frame.index.day_of_week + 1) % 7).all()
    assert (frame["hr"] == frame.index.hour).all()
    scaled = ["temp", "atemp", "hum", "windspeed"]
    assert frame.columns[frame.dtypes == np.float64].tolist() == scaled
    assert ((frame[scaled] >= 0) & (frame[scaled] <= 1)).all(axis=None)
    assert frame.loc["2011-12-21", "season"].unique().tolist() == [1]


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_passengers_are_the_known_ones():
    frame = fetch_air_passengers()
    assert frame.shape == (144, 1)
    assert frame["passengers"].iloc[[0, -1]].tolist() == [112, 432]
    assert frame["passengers"].idxmax() == pd.Timestamp("1960-07-01")
