"""What each series counts: in the loss, the linear path, and what is chosen by it."""

import numpy as np
import pandas as pd
import pytest

from seqkit import Forecaster, load
from seqkit.estimators.forecast_plans import _mean
from seqkit.estimators.linear_share import linear_share
from seqkit.networks.linear_path import recurrent_part
from seqkit.sequences.frames import Roles, read_frame

SMALL = {"units": (2,), "cell": "simple", "epochs": 1, "random_state": 0, "lookback": 8}
LONG = {"target": "y", "id": "id", "time": "day"}
LENGTHS = {"a": 60, "b": 40, "c": 30}


def series_of(name, rows, seed=0):
    draw = np.random.default_rng([seed, rows])
    days = pd.date_range("2024-01-01", periods=rows, freq="D")
    return pd.DataFrame({"id": name, "day": days, "y": draw.normal(size=rows)})


@pytest.fixture(scope="module")
def stores():
    return pd.concat([series_of(name, rows) for name, rows in LENGTHS.items()])


@pytest.fixture(scope="module")
def wide():
    draw = np.random.default_rng(1)
    index = pd.date_range("2024-01-01", periods=40, freq="D")
    frame = pd.DataFrame(draw.normal(size=(40, 2)), index, columns=["early", "late"])
    return frame.mask(np.arange(40)[:, None] < [0, 15])


@pytest.fixture(scope="module")
def fitted(stores):
    return Forecaster(2, **SMALL).fit(stores, **LONG)


@pytest.fixture(scope="module")
def left_out(stores):
    wild = series_of("wild", 50, seed=9)
    wild["y"] = 1e3 * wild["y"].cumsum()
    model = Forecaster(2, series_weights={"wild": 0}, **SMALL)
    return model.fit(pd.concat([stores, wild]), **LONG)


def samples(asked, data, roles=LONG, **other):
    model = Forecaster(2, series_weights=asked, **SMALL | other)
    return model._encode(read_frame(data, Roles.named(**roles)))


def by_series(windows):
    """Return how many windows each series has, and what one of them counts."""
    counts = np.bincount(windows.series)
    return counts, np.bincount(windows.series, windows.weights_of()) / counts


def test_without_a_wish_windows_have_no_weights(stores):
    training = samples(None, stores).training
    assert training.weights is None
    assert len(training.take(np.arange(3))) == 2


def test_balanced_series_count_the_same(stores):
    training = samples("balanced", stores).training
    counts, each = by_series(training)
    assert len(set(counts)) == 3
    np.testing.assert_allclose(each, counts.sum() / (3 * counts))
    *_, given = training.take(np.arange(len(training)))
    assert given.dtype == "float32"
    np.testing.assert_allclose(given, training.weights_of(), rtol=1e-6)
    assert given.mean() == pytest.approx(1, rel=1e-6)


def test_weights_stand_to_each_other_as_named(stores):
    found = samples({"a": 3, "c": 0.5}, stores)
    for windows in found[:2]:
        each = by_series(windows)[1]
        np.testing.assert_allclose(each / each[1], [3, 1, 0.5])
        *_, given = windows.take(np.arange(len(windows)))
        assert given.mean() == pytest.approx(1, rel=1e-6)


def test_columns_of_a_wide_frame_are_weighed_by_name(wide):
    training = samples({"late": 4}, wide, {}).training
    found = training.weights_of()
    late = training.channel == 1
    np.testing.assert_allclose(found[late] / found[~late][0], 4)
    training = samples("balanced", wide, {}).training
    total = np.bincount(training.channel, training.weights_of())
    assert total[0] == pytest.approx(total[1])


@pytest.mark.parametrize("channels", ["shared", "joint"])
def test_an_id_is_weighed_with_all_its_targets(stores, channels):
    roles = LONG | {"target": ["y", "z"]}
    data = stores.assign(z=1 - stores["y"])
    training = samples({"b": 2}, data, roles, channels=channels).training
    found = training.weights_of()
    ratio = found / found[training.series == 0][0]
    np.testing.assert_allclose(ratio, np.where(training.series == 1, 2, 1))


@pytest.mark.slow
def test_losses_are_weighted_means(stores):
    model = Forecaster(
        2,
        series_weights={"a": 5, "c": 0.25},
        **SMALL | {"learning_rate": 1e-9, "batch_size": 16, "train_on_all": False},
    ).fit(stores, **LONG)
    parts = model._encode(read_frame(stores, Roles.named(**LONG)))
    model.network_ = recurrent_part(model.network_)
    for name, windows in (("loss", parts.training), ("val_loss", parts.validation)):
        away = model._outputs(windows)[..., 0] - windows.scaled_targets()
        weights = np.array([5, 1, 0.25])[windows.series]
        expected = np.average(np.abs(away).mean(axis=(1, 2)), weights=weights)
        assert model.history_[name].item() == pytest.approx(expected, rel=1e-5)
        assert abs(expected - np.abs(away).mean()) > 1e-3


