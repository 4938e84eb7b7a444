"""Panels of competitions: small stand-ins in a mirror, then the real files."""

import numpy as np
import pandas as pd
import pytest

from seqkit.baselines import seasonal_naive
from seqkit.datasets import fetch_m3_monthly, fetch_m4, fetch_tourism_monthly
from seqkit.metrics import mase, seasonal_scale, smape

M4_TRAIN = b'"V1","V2","V3","V4"\n"H1","605","586",""\n"H2","3","4.5","5"\n'
M4_TEST = b'"V1","V2"\n"H1","619"\n"H2","7"\n'


def m4(frequency, train, test):
    parts = {f"{other}_{part}": b"" for other in ("hourly", "weekly")
             for part in ("train", "test")}  # fmt: skip
    return parts | {f"{frequency}_train": train, f"{frequency}_test": test}


def long(rows, time):
    return pd.DataFrame(rows, columns=["id", time, "value"])


def months(start, count):
    return pd.date_range(start, periods=count, freq="MS")


def test_m4_drops_what_is_empty_and_counts_on(mirror):
    mirror("m4", m4("hourly", M4_TRAIN, M4_TEST))
    train, dev, test = fetch_m4()
    assert dev is None
    rows = [("H1", 0, 605.0), ("H1", 1, 586.0), ("H2", 0, 3.0), ("H2", 1, 4.5),
            ("H2", 2, 5.0)]  # fmt: skip
    pd.testing.assert_frame_equal(train, long(rows, "step"))
    expected = long([("H1", 2, 619.0), ("H2", 3, 7.0)], "step")
    pd.testing.assert_frame_equal(test, expected)


def test_m4_reads_the_frequency_it_is_asked_for(mirror):
    mirror("m4", m4("weekly", M4_TRAIN.replace(b"H", b"W"), M4_TEST))
    assert fetch_m4("weekly").train["id"].unique().tolist() == ["W1", "W2"]
    with pytest.raises(ValueError, match="frequency='daily' is unknown; choose 'hour"):
        fetch_m4("daily")


def m3_row(name, count, year, month, width):
    values = [str(k) for k in range(count)] + [""] * (width - count)
    return ",".join([name, str(count), "18", "MICRO", year, month, *values])


def test_m3_has_months_and_holds_back_eighteen(mirror):
    head = "Series,N,NF,Category,Starting Year,Starting Month"
    columns = ",".join([head, *map(str, range(1, 22))])
    rows = [m3_row("N9", 20, "1990", "11", 21), m3_row("N2801", 21, "0", "0", 21)]
    mirror("m3_monthly", {"all": "\n".join([columns, *rows, ""]).encode()})
    train, dev, test = fetch_m3_monthly()
    assert dev is None
    assert train["id"].tolist() == ["N9"] * 2 + ["N2801"] * 3
    assert train["value"].tolist() == [0, 1, 0, 1, 2]
    times = [*months("1990-11", 2), *months("1800-01", 3)]
    assert train["time"].tolist() == times
    assert test["id"].tolist() == ["N9"] * 18 + ["N2801"] * 18
    assert test["value"].tolist() == [*range(2, 20), *range(3, 21)]
    times = [*months("1991-01", 18), *months("1800-04", 18)]
    assert test["time"].tolist() == times


def test_tourism_stands_in_columns_and_holds_back_two_years(mirror):
    first, second = np.arange(25) + 0.5, np.arange(26) + 100.0
    pairs = [f"{a},{b}" for a, b in zip(first, second, strict=False)] + [",125.0"]
    text = "\n".join(["m1,m2", "25,26", "1979,1985", "12,1", *pairs, ""])
    mirror("tourism_monthly", {"all": text.encode()})
    train, dev, test = fetch_tourism_monthly()
    assert dev is None
    rows = [("m1", pd.Timestamp("1979-12-01"), 0.5),
            ("m2", pd.Timestamp("1985-01-01"), 100.0),
            ("m2", pd.Timestamp("1985-02-01"), 101.0)]  # fmt: skip
    pd.testing.assert_frame_equal(train, long(rows, "time"), check_dtype=False)
    assert test["id"].tolist() == ["m1"] * 24 + ["m2"] * 24
    assert test["value"].tolist() == [*first[1:], *second[2:]]
    assert test["time"].tolist() == [*months("1980-01", 24), *months("1985-03", 24)]


def by_series(frame):
    return {name: own.to_numpy() for name, own in frame.groupby("id")["value"]}


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_seasonal_naive_scores_on_m4_as_published():
    train, _, test = fetch_m4("hourly")
    history, targets = by_series(train), by_series(test)
    assert len(targets) == 414
    scores = []
    for name, values in history.items():
        y = targets[name]
        forecast = seasonal_naive(values[None, :, None], 48, 24)[0, :, 0]
        scores.append(
            (smape(y, forecast), mase(y, forecast, seasonal_scale(values, 24)))
        )
    # the competition's benchmark sNaive, hourly: Makridakis et al. (2020)
    assert np.mean(scores, axis=0) == pytest.approx([13.912, 1.193], abs=5e-4)


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
@pytest.mark.parametrize(
    ("frequency", "series", "horizon", "rows"),
    [("hourly", 414, 48, 353_500), ("weekly", 359, 13, 366_912)],
)
def test_real_m4_has_its_known_shape(frequency, series, horizon, rows):
    train, _, test = fetch_m4(frequency)
    assert len(train) == rows
    assert (test.groupby("id").size() == horizon).all()
    names = [f"{frequency[0].upper()}{k + 1}" for k in range(series)]
    assert train["id"].unique().tolist() == test["id"].unique().tolist() == names
    whole = pd.concat([train, test])
    assert (whole["step"] == whole.groupby("id").cumcount()).all()


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_m3_is_as_its_help_says():
    train, _, test = fetch_m3_monthly()
    lengths = train.groupby("id", sort=False).size()
    assert lengths.index.tolist() == [f"N{k}" for k in range(1402, 2830)]
    assert (lengths.sum(), lengths.min(), lengths.max()) == (141_858, 48, 126)
    assert (test.groupby("id").size() == 18).all()
    starts = train.groupby("id", sort=False)["time"].min()
    undated = starts[starts < "1857"]
    assert undated.index.tolist() == [f"N{k}" for k in range(2801, 2830)]
    assert undated.unique().tolist() == [pd.Timestamp("1800-01-01")]


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_tourism_is_as_its_help_says():
    train, _, test = fetch_tourism_monthly()
    lengths = train.groupby("id", sort=False).size()
    assert lengths.index.tolist() == [f"m{k}" for k in range(1, 367)]
    assert (lengths.sum(), lengths.min(), lengths.max()) == (91_712, 43, 285)
    assert (test.groupby("id").size() == 24).all()
    last, first = (part.groupby("id")["time"] for part in (train, test))
    assert (last.max() + pd.DateOffset(months=1) == first.min()).all()
