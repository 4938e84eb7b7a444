"""What plots draw and say: the data of their lines and bands, labels and titles."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from seqkit import plotting
from seqkit.estimators.backtest import Backtest
from seqkit.plotting.axes import BLUE, short
from seqkit.plotting.reports import _wins


@pytest.fixture
def ax():
    return Figure(figsize=(8, 4), layout="constrained").subplots()


def days(count, start="2024-01-01", name="day"):
    return pd.date_range(start, periods=count, freq="D", name=name)


def wide_history():
    return pd.DataFrame({"sales": np.arange(40.0), "visits": 5.0}, index=days(40))


def wide_forecast():
    columns = {
        "sales": [41.0, 42.0, 44.0],
        "sales_0.1": [40.0, 40.0, 40.0],
        "sales_0.25": [40.5, 41.0, 42.0],
        "sales_0.5": [41.0, 42.0, 44.0],
        "sales_0.75": [41.5, 43.0, 46.0],
        "sales_0.9": [42.0, 44.0, 48.5],
        "visits": [5.0, 6.0, 7.0],
    }
    return pd.DataFrame(columns, index=days(3, "2024-02-10"))


def long_frames():
    parts = [
        pd.DataFrame({"store": store, "day": days(5), "sales": level + np.arange(5.0)})
        for store, level in (("north", 0), ("south", 100))
    ]
    ahead = [
        pd.DataFrame(
            {"store": store, "day": days(2, "2024-01-06"), "sales": [level, level + 1]}
        )
        for store, level in (("north", 5.0), ("south", 90.0))
    ]
    return pd.concat(parts, ignore_index=True), pd.concat(ahead, ignore_index=True)


def report(*, quantiles=(0.1, 0.5, 0.9), cutoffs=(3, 5), note="", ids=("sales",)):
    """Two folds of three steps; y counts up, the forecaster is one too high."""
    folds = []
    for id in ids:
        for cutoff in cutoffs:
            fold = pd.DataFrame({"step": [1, 2, 3], "y": cutoff + np.arange(3.0)})
            fold.insert(0, "time", days(20)[cutoff : cutoff + 3])
            fold.insert(0, "cutoff", days(20)[cutoff - 1])
            fold.insert(0, "id", id)
            folds.append(fold)
    forecasts = pd.concat(folds, ignore_index=True)
    forecasts["forecaster"] = forecasts["y"] + 1
    for level in quantiles:
        forecasts[f"forecaster_{level:g}"] = forecasts["y"] + 1 + 20 * (level - 0.5)
    forecasts["seasonal_naive"] = forecasts["y"] - 2
    forecasts["ridge"] = forecasts["y"] + forecasts["step"] - 0.5
    names = ["forecaster", "seasonal_naive", "ridge"]
    scores = pd.DataFrame(
        {"mae": [1.0, 2.0, 1.5], "mase": [0.5, 1.0, 0.75], "skill": [0.5, 0.0, 0.25]},
        index=names,
    )
    if quantiles:
        scores["coverage"] = [0.67, np.nan, np.nan]
    scores["note"] = ["", "", note]
    return Backtest(scores, forecasts, quantiles)


def title(ax):
    return ax.get_title(loc="left").replace("\n", " ")


def line(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def bands(ax):
    """Return the (lowest, highest) value of every shaded band, in drawing order."""
    return [
        (path.vertices[:, 1].min(), path.vertices[:, 1].max())
        for collection in ax.collections
        for path in collection.get_paths()
    ]


class TestForecast:
    def test_draws_history_and_forecast_as_given(self, ax):
        plotting.plot_forecast(wide_history(), wide_forecast(), ax=ax)
        np.testing.assert_array_equal(line(ax, "history").get_ydata(), range(10, 40))
        np.testing.assert_array_equal(line(ax, "forecast").get_ydata(), [41, 42, 44])
        assert line(ax, "forecast").get_color() == BLUE
        first = line(ax, "forecast").get_xdata()[0]
        assert first == np.datetime64("2024-02-10")

    def test_shades_nested_bands_outermost_first(self, ax):
        plotting.plot_forecast(wide_history(), wide_forecast(), ax=ax)
        assert bands(ax) == [(40, 48.5), (40.5, 46)]
        assert labels(ax) == ["history", "forecast", "10–90 %", "25–75 %"]

    def test_swatches_in_the_legend_look_like_the_bands(self, ax):
        plotting.plot_forecast(wide_history(), wide_forecast(), ax=ax)
        swatches = [c for c in ax.collections if not c.get_label().startswith("_")]
        drawn = [c for c in ax.collections if c.get_label().startswith("_")]
        outer, inner = (c.get_alpha() for c in drawn)
        expected = [outer, 1 - (1 - outer) * (1 - inner)]
        assert [c.get_alpha() for c in swatches] == pytest.approx(expected, rel=1e-12)

    def test_title_says_change_and_width(self, ax):
        plotting.plot_forecast(wide_history(), wide_forecast(), ax=ax)
        said = "sales: +5.00 over the next 3 steps, 10–90 % band 8.50 wide at the end"
        assert title(ax) == said

    def test_axes_carry_names_and_unit(self, ax):
        plotting.plot_forecast(wide_history(), wide_forecast(), ax=ax, unit="EUR")
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("day", "sales (EUR)")

    def test_another_target_has_no_band_without_quantiles(self, ax):
        plotting.plot_forecast(wide_history(), wide_forecast(), "visits", ax=ax)
        assert title(ax) == "visits: +2.00 over the next 3 steps"
        assert bands(ax) == []

    def test_last_cuts_the_history(self, ax):
        plotting.plot_forecast(wide_history(), wide_forecast(), last=4, ax=ax)
        assert line(ax, "history").get_ydata().tolist() == [36, 37, 38, 39]

    def test_last_refuses_zero(self, ax):
        with pytest.raises(ValueError, match="last must be a whole number >= 1, got 0"):
            plotting.plot_forecast(wide_history(), wide_forecast(), last=0, ax=ax)

    def test_change_counts_from_the_newest_observed_value(self, ax):
        history = wide_history()
        history.iloc[-1, 0] = np.nan
        plotting.plot_forecast(history, wide_forecast(), ax=ax)
        assert title(ax).startswith("sales: +6.00 ")

    def test_accepts_a_series_without_a_name(self, ax):
        y = wide_history()["sales"].rename(None)
        forecast = pd.DataFrame({"y": [30.0]}, index=days(1, "2024-02-10"))
        plotting.plot_forecast(y, forecast, ax=ax)
        assert title(ax) == "y: −9.00 over the next step"
        assert line(ax, "forecast").get_marker() == "o"

    def test_one_step_has_a_visible_band(self, ax):
        plotting.plot_forecast(wide_history(), wide_forecast().iloc[:1], ax=ax)
        assert bands(ax) == [(40, 42), (40.5, 41.5)]

    def test_rows_may_come_in_any_order(self, ax):
        shuffled = wide_history().sample(frac=1, random_state=0)
        plotting.plot_forecast(shuffled, wide_forecast(), ax=ax)
        np.testing.assert_array_equal(line(ax, "history").get_ydata(), range(10, 40))

    def test_integer_steps(self, ax):
        history = wide_history().reset_index(drop=True)
        forecast = wide_forecast().set_axis([40, 41, 42], axis=0)
        plotting.plot_forecast(history, forecast, ax=ax)
        assert line(ax, "forecast").get_xdata().tolist() == [40, 41, 42]
        assert ax.get_xlabel() == "step"

    def test_periods_and_zones(self, ax):
        history, forecast = wide_history(), wide_forecast()
        plotting.plot_forecast(history.to_period(), forecast.to_period(), ax=ax)
        first = line(ax, "forecast").get_xdata()[0]
        assert first == np.datetime64("2024-02-10")
        zoned = [frame.tz_localize("Europe/Berlin") for frame in (history, forecast)]
        other = Figure().subplots()
        plotting.plot_forecast(*zoned, ax=other)
        first = line(other, "forecast").get_xdata()[0]
        assert first == np.datetime64("2024-02-09T23:00")
        assert other.get_xlabel() == "day (Europe/Berlin)"
        other.figure.canvas.draw()
        ticks = [text.get_text() for text in other.get_xticklabels()]
        assert not any(":" in text for text in ticks)

    def test_time_in_a_text_column(self, ax):
        history = wide_history().reset_index()
        history["day"] = history["day"].astype(str)
        plotting.plot_forecast(history, wide_forecast().reset_index(), ax=ax)
        assert line(ax, "history").get_xdata()[-1] == np.datetime64("2024-02-09")
        assert ax.get_xlabel() == "day"

    def test_a_short_series_shows_its_stand_in(self, ax):
        forecast = wide_forecast().assign(fallback=True)
        plotting.plot_forecast(wide_history(), forecast, ax=ax)
        assert labels(ax) == ["history", "seasonal naive (fallback)"]
        assert title(ax).endswith("; too short for the network")
        assert bands(ax) == []


class TestLongForecast:
    def test_draws_the_series_asked_for(self, ax):
        plotting.plot_forecast(*long_frames(), id="south", ax=ax)
        assert line(ax, "history").get_ydata().tolist() == [100, 101, 102, 103, 104]
        assert line(ax, "forecast").get_ydata().tolist() == [90, 91]
        assert title(ax) == "sales of south: −13.0 over the next 2 steps"

    @pytest.mark.parametrize(
        "keys", [["store", "day"], ["day"], ["store"]], ids=["both", "time", "id"]
    )
    def test_finds_ids_and_times_in_the_index(self, ax, keys):
        frames = [frame.set_index(keys) for frame in long_frames()]
        plotting.plot_forecast(*frames, id="south", ax=ax)
        assert line(ax, "history").get_ydata().tolist() == [100, 101, 102, 103, 104]
        assert line(ax, "forecast").get_ydata().tolist() == [90, 91]

    def test_finds_dates_in_an_index_without_a_name(self, ax):
        frames = [frame.set_index("day").rename_axis(None) for frame in long_frames()]
        plotting.plot_forecast(*frames, id="south", ax=ax)
        assert line(ax, "forecast").get_ydata().tolist() == [90, 91]
        assert line(ax, "forecast").get_xdata()[0] == np.datetime64("2024-01-06")
        assert ax.get_xlabel() == "time"

    def test_rows_are_steps_where_only_ids_are_named(self, ax):
        history, forecast = (frame.drop(columns="day") for frame in long_frames())
        forecast = forecast.set_axis([5, 6, 10, 11], axis=0)
        plotting.plot_forecast(history, forecast, id="south", ax=ax, id_column="store")
        assert line(ax, "forecast").get_xdata().tolist() == [10, 11]

    def test_takes_named_columns_where_the_layout_misleads(self, ax):
        history, forecast = (
            frame.assign(store=frame["store"].map({"north": 1.5, "south": 2.5}))
            for frame in long_frames()
        )
        named = {"id_column": "store", "time_column": "day"}
        plotting.plot_forecast(history, forecast, id=2.5, ax=ax, **named)
        assert line(ax, "forecast").get_ydata().tolist() == [90, 91]

    def test_needs_the_id(self, ax):
        with pytest.raises(ValueError, match="id=None is unknown; choose 'north' or"):
            plotting.plot_forecast(*long_frames(), ax=ax)

    def test_needs_no_id_for_one_series(self, ax):
        history, forecast = (
            frame[frame["store"] == "south"] for frame in long_frames()
        )
        plotting.plot_forecast(history, forecast, ax=ax)
        assert title(ax).startswith("sales of south: ")

    def test_names_an_unknown_target(self, ax):
        with pytest.raises(ValueError, match="did you mean 'sales'"):
            plotting.plot_forecast(*long_frames(), target="sale", id="south", ax=ax)


class TestBacktest:
    def test_draws_the_truth_once_and_every_fold(self, ax):
        plotting.plot_backtest(report(), ax=ax)
        truth = line(ax, "what happened").get_ydata()
        np.testing.assert_array_equal(truth, [np.nan, 3, 4, 5, 6, 7])
        drawn = [one for one in ax.lines if one.get_color() == BLUE]
        assert [one.get_ydata().tolist() for one in drawn] == [[4, 5, 6], [6, 7, 8]]

    def test_a_gap_between_folds_stays_open(self, ax):
        plotting.plot_backtest(report(cutoffs=(3, 9)), ax=ax)
        truth = line(ax, "what happened").get_ydata()
        np.testing.assert_array_equal(truth, [np.nan, 3, 4, 5, np.nan, 9, 10, 11])

    def test_marks_cutoffs_and_bands(self, ax):
        plotting.plot_backtest(report(), ax=ax)
        upright = [one for one in ax.lines if one.get_transform() != ax.transData]
        marks = [one.get_xdata()[0] for one in upright]
        assert marks == [np.datetime64("2024-01-03"), np.datetime64("2024-01-05")]
        expected = [(-4, 14), (-2, 16)]
        np.testing.assert_allclose(bands(ax), expected, rtol=1e-12)

    def test_dashes_the_best_baseline(self, ax):
        plotting.plot_backtest(report(), ax=ax)
        assert line(ax, "ridge").get_linestyle() == "--"
        assert line(ax, "ridge").get_ydata().tolist() == [3.5, 5.5, 7.5]
        named = ["what happened", "forecaster", "10–90 %", "ridge", "cutoff"]
        assert labels(ax) == named

    def test_title_says_scores_and_skill(self, ax):
        plotting.plot_backtest(report(), ax=ax)
        said = "forecaster MASE 0.50, ridge 0.75, seasonal naive 1.00 (skill 50 %)"
        assert title(ax) == said
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("time", "sales")

    def test_the_series_is_chosen_and_named(self, ax):
        plotting.plot_backtest(report(ids=("north", "south")), "south", ax, unit="EUR")
        assert title(ax).startswith("all 2 series: forecaster ")
        assert ax.get_ylabel() == "south (EUR)"

    def test_the_target_of_a_long_frame_is_chosen(self, ax):
        found = report(ids=("north", "south"))
        found.forecasts.insert(1, "target", "sales")
        plotting.plot_backtest(found, ax=ax, target="sales")
        assert ax.get_ylabel() == "sales of north"

    def test_names_an_unknown_series(self, ax):
        with pytest.raises(ValueError, match="id='est' is unknown; choose 'sales'"):
            plotting.plot_backtest(report(), "est", ax=ax)

    def test_without_baselines_or_quantiles(self, ax):
        found = report(quantiles=())
        scores = found.scores.iloc[:1].assign(skill=np.nan, mase=np.nan)
        plotting.plot_backtest(Backtest(scores, found.forecasts), ax=ax)
        assert title(ax) == "forecaster MAE 1.00"
        assert labels(ax) == ["what happened", "forecaster", "cutoff"]

    def test_a_report_draws_itself(self, ax):
        assert report().plot(ax=ax) is ax
        assert "forecaster" in labels(ax)


class TestHistory:
    def test_draws_both_losses_and_marks_the_kept_epoch(self, ax):
        epochs = pd.RangeIndex(1, 4, name="epoch")
        losses = {"loss": [0.9, 0.5, 0.4], "val_loss": [0.8, 0.6, 0.7]}
        plotting.plot_history(pd.DataFrame(losses, index=epochs), ax)
        assert line(ax, "training").get_ydata().tolist() == [0.9, 0.5, 0.4]
        assert line(ax, "validation").get_ydata().tolist() == [0.8, 0.6, 0.7]
        marked = line(ax, "epoch 2, kept")
        assert (marked.get_xdata()[0], marked.get_ydata()[0]) == (2, 0.6)
        assert title(ax) == "best epoch 2 of 3: validation loss 0.6"
        assert ax.get_yscale() == "log"
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "loss (scaled targets)")

    def test_training_loss_alone_may_still_fall(self, ax):
        epochs = pd.RangeIndex(1, 3, name="epoch")
        plotting.plot_history(pd.DataFrame({"loss": [0.9, 0.5]}, index=epochs), ax)
        assert title(ax) == "best epoch 2 of 2: training loss 0.5, still falling"
        assert labels(ax) == ["training", "epoch 2, kept"]

    def test_losses_below_0_are_drawn_too(self, ax):
        epochs = pd.RangeIndex(1, 4, name="epoch")
        losses = {"loss": [1.0, 0.1, -1.0], "val_loss": [0.8, -0.6, -0.5]}
        plotting.plot_history(pd.DataFrame(losses, index=epochs), ax)
        assert ax.get_yscale() == "linear"
        low, high = ax.get_ylim()
        assert low < -1 < 1 < high

    def test_each_network_of_an_ensemble_has_a_line(self, ax):
        epochs = pd.Index([1, 2, 1, 2, 3], name="epoch")
        losses = {"loss": 1.0, "val_loss": [0.5, 0.6, 0.9, 0.4, 0.7]}
        history = pd.DataFrame(losses, index=epochs).assign(network=[1, 1, 2, 2, 2])
        plotting.plot_history(history, ax)
        assert line(ax, "network 2").get_ydata().tolist() == [0.9, 0.4, 0.7]
        said = "2 networks, validation loss of their best epochs 0.4 to 0.5"
        assert title(ax) == said


class TestErrorByStep:
    def test_draws_the_mean_errors(self, ax):
        plotting.plot_error_by_step(report(), ax, unit="EUR")
        assert line(ax, "forecaster").get_ydata().tolist() == [1, 1, 1]
        assert line(ax, "seasonal naive").get_ydata().tolist() == [2, 2, 2]
        assert line(ax, "ridge").get_ydata().tolist() == [0.5, 1.5, 2.5]
        assert line(ax, "forecaster").get_color() == BLUE
        assert ax.get_xlabel() == "horizon step"
        assert ax.get_ylabel() == "mean absolute error (EUR)"

    def test_title_says_where_the_forecaster_wins(self, ax):
        plotting.plot_error_by_step(report(), ax)
        assert title(ax) == "forecaster beats every baseline at steps 2–3 of 3"

    def test_title_says_that_it_wins_everywhere(self, ax):
        plotting.plot_error_by_step(report(note="not run"), ax)
        assert title(ax) == "forecaster beats every baseline at each of the 3 steps"

    def test_title_says_that_it_never_wins(self, ax):
        found = report()
        found.forecasts["ridge"] = found.forecasts["y"]
        plotting.plot_error_by_step(found, ax)
        said = "forecaster is beaten at each of the 3 steps, mostly by ridge"
        assert title(ax) == said

    def test_title_counts_many_scattered_steps(self, ax):
        steps = pd.Index(range(1, 9), name="step")
        own = pd.Series([0.0, 2.0] * 4, index=steps, name="forecaster")
        said = _wins(own, pd.DataFrame({"ridge": 1.0}, index=steps))
        assert said == "forecaster beats every baseline at 4 of the 8 steps"


class TestResiduals:
    def test_draws_bands_around_0_and_says_what_is_left(self, ax):
        draw = np.random.default_rng(0)
        steps, cutoffs = 3, 40
        forecasts = pd.DataFrame(
            {
                "id": "a",
                "cutoff": np.repeat(np.arange(cutoffs), steps),
                "time": np.arange(steps * cutoffs),
                "step": np.tile([1, 2, 3], cutoffs),
                "y": draw.normal(size=steps * cutoffs) + np.tile([0, 0, 5], cutoffs),
                "forecaster": 0.0,
            }
        )
        found = Backtest(pd.DataFrame(index=["forecaster"]), forecasts)
        plotting.plot_residuals(found, ax, unit="EUR")
        mean = line(ax, "mean").get_ydata()
        np.testing.assert_allclose(mean, found.diagnostics()["bias"])
        assert mean[2] == pytest.approx(5, abs=0.5)
        said = "biased at 1 of 3 steps; residuals follow each other in 0 % of series"
        assert title(ax) == f"{said} and steps"
        assert ax.get_ylabel() == "target − forecast (EUR)"


class TestCalibration:
    def test_draws_observed_shares_over_levels(self, ax):
        plotting.plot_calibration(report(), ax)
        drawn = line(ax, "forecaster")
        assert drawn.get_xdata().tolist() == [0.1, 0.5, 0.9]
        assert drawn.get_ydata().tolist() == [0, 1, 1]
        assert line(ax, "perfect calibration").get_ydata().tolist() == [0, 1]
        assert title(ax) == "80 % band covers 67 %, 100 % lie below the median"
        assert ax.get_xlabel() == "nominal level (share that should lie below)"

    def test_one_level_has_no_band(self, ax):
        plotting.plot_calibration(report(quantiles=(0.9,)), ax)
        assert title(ax) == "100 % lie below the 90 % quantile"

    def test_needs_quantiles(self, ax):
        with pytest.raises(ValueError, match="quantiles must be increasing levels"):
            plotting.plot_calibration(report(quantiles=()), ax)


@pytest.mark.parametrize(
    ("value", "sign", "written"),
    [
        (12345.6, "", "12,346"),
        (-0.9, "+", "−0.90"),
        (12.34, "+", "+12.3"),
        (0.00123, "", "0.0012"),
        (0.0, "+", "+0"),
    ],
)
def test_numbers_are_short(value, sign, written):
    assert short(value, sign) == written


def test_long_titles_are_wrapped_to_the_axes():
    axes = Figure(figsize=(8, 4), layout="constrained").subplots(1, 2)
    plotting.plot_forecast(wide_history(), wide_forecast(), ax=axes[0])
    lines = axes[0].get_title(loc="left").split("\n")
    assert len(lines) == 2
    assert max(len(words) for words in lines) < 45


def test_without_ax_a_new_figure_is_made_and_settings_stay(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    from matplotlib import pyplot

    pyplot.switch_backend("agg")
    before = dict(mpl.rcParams)
    ax = plotting.plot_forecast(wide_history(), wide_forecast())
    assert ax.figure.get_layout_engine() is not None
    assert dict(mpl.rcParams) == before
    pyplot.close(ax.figure)


@pytest.mark.parametrize("suggestion", [0.01, np.nan])
def test_learning_rates_stand_on_a_logarithmic_axis(ax, suggestion):
    rates = [0.001, 0.01, 0.1]
    losses = {"rate": rates, "loss": [3.0, 1.0, 2.0], "smoothed": [3.0, 2.0, 2.5]}
    found = pd.DataFrame(losses)
    found.attrs["suggestion"] = suggestion
    plotting.plot_learning_rates(found, ax=ax)
    batch, smoothed, *marks = ax.lines
    assert ax.get_xscale() == "log"
    np.testing.assert_array_equal(batch.get_xdata(), rates)
    np.testing.assert_array_equal(batch.get_ydata(), losses["loss"])
    np.testing.assert_array_equal(smoothed.get_ydata(), losses["smoothed"])
    seen = [(*mark.get_xdata(), *mark.get_ydata()) for mark in marks]
    assert seen == ([] if np.isnan(suggestion) else [(0.01, 2.0)])
    assert ("does not fall" in ax.get_title(loc="left")) == np.isnan(suggestion)