@pytest.mark.slow
def test_a_series_of_weight_0_is_left_out(fitted, left_out):
    assert left_out.linear_share_ == fitted.linear_share_
    for found, expected in zip(
        left_out.network_.get_weights(), fitted.network_.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(found, expected)
    assert np.isfinite(left_out.predict().query("id == 'wild'")["y"]).all()


@pytest.mark.slow
def test_equal_weights_are_none(stores, fitted):
    model = Forecaster(2, series_weights=dict.fromkeys("abc", 0.3), **SMALL)
    found = model.fit(stores, **LONG).predict()
    pd.testing.assert_frame_equal(found, fitted.predict(), rtol=0, atol=0)


@pytest.mark.slow
def test_going_on_weighs_the_series_at_hand(left_out, tmp_path):
    left_out.save(tmp_path / "model.seqkit")
    again = load(tmp_path / "model.seqkit")
    assert again.series_weights == {"wild": 0}
    pd.testing.assert_frame_equal(again.predict(), left_out.predict())
    newer = pd.concat([series_of(name, 30, seed=2) for name in ("b", "wild")])
    newer["day"] += pd.Timedelta(days=60)
    assert len(again.partial_fit(newer).history_) == 2
    with pytest.raises(ValueError, match="series_weights is 0 for every series that"):
        again.partial_fit(newer.query("id == 'wild'"))


def test_lookback_is_chosen_by_what_counts():
    draw = np.random.default_rng(3)
    values = list(draw.normal(size=28))
    for _ in range(172):
        values.append(0.95 * values[-28] + draw.normal(0, 0.1))
    slow = series_of("slow", 200).assign(y=values)
    both = pd.concat([slow, series_of("noise", 200).assign(id="noise")])
    free = {"lookback": None, "transform": None}
    found = [
        samples(asked, both, **free).training.plan.lookback
        for asked in ({"noise": 0}, {"slow": 0})
    ]
    alone = [
        samples(None, both.query("id == @name"), **free).training.plan.lookback
        for name in ("slow", "noise")
    ]
    assert found == alone
    assert found[0] != found[1]


def test_errors_and_shares_count_windows_as_often():
    draw = np.random.default_rng(2)
    y, network, linear = draw.normal(size=(3, 4, 2, 1))
    y[1, 0] = np.nan
    weights = np.array([1.0, 2.0, 0.0, 3.0])
    times = np.repeat(np.arange(4), weights.astype(int))
    assert _mean(y, weights) == pytest.approx(np.nanmean(y[times]))
    assert np.isnan(_mean(y * np.nan, weights))
    parts = (part[times] for part in (y, network, linear))
    assert linear_share(y, network, linear, True, weights) == pytest.approx(
        linear_share(*parts, peers=True)
    )


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"a": -1}, r"series_weights\['a'\] must be a number >= 0, got -1; 0 leaves"),
        ({"a": np.inf}, r"series_weights\['a'\] must be a number >= 0, got inf"),
        ({"a": True}, r"series_weights\['a'\] must be a number >= 0, got True"),
        (dict.fromkeys("abc", 0), "series_weights is 0 for every series that is long"),
        ("even", "series_weights='even' is unknown; choose 'balanced'"),
        ([1, 2, 3], "series_weights must be None, 'balanced' or weights by id, got"),
    ],
)
def test_bad_weights_get_one_sentence(stores, asked, sentence):
    model = Forecaster(2, series_weights=asked, **SMALL)
    with pytest.raises(ValueError, match=sentence):
        model.fit(stores, **LONG)


def test_columns_that_go_together_cannot_be_weighed(wide):
    model = Forecaster(2, channels="joint", series_weights="balanced", **SMALL)
    with pytest.raises(ValueError, match="each window of a wide frame holds all"):
        model.fit(wide)


def test_a_single_column_is_a_series_of_its_own(wide):
    model = Forecaster(2, channels="joint", series_weights="balanced", **SMALL)
    assert np.isfinite(model.fit(wide.iloc[:, :1]).predict()).all(axis=None)


def test_a_series_that_is_not_there_yet_weighs_nothing(stores):
    early = stores.query("id != 'c'")
    model = Forecaster(2, series_weights={"c": 2.0}, **SMALL)
    with pytest.warns(UserWarning, match="series_weights names 'c', which the data"):
        weighed = model.fit(early, **LONG).predict()
    pd.testing.assert_frame_equal(
        weighed, Forecaster(2, **SMALL).fit(early, **LONG).predict()
    )


def test_a_file_says_that_it_cannot_carry_weights_by_timestamp(stores, tmp_path):
    days = dict(zip("abc", pd.date_range("2024-01-01", periods=3), strict=True))
    dated = stores.assign(id=stores["id"].map(days))
    model = Forecaster(2, series_weights={days["a"]: 2.0}, **SMALL).fit(dated, **LONG)
    model.save(tmp_path / "weighed.seqkit")
    with pytest.warns(UserWarning, match="fitted with series_weights=, which a file"):
        load(tmp_path / "weighed.seqkit")
