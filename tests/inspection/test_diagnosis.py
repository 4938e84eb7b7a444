"""Verdicts over networks whose gradients are known to vanish or explode."""

import numpy as np
import pytest

from seqkit.datasets import adding_problem
from seqkit.inspection import diagnose
from seqkit.keras_backend import keras


@pytest.mark.parametrize(
    ("radius", "verdict"), [(0.5, "vanishing"), (1.0, "healthy"), (1.8, "exploding")]
)
def test_a_linear_recurrence_is_judged_by_its_radius(radius, verdict, rotating_model):
    x, y = np.ones((3, 20, 2)), np.ones((3, 1))
    found = diagnose(rotating_model(radius, 20), x, y, loss="mse")
    assert found.verdict == verdict
    assert found.ratio == pytest.approx(radius**19, rel=1e-3)
    assert found.decay_per_step == pytest.approx(radius, rel=1e-4)
    half = np.log(0.5) / np.log(radius) if radius < 1 else np.inf
    assert found.half_life == (pytest.approx(half, rel=1e-3) if radius < 1 else half)
    assert found.steps == 20
    assert found.layer == "rnn"
    assert str(found) == found.text


def test_the_sentence_says_what_to_try(rotating_model):
    x, y = np.ones((3, 20, 2)), np.ones((3, 1))
    text = diagnose(rotating_model(0.5, 20), x, y, loss="mse").text
    assert text.startswith(
        "Gradients vanish: over 20 steps, from the last to the first"
    )
    assert "LSTM or GRU" in text
    text = diagnose(rotating_model(1.8, 20), x, y, loss="mse").text
    assert "gradient clipping" in text
    text = diagnose(rotating_model(1.0, 20), x, y, loss="mse").text
    assert text.endswith("nothing needs to be changed.")


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        (keras.layers.LSTM, "a larger forget bias"),
        (keras.layers.GRU, "try an LSTM, whose"),
    ],
)
def test_advice_fits_the_cell(kind, advice):
    layer = kind(2)
    model = keras.Sequential([keras.Input((30, 1)), layer])
    shut = [np.zeros(one.shape) for one in layer.get_weights()]
    layer.set_weights([shut[0], shut[1], shut[2] - 5.0])
    found = diagnose(model, np.ones((2, 30, 1)), np.ones((2, 2)), loss="mse")
    # shut gates keep nothing: h depends on the newest step alone
    assert found.verdict == "vanishing"
    assert advice in found.text


def test_thresholds_lie_at_a_thousand(scalar_model):
    x, y = np.ones((1, 11, 1)), np.zeros((1, 1))
    verdicts = [
        diagnose(scalar_model(u, 11), x, y, loss="mse").verdict
        for u in (0.5, 0.51, 1.99, 2.0)
    ]
    # u¹⁰ = 1/1024, 1/840, 973, 1024
    assert verdicts == ["vanishing", "healthy", "healthy", "exploding"]


def test_masked_steps_are_not_counted():
    layers = keras.layers
    layer = layers.SimpleRNN(1, activation="relu", name="rnn")
    model = keras.Sequential([keras.Input((6, 1)), layers.Masking(-1.0), layer])
    layer.set_weights([np.ones((1, 1)), np.full((1, 1), 0.5), np.zeros(1)])
    x = np.full((2, 6, 1), -1.0)
    x[0, 1:4] = 1.0
    found = diagnose(model, x, np.zeros((2, 1)), loss="mse")
    assert found.steps == 3
    assert found.ratio == pytest.approx(0.25)
    with pytest.raises(ValueError, match="every one that layer 'rnn' reads is masked"):
        diagnose(model, x[1:], np.zeros((1, 1)), loss="mse")


def test_backwards_layers_are_judged_in_the_order_they_read(scalar_model):
    x, y = np.ones((1, 4, 1)), np.zeros((1, 1))
    found = diagnose(scalar_model(0.5, 4, go_backwards=True), x, y, loss="mse")
    assert found.ratio == pytest.approx(0.125)


def test_one_step_is_healthy(scalar_model):
    found = diagnose(
        scalar_model(0.5, 1), np.ones((1, 1, 1)), np.zeros((1, 1)), loss="mse"
    )
    assert (found.verdict, found.ratio, found.half_life) == ("healthy", 1.0, np.inf)


def test_a_loss_cut_off_from_the_layer_is_told(scalar_model):
    x, y = np.ones((1, 3, 1)), np.zeros((1, 1))
    found = diagnose(scalar_model(0.5, 3), x, y, loss=lambda y, outputs: 0 * outputs)
    assert found.verdict == "vanishing"
    assert "does not depend on layer 'rnn' at all" in found.text


def test_chaotic_network_is_diagnosed_although_rounding_grows():
    x, y = adding_problem(64, 100, random_state=0)
    rnn = keras.layers.SimpleRNN(
        32, recurrent_initializer=keras.initializers.Orthogonal(2, seed=0)
    )
    model = keras.Sequential([keras.Input((100, 2)), rnn, keras.layers.Dense(1)])
    assert diagnose(model, x, y, loss="mse").verdict == "exploding"
