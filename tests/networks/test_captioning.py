"""Captioning networks: parts that fit, and one writer for whole captions and steps."""

import numpy as np
import pytest

from seqkit.keras_backend import keras
from seqkit.networks.captioning import (
    CaptioningSizes,
    captioning_network,
    encoder_of,
    reassembled,
)
from seqkit.networks.picture_encoders import small_encoder
from seqkit.networks.stepping import one_step
from seqkit.networks.writing import has_attention

DRAW = np.random.default_rng(0)
WORDS = DRAW.integers(1, 7, (3, 5)).astype("int32")
OWNER = np.array([1, 0, 1], "int32")
PICTURES = DRAW.integers(0, 256, (2, 16, 16, 3), dtype="uint8")
FEATURES = DRAW.normal(size=(2, 4, 5)).astype("float32")


def network(encoder=None, **arguments):
    keras.utils.set_random_seed(0)
    if encoder == "own":
        encoder = small_encoder((16, 16), features=8)
        sizes = CaptioningSizes(7, encoder, encoder.output_shape[1:], (8, 8))
    else:
        sizes = CaptioningSizes(7, None, (4, 5), (2, 2))
    return captioning_network(
        sizes, **{"units": (6, 3), "embedding_units": 4} | arguments
    )


def scores(model, features=FEATURES, words=WORDS, owner=OWNER):
    given = {"features": features, "words": words, "owner": owner}
    return np.asarray(model(given, training=False)["scores"])


@pytest.mark.parametrize("cell", ["simple", "gru", "lstm"])
@pytest.mark.parametrize("attention", ["dot", "additive", None])
@pytest.mark.parametrize("stepping", [lambda writer: writer, one_step])
def test_steps_are_the_whole(cell, attention, stepping):
    model = network(cell=cell, attention=attention)
    start, writer = model.get_layer("start"), stepping(model.get_layer("writer"))
    state = {
        name: np.asarray(part)[OWNER]
        for name, part in start(FEATURES, training=False).items()
    }
    found = []
    for step in range(WORDS.shape[1]):
        given = writer({"words": WORDS[:, step : step + 1], **state}, training=False)
        state = {name: np.asarray(given.get(name, state[name])) for name in state}
        found.append(np.asarray(given["scores"])[:, 0])
    np.testing.assert_allclose(np.stack(found, 1), scores(model), atol=1e-5)


def test_captions_belong_to_their_pictures():
    model = network()
    turned = scores(model, FEATURES[::-1], WORDS, 1 - OWNER)
    np.testing.assert_allclose(turned, scores(model), atol=1e-6)
    assert np.abs(scores(model, owner=1 - OWNER) - scores(model)).max() > 1e-3


def test_later_words_and_padding_change_nothing():
    model = network()
    longer = np.pad(WORDS, [(0, 0), (0, 2)])
    np.testing.assert_allclose(
        scores(model, words=longer)[:, :5], scores(model), atol=1e-6
    )


def test_attention_is_shared_among_places():
    model = network()
    writer = model.get_layer("writer")
    state = model.get_layer("start")(keras.ops.array(FEATURES), training=False)
    looks = np.asarray(
        writer({"words": keras.ops.array(WORDS[:2]), **state}, training=False)[
            "attention"
        ]
    )
    assert looks.shape == (2, 5, 4)
    np.testing.assert_allclose(looks.sum(-1), 1, rtol=1e-6)


def test_one_place_leaves_nothing_to_attend_to():
    sizes = CaptioningSizes(7, None, (1, 5), (1, 1))
    assert not has_attention(captioning_network(sizes, units=(3,)))
    assert has_attention(network())
    assert not has_attention(network(attention=None))


def test_tied_words_have_one_table():
    tied, apart = (network(tie_weights=tie).count_params() for tie in (True, False))
    assert apart - tied == 7 * 4


def test_without_its_encoder_a_network_takes_features():
    model = network("own")
    encoder = encoder_of(model)
    bare = reassembled(model, stored=True)
    assert encoder_of(bare) is None
    given = {"images": PICTURES, "words": WORDS, "owner": OWNER}
    whole = model(given, training=False)
    features = np.asarray(encoder(PICTURES, training=False))
    part = bare({"features": features, "words": WORDS, "owner": OWNER}, training=False)
    for name in ("scores", "detected"):
        np.testing.assert_allclose(part[name], whole[name], atol=1e-6)
    assert bare.get_layer("writer") is model.get_layer("writer")


def test_hidden_words_are_hidden_in_training_alone():
    model = network(word_dropout=0.9, dropout=0.0)
    given = {"features": FEATURES, "words": WORDS, "owner": OWNER}
    np.testing.assert_array_equal(scores(model), scores(model))
    drawn = np.asarray(model(given, training=True)["scores"])
    assert np.abs(drawn - scores(model)).max() > 1e-3


@pytest.mark.parametrize("encoder", ["own", None])
def test_reassembled_networks_tell_where_they_looked(encoder):
    model = network(encoder)
    told = reassembled(model, attended=True)
    given = {"words": WORDS, "owner": OWNER}
    given |= {"images": PICTURES} if encoder else {"features": FEATURES}
    found, plain = told(given, training=False), model(given, training=False)
    assert set(found) == {*plain, "attention"}
    np.testing.assert_array_equal(found["scores"], plain["scores"])
    assert found["attention"].shape == (*WORDS.shape, 64 if encoder else 4)
    np.testing.assert_allclose(np.sum(found["attention"], -1), 1, rtol=1e-5)
    shared = {id(part) for part in model.weights}
    assert {id(part) for part in told.weights} == shared
