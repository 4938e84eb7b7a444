"""Networks for chunks: states carried, and what looks ahead told apart."""

import numpy as np
import pytest

from seqkit.keras_backend import keras
from seqkit.networks import RecognisingSizes, recognising_network
from seqkit.networks.stepping import Chunked

SIZES = RecognisingSizes(features=3, classes=4, stacked=2)
FRAMES = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")


@pytest.mark.parametrize("cell", ["simple", "lstm", "gru"])
def test_chunks_of_any_steps_say_what_the_whole_says(cell):
    network = recognising_network(
        SIZES, cell=cell, units=(5, 4), bidirectional=False, dropout=0.5
    )
    whole = network({"values": FRAMES[None], "mask": np.ones((1, 12), bool)})[0]
    for cuts in ([2, 4, 6, 8, 10], [6], [6, 6], []):
        chunked = Chunked(network, 3, 2)
        parts = [chunked(part) for part in np.split(FRAMES, cuts)]
        np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-5)


def test_what_looks_ahead_between_its_layers_is_told_apart():
    plain = recognising_network(SIZES, units=(5,), bidirectional=False)
    values, mask = (plain.get_layer(name).output for name in ("values", "mask"))
    x = keras.ops.flip(plain.layers[-1].input, axis=1)
    x = plain.layers[-1](x)
    ahead = keras.Model({"values": values, "mask": mask}, x)
    with pytest.raises(ValueError, match="other things of chunks than of the whole"):
        Chunked(ahead, 3, 2)


def test_layers_that_look_ahead_are_named():
    network = recognising_network(SIZES, units=(5,), bidirectional=True)
    with pytest.raises(ValueError, match="it has Bidirectional layers"):
        Chunked(network, 3, 2)
