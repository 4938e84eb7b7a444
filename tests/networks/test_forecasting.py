"""Networks: shapes, masks, what each step sees, saving, losses."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks import ForecastSizes, ObservedLoss, forecast_network
from seqkit.networks.forecasting import STRATEGIES

COUNTED = "negative_binomial"
CELLS = ("simple", "lstm", "gru")
WIDE = ForecastSizes(
    lookback=12,
    horizon=5,
    targets=2,
    features=6,
    future=3,
    static=2,
    quantiles=3,
    segment=4,
)
PLAIN = ForecastSizes(lookback=12, horizon=5, segment=4)
HEAVY = replace(WIDE, quantiles=0, distribution="student_t")
COUNTS = replace(WIDE, quantiles=0, distribution=COUNTED)


def inputs_for(network, lengths=(12, 12, 7, 1), seed=0):
    draw = np.random.default_rng(seed)
    shapes = {tensor.name: tensor.shape[1:] for tensor in network.inputs}
    inputs = {
        name: draw.normal(size=(len(lengths), *shape)).astype("float32")
        for name, shape in shapes.items()
    }
    if "unit" in inputs:
        inputs["unit"] = 1 + np.abs(inputs["unit"])
    inputs["mask"] = np.arange(shapes["past"][0]) < np.array(lengths)[:, None]
    return inputs


def build(sizes, **choices):
    keras.utils.set_random_seed(0)
    return forecast_network(sizes, units=(5,), **choices)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("sizes", [PLAIN, WIDE], ids=["plain", "wide"])
def test_network_gives_sorted_finite_forecasts_of_the_asked_shape(strategy, sizes):
    network = build(sizes, strategy=strategy)
    y = network(inputs_for(network)).numpy()
    shape = (4, 5, 2, 3) if sizes.quantiles else (4, 5, 1)
    assert y.shape == shape
    assert np.isfinite(y).all()
    if sizes.quantiles:
        assert (np.diff(y, axis=-1) >= 0).all()


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_network_gives_parameters_of_a_distribution(strategy):
    network = build(HEAVY, strategy=strategy)
    y = network(inputs_for(network)).numpy()
    assert y.shape == (4, 5, 2, 3)
    assert (y[..., 1] > 0).all()
    assert (y[..., 2] > 2).all()
    assert y[..., 0].min() < 0 < y[..., 0].max()


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_network_gives_parameters_of_counts_and_what_a_unit_of_them_is(strategy):
    network = build(COUNTS, strategy=strategy)
    inputs = inputs_for(network)
    y = network(inputs).numpy()
    assert y.shape == (4, 5, 2, 3)
    assert (y > 0).all()
    expected = np.broadcast_to(inputs["unit"][:, None], y.shape[:3])
    np.testing.assert_array_equal(y[..., 2], expected)


@pytest.mark.parametrize(
    ("strategy", "cell"), list(itertools.product(STRATEGIES, CELLS))
)
def test_every_strategy_sees_the_newest_value_at_every_step(strategy, cell):
    network = build(PLAIN, strategy=strategy, cell=cell)
    inputs = {k: tf.constant(v) for k, v in inputs_for(network, (12, 12)).items()}
    for step in range(PLAIN.horizon):
        with tf.GradientTape() as tape:
            tape.watch(inputs["past"])
            y = network(inputs)[:, step, 0]
        slope = tape.gradient(y, inputs["past"]).numpy()
        assert (np.abs(slope[:, -1, 0]) > 1e-7).all()


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_padding_never_changes_a_forecast(strategy):
    network = build(WIDE, strategy=strategy)
    inputs = inputs_for(network)
    filled = dict(inputs)
    filled["past"] = np.where(inputs["mask"][..., None], inputs["past"], 1e3)
    filled["past"] = filled["past"].astype("float32")
    together, apart = network(inputs).numpy(), network(filled).numpy()
    np.testing.assert_allclose(together, apart, atol=1e-5)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_batch_mates_never_change_a_forecast(strategy):
    network = build(WIDE, strategy=strategy)
    inputs = inputs_for(network)
    together = network(inputs).numpy()
    for row in range(4):
        alone = network({k: v[row : row + 1] for k, v in inputs.items()}).numpy()
        np.testing.assert_allclose(together[row], alone[0], atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strategy", "choices", "sizes"),
    [
        ("segment", {"bidirectional": True, "cell": "lstm"}, WIDE),
        ("direct", {"loss_steps": "last", "dropout": 0.1}, WIDE),
        ("recursive", {"cell": "lstm"}, WIDE),
        ("seq2seq", {"bidirectional": True, "cell": "simple"}, WIDE),
        ("segment", {}, HEAVY),
        ("direct", {"loss_steps": "last"}, COUNTS),
    ],
)
def test_saved_network_opens_in_safe_mode_with_equal_output(
    tmp_path, strategy, choices, sizes
):
    network = build(sizes, strategy=strategy, **choices)
    inputs = inputs_for(network)
    network.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras", safe_mode=True)
    np.testing.assert_allclose(again(inputs), network(inputs), atol=1e-6)


def test_stacked_layers_have_the_sizes_asked_for():
    network = forecast_network(PLAIN, strategy="direct", cell="gru", units=(7, 3))
    sizes = [
        layer.units for layer in network.layers if isinstance(layer, keras.layers.GRU)
    ]
    assert sizes == [7, 3]


@pytest.mark.parametrize("strategy", ["segment", "direct", "seq2seq"])
def test_known_future_of_a_step_reaches_that_step(strategy):
    network = build(WIDE, strategy=strategy)
    inputs = inputs_for(network, (12, 12))
    changed = dict(inputs)
    changed["future"] = inputs["future"].copy()
    changed["future"][:, 4] += 1
    moved = np.abs(network(changed).numpy() - network(inputs).numpy()).max(
        axis=(0, 2, 3)
    )
    assert moved[4] > 1e-4


def test_recursive_forecast_uses_the_future_of_its_own_step():
    network = build(WIDE, strategy="recursive")
    inputs = inputs_for(network, (12, 12))
    changed = dict(inputs)
    changed["future"] = inputs["future"].copy()
    changed["future"][:, 2] += 1
    moved = np.abs(network(changed).numpy() - network(inputs).numpy()).max(
        axis=(0, 2, 3)
    )
    assert (moved[:2] < 1e-6).all()
    assert (moved[2:] > 1e-5).all()


@pytest.mark.parametrize("distribution", [None, "student_t", COUNTED])
def test_recursive_continues_like_reading_its_own_forecast(distribution):
    sizes = ForecastSizes(lookback=6, horizon=2, distribution=distribution)
    longer = replace(sizes, lookback=7, horizon=1)
    two, one = build(sizes, strategy="recursive"), build(longer, strategy="recursive")
    one.set_weights(two.get_weights())
    past = np.random.default_rng(2).normal(size=(3, 6, 1)).astype("float32")
    unit = {"unit": np.ones((3, 1), "float32")} if distribution == COUNTED else {}
    given = {"past": past, "mask": np.ones((3, 6), bool)}
    first, second = two(given | unit).numpy().swapaxes(0, 1)
    fed_back = first.reshape(3, -1)[:, :1]  # of a distribution its location or mean
    longer_past = np.concatenate([past, fed_back[:, None]], axis=1)
    given = {"past": longer_past, "mask": np.ones((3, 7), bool)}
    again = one(given | unit).numpy()[:, 0]
    np.testing.assert_allclose(second, again, atol=2e-6)


@pytest.mark.parametrize("distribution", [None, "normal", COUNTED])
def test_every_step_layer_ends_in_the_networks_own_forecast(distribution):
    sizes = replace(PLAIN, distribution=distribution)
    network = build(sizes, strategy="direct", loss_steps="all")
    every = keras.Model(network.inputs, network.get_layer("every_step").output)
    inputs = inputs_for(network, (12, 7))
    steps = every(inputs).numpy()
    assert steps.shape[:4] == (2, 12, 5, 1)
    np.testing.assert_allclose(steps[0, 11], network(inputs)[0], atol=1e-6)
    np.testing.assert_allclose(steps[1, 6], network(inputs)[1], atol=1e-6)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        (
            {"strategy": "magic"},
            "strategy='magic' is unknown; choose 'segment', 'direct'",
        ),
        ({"cell": "lsmt"}, "cell='lsmt' is unknown; choose 'simple', 'lstm' or 'gru'"),
        ({"strategy": "recursive", "bidirectional": True}, "bidirectional does not go"),
        ({"loss_steps": "all"}, "loss_steps='all' does not go with 'segment'"),
        ({"units": ()}, "units must name one size per layer"),
    ],
)
def test_impossible_choice_gets_one_sentence(choices, sentence):
    with pytest.raises(ValueError, match=sentence):
        forecast_network(PLAIN, **choices)


def test_observed_loss_leaves_missing_targets_out():
    y = np.array([[[1.0], [np.nan]], [[3.0], [5.0]]], dtype="float32")
    forecast = tf.Variable(np.array([[[2.0], [9.0]], [[3.0], [1.0]]], dtype="float32"))
    with tf.GradientTape() as tape:
        loss = ObservedLoss("mae")(y, forecast)
    slope = tape.gradient(loss, forecast).numpy().ravel()
    np.testing.assert_allclose(loss, 5 / 3, rtol=1e-6)
    np.testing.assert_allclose(slope, [1 / 3, 0, 0, -1 / 3], rtol=1e-6)


def test_observed_loss_known_values():
    y, forecast = np.zeros((1, 1, 1), "float32"), np.full((1, 1, 1), 2.0, "float32")
    assert float(ObservedLoss("mse")(y, forecast)) == pytest.approx(4)
    assert float(ObservedLoss("huber")(y, forecast)) == pytest.approx(1.5)
    quantiles = np.array([[[[-1.0, 2.0]]]], dtype="float32")
    loss = ObservedLoss("pinball", (0.1, 0.9))(y, quantiles)
    assert float(loss) == pytest.approx((0.1 * 1 + 0.1 * 2) / 2, rel=1e-6)


def test_observed_loss_weighs_samples():
    y = np.zeros((2, 1, 1), "float32")
    forecast = np.array([[[1.0]], [[3.0]]], dtype="float32")
    weighted = ObservedLoss("mae")(y, forecast, sample_weight=np.array([3.0, 1.0]))
    assert float(weighted) == pytest.approx(1.5)


def test_observed_loss_per_target_weighs_between_batches():
    draw = np.random.default_rng(0)
    y, forecast = draw.normal(size=(2, 6, 3, 1)).astype("float32")
    weights = np.array([0.5, 0.5, 0.5, 1.5, 1.5, 1.5], dtype="float32")
    loss = ObservedLoss("mae", per="target")
    batches = [loss(y[at], forecast[at], weights[at]) for at in (np.s_[:3], np.s_[3:])]
    expected = np.average(np.abs(y - forecast).mean(axis=(1, 2)), weights=weights)
    assert float(np.mean(batches)) == pytest.approx(expected, rel=1e-6)
    again = keras.losses.deserialize(keras.losses.serialize(loss))
    assert float(again(y, forecast, weights)) == pytest.approx(expected, rel=1e-6)
