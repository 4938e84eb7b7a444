"""Recognition networks: padding, steps of several frames, gradients, files."""

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks import CTCLoss, RecognisingSizes, recognising_network

LENGTHS = np.array([7, 4, 1])


def network(stacked=3, **choices):
    keras.utils.set_random_seed(0)
    sizes = RecognisingSizes(features=5, classes=4, stacked=stacked)
    return recognising_network(sizes, units=(3,), **choices)


def inputs(frames=7, noise=0.0):
    draw = np.random.default_rng(0)
    values = np.full((3, frames, 5), noise)
    for row, length in zip(values, LENGTHS, strict=True):
        row[:length] = draw.normal(size=(length, 5))
    mask = np.arange(frames) < LENGTHS[:, None]
    return {"values": tf.constant(values, "float32"), "mask": tf.constant(mask)}


@pytest.mark.parametrize("bidirectional", [True, False])
@pytest.mark.parametrize("filters", [(), (2, 3)])
@pytest.mark.parametrize("stacked", [1, 2, 3])
def test_padding_changes_no_real_step(stacked, filters, bidirectional):
    made = network(stacked=stacked, filters=filters, bidirectional=bidirectional)
    whole = made(inputs()).numpy()
    padded = made(inputs(frames=12, noise=9.0)).numpy()
    steps = -(-LENGTHS // stacked)
    assert whole.shape == (3, steps.max(), 4)
    for one, other, count in zip(whole, padded, steps, strict=True):
        np.testing.assert_allclose(other[: len(one)], one, atol=1e-6)
        np.testing.assert_array_equal(np.exp(other[count:, 0]), 1)
        np.testing.assert_allclose(np.exp(one[:count]).sum(axis=1), 1, rtol=1e-5)
        assert not np.exp(other[count:, 1:]).any()


def test_steps_hold_neighbouring_frames():
    made = network(stacked=3)
    kinds = keras.layers.ZeroPadding1D, keras.layers.Concatenate
    ends = [layer.output for layer in made.layers if isinstance(layer, kinds)]
    given = inputs()
    _, stacks = keras.Model(made.input, ends[:2])(given)
    values = given["values"].numpy()
    np.testing.assert_array_equal(stacks[0, 0], values[0, :3].ravel())
    np.testing.assert_array_equal(stacks[0, 2, :5], values[0, 6])
    assert not stacks[0, 2, 5:].numpy().any()


def test_forward_network_sees_no_later_frame():
    made, given = network(bidirectional=False, stacked=2), inputs()
    later = tf.concat([given["values"][:, :4], given["values"][:, 4:] + 3], axis=1)
    found = made({**given, "values": later}).numpy()
    before = made(given).numpy()
    np.testing.assert_array_equal(found[:, :2], before[:, :2])
    assert np.abs(found[0, 2:] - before[0, 2:]).max() > 1e-3


def test_gradients_of_padding_are_nothing():
    made, given = network(filters=(2,), stacked=2), inputs(frames=9)
    with tf.GradientTape() as tape:
        tape.watch(given["values"])
        loss = CTCLoss()(tf.constant([[1, 2], [3, -1], [1, -1]]), made(given))
    slope = tape.gradient(loss, given["values"]).numpy()
    assert not slope[~given["mask"].numpy()].any()
    assert (np.abs(slope[given["mask"].numpy()]).sum(axis=1) > 0).all()


@pytest.mark.slow
def test_plain_keras_opens_the_file(tmp_path, fresh_process):
    made, given = network(filters=(2,)), inputs()
    made.save(tmp_path / "network.keras")
    np.savez(tmp_path / "data.npz", found=made(given).numpy(), **given)
    code = """
import sys, numpy as np, keras
network = keras.saving.load_model("network.keras")
data = np.load("data.npz")
found = network({name: data[name] for name in ("values", "mask")})
np.testing.assert_allclose(found, data["found"], atol=1e-5)
assert "seqkit" not in sys.modules
"""
    fresh_process(code)
