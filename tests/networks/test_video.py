"""What a network sees in frames: nothing of padding, little of light."""

import numpy as np
import pytest

from seqkit.keras_backend import keras
from seqkit.networks import FrameSizes, SequenceSizes, sequence_network
from seqkit.networks.video import seen_frames

SIZES = FrameSizes(8, 8)
DRAW = np.random.default_rng(0)
PIXELS = DRAW.integers(0, 256, (2, 5, SIZES.numbers)).astype("float32")


@pytest.fixture(scope="module")
def eyes():
    values = keras.Input((None, SIZES.numbers))
    mask = keras.Input((None,), dtype="bool")
    return keras.Model([values, mask], seen_frames(values, mask, SIZES))


def test_padding_changes_nothing_that_is_seen(eyes):
    mask = np.ones((2, 5), bool)
    seen = eyes([PIXELS, mask]).numpy()
    noise = DRAW.uniform(0, 255, (2, 3, SIZES.numbers)).astype("float32")
    longer = np.concatenate([PIXELS, noise], axis=1)
    mask = np.pad(mask, ((0, 0), (0, 3)))
    np.testing.assert_allclose(eyes([longer, mask]).numpy()[:, :5], seen, atol=1e-5)


def test_frames_look_at_their_neighbours_and_no_further(eyes):
    mask = np.ones((2, 5), bool)
    other = PIXELS.copy()
    other[:, 0] = 255 - other[:, 0]
    change = np.abs(eyes([other, mask]).numpy() - eyes([PIXELS, mask]).numpy())
    changed = change.max(axis=(0, 2)) > 1e-6
    assert changed.tolist() == [True, True, True, False, False]


def test_light_counts_in_the_mean_colour_alone(eyes):
    dim = 0.5 * PIXELS + 40
    one, other = (eyes([x, np.ones((2, 5), bool)]).numpy() for x in (PIXELS, dim))
    before = eyes.get_layer("frame_features").input
    found = keras.Model(eyes.inputs, before)
    mask = np.ones((2, 5), bool)
    parts = [found([x, mask]).numpy()[..., :-3] for x in (PIXELS, dim)]
    np.testing.assert_allclose(*parts, rtol=1e-2, atol=1e-2)
    assert np.abs(one - other).max() > 1e-3


def test_networks_of_clips_need_stock_layers_only(tmp_path):
    sizes = SequenceSizes(SIZES, 3)
    network = sequence_network(sizes, units=(4,), pooling="last")
    network.save(tmp_path / "network.keras")
    assert {type(layer).__module__.partition(".")[0] for layer in network.layers} <= {
        "keras",
        "seqkit",
    }
    inputs = {"values": PIXELS, "mask": np.ones((2, 5), bool)}
    again = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_allclose(again(inputs), network(inputs), atol=1e-6)
