"""Backtests: cutoffs, honesty, baselines, scores."""

import time
import warnings

import numpy as np
import pandas as pd
import pytest

from seqkit import Forecaster, baselines, metrics
from seqkit.estimators import baseline_forecasts
from seqkit.estimators.backtest import Backtest, _windows_at
from seqkit.estimators.baseline_forecasts import BASELINES
from seqkit.sequences.frames import Roles, read_frame

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quiet")]

NAMES = ["forecaster", "repeat_last", "seasonal_naive", "drift", "ets", "ridge"]
STORES = {"target": "sales", "id": "store", "time": "date"}


@pytest.fixture(scope="module")
def report(days, quick):
    """A backtest of intervals: three windows, five days apart."""
    model = Forecaster(7, quantiles=(0.1, 0.9), **quick)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "the network's")
        return model.backtest(days, windows=3, stride=5)


def test_last_window_ends_on_the_last_row_and_stride_counts_back(daily, report):
    cutoffs = pd.DatetimeIndex(report.forecasts["cutoff"].unique())
    last = daily.index[-1]
    expected = [last - pd.Timedelta(days=7 + 5 * k) for k in (2, 1, 0)]
    assert cutoffs.tolist() == expected
    assert report.forecasts["time"].max() == last
    assert report.forecasts.groupby("cutoff").size().tolist() == [7, 7, 7]
    first = report.forecasts.iloc[0]
    assert first["y"] == daily.loc[first["time"], "sales"]
    assert first["time"] == first["cutoff"] + pd.Timedelta(days=1)


def test_report_has_a_row_and_a_column_per_forecast(report):
    assert list(report.scores.index) == NAMES
    assert list(report.scores) == [
        *("mae", "rmse", "smape", "mase", "rmsse", "skill"),
        *("pinball", "wql", "coverage", "width", "note"),
    ]
    assert list(report.forecasts) == [
        *("id", "cutoff", "time", "step", "y"),
        *("forecaster", "forecaster_0.1", "forecaster_0.9", *NAMES[1:]),
    ]
    assert (report.scores["note"] == "").all()
    assert report.scores.loc["seasonal_naive", "skill"] == 0


def test_poisoned_future_changes_nothing_before_it(panel, small):
    roles = STORES | {"future": "promo"}
    model = Forecaster(4, quantiles=(0.1, 0.9), calendar=True, **small)
    clean = model.backtest(panel, windows=3, **roles).forecasts
    first = clean.groupby("id")["cutoff"].min()
    behind = panel["date"] > panel["store"].map(first)
    poisoned = panel.copy()
    poisoned.loc[behind, "sales"] = 1e6
    dirty = model.backtest(poisoned, windows=3, **roles).forecasts
    at_first = clean["cutoff"] == clean["id"].map(first)
    columns = [name for name in clean if name not in ("y", "id", "cutoff", "time")]
    pd.testing.assert_frame_equal(
        clean.loc[at_first, columns], dirty.loc[at_first, columns], check_exact=True
    )
    assert not np.allclose(clean.loc[~at_first, "ets"], dirty.loc[~at_first, "ets"])


@pytest.mark.parametrize(("refit", "fits"), [(False, 1), (True, 4), (2, 2)])
def test_refit_says_how_often_the_network_is_fitted(
    daily, quick, monkeypatch, refit, fits
):
    seen = []
    fit_panel = Forecaster.fit_panel

    def counted(self, panel):
        seen.append(int(panel.lengths[0]))
        return fit_panel(self, panel)

    monkeypatch.setattr(Forecaster, "fit_panel", counted)
    model = Forecaster(5, **quick | {"epochs": 1})
    model.backtest(daily, windows=4, refit=refit, baselines=["repeat_last"])
    assert not hasattr(model, "network_")
    assert len(seen) == fits
    assert seen[0] == 140 - 4 * 5
    assert seen == sorted(seen)


def test_scalers_see_the_rows_before_each_cutoff(daily, quick):
    rising = daily.copy()
    rising["sales"] = np.where(np.arange(140) < 130, np.arange(140) % 2, 1000.0)
    model = Forecaster(5, scaling="minmax", **quick)
    panel = read_frame(rising, Roles())
    model.fit_panel(panel.between(np.array([0]), np.array([125])))
    windows = _windows_at(model, panel, np.array([[125], [135]]))
    assert windows.location.ravel().tolist() == [0, 0]
    assert windows.scale.ravel().tolist() == [1, 1000]


