"""The linear forecast beside a network: what it sees, how far forecasts move, files."""

from dataclasses import replace

import numpy as np
import pytest

from seqkit.baselines import LinearForecast
from seqkit.keras_backend import keras
from seqkit.networks import ForecastSizes, forecast_network
from seqkit.networks import linear_path as path

SIZES = ForecastSizes(lookback=6, horizon=3, targets=2, features=5, future=2, segment=2)
FIRST = np.array([0, 1, 3])
BEHIND = np.array([6, 4, 4])


def drawn(sizes, seed=0):
    """Return inputs of windows from FIRST to BEHIND, noise around them."""
    draw = np.random.default_rng(seed)
    steps = np.arange(sizes.lookback)
    mask = (steps >= FIRST[:, None]) & (steps < BEHIND[:, None])
    inputs = {"past": draw.normal(size=(3, sizes.lookback, sizes.features))}
    if sizes.future:
        inputs["future"] = draw.normal(size=(3, sizes.horizon, sizes.future))
    return {name: x.astype("float32") for name, x in inputs.items()} | {"mask": mask}


def linear_model(sizes, seed=1):
    draw = np.random.default_rng(seed)
    width = sizes.lookback + (sizes.horizon + 1) * sizes.future
    model = LinearForecast()
    model.coef_ = draw.normal(size=(width, sizes.horizon))
    model.intercept_ = draw.normal(size=sizes.horizon)
    return model


def by_hand(model, sizes, inputs):
    """Return the linear forecast, one window and target after the other."""
    found = np.zeros((3, sizes.horizon, sizes.targets))
    for row, (first, behind) in enumerate(zip(FIRST, BEHIND, strict=True)):
        real, length = inputs["past"][row, first:behind], behind - first
        for target in range(sizes.targets):
            x = np.zeros(sizes.lookback)
            x[sizes.lookback - length :] = real[:, target] - real[-1, target]
            known = real[-1, sizes.features - sizes.future :]
            if sizes.future:
                x = np.concatenate([x, inputs["future"][row].ravel(), known])
            found[row, :, target] = model.predict(x[None])[0] + real[-1, target]
    return found


@pytest.mark.parametrize("sizes", [SIZES, replace(SIZES, future=0)])
def test_share_goes_from_the_network_to_the_linear_forecast(sizes):
    inputs, model = drawn(sizes), linear_model(sizes)
    network = forecast_network(sizes, units=(3,))
    before, linear = network(inputs).numpy(), by_hand(model, sizes, inputs)
    for share in (0.0, 0.25, 1.0):
        found = path.with_linear_path(network, model, share, sizes.targets)(inputs)
        expected = before + share * (linear - before)
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_padding_changes_nothing():
    inputs, model = drawn(SIZES), linear_model(SIZES)
    network = forecast_network(SIZES, units=(3,))
    whole = path.with_linear_path(network, model, 0.5, SIZES.targets)
    spoilt = dict(inputs, past=inputs["past"].copy())
    spoilt["past"][~inputs["mask"]] = 99
    np.testing.assert_allclose(whole(spoilt), whole(inputs), atol=1e-5)


def test_quantiles_move_with_the_point_and_keep_their_distances():
    sizes = replace(SIZES, quantiles=3)
    inputs, model = drawn(sizes), linear_model(sizes)
    network = forecast_network(sizes, units=(3,))
    whole = path.with_linear_path(network, model, 0.5, sizes.targets, point=1)
    before, after = network(inputs).numpy(), whole(inputs).numpy()
    away = by_hand(model, sizes, inputs) - before[..., 1]
    np.testing.assert_allclose(after, before + 0.5 * away[..., None], atol=1e-5)


def test_only_the_location_of_a_distribution_moves():
    sizes = replace(SIZES, distribution="student_t")
    inputs, model = drawn(sizes), linear_model(sizes)
    network = forecast_network(sizes, units=(3,))
    whole = path.with_linear_path(
        network, model, 0.5, sizes.targets, point=0, alone=True
    )
    before, after = network(inputs).numpy(), whole(inputs).numpy()
    away = by_hand(model, sizes, inputs) - before[..., 0]
    np.testing.assert_allclose(after[..., 0], before[..., 0] + 0.5 * away, atol=1e-5)
    np.testing.assert_array_equal(after[..., 1:], before[..., 1:])


def test_wide_futures_are_left_out():
    wide = path._MOST_KNOWN // SIZES.horizon + 1
    sizes = replace(SIZES, future=wide, features=wide + 2)
    x, _ = path.linear_inputs(drawn(sizes), sizes.targets)
    assert x.shape == (3, 2, sizes.lookback)


def test_the_recurrent_part_learns_for_both():
    network = forecast_network(SIZES, units=(3,))
    assert path.recurrent_part(network) is network
    whole = path.with_linear_path(network, linear_model(SIZES), 0.5, SIZES.targets)
    part = path.recurrent_part(whole)
    inputs = drawn(SIZES)
    np.testing.assert_array_equal(part(inputs), network(inputs))
    before = whole(inputs).numpy()
    part.set_weights([weight + 0.1 for weight in part.get_weights()])
    assert np.abs(whole(inputs) - before).max() > 1e-3
    frozen = whole.get_layer(path.LINEAR)
    assert len(whole.trainable_weights) == len(part.trainable_weights)
    np.testing.assert_allclose(
        frozen.get_weights()[0], linear_model(SIZES).coef_, atol=1e-6
    )


@pytest.mark.parametrize("quantiles", [0, 3])
def test_plain_keras_opens_the_file(tmp_path, quantiles):
    sizes = replace(SIZES, quantiles=quantiles)
    point = 1 if quantiles else None
    whole = path.with_linear_path(
        forecast_network(sizes, units=(3,)),
        linear_model(sizes),
        0.5,
        sizes.targets,
        point=point,
    )
    whole.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras", safe_mode=True)
    inputs = drawn(sizes)
    np.testing.assert_allclose(loaded(inputs), whole(inputs), atol=1e-6)
