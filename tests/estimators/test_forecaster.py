"""The Forecaster on every kind of frame, covariate and setting."""

import copy

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import RandomizedSearchCV

import seqkit
from seqkit import Forecaster
from seqkit.keras_backend import keras
from seqkit.sequences import TimeSplit

pytestmark = pytest.mark.slow

NAN = float("nan")
STORES = {"target": "sales", "id": "store", "time": "date"}


def next_steps(index, steps):
    return pd.date_range(index[-1], periods=steps + 1, freq=index.freq)[1:]


@pytest.fixture(scope="module")
def of_days(days, small):
    """Fitted on the first 100 days; a test that changes it takes a copy."""
    return Forecaster(7, **small).fit(days.iloc[:100])


@pytest.fixture(scope="module")
def of_stores(stores, small):
    """Fitted on all stores without covariates; a test that changes it takes a copy."""
    return Forecaster(4, **small).fit(stores, **STORES)


def test_an_ensemble_is_the_mean_of_its_networks(daily, quick, tmp_path):
    series, quick = daily["sales"], quick | {"train_on_all": True}
    quick |= {"validation_fraction": 0.2}
    one, other, both = (
        Forecaster(7, **quick | {"random_state": seed}, ensemble=count).fit(series)
        for seed, count in ((0, 1), (1, 1), (0, 2))
    )
    mean = (one.predict() + other.predict()) / 2
    pd.testing.assert_frame_equal(both.predict(), mean, rtol=1e-6)
    losses = pd.concat([one.history_["val_loss"], other.history_["val_loss"]])
    pd.testing.assert_series_equal(both.history_["val_loss"], losses)
    assert both.history_["network"].tolist() == [1, 1, 2, 2]
    both.save(tmp_path / "both.seqkit")
    with pytest.warns(UserWarning, match="was built by network="):
        loaded = seqkit.load(tmp_path / "both.seqkit")
    pd.testing.assert_frame_equal(loaded.predict(), both.predict())
    one.partial_fit(series)
    other.partial_fit(series)
    mean = (one.predict() + other.predict()) / 2
    loaded.partial_fit(series)
    pd.testing.assert_frame_equal(loaded.predict(), mean, rtol=1e-6)
    assert loaded.history_.index.tolist() == [1, 2, 3, 4] * 2
    with pytest.raises(ValueError, match="an ensemble does not go with 'all'"):
        Forecaster(7, strategy="direct", loss_steps="all", ensemble=2).fit(series)


def test_the_space_of_a_search_can_be_searched(daily, quick):
    model = Forecaster(4, network=quick["network"], epochs=1, random_state=0)
    search = RandomizedSearchCV(
        *(model, model.search_space()),
        n_iter=2,
        cv=TimeSplit(2, test_size=30),
        random_state=0,
        error_score="raise",
    ).fit(daily["sales"])
    assert set(search.best_params_) == set(model.search_space())
    assert np.isfinite(search.best_score_)
    assert "loss" not in Forecaster(4, quantiles=(0.1, 0.9)).search_space()
    counts = Forecaster(4, distribution="negative_binomial", scaling="mean")
    assert "scaling" not in counts.search_space()


# frames ---------------------------------------------------------------------------


def test_series_comes_back_as_frame_on_the_next_timestamps(daily, small):
    series = daily["sales"]
    forecast = Forecaster(7, **small).fit(series).predict()
    assert list(forecast) == ["sales"]
    assert (forecast.index == next_steps(series.index, 7)).all()
    assert forecast.index.name == "date"
    assert np.isfinite(forecast["sales"]).all()


@pytest.mark.parametrize("freq", ["h", "15min", "B", "W-MON", "MS", "QE", "YE"])
def test_wide_frame_of_any_frequency(daily, quick, freq):
    index = pd.date_range("1960-01-31", periods=len(daily), freq=freq, unit="s")
    frame = daily.set_axis(index).astype("float32").assign(other=1.5)
    forecast = (
        Forecaster(3, **quick).fit(frame.sample(frac=1, random_state=0)).predict()
    )
    assert list(forecast) == ["sales", "other"]
    assert (forecast.index == next_steps(index, 3)).all()
    assert forecast.index.dtype == index.dtype
    assert forecast["sales"].dtype == "float32"
    np.testing.assert_allclose(forecast["other"], 1.5, atol=0.5)


def test_zone_with_daylight_saving_is_kept(daily, quick):
    index = pd.date_range("2024-10-22", periods=140, freq="h", tz="Europe/Berlin")
    forecast = Forecaster(24, **quick).fit(daily.set_axis(index)).predict()
    assert (forecast.index == next_steps(index, 24)).all()
    assert str(forecast.index.tz) == "Europe/Berlin"