def test_baselines_equal_their_own_functions(daily, report):
    for cutoff, part in report.forecasts.groupby("cutoff"):
        past = daily.loc[:cutoff, "sales"].to_numpy()[None, :, None]
        for name, expected in {
            "repeat_last": baselines.repeat_last(past, 7),
            "seasonal_naive": baselines.seasonal_naive(past, 7, 7),
            "drift": baselines.drift(past, 7),
        }.items():
            np.testing.assert_allclose(part[name], expected[0, :, 0], rtol=1e-12)


@pytest.fixture(scope="module")
def ridges(days, quick):
    """ridges(**choices): scores and forecasts of the ridge beside such a network."""

    def tested(**choices):
        model = Forecaster(7, **quick, **choices)
        return model.backtest(days + 100, windows=2, baselines="ridge")

    return tested


@pytest.fixture(scope="module")
def plain_ridge(ridges):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "the network's")
        return ridges()


@pytest.mark.parametrize(
    "choices",
    [
        {"scaling": "standard"},
        {"scaling": "minmax", "channels": "joint"},
        {"scaling": None, "transform": "log"},
    ],
)
def test_ridge_is_the_same_whatever_the_network_does(plain_ridge, ridges, choices):
    np.testing.assert_allclose(
        ridges(**choices).forecasts["ridge"],
        plain_ridge.forecasts["ridge"],
        rtol=1e-6,
    )
    assert plain_ridge.scores.loc["ridge", "mase"] < 2


@pytest.mark.parametrize("scaling", ["window_last", "standard", "minmax"])
def test_backtest_scores_what_predict_says(daily, quick, scaling):
    model = Forecaster(7, scaling=scaling, quantiles=(0.1, 0.9), **quick)
    report = model.backtest(daily, windows=1, baselines=[])
    forecast = model.fit(daily.iloc[:-7]).predict()
    np.testing.assert_allclose(
        report.forecasts[["forecaster", "forecaster_0.1", "forecaster_0.9"]],
        forecast,
        rtol=1e-6,
    )


def test_roles_of_the_fit_hold_unless_named_anew(panel, quick):
    model = Forecaster(4, **quick).fit(panel, **STORES)
    report = model.backtest(panel, windows=1, baselines=["drift"])
    assert list(report.scores.index) == ["forecaster", "drift"]
    assert set(report.forecasts["y"]) <= set(panel["sales"])
    report = model.backtest(panel, target="promo", windows=1, baselines=["drift"])
    assert set(report.forecasts["id"]) == {"a", "b", "c"}
    assert set(report.forecasts["y"]) <= {0, 1}


def test_running_out_of_time_costs_no_other_baseline(daily, quick, monkeypatch):
    def endless(setting):
        time.sleep(max(0.0, setting.deadline - time.monotonic()) + 0.01)
        raise baseline_forecasts.NotRun(baseline_forecasts.TOO_SLOW)

    monkeypatch.setitem(BASELINES, "ets", endless)
    report = Forecaster(7, **quick).backtest(daily, windows=1)
    assert report.scores.index[report.scores["note"] != ""].tolist() == ["ets"]
    assert list(report.scores.index) == NAMES


def test_winning_network_is_not_talked_down(daily, quick, recwarn):
    drifting = daily.cumsum() ** 2
    model = Forecaster(7, **quick | {"epochs": 20, "learning_rate": 0.01})
    report = model.backtest(drifting, windows=2, baselines=["repeat_last"])
    mase = report.scores["mase"]
    assert mase["forecaster"] < mase["repeat_last"]
    assert not [w for w in recwarn if "the network's" in str(w.message)]


def test_scores_equal_a_hand_count(daily, report):
    rows = report.forecasts
    scales = [
        daily.loc[:cutoff, "sales"].diff(7).abs().mean()
        for cutoff in rows["cutoff"].unique()
    ]
    for name in ("forecaster", "drift"):
        error = (rows[name] - rows["y"]).to_numpy().reshape(3, 7)
        scores = report.scores.loc[name]
        assert scores["mae"] == pytest.approx(np.abs(error).mean())
        assert scores["rmse"] == pytest.approx(np.sqrt((error**2).mean()))
        per_window = np.abs(error).mean(axis=1) / scales
        assert scores["mase"] == pytest.approx(per_window.mean())
    by_step = report.by_step()
    assert by_step.loc[1, "drift"] == pytest.approx(
        (rows["drift"] - rows["y"]).abs()[rows["step"] == 1].mean()
    )


