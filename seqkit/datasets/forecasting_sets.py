"""Public series to forecast: exchange rates, sales, bicycles, passengers."""

import pandas as pd

from seqkit.datasets.shipped import read_dated
from seqkit.datasets.splits import fetch_parts

_COUNTRIES = [
    *("australia", "britain", "canada", "switzerland"),
    *("china", "japan", "new_zealand", "singapore"),
]


def fetch_exchange_rate() -> pd.DataFrame:
    """Fetch the daily exchange rates of eight currencies, 1990 to 2016.

    The usual split is by time: 60 % to train, 20 % to validate, 20 % to test.

    Returns
    -------
    DataFrame (7588, 8)
        float64, no gaps: what one unit of the currency of `australia`, `britain`,
        `canada`, `switzerland`, `china`, `japan`, `new_zealand` and `singapore` costs
        in US dollars. The file names no columns; these are in the order of the paper,
        and the rates of 1990 agree. Index 0 to 7587: the file has no dates, and its
        rows are neither the days nor the working days of those years.

    Raises
    ------
    ImportError
        If the file must be downloaded and the extra 'fetch' is not installed.
    OSError
        If the file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Lai, Chang, Yang and Liu (2018), Modeling long- and short-term temporal patterns
    with deep neural networks, SIGIR; its repository states no licence.

    Examples
    --------
    >>> fetch_exchange_rate().loc[0, "australia"].item()  # doctest: +SKIP
    0.7855
    """
    path = fetch_parts("exchange_rate")["all"]
    return pd.read_csv(path, header=None, names=_COUNTRIES, dtype="float64")


def fetch_walmart() -> pd.DataFrame:
    """Fetch the weekly sales of 45 Walmart stores, 2010 to 2012.

    Returns
    -------
    DataFrame (6435, 8)
        One row per store and week, no gaps, store by store: `Store` (1 to 45), `Date`
        (143 Fridays, 2010-02-05 to 2012-10-26, of type datetime64), `Weekly_Sales`,
        `Holiday_Flag` (1 in the weeks of Super Bowl, Labor Day, Thanksgiving and
        Christmas), and of the store's region `Temperature`, `Fuel_Price`, `CPI` (the
        consumer price index) and `Unemployment`. Store and flag int64, else float64.
        The file states no units; by their size they are US dollars, °F, US dollars per
        gallon, and per cent.

    Raises
    ------
    ImportError, OSError
        As `fetch_exchange_rate`.

    References
    ----------
    Walmart (2014), Store sales forecasting, a Kaggle competition, summed over the
    departments of each store; its repository states no licence.

    Examples
    --------
    >>> fetch_walmart()["Weekly_Sales"].iloc[0].item()  # doctest: +SKIP
    1643690.9
    """
    frame = pd.read_csv(fetch_parts("walmart")["all"])
    return frame.assign(Date=pd.to_datetime(frame["Date"], format="%d-%m-%Y"))


def fetch_bike_sharing() -> pd.DataFrame:
    """Fetch the hourly rentals of Washington's shared bicycles, 2011 and 2012.

    Returns
    -------
    DataFrame (17379, 15)
        Index `date`, from 2011-01-01 00:00 to 2012-12-31 23:00, without a time zone;
        165 of the 17,544 hours are missing, so it has no frequency. Columns:

        - `casual`, `registered` and their sum `cnt`, usually the target: rentals in the
          hour by users without and with a subscription. Who forecasts `cnt` does not
          know the two before.
        - `temp`, `atemp`, `hum`, `windspeed`: temperature, felt temperature, humidity
          and wind, scaled into 0 to 1, float64; all others are int64. The set's Readme
          gives temp × 41 and atemp × 50 in °C; its authors later gave 47 temp - 8 and
          66 atemp - 16, which fits the frost of January 2011. hum × 100 is in per cent;
          windspeed × 67 has no stated unit.
        - `weathersit`: the sky, 1 clear to 4 heavy rain or snow.
        - `holiday` and `workingday` (neither holiday nor weekend), 0 or 1.
        - `season` (1 from 21 December, 2 from 21 March, 3 from 21 June, 4 from 23
          September), `yr` (0 is 2011), `mnth`, `hr`, `weekday` (0 is Sunday).

    Raises
    ------
    ImportError, OSError
        As `fetch_exchange_rate`.

    References
    ----------
    Fanaee-T and Gama (2013), Event labeling combining ensemble detectors and background
    knowledge, Progress in Artificial Intelligence; data licensed CC BY 4.0 by UCI.

    Examples
    --------
    >>> fetch_bike_sharing()["cnt"].iloc[:3].tolist()  # doctest: +SKIP
    [16, 40, 32]
    """
    frame = pd.read_csv(fetch_parts("bike_sharing")["all"])
    hours = pd.to_timedelta(frame["hr"], unit="h")
    frame.index = pd.DatetimeIndex(pd.to_datetime(frame["dteday"]) + hours, name="date")
    return frame.drop(columns=["instant", "dteday"])


def fetch_air_passengers() -> pd.DataFrame:
    """Fetch the monthly passengers of international airlines, 1949 to 1960.

    Returns
    -------
    DataFrame (144, 1)
        Column `passengers` in thousands, float64, no gaps; index `month`, the first day
        of each month (MS) from 1949-01-01 to 1960-12-01.

    Raises
    ------
    ImportError, OSError
        As `fetch_exchange_rate`.

    References
    ----------
    Box and Jenkins (1970), Time series analysis: forecasting and control, series G; the
    licence of the file is not stated.

    Examples
    --------
    >>> fetch_air_passengers().loc["1949-01", "passengers"].item()  # doctest: +SKIP
    112.0
    """
    path = fetch_parts("air_passengers")["all"]
    frame = read_dated(path, index="Month", freq="MS")
    return frame.set_axis(["passengers"], axis=1).rename_axis("month")