def test_integer_and_period_index(daily, quick):
    by_step = daily.set_axis(pd.RangeIndex(10, 10 + 5 * len(daily), 5))
    assert Forecaster(2, **quick).fit(by_step).predict().index.tolist() == [710, 715]
    periods = daily.set_axis(pd.period_range("2000-01", periods=len(daily), freq="M"))
    index = Forecaster(2, **quick).fit(periods).predict().index
    assert index.equals(pd.period_range("2011-09", periods=2, freq="M"))


@pytest.mark.parametrize("dtype", ["str", "category", "Int64"])
def test_long_frame_keeps_ids_and_columns(panel, quick, dtype):
    if dtype == "Int64":
        panel["store"] = panel["store"].map({"a": 1, "b": 2, "c": 3})
    panel["store"] = panel["store"].astype(dtype)
    model = Forecaster(4, **quick).fit(panel, **STORES)
    forecast = model.predict()
    assert list(forecast) == ["store", "date", "sales"]
    assert forecast["store"].dtype == panel["store"].dtype
    assert forecast["date"].dtype == panel["date"].dtype
    last = panel.groupby("store", observed=True)["date"].max()
    first = forecast.groupby("store", observed=True)["date"].min()
    assert (first == last + pd.Timedelta(days=1)).all()


def test_nullable_integers_give_nullable_floats(daily, quick):
    counts = (daily * 10).round().astype("Int64")
    counts.iloc[3] = pd.NA
    forecast = Forecaster(2, **quick).fit(counts).predict()
    assert forecast["sales"].dtype == "Float64"
    assert forecast["sales"].notna().all()


def test_inputs_stay_as_they_were(panel, small):
    before = panel.copy(deep=True)
    model = Forecaster(4, **small)
    model.fit(panel, target="sales", id="store", time="date", future="promo")
    pd.testing.assert_frame_equal(panel, before)


# settings -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strategy", "channels"),
    [
        *[("segment", "shared"), ("segment", "joint"), ("direct", "shared")],
        *[("recursive", "joint"), ("seq2seq", "shared")],
    ],
)
def test_covariates_of_every_kind_in_every_strategy(panel, small, strategy, channels):
    panel["stock"] = panel["sales"] * 2 + 1
    model = Forecaster(
        5,
        strategy=strategy,
        channels=channels,
        quantiles=(0.1, 0.9),
        calendar=True,
        **small,
    )
    model.fit(
        panel,
        target=["sales", "stock"],
        id="store",
        time="date",
        past="weather",
        future="promo",
        static="region",
    )
    future = model.future_frame()
    assert list(future) == ["store", "date", "promo"]
    forecast = model.predict(future=future.assign(promo=1))
    columns = ["sales", "sales_0.1", "sales_0.9", "stock", "stock_0.1", "stock_0.9"]
    assert list(forecast) == ["store", "date", *columns]
    assert np.isfinite(forecast[columns]).all(axis=None)
    assert (forecast["sales_0.1"] <= forecast["sales"]).all()
    assert (forecast["sales"] <= forecast["sales_0.9"]).all()


@pytest.mark.parametrize(
    ("scaling", "transform"),
    [
        *[("window_last", "difference"), ("window_last", "log")],
        ("window_standard", "log1p"),
        *[("standard", "difference"), ("robust", None), ("minmax", "log")],
        *[(None, None), (None, "log"), (None, "log1p"), (None, "difference")],
    ],
)
def test_forecasts_stay_in_the_users_units(daily, quick, scaling, transform):
    positive = daily + 100
    units = {"scaling": scaling, "transform": transform}
    model = Forecaster(7, strategy="direct", **units, **quick)
    forecast = model.fit(positive).predict()
    if scaling is None and transform != "difference":
        assert np.isfinite(forecast["sales"]).all()
    else:
        assert forecast["sales"].between(80, 120).all()


def test_scale_and_shift_of_the_data_scale_and_shift_the_forecast(daily, small):
    plain = Forecaster(7, **small).fit(daily).predict()
    moved = Forecaster(7, **small).fit(daily * 1000 + 5e6).predict()
    np.testing.assert_allclose(moved, plain * 1000 + 5e6, rtol=1e-6)


def test_loss_on_all_steps_trains_every_position(daily, small):
    model = Forecaster(3, strategy="direct", loss_steps="all", **small).fit(daily)
    assert model.network_.output_shape == (None, 3, 1)
    assert len(model.history_) == 2
    assert np.isfinite(model.predict()["sales"]).all()


