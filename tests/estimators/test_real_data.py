"""The Forecaster on real sets, when SEQKIT_DATA names their folder."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from seqkit import Forecaster, TextGenerator, Translator
from seqkit.datasets import fetch_multi30k, fetch_tiny_shakespeare

pytestmark = [pytest.mark.data, pytest.mark.slow, pytest.mark.usefixtures("quiet")]

QUICK = {"units": (8,), "epochs": 2, "random_state": 0}


def read(folder, name):
    return pd.read_csv(Path(folder) / "forecasting" / name)


def test_hours_that_a_clock_change_repeats_are_named(data_folder):
    load = read(data_folder, "aep_hourly/AEP_hourly.csv").set_index("date")
    with pytest.raises(ValueError, match=r"2014-11-02 02:00:00 stands in two rows"):
        Forecaster(24, **QUICK).fit(load)
    once = load[~load.index.duplicated()].sample(frac=1, random_state=0)
    once = once[once.index >= "2018-06"]
    forecast = Forecaster(24, **QUICK).fit(once).predict()
    assert forecast.index[0] == pd.Timestamp("2018-08-03 01:00:00")
    assert forecast["AEP_MW"].between(5_000, 30_000).all()


def test_day_first_dates_and_holidays_of_a_panel(data_folder):
    sales = read(data_folder, "walmart/Walmart_Store_sales.csv")
    roles = {"target": "Weekly_Sales", "id": "Store", "time": "Date"}
    model = Forecaster(8, quantiles=(0.1, 0.9), **QUICK)
    model.fit(sales, future="Holiday_Flag", past=["Fuel_Price", "CPI"], **roles)
    forecast = model.predict(future=model.future_frame().assign(Holiday_Flag=0))
    assert len(forecast) == 45 * 8
    assert forecast["Date"].min() == pd.Timestamp("2012-11-02")
    assert (forecast["Weekly_Sales_0.1"] <= forecast["Weekly_Sales_0.9"]).all()


def test_hours_without_rentals_are_gaps(data_folder):
    rentals = read(data_folder, "bike_sharing/hour.csv").tail(2000)
    hours = pd.to_timedelta(rentals["hr"], unit="h")
    rentals["time"] = pd.to_datetime(rentals["dteday"]) + hours
    model = Forecaster(24, lookback=48, **QUICK)
    model.fit(rentals, target="cnt", time="time", past=["temp", "hum"])
    assert model.plan_.marks_missing
    assert np.isfinite(model.predict()["cnt"]).all()


def test_default_beats_seasonal_naive_and_ridge_on_half_hourly_load(data_folder):
    load = read(data_folder, "taylor_electricity/taylor.csv")["Y"]
    load.index = pd.date_range("2000-06-05", periods=len(load), freq="30min")
    scores = Forecaster(48, random_state=0).backtest(load, windows=6).scores["mase"]
    assert scores["forecaster"] < scores["ridge"] < scores["seasonal_naive"]


@pytest.mark.usefixtures("data_folder")
def test_plays_are_learnt_and_written_on():
    train, dev, _ = fetch_tiny_shakespeare()
    wishes = {"units": (64,), "embedding_units": 16, "epochs": 3, "batch_size": 8}
    generator = TextGenerator(**wishes, learning_rate=1e-2, random_state=0)
    generator.fit(train[:60_000], validation=dev[:5_000])
    assert generator.bits_per_char(dev[:5_000]) < 3.4
    written = generator.generate("ROMEO:", max_new=200, temperature=0.5, random_state=0)
    assert set(written) <= set(train[:60_000])
    assert written.count(" ") > 15


@pytest.mark.usefixtures("data_folder")
def test_captions_are_translated():
    train, dev, _ = fetch_multi30k()
    wishes = {"units": (64,), "embedding_units": 64, "epochs": 6, "batch_size": 32}
    translator = Translator(
        lowercase=True, learning_rate=8e-3, random_state=0, **wishes
    )
    held = dev.sources[:200], dev.targets[:200]
    translator.fit(train.sources[:3000], train.targets[:3000], validation=held)
    assert translator.history_["val_loss"].iloc[-1] < 5
    assert translator.score(*held) > 4
