"""Temperature scaling: probabilities become what they should be, classes stay."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seqkit
from seqkit import SequenceClassifier
from seqkit.keras_backend import keras
from seqkit.training import best_temperature, divide_log_odds

rng = np.random.default_rng(0)


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@settings(max_examples=20, deadline=None)
@given(temperature=st.floats(0.2, 6), seed=st.integers(0, 99))
def test_the_temperature_of_a_world_is_found(temperature, seed):
    draw = np.random.default_rng(seed)
    scores = 2 * draw.normal(size=(20_000, 3))
    reached = softmax(scores).cumsum(axis=1)
    targets = (draw.random((20_000, 1)) > reached).sum(axis=1)
    found = best_temperature(softmax(scores * temperature), targets)
    assert found == pytest.approx(temperature, rel=0.08)


def test_sigmoids_are_softmaxes_of_two():
    sure = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.9], [0.9, 0.1]])
    held = np.array([[1, 0], [1, 0], [1, 0], [0, 0]])  # three of four right, twice
    assert best_temperature(sure, held) == pytest.approx(2, rel=1e-3)


def test_certain_and_wrong_has_an_end():
    found = best_temperature(np.array([[1.0, 0.0]] * 3), np.array([1, 1, 0]))
    assert found == pytest.approx(np.exp(4), rel=0.01)


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_log_odds_are_divided_in_the_weights(activation):
    x = rng.normal(size=(5, 4))
    network = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, activation, bias_initializer="ones")]
    )
    before = network.predict(x, verbose=0)
    divide_log_odds(network, 3.0)
    after = network.predict(x, verbose=0)

    def log_odds(p):
        others = p[:, [1, 2, 0]] if activation == "softmax" else 1 - p
        return np.log(p) - np.log(others)

    np.testing.assert_allclose(log_odds(after), log_odds(before) / 3, atol=1e-5)


X = [np.full(4, level) + rng.normal(size=4) for level in np.repeat([-1.0, 1.0], 60)]
Y = ["low"] * 60 + ["high"] * 60
MIXED = [*Y[:50], *Y[60:70], *Y[50:60], *Y[70:]]  # one in six is wrong


def classifier(**more):
    quick = {"units": (4,), "epochs": 3, "learning_rate": 0.05, "random_state": 0}
    return SequenceClassifier(**quick, **more)


@pytest.mark.slow
@pytest.mark.parametrize("several", [False, True])
def test_a_calibrated_classifier_knows_how_often_it_errs(several, tmp_path):
    y = [[label] for label in MIXED] if several else MIXED
    plain, scaled = (
        classifier(calibrate=calibrate).fit(X[::2], y[::2], validation=(X, y))
        for calibrate in (False, True)
    )
    assert plain.temperature_ == 1
    assert scaled.temperature_ != pytest.approx(1, abs=0.02)
    targets = scaled.target_.encode(y)
    outputs = scaled.predict_proba(X)
    assert best_temperature(outputs, targets) == pytest.approx(1, abs=0.01)
    if not several:
        odds = np.log(plain.predict_proba(X)) @ [1, -1]
        np.testing.assert_allclose(
            np.log(outputs) @ [1, -1], odds / scaled.temperature_, rtol=1e-3
        )
        assert scaled.predict(X).tolist() == plain.predict(X).tolist()
    scaled.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    assert again.temperature_ == scaled.temperature_
    np.testing.assert_allclose(again.predict_proba(X), outputs, rtol=1e-5)


@pytest.mark.slow
def test_calibration_needs_held_back_samples_and_a_dense_end():
    with pytest.raises(ValueError, match="calibrate=True needs samples held back from"):
        classifier(calibrate=True, validation_fraction=0).fit(X, Y)

    def build(sizes):
        values = keras.Input((None, sizes.features), name="values")
        x = keras.layers.Dense(sizes.outputs)(keras.layers.GRU(2)(values))
        return keras.Model(values, keras.layers.Softmax(name="shares")(x))

    with pytest.raises(ValueError, match="whose last layer is Dense, got 'shares'"):
        classifier(calibrate=True, network=build).fit(X, Y)