def test_networks_of_ones_own_are_trained(daily, quick):
    model = Forecaster(3, strategy="direct", **quick).fit(daily)
    assert model.network_.count_params() == 3 * 14 + 3
    assert np.isfinite(model.predict()["sales"]).all()


def test_builder_that_returns_no_model_gets_one_sentence(daily, small):
    model = Forecaster(3, network=lambda sizes: "network", **small)
    with pytest.raises(
        TypeError, match="must be a function from sizes to an uncompiled"
    ):
        model.fit(daily)


def test_lookback_is_chosen_from_season_and_horizon(daily):
    model = Forecaster(7, units=(4,), epochs=1, random_state=0).fit(daily)
    assert (model.plan_.lookback, model.season_, model.plan_.segment) == (14, 7, 7)


def test_same_seed_gives_bit_equal_fits_and_leaves_global_seeds_alone(daily, small):
    np.random.seed(5)  # noqa: NPY002
    first = Forecaster(7, dropout=0.2, **small).fit(daily)
    drawn = np.random.random()  # noqa: NPY002
    second = Forecaster(7, dropout=0.2, **small).fit(daily)
    np.random.seed(5)  # noqa: NPY002
    assert drawn == np.random.random()  # noqa: NPY002
    pd.testing.assert_frame_equal(first.predict(), second.predict(), check_exact=True)
    for one, other in zip(
        first.network_.get_weights(), second.network_.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_progress_counts_epochs_and_shows_losses(daily, quick, capsys):
    settings = quick | {"verbose": 1, "train_on_all": True}
    Forecaster(7, **settings | {"validation_fraction": 0.2}).fit(daily)
    lines = capsys.readouterr().err.splitlines()
    epochs = ["epoch 1 of at most 2", "epoch 2 of at most 2"]
    assert [line.split(":")[0] for line in lines] == epochs * 2
    # then with the rows that judged
    assert ["val_loss" in line for line in lines] == [True, True, False, False]


def test_best_weights_are_kept(daily, small):
    class Spoil(keras.callbacks.Callback):
        """Ruin the weights after the second epoch."""

        def on_epoch_end(self, epoch, logs=None):
            if epoch == 1:
                self.good = self.model.get_weights()
            if epoch >= 1:
                self.model.set_weights([9 + weight for weight in self.good])

    spoil = Spoil()
    settings = small | {"epochs": 4, "callbacks": [spoil], "linear_path": False}
    model = Forecaster(7, **settings).fit(daily)
    assert model.history_["val_loss"].idxmin() == 2
    for good, kept in zip(spoil.good, model.network_.get_weights(), strict=True):
        np.testing.assert_array_equal(good, kept)


def test_training_stops_when_patience_is_over(daily, quick):
    settings = quick | {"epochs": 40, "patience": 2, "learning_rate": 0.5}
    settings |= {"validation_fraction": 0.2}
    history = Forecaster(7, **settings).fit(daily).history_
    assert len(history) == history["val_loss"].idxmin() + 2
    assert history["learning_rate"].iloc[-1] < 0.5


# missing values and short series --------------------------------------------------


def test_missing_values_and_timestamps_never_reach_the_forecast(daily, small):
    gappy = daily.drop(daily.index[[20, 21, 60]])
    gappy.iloc[[5, 70, -1]] = NAN
    model = Forecaster(7, quantiles=(0.1, 0.9), **small).fit(gappy)
    forecast = model.predict()
    assert forecast.notna().all(axis=None)
    assert forecast.index[0] == daily.index[-1] + pd.Timedelta(days=1)
    assert model.plan_.marks_missing


def test_one_point_still_forecasts_and_says_how(panel, of_stores):
    model = of_stores
    new = pd.DataFrame(
        {"store": "new", "date": [pd.Timestamp("2024-05-01")], "sales": [7.0]}
    )
    with pytest.warns(UserWarning, match="1 series .'new'. too short for the network"):
        forecast = model.predict(history=new)
    assert forecast["fallback"].all()
    assert (forecast["sales"] == 7).all()


def test_unseen_series_is_forecast_at_its_own_level(panel, of_stores):
    model = of_stores
    other = panel[panel["store"] == "a"].assign(store="new")
    other["sales"] = other["sales"] * 100
    forecast = model.predict(history=other)
    assert forecast["store"].tolist() == ["new"] * 4
    assert forecast["sales"].between(2000, 12000).all()
    assert "fallback" not in forecast


def test_short_series_join_the_training(panel, small):
    short = panel[panel["store"] == "b"].head(12).assign(store="short")
    both = pd.concat([panel, short])
    model = Forecaster(4, **small).fit(both, target="sales", id="store", time="date")
    forecast = model.predict().set_index("store")
    assert forecast.loc["short", "sales"].between(-10, 20).all()


def test_series_mates_never_change_a_prediction(panel, of_stores):
    model = of_stores
    together = model.predict(history=panel).set_index("store")
    for store, rows in panel.groupby("store"):
        alone = model.predict(history=rows).set_index("store")
        np.testing.assert_allclose(
            together.loc[store, "sales"], alone["sales"], rtol=1e-5
        )


# predict, score -------------------------------------------------------------------


def test_predict_follows_newer_history_without_refitting(daily, of_days):
    model = of_days
    weights = model.network_.get_weights()
    newer = model.predict(history=daily)
    assert newer.index[0] == daily.index[-1] + pd.Timedelta(days=1)
    np.testing.assert_array_equal(weights[0], model.network_.get_weights()[0])
    pd.testing.assert_frame_equal(
        model.predict(), model.predict(history=daily.iloc[:100]), rtol=1e-5
    )


def test_future_covariates_matter_and_are_asked_for(panel):
    model = Forecaster(4, lookback=14, units=(16,), epochs=30, random_state=0)
    model.fit(panel, target="sales", id="store", time="date", future="promo")
    empty = model.future_frame()
    high = model.predict(future=empty.assign(promo=1))["sales"]
    low = model.predict(future=empty.assign(promo=0).sample(frac=1))["sales"]
    assert high.mean() > low.mean() * 1.05
    with pytest.raises(ValueError, match=r"future= is needed: .*\['promo'\]"):
        model.predict()
    short = empty.assign(promo=1).drop(index=3)
    with pytest.raises(ValueError, match="of series 'b' have no row for 2024-04-03"):
        model.predict(future=short)


def test_score_is_minus_mase_of_rolling_forecasts_inside_the_frame(daily, of_days):
    model = of_days
    test = daily.iloc[100:120]
    errors = []
    for start in range(100, 114):
        forecast = model.predict(history=daily.iloc[:start])["sales"]
        errors.append((forecast - daily["sales"]).abs().dropna().mean())
    scale = daily["sales"].iloc[:100].diff(7).abs().mean()
    assert model.score(test) == pytest.approx(-np.mean(errors) / scale, rel=1e-4)


def test_score_needs_a_horizon(daily, of_days):
    model = of_days
    with pytest.raises(
        ValueError, match=r"no forecast fits: the data has .* horizon 7"
    ):
        model.score(daily.iloc[130:134])


def test_score_of_a_panel_cut_by_time(panel, quick):
    train, test = next(TimeSplit(2, test_size=10, time="date").split(panel))
    model = Forecaster(4, **quick).fit(panel.iloc[train], **STORES)
    assert -50 < model.score(panel.iloc[test]) < 0


def test_score_leaves_out_a_new_series_that_is_too_short(panel, of_stores):
    model = of_stores
    tail = panel[panel["store"] == "a"].assign(store="new")
    tiny = tail.head(5).assign(store="tiny")
    alone = model.score(tail)
    for together in (pd.concat([tail, tiny]), pd.concat([tiny, tail])):
        assert model.score(together) == pytest.approx(alone, rel=1e-5)


def test_partial_fit_goes_on_from_where_the_fit_ended(daily, small, of_days):
    once = of_days
    more = Forecaster(7, **small).partial_fit(daily.iloc[:100])
    for one, other in zip(
        once.network_.get_weights(), more.network_.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    more.partial_fit(daily.iloc[100:])
    moved = [
        np.abs(one - other).max()
        for one, other in zip(
            once.network_.get_weights(), more.network_.get_weights(), strict=True
        )
    ]
    assert 0 < max(moved) < 0.5
    assert len(more.history_) == 4
    assert more.history_.index.tolist() == [1, 2, 3, 4]
    assert more.predict().index[0] == daily.index[-1] + pd.Timedelta(days=1)


class Failing(keras.callbacks.Callback):
    """Fails behind the first epoch."""

    def on_epoch_end(self, epoch, logs=None):
        raise FloatingPointError("failed")


def test_partial_fit_that_fails_loses_nothing(daily, of_days):
    model = copy.deepcopy(of_days)
    expected, network = model.predict(), model.network_
    model.set_params(callbacks=[Failing()])
    with pytest.raises(FloatingPointError, match="failed"):
        model.partial_fit(daily.iloc[100:])
    assert model.network_ is network
    assert not network.compiled
    pd.testing.assert_frame_equal(model.predict(), expected)
    assert len(model.history_) == 2


def test_partial_fit_renews_some_series_and_keeps_the_others(panel, of_stores):
    model = copy.deepcopy(of_stores)
    before = model.predict().set_index("store")
    days = pd.date_range(panel.query("store == 'a'")["date"].max(), periods=21)[1:]
    newer = pd.DataFrame({"store": "a", "date": days, "sales": 60.0})
    new = pd.DataFrame({"store": "new", "date": days, "sales": 3.0 + np.arange(20) % 2})
    model.partial_fit(pd.concat([newer, new]))
    after = model.predict().set_index("store")
    assert set(after.index) == {"a", "b", "c", "new"}
    assert after.loc["a", "date"].iloc[0] == days[-1] + pd.Timedelta(days=1)
    assert (after.loc["b", "date"] == before.loc["b", "date"]).all()
    assert after.loc["new", "sales"].between(1, 6).all()


def test_predict_puts_the_fitted_rows_in_front_of_newer_ones(daily, of_days):
    model = of_days
    few = model.predict(history=daily.iloc[100:103])
    pd.testing.assert_frame_equal(few, model.predict(history=daily.iloc[:103]))


def test_columns_of_several_levels_keep_their_kind(daily, quick):
    frame = pd.concat({"a": daily, "b": daily}, axis=1)
    forecast = Forecaster(3, quantiles=(0.1, 0.9), **quick).fit(frame).predict()
    assert forecast.columns[:3].tolist() == [
        ("a", "sales"),
        ("a", "sales_0.1"),
        ("a", "sales_0.9"),
    ]


# bad input ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"horizon": 0}, "horizon must be a whole number >= 1, got 0"),
        ({"lookback": -1}, "lookback must be a whole number >= 1, got -1"),
        ({"cell": "lsmt"}, "cell='lsmt' is unknown; choose 'simple', 'lstm' or 'gru'"),
        ({"quantiles": (0.9, 0.1)}, "quantiles must be increasing levels"),
        ({"scaling": "max"}, "scaling='max' is unknown"),
        ({"units": (0,)}, "each of units must be a whole number >= 1, got 0"),
        ({"dropout": 1.0}, r"dropout must be a number in \[0, 1\), got 1.0"),
        ({"learning_rate": 0}, "learning_rate must be a number in"),
        ({"averaging": -1}, "averaging must be a number in"),
        ({"validation_fraction": 1.5}, "validation_fraction must be a number"),
        ({"batch_size": 2.5}, "batch_size must be a whole number"),
        (
            {"transform": "difference", "quantiles": (0.5,)},
            "quantiles does not go with",
        ),
    ],
)
def test_bad_argument_gets_one_sentence(daily, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        Forecaster(**{"horizon": 7} | arguments).fit(daily)


def test_too_few_rows_get_one_sentence(daily):
    with pytest.raises(
        ValueError, match=r"horizon 30 .* but the longest series has 20"
    ):
        Forecaster(30, lookback=14).fit(daily.iloc[:20])


def test_score_of_a_constant_series_gets_one_sentence(daily, quick):
    model = Forecaster(7, **quick).fit(daily * 0 + 5)
    with pytest.raises(ValueError, match=r"the score .MASE. is undefined"):
        model.score(daily * 0 + 5)


@pytest.mark.parametrize("name", ["sales_0.1", "fallback"])
def test_column_named_like_another_ones_quantile_gets_one_sentence(daily, small, name):
    frame = daily.assign(**{name: 1.0})
    with pytest.raises(ValueError, match=f"would have two columns '{name}'"):
        Forecaster(7, quantiles=(0.1, 0.9), **small).fit(frame)


def test_separate_y_gets_one_sentence(daily, small):
    with pytest.raises(ValueError, match="the target belongs into the data itself"):
        Forecaster(7, **small).fit(daily, daily["sales"])


def test_logarithm_of_zero_names_the_place(daily, small):
    daily = daily + 10
    daily.iloc[30] = 0
    with pytest.raises(
        ValueError, match=r"'sales' is 0 at 2024-01-31.*another transform"
    ):
        Forecaster(7, transform="log", **small).fit(daily)


@pytest.mark.parametrize("verb", ["predict", "future_frame"])
def test_verbs_before_fit_get_one_sentence(verb):
    with pytest.raises(NotFittedError, match="this Forecaster is not fitted yet"):
        getattr(Forecaster(7), verb)()
