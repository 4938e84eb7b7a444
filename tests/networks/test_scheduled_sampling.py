"""What a writer reads in training: the right steps, or what it would have said."""

import numpy as np
import pytest

from seqkit.keras_backend import keras
from seqkit.networks import (
    CaptioningSizes,
    TranslatingSizes,
    captioning_network,
    translating_network,
)
from seqkit.networks.captioning import reassembled
from seqkit.networks.scheduled_sampling import ScheduledSampling
from seqkit.networks.translating import trained_form

DRAW = np.random.default_rng(0)
START, END, SIZE = 2, 3, 9
UNREAD = (0, START, END)
WORDS = DRAW.integers(4, SIZE, (6, 5)).astype("int32")
WORDS[:, 0] = START
WORDS[1, 3:] = WORDS[4, 1:] = 0
SOURCE = DRAW.integers(1, 7, (6, 4)).astype("int32")
SMALL = {"units": (6,), "embedding_units": 6, "dropout": 0.5}


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    sizes = TranslatingSizes(source_words=7, target_words=SIZE)
    return translating_network(sizes, **SMALL)


@pytest.fixture(scope="module")
def given(network):
    """What the writer is given: words, and what it begins with."""
    begun = network.get_layer("encoder")({"source": SOURCE})
    return {"words": keras.ops.convert_to_tensor(WORDS), **begun}


def sampling(network, probability=1.0, share=1.0):
    layer = ScheduledSampling(network.get_layer("writer"), probability, UNREAD)
    layer.rise_to(share)
    return layer


def own_words(network, given, scores=None):
    """Return what the writer would have said before each step, by hand."""
    if scores is None:
        scores = network.get_layer("writer")(given, training=False)["scores"]
    expected = WORDS.copy()
    for row, step in np.argwhere(WORDS[:, 1:] != 0):
        ranked = np.argsort(-np.asarray(scores[row, step])).tolist()
        expected[row, step + 1] = next(word for word in ranked if word not in UNREAD)
    return expected


def test_with_probability_1_the_writer_reads_what_it_says(network, given):
    read = np.asarray(sampling(network)(given, training=True))
    np.testing.assert_array_equal(read, own_words(network, given))
    assert (read != WORDS).any()
    np.testing.assert_array_equal(read == 0, WORDS == 0)
    assert (read[:, 0] == START).all()


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_the_best_word_is_read_that_stands_in_sequences(dtype):
    words = keras.Input((None,), dtype="int32", name="words")
    for word in range(SIZE):
        scores = 2 * keras.ops.one_hot(0 * words + word, SIZE, dtype=dtype)
        scores += keras.ops.one_hot(0 * words + SIZE - 1, SIZE, dtype=dtype)
        writer = keras.Model({"words": words}, {"scores": scores})
        layer = ScheduledSampling(writer, 1, UNREAD)
        layer.rise_to(1.0)
        read = np.asarray(layer({"words": WORDS}, training=True))
        best = SIZE - 1 if word in UNREAD else word
        expected = np.where(WORDS != 0, best, 0)
        np.testing.assert_array_equal(read[:, 1:], expected[:, 1:])
        np.testing.assert_array_equal(read[:, 0], START)


@pytest.mark.parametrize(("probability", "share"), [(0.0, 1.0), (1.0, 0.0)])
def test_with_probability_0_the_writer_reads_what_is_right(
    network, given, probability, share
):
    read = sampling(network, probability, share)(given, training=True)
    np.testing.assert_array_equal(read, WORDS)


def test_out_of_training_the_writer_reads_what_is_right(network, given):
    np.testing.assert_array_equal(sampling(network)(given), WORDS)
    model = trained_form(network, sampled=1.0, unread=UNREAD)
    model.get_layer("scheduled_sampling").rise_to(1.0)
    inputs = {"source": SOURCE, "words": WORDS}
    np.testing.assert_array_equal(
        model(inputs, training=False), network(inputs, training=False)
    )


def test_steps_are_replaced_as_often_as_is_said(network, given):
    rows = {name: np.repeat(part, 300, axis=0) for name, part in given.items()}
    read = np.asarray(sampling(network, 0.8, 0.5)(rows, training=True))
    own = np.repeat(own_words(network, given), 300, axis=0)
    differ = own != rows["words"]
    share = (read == own)[differ].mean()
    count = differ.sum()
    assert abs(share - 0.4) < 4 * np.sqrt(0.24 / count)
    assert ((read == own) | (read == rows["words"])).all()


def test_the_second_pass_reads_the_mixture():
    keras.utils.set_random_seed(0)
    sizes = TranslatingSizes(source_words=7, target_words=SIZE)
    plain = translating_network(sizes, **SMALL | {"dropout": 0})
    model = trained_form(plain, sampled=1.0, unread=UNREAD)
    model.get_layer("scheduled_sampling").rise_to(1.0)
    inputs = {"source": SOURCE, "words": WORDS}
    own = own_words(plain, None, np.asarray(plain(inputs, training=False)))
    np.testing.assert_allclose(
        model(inputs, training=True), plain(inputs | {"words": own}), atol=1e-6
    )
    trained = {id(part) for part in model.trainable_variables}
    assert trained == {id(part) for part in plain.trainable_variables}
    assert len(model.trainable_variables) == len(trained)


def test_captions_share_it():
    keras.utils.set_random_seed(0)
    sizes = CaptioningSizes(SIZE, None, (4, 5), (2, 2))
    plain = captioning_network(sizes, **SMALL | {"dropout": 0})
    model = reassembled(plain, sampled=1.0, unread=UNREAD, attended=True)
    model.get_layer("scheduled_sampling").rise_to(1.0)
    inputs = {
        "features": DRAW.normal(size=(2, 4, 5)).astype("float32"),
        "words": WORDS,
        "owner": np.array([0, 1, 1, 0, 0, 1], "int32"),
    }
    scores = np.asarray(plain(inputs, training=False)["scores"])
    own = own_words(plain, None, scores)
    told = model(inputs, training=True)
    expected = reassembled(plain, attended=True)(inputs | {"words": own})
    for name in ("scores", "detected", "attention"):
        np.testing.assert_allclose(told[name], expected[name], atol=1e-6)


def test_numbers_that_are_read_are_those_that_were_said():
    keras.utils.set_random_seed(0)
    sizes = TranslatingSizes(source_words=7, target_features=2)
    plain = translating_network(sizes, **SMALL | {"dropout": 0})
    before = DRAW.normal(size=(6, 5, 2)).astype("float32")
    model = trained_form(plain, sampled=1.0, unread=UNREAD)
    layer = model.get_layer("scheduled_sampling")
    layer.rise_to(1.0)
    inputs = {"source": SOURCE, "before": before}
    said = np.asarray(plain(inputs, training=False))
    own = np.concatenate([before[:, :1], said[:, :-1]], axis=1)
    found = model(inputs, training=True)
    np.testing.assert_allclose(found, plain(inputs | {"before": own}), atol=1e-6)
    layer.rise_to(0.0)
    np.testing.assert_allclose(model(inputs, training=True), said, atol=1e-6)
