"""Public panels of forecasting competitions: M3, M4 and tourism, as long frames."""

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.datasets.addresses import PUBLIC
from seqkit.datasets.remote import fetch_files
from seqkit.datasets.splits import Splits, fetch_parts

_FREQUENCIES = ("hourly", "weekly")
_M3_HORIZON = 18
_TOURISM_HORIZON = 24
_UNDATED = 1800  # the year that M3 series without a start are counted from


def fetch_m4(frequency: str = "hourly") -> Splits[pd.DataFrame]:
    """Fetch the hourly or the weekly series of the M4 competition.

    Parameters
    ----------
    frequency : 'hourly' (414 series, horizon 48) or 'weekly' (359 series, horizon 13)

    Returns
    -------
    Splits of DataFrames
        One row per series and step, series in the order of the files: `id` ('H1' to
        'H414', 'W1' to 'W359'), `step` (int64, 0 for a series' first value; the test
        part counts on) and `value` (float64, no gaps; units differ and are not given).
        Hourly 353,500 rows to train (700 or 960 a series), 19,872 test; weekly 366,912
        (80 to 2,597 a series) and 4,667. No dev.

    Raises
    ------
    ValueError
        If `frequency` is unknown.
    ImportError
        If the files must be downloaded and the extra 'fetch' is not installed.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Makridakis, Spiliotis and Assimakopoulos (2020), The M4 competition, International
    Journal of Forecasting 36; its repository states no licence.

    Examples
    --------
    >>> train, _, test = fetch_m4("hourly")  # doctest: +SKIP
    >>> test.iloc[0].tolist()  # doctest: +SKIP
    ['H1', 700, 619.0]
    """
    checks.check_choice("frequency", frequency, _FREQUENCIES)
    files = {part: PUBLIC["m4"][f"{frequency}_{part}"] for part in ("train", "test")}
    paths = fetch_files(files, caller="fetch_m4")
    train, test = (_rows(pd.read_csv(path, index_col=0)) for path in paths.values())
    test["step"] += test["id"].map(train.groupby("id").size())
    return Splits(train, None, test)


def fetch_m3_monthly() -> Splits[pd.DataFrame]:
    """Fetch the 1,428 monthly series of the M3 competition, horizon 18.

    The file was exported from the competition's workbook and has no public address:
    SEQKIT_DATA must name a folder that holds it.

    Returns
    -------
    Splits of DataFrames
        One row per series and month, series in the order of the file: `id` ('N1402' to
        'N2829'), `time` (datetime64, the first day of the month) and `value` (float64,
        no gaps; units differ and are not given). 141,858 rows to train, 48 to 126 a
        series; 25,704 test, the last 18 of each. No dev. The file gives no start for
        N2801 to N2829: theirs are counted from January 1800, which no other comes near,
        and say nothing about the time of the year.

    Raises
    ------
    OSError
        If the file is not in that folder, or is damaged.

    References
    ----------
    Makridakis and Hibon (2000), The M3-competition, International Journal of
    Forecasting 16; its source states no licence.

    Examples
    --------
    >>> fetch_m3_monthly().train["value"].iloc[0].item()  # doctest: +SKIP
    2640.0
    """
    table = pd.read_csv(fetch_parts("m3_monthly")["all"], index_col="Series")
    year, month = table["Starting Year"], table["Starting Month"]
    dated = month > 0
    frame = _rows(table.loc[:, "1":])
    starts = _month(year.where(dated, _UNDATED), month.where(dated, 1))
    return _held_back(_dated(frame, starts), _M3_HORIZON)


def fetch_tourism_monthly() -> Splits[pd.DataFrame]:
    """Fetch the 366 monthly series of the tourism competition, without their end.

    The values that the competition was scored on are not in the file. The last 24 that
    are in it stand in as test, so that scores are not those of the paper.

    Returns
    -------
    Splits of DataFrames
        One row per series and month, series in the order of the file: `id` ('m1' to
        'm366'), `time` (datetime64, the first day of the month) and `value` (float64,
        no gaps; units differ and are not given). 91,712 rows to train, 43 to 285 a
        series; 8,784 test, the last 24 of each. No dev.

    Raises
    ------
    ImportError, OSError
        As `fetch_m4`.

    References
    ----------
    Athanasopoulos, Hyndman, Song and Wu (2011), The tourism forecasting competition,
    International Journal of Forecasting 27; its repository states no licence.

    Examples
    --------
    >>> fetch_tourism_monthly().train["value"].iloc[0].item()  # doctest: +SKIP
    1149.87
    """
    table = pd.read_csv(fetch_parts("tourism_monthly")["all"]).T
    _, year, month = (table[row].astype("int64") for row in range(3))
    frame = _rows(table.loc[:, 3:])
    return _held_back(_dated(frame, _month(year, month)), _TOURISM_HORIZON)


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    """Lay series end to end: id, step and value of what is not empty."""
    values = table.to_numpy(dtype="float64")
    series, step = np.nonzero(~np.isnan(values))
    return pd.DataFrame(
        {"id": table.index[series], "step": step, "value": values[series, step]}
    )


def _month(year: pd.Series, month: pd.Series) -> pd.Series:
    """Count months since January 1970."""
    return 12 * (year - 1970) + month - 1


def _dated(frame: pd.DataFrame, starts: pd.Series) -> pd.DataFrame:
    """Put months in the place of steps; `starts` has the first one of each id."""
    months = (frame["id"].map(starts) + frame["step"]).to_numpy()
    time = months.astype("datetime64[M]").astype("datetime64[ns]")
    return pd.DataFrame({"id": frame["id"], "time": time, "value": frame["value"]})


def _held_back(frame: pd.DataFrame, horizon: int) -> Splits[pd.DataFrame]:
    """Make the last rows of each series the test part."""
    left = frame.groupby("id", sort=False).cumcount(ascending=False)
    train, test = frame[left >= horizon], frame[left < horizon]
    return Splits(train.reset_index(drop=True), None, test.reset_index(drop=True))
