"""Many-to-one networks: shapes, padding that changes nothing, files in safe mode."""

import re

import numpy as np
import pytest

from seqkit.keras_backend import keras
from seqkit.networks import SequenceSizes, TokenSizes, sequence_network
from seqkit.networks.pooling import POOLINGS

pytestmark = pytest.mark.slow

EVERY_POOLING = (*POOLINGS, ("last", "max", "mean", "attention"))
LENGTHS = np.array([5, 1, 3])


def series(longest, features=2):
    values = np.random.default_rng(0).normal(size=(3, 9, features)).astype("float32")
    mask = np.arange(longest) < LENGTHS[:, None]
    values = values[:, :longest] * mask[..., None]
    return {"values": values, "mask": mask}


def words(longest):
    ids = np.random.default_rng(0).integers(1, 11, size=(3, 9)).astype("int32")
    mask = np.arange(longest) < LENGTHS[:, None]
    return {"words": ids[:, :longest] * mask}


def outputs(network, inputs):
    return network(inputs, training=False).numpy()


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", ["simple", "lstm", "gru"])
@pytest.mark.parametrize("pooling", EVERY_POOLING)
def test_padding_changes_no_output(pooling, cell, bidirectional):
    network = sequence_network(
        SequenceSizes(2, 3),
        cell=cell,
        units=(4,),
        bidirectional=bidirectional,
        pooling=pooling,
    )
    found = outputs(network, series(5))
    assert found.shape == (3, 3)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(outputs(network, series(9)), found, atol=1e-5)
    for row, length in enumerate(LENGTHS):
        alone = {name: part[[row], :length] for name, part in series(5).items()}
        np.testing.assert_allclose(outputs(network, alone), found[[row]], atol=1e-5)


@pytest.mark.parametrize("convolution", [0, 1, 4, 7])
@pytest.mark.parametrize("pooling", EVERY_POOLING)
def test_padding_of_tokens_changes_no_output(pooling, convolution):
    sizes = SequenceSizes(TokenSizes(words=11), 2, "labels")
    network = sequence_network(
        sizes,
        units=(3, 4),
        pooling=pooling,
        embedding_units=4,
        dropout=0.5,
        convolution=convolution,
    )
    found = outputs(network, words(5))
    assert found.shape == (3, 2)
    np.testing.assert_allclose(outputs(network, words(9)), found, atol=1e-5)
    for row, length in enumerate(LENGTHS):
        alone = {"words": words(5)["words"][[row], :length]}
        np.testing.assert_allclose(outputs(network, alone), found[[row]], atol=1e-5)


def test_a_convolution_sees_the_real_neighbours_of_each_token():
    """A second route: the sum over a window, without what is beyond the ends."""
    sizes = SequenceSizes(TokenSizes(words=11), 2)
    network = sequence_network(sizes, units=(3,), embedding_units=4, convolution=3)
    ids, motifs = words(9)["words"], network.get_layer("motifs")
    (table,) = network.get_layer("word_embedding").get_weights()
    kernel, _ = motifs.get_weights()
    bias = np.linspace(-0.1, 0.1, kernel.shape[-1])
    motifs.set_weights([kernel, bias])
    found = keras.Model(network.input, motifs.output)({"words": ids}).numpy()
    for row, length in enumerate(LENGTHS):
        for step in range(length):
            near = [n for n in (step - 1, step, step + 1) if 0 <= n < length]
            seen = [table[ids[row, n]] @ kernel[n - step + 1] for n in near]
            expected = np.maximum(np.sum(seen, axis=0) + bias, 0)
            np.testing.assert_allclose(found[row, step], expected, atol=1e-5)


def test_tokens_without_a_convolution_have_none():
    network = sequence_network(
        SequenceSizes(TokenSizes(words=11), 2), units=(3,), embedding_units=4
    )
    assert "motifs" not in {layer.name for layer in network.layers}


def test_a_convolution_is_made_of_stock_layers(tmp_path, fresh_process):
    """Plain Keras, which knows none of our layers, opens the file."""
    sizes = SequenceSizes(TokenSizes(words=11), 2)
    network = sequence_network(
        sizes, units=(3,), embedding_units=4, convolution=5, pooling="last"
    )
    network.save(tmp_path / "network.keras")
    np.save(tmp_path / "words.npy", words(9)["words"])
    lines = (
        "import keras, numpy, sys",
        "network = keras.saving.load_model('network.keras', safe_mode=True)",
        "assert 'seqkit' not in sys.modules",
        "words = numpy.load('words.npy')",
        "numpy.save('found.npy', network({'words': words}))",
    )
    fresh_process("\n".join(lines))
    found = np.load(tmp_path / "found.npy")
    np.testing.assert_allclose(found, outputs(network, words(9)), atol=1e-5)


