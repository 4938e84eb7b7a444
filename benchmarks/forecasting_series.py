"""Exchange rates, air passengers, shops and bicycles: the Forecaster's defaults.

Exchange rates follow the protocol of LTSF (70 % of rows for training, 10 for
validation, 20 for the test, columns standardised by training rows). Of the air
passengers the last 12 months are forecast once. Shops (45 with weekly sales; holidays
known ahead) and hired bicycles (hourly; hour, day, holiday and weather known ahead) are
backtested from 4 cutoffs 8 weeks apart and 14 cutoffs a day apart, beside every
baseline; one fit, before the first cutoff.
"""

import forecasting_ett
import numpy as np
import trainings

from seqkit import Forecaster
from seqkit.datasets import (
    fetch_air_passengers,
    fetch_bike_sharing,
    fetch_exchange_rate,
    fetch_walmart,
)

KNOWN = ["hr", "weekday", "workingday", "holiday", "weathersit"]
WEATHER = ["temp", "hum", "windspeed"]


def exchange_96(seed: int) -> dict[str, float]:
    raw = fetch_exchange_rate()
    train, test = int(len(raw) * 0.7), int(len(raw) * 0.2)
    parts = (train, len(raw) - train - test, test)
    return forecasting_ett.scored(seed, raw, parts, 96)


def air_passengers(seed: int) -> dict[str, float]:
    passengers = fetch_air_passengers()["passengers"]
    train, test = passengers.iloc[:-12], passengers.iloc[-12:]
    model = Forecaster(12, random_state=seed).fit(train)
    away = np.abs(model.predict().to_numpy().ravel() - test.to_numpy())
    naive = np.abs(train.to_numpy()[12:] - train.to_numpy()[:-12]).mean()
    last_year = np.abs(train.to_numpy()[-12:] - test.to_numpy())
    return {
        "mase": away.mean() / naive,
        "naive_mase": last_year.mean() / naive,
        "linear_share": model.linear_share_,
    }


def shops(seed: int) -> dict[str, float]:
    model = Forecaster(8, calendar=True, random_state=seed)
    roles = {"target": "Weekly_Sales", "id": "Store", "time": "Date"}
    found = model.backtest(fetch_walmart(), future=["Holiday_Flag"], **roles)
    return found.scores["mase"].dropna().to_dict()


def bicycles(seed: int) -> dict[str, float]:
    data = fetch_bike_sharing()
    data = data.astype(dict.fromkeys(("hr", "weekday", "weathersit"), "category"))
    model = Forecaster(24, random_state=seed)
    found = model.backtest(data, windows=14, target="cnt", future=[*KNOWN, *WEATHER])
    return found.scores["mase"].dropna().to_dict()


if __name__ == "__main__":
    trainings.main(
        "forecasting_series",
        __doc__.splitlines()[0],
        {
            "exchange_96": exchange_96,
            "air_passengers": air_passengers,
            "shops": shops,
            "bicycles": bicycles,
        },
    )
