"""Tagging networks: inputs, padding, vectors, weights, files, and how they are read."""

import zipfile

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks import (
    ChainScores,
    CRFLoss,
    TaggingSizes,
    TagLoss,
    TokenSizes,
    marginals,
    tagging_network,
    viterbi,
)
from seqkit.networks.tag_decoding import best_tags, tag_probabilities
from seqkit.networks.token_inputs import CASE_UNITS
from seqkit.sequences.spans import illegal_step, legal_transitions

NAMES = ["B-X", "I-X", "O"]
LEGAL = tuple(part.tolist() for part in legal_transitions(NAMES))
LENGTHS = np.array([4, 1, 2])
MASK = np.arange(4) < LENGTHS[:, None]
GOLD = np.array([[0, 1, 2, 0], [2, -1, -1, -1], [2, 0, -1, -1]])
VECTORS = np.random.default_rng(5).normal(size=(7, 3)).astype("float32")
SMALL = {"units": (3,), "embedding_units": 4, "character_units": 4}


def tokens(seed=0):
    """Inputs of three sentences: words, cases and letters, 0 = padding."""
    draw = np.random.default_rng(seed)
    letters = draw.integers(1, 6, (3, 4, 5)) * (np.arange(5) < 3 + MASK[..., None])
    return {
        "words": draw.integers(1, 7, (3, 4)) * MASK,
        "cases": draw.integers(1, 5, (3, 4)) * MASK,
        "characters": letters * MASK[..., None],
    }


def sizes(**choices):
    found = {"words": 7, "cases": 5, "characters": 6} | choices
    return TaggingSizes(TokenSizes(**found), tags=3, legal=LEGAL)


def network(head="crf", found=None, seed=0, **choices):
    keras.utils.set_random_seed(seed)
    return tagging_network(found or sizes(), head=head, **SMALL | choices)


def cut(inputs, rows, steps, letters=5):
    return {
        name: array[rows, :steps] if array.ndim == 2 else array[rows, :steps, :letters]
        for name, array in inputs.items()
    }


HEADS = pytest.mark.parametrize("head", ["crf", "softmax"])


@HEADS
@pytest.mark.parametrize("chars", ["cnn", "rnn"])
@pytest.mark.parametrize("cell", ["lstm", "simple"])
def test_padding_and_batch_mates_change_nothing(head, chars, cell):
    model, inputs = network(head, chars=chars, cell=cell), tokens()
    wider = {
        name: np.pad(array, [(0, 0), *[(0, 3)] * (array.ndim - 1)])
        for name, array in inputs.items()
    }
    found = tag_probabilities(model(inputs), head)
    padded = tag_probabilities(model(wider), head)
    assert np.isfinite(padded).all()
    for row, length in enumerate(LENGTHS):
        expected = found[row, :length]
        np.testing.assert_allclose(padded[row, :length], expected, atol=1e-5)
        alone = model(cut(inputs, slice(row, row + 1), length))
        alone = tag_probabilities(alone, head)[0]
        np.testing.assert_allclose(alone, expected, atol=1e-5)


def test_every_input_and_both_neighbours_are_read():
    model, inputs = network("softmax"), tokens()
    before = model(inputs).numpy()[0]
    for name in ("words", "cases", "characters"):
        other = {key: array.copy() for key, array in inputs.items()}
        other[name][0, 2] = other[name][0, 2] % 4 + 1
        change = np.abs(model(other).numpy()[0] - before).max(axis=1)
        assert (change > 1e-7).all()


def test_one_direction_does_not_look_ahead():
    model, inputs = network("softmax", bidirectional=False), tokens()
    before = model(inputs).numpy()
    inputs["words"][0, 2] = inputs["words"][0, 2] % 6 + 1
    change = np.abs(model(inputs).numpy() - before)[0].max(axis=1)
    assert (change[:2] == 0).all()
    assert (change[2:] > 0).all()


def test_inputs_that_are_not_there_are_left_out():
    words = TaggingSizes(TokenSizes(words=7), tags=3)
    model = network("softmax", words)
    assert [tensor.name for tensor in model.inputs] == ["words"]
    found = model({"words": tokens()["words"]}).numpy()
    np.testing.assert_allclose(found.sum(-1), 1, rtol=1e-6)
    assert model.get_layer("word_embedding").output.shape == (None, None, 4)
    full = network().get_layer("character_features").output.shape[-1]
    joined = [x for x in network().layers if isinstance(x, keras.layers.Concatenate)]
    assert joined[0].output.shape[-1] == 4 + CASE_UNITS + full