@pytest.mark.parametrize("pooling", EVERY_POOLING)
def test_every_real_step_counts(pooling):
    network = sequence_network(SequenceSizes(2, 2), units=(4,), pooling=pooling)
    inputs = series(5)
    # one large step in the middle, which no pooling of the network's may leave out
    changed = inputs["values"].copy()
    changed[0, 2] += 5
    moved = outputs(network, inputs | {"values": changed}) - outputs(network, inputs)
    assert np.abs(moved[0]).max() > 1e-4
    assert np.abs(moved[1:]).max() < 1e-6


@pytest.mark.parametrize(
    ("kind", "activation"),
    [("classes", "softmax"), ("labels", "sigmoid"), ("numbers", "linear")],
)
def test_kind_decides_the_last_layer(kind, activation):
    network = sequence_network(SequenceSizes(2, 4, kind), units=(3,))
    last = network.layers[-1]
    assert last.name == kind
    assert last.activation.__name__ == activation
    assert network.output_shape == (None, 4)


def test_last_pooling_reads_the_last_real_step_by_hand():
    sizes = SequenceSizes(1, 1, "numbers")
    network = sequence_network(
        sizes, cell="simple", units=(1,), bidirectional=False, pooling="last"
    )
    w, u, b, out, bias = 0.5, 0.25, 0.1, 2.0, -1.0
    network.set_weights(
        [np.array(v, "float32") for v in ([[w]], [[u]], [b], [[out]], [bias])]
    )
    h = np.tanh(u * np.tanh(1.0 * w + b) + 3.0 * w + b)
    inputs = {
        "values": np.array([[[1.0], [3.0], [7.0]]], "float32"),
        "mask": np.array([[True, True, False]]),
    }
    np.testing.assert_allclose(outputs(network, inputs), [[out * h + bias]], rtol=1e-5)


@pytest.mark.parametrize("pooling", EVERY_POOLING)
def test_keras_file_round_trip_in_safe_mode(pooling, tmp_path):
    network = sequence_network(
        SequenceSizes(2, 2), units=(3,), pooling=pooling, dropout=0.1
    )
    network.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras", safe_mode=True)
    found = outputs(again, series(5))
    np.testing.assert_allclose(found, outputs(network, series(5)), rtol=1e-6)


def test_unknown_pooling_gets_one_sentence():
    with pytest.raises(ValueError, match="pooling='sum' is unknown; choose 'last'"):
        sequence_network(SequenceSizes(2, 2), units=(3,), pooling="sum")


@pytest.mark.parametrize("pooling", [(), ("max", "max")])
def test_poolings_must_be_different_ones(pooling):
    with pytest.raises(ValueError, match="must name one or more different poolings"):
        sequence_network(SequenceSizes(2, 2), units=(3,), pooling=pooling)


@pytest.mark.parametrize("cell", ["simple", "lstm", "gru"])
def test_poolings_side_by_side_are_those_alone(cell):
    """A second route: the output layer cut into a block for each pooling."""
    together = sequence_network(
        SequenceSizes(2, 2, "numbers"), cell=cell, units=(3,), pooling=POOLINGS
    )
    weights = {weight.path: weight for weight in together.weights}
    kernel, bias = together.get_layer("numbers").get_weights()
    expected = bias
    for block, pooling in zip(np.split(kernel, 4), POOLINGS, strict=True):
        alone = sequence_network(
            SequenceSizes(2, 2, "numbers"), cell=cell, units=(3,), pooling=pooling
        )
        for weight in alone.weights[:-2]:
            matching = [w for path, w in weights.items() if like(path, weight.path)]
            weight.assign(matching[0])
        alone.get_layer("numbers").set_weights([block, 0 * bias])
        expected = expected + outputs(alone, series(5))
    np.testing.assert_allclose(outputs(together, series(5)), expected, atol=1e-5)


def like(path, other):
    """Whether two weights stand for the same, whatever numbers Keras gave layers."""
    return re.sub(r"_\d+", "", path) == re.sub(r"_\d+", "", other)