def test_panel_report_names_ids_and_targets(panel, quick):
    panel["stock"] = panel["sales"] + 1
    roles = STORES | {"target": ["sales", "stock"]}
    report = Forecaster(4, channels="joint", **quick).backtest(
        panel, windows=2, **roles
    )
    keys = report.forecasts[["id", "target"]].drop_duplicates()
    assert len(keys) == 6
    assert report.forecasts["id"].dtype == panel["store"].dtype
    row = report.forecasts.query("id == 'c' and target == 'stock'").iloc[-1]
    truth = panel[(panel["store"] == "c") & (panel["date"] == row["time"])]
    assert row["y"] == truth["stock"].item()


def test_series_that_begins_late_joins_the_later_cutoffs(panel, quick):
    late = panel[panel["store"] == "b"].tail(8).assign(store="late")
    both = pd.concat([panel, late])
    report = Forecaster(4, **quick).backtest(both, windows=3, **STORES)
    assert report.forecasts.groupby("id")["cutoff"].nunique().to_dict() == {
        **{"a": 3, "b": 3, "c": 3},
        "late": 1,
    }
    assert report.forecasts["forecaster"].notna().all()


def test_too_many_exponential_smoothings_are_not_run(panel, quick, monkeypatch):
    monkeypatch.setattr(baseline_forecasts, "MOST_FITS", 2)
    report = Forecaster(4, **quick).backtest(panel, windows=1, **STORES)
    note = report.scores.loc["ets", "note"]
    assert note == "not run: 3 fits, at most 2 a backtest"
    assert np.isnan(report.scores.loc["ets", "mase"])
    assert "ets" not in report.by_step()


def test_baselines_get_no_more_time_than_the_network(daily, quick, monkeypatch):
    def sluggish(setting):
        time.sleep(max(0.0, setting.deadline - time.monotonic()) + 0.01)
        return baseline_forecasts.repeat_last(setting)

    monkeypatch.setitem(BASELINES, "repeat_last", sluggish)
    report = Forecaster(7, **quick).backtest(daily, windows=1)
    notes = report.scores["note"]
    assert notes["repeat_last"] == ""
    assert notes["ridge"] == "not run: it would take longer than the network"


def test_calibration_counts_targets_below_each_quantile(report):
    rows = report.forecasts
    share = (rows["y"] <= rows["forecaster_0.9"]).mean()
    assert report.calibration().loc[0.9, "observed"] == pytest.approx(share)
    inside = rows["y"].between(rows["forecaster_0.1"], rows["forecaster_0.9"])
    assert report.scores.loc["forecaster", "coverage"] == pytest.approx(inside.mean())
    each = [metrics.pinball(rows["y"], rows[f"forecaster_{q}"], q) for q in (0.1, 0.9)]
    expected = 2 * np.mean(each) / rows["y"].abs().mean()
    assert report.scores.loc["forecaster", "wql"] == pytest.approx(expected)


def test_intervals_are_pairs_of_quantiles_from_the_outermost_inwards():
    names = [f"forecaster_{level:g}" for level in (0.05, 0.25, 0.5, 0.75, 0.95)]
    forecasts = pd.DataFrame([[0, 2, 3, 4, 10]] * 4, columns=names, dtype="float64")
    forecasts["y"] = [3.0, 7.0, 11.0, np.nan]
    found = Backtest(pd.DataFrame(), forecasts, (0.05, 0.25, 0.5, 0.75, 0.95))
    assert found.intervals().index.tolist() == [0.9, 0.5]
    np.testing.assert_allclose(found.intervals()["coverage"], [2 / 3, 1 / 3])
    np.testing.assert_allclose(found.intervals()["width"], [10, 2])
    assert Backtest(pd.DataFrame(), forecasts).intervals().empty


def test_losing_network_is_named_beside_the_winner(daily, quick):
    with pytest.warns(UserWarning, match=r"the network's mase .* is worse than .*'"):
        Forecaster(7, **quick | {"epochs": 1}).backtest(daily, windows=2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"windows": 0}, "windows must be a whole number >= 1, got 0"),
        ({"stride": 0}, "stride must be a whole number >= 1, got 0"),
        ({"windows": 99}, "99 windows with stride 7 and horizon 7 take 693 rows"),
        (
            {"baselines": ["arima"]},
            "baselines='arima' is unknown; choose 'repeat_last'",
        ),
        ({"baselines": "arima"}, "baselines='arima' is unknown"),
        ({"target": "sale"}, "target='sale' is not a column .* did you mean 'sales'"),
    ],
)
def test_bad_argument_gets_one_sentence(daily, small, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        Forecaster(7, **small).backtest(daily, **arguments)