@HEADS
def test_softmax_and_crf_give_what_they_promise(head):
    model = network(head)
    scores = model(tokens())
    found = tag_probabilities(scores, head)
    np.testing.assert_allclose(found[MASK].sum(-1), 1, rtol=1e-5)
    best = best_tags(scores, head)
    if head == "softmax":
        assert model.output_shape == (None, None, 3)
        np.testing.assert_array_equal(best, found.argmax(-1))
    else:
        np.testing.assert_array_equal(best, viterbi(ChainScores.unpack(scores)).tags)
        expected = marginals(ChainScores.unpack(scores))
        np.testing.assert_allclose(found, expected, atol=1e-6)
        assert (best[~MASK] == -1).all()


def test_crf_gives_no_illegal_path_however_the_weights_fall():
    for seed in range(5):
        model = network(seed=seed)
        model.get_layer("emissions").bias.assign([0, 5.0, 0])  # I-X wherever it may be
        best = best_tags(model(tokens(seed)), "crf")
        for row, length in enumerate(LENGTHS):
            assert illegal_step([NAMES[tag] for tag in best[row, :length]]) is None
        assert (best[0] == 1).any()


def test_other_numbers_of_tags_are_read_in_one_process():
    for tags in (2, 5, 3, 2):
        model = network("crf", TaggingSizes(TokenSizes(words=7), tags))
        scores = model({"words": tokens()["words"]})
        assert tag_probabilities(scores, "crf").shape == (3, 4, tags)
        np.testing.assert_array_equal(
            best_tags(scores.numpy(), "crf"), viterbi(ChainScores.unpack(scores)).tags
        )


@HEADS
@pytest.mark.parametrize("chars", ["cnn", "rnn"])
def test_slopes_reach_every_trained_weight(head, chars):
    model = network(head, chars=chars, units=(3, 2))
    loss = CRFLoss() if head == "crf" else TagLoss()
    with tf.GradientTape() as tape:
        cost = loss(GOLD, model(tokens(), training=False))
    slopes = tape.gradient(cost, model.trainable_variables)
    for weight, slope in zip(model.trainable_variables, slopes, strict=True):
        assert slope is not None, weight.path
        size = np.abs(tf.convert_to_tensor(slope)).max()
        assert np.isfinite(size), weight.path
        assert size > 0, weight.path


def test_given_vectors_begin_and_stay_where_they_are_frozen():
    given = sizes(vectors=VECTORS)
    trained, frozen = (
        network("softmax", given, trained_vectors=choice) for choice in (True, False)
    )
    for model, trains in ((trained, True), (frozen, False)):
        layer = model.get_layer("word_embedding")
        np.testing.assert_array_equal(layer.embeddings, VECTORS)
        assert layer.output.shape[-1] == 3
        assert bool(layer.trainable_variables) is trains
    own = network("softmax", trained_vectors=False).get_layer("word_embedding")
    assert own.trainable_variables  # nothing was given that could be kept


def test_files_hold_vectors_once_as_weights(tmp_path):
    model = network("softmax", sizes(vectors=VECTORS), trained_vectors=False)
    model.save(tmp_path / "model.keras")
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        configuration = archive.read("config.json").decode()
    assert f"{VECTORS[3, 1]:.4f}"[:6] not in configuration
    assert "__numpy__" not in configuration
    again = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_array_equal(again.get_layer("word_embedding").embeddings, VECTORS)


@HEADS
@pytest.mark.parametrize("chars", ["cnn", "rnn"])
def test_saved_network_gives_the_same(head, chars, tmp_path):
    model = network(head, chars=chars)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_allclose(again(tokens()), model(tokens()), atol=1e-6)
    copy = keras.Model.from_config(model.get_config())
    copy.set_weights(model.get_weights())
    np.testing.assert_allclose(copy(tokens()), model(tokens()), atol=1e-6)


def test_dropout_acts_in_training_alone():
    model = network("softmax", dropout=0.5)
    still = model(tokens()).numpy()
    np.testing.assert_array_equal(model(tokens(), training=False), still)
    assert np.abs(model(tokens(), training=True) - still).max() > 1e-4
