"""The scribe: what may be written, by which search, and where it looked."""

import numpy as np
import pytest

from seqkit.estimators.sequence_writing import Scribe, search
from seqkit.estimators.translation_samples import TokenSources, batches_of
from seqkit.keras_backend import keras
from seqkit.networks import TranslatingSizes, translating_network
from seqkit.networks.translating import ENCODER
from seqkit.sequences.vocabulary import END, PAD, START, UNKNOWN, Vocabulary

VOCABULARY = Vocabulary.of([["a", "b", "c"]], specials=(PAD, UNKNOWN, START, END))
SOURCES = TokenSources([np.array(ids, "int32") for ids in ([4, 5], [6], [6, 6, 4])])


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    sizes = TranslatingSizes(source_words=7, target_words=7)
    made = translating_network(sizes, units=(5,), embedding_units=4, tie_weights=False)
    for weights in made.trainable_variables:  # far from even, so that choices are clear
        weights.assign(weights * 3)
    return made


def scribe(network, **wishes):
    encoder = network.get_layer(ENCODER)
    return Scribe(network, encoder, VOCABULARY, "-".join, **{"longest": 4} | wishes)


def padded(ids):
    return np.pad(ids, (0, 5 - len(ids)))[None]


def brute_force(network, source, most):
    """Return log probabilities of all sequences of known tokens, by their tokens."""
    found, open_ = {}, [[]]
    for length in range(most + 1):
        words = np.array([[2, *ids] for ids in open_], "int32")
        given = {"source": source.repeat(len(words), axis=0), "words": words}
        scores = network(given, training=False)
        steps = np.array(keras.ops.log_softmax(scores))
        for ids, rows in zip(open_, steps, strict=True):
            total = sum(row[token] for row, token in zip(rows, ids, strict=False))
            end = 0 if length == most else rows[-1, 3]
            found["-".join(VOCABULARY.decode(ids))] = total + end
        open_ = [[*ids, token] for ids in open_ for token in (4, 5, 6)]
    return found


def test_a_wide_search_finds_the_best_of_all(network):
    written = scribe(network, longest=3).write(
        batches_of(SOURCES), search(40, n_best=3)
    )
    for number, ids in enumerate(SOURCES.ids):
        every = brute_force(network, padded(ids), 3)
        best = sorted(every, key=every.get, reverse=True)[:3]
        assert [one.text for one in written[number]] == best
        expected = [every[text] for text in best]
        np.testing.assert_allclose(
            [one.log_probability for one in written[number]], expected, rtol=1e-4
        )


def test_unknown_is_written_only_where_it_may_be(network):
    bias = network.get_layer("writer").get_layer("word_embedding")
    before = bias.get_weights()
    raised = [part.copy() for part in before]
    raised[-1][..., 1] = 50 * np.sign(raised[-1][..., 1])
    bias.set_weights(raised)
    said = {
        may: scribe(network, may_be_unknown=may).write(batches_of(SOURCES), search(1))
        for may in (False, True)
    }
    bias.set_weights(before)
    assert all(UNKNOWN not in texts[0].words for texts in said[False].values())
    assert any(UNKNOWN in texts[0].words for texts in said[True].values())


def test_attention_is_that_of_the_whole_network(network):
    written = scribe(network).write(batches_of(SOURCES), search(2), attention=True)
    writer = network.get_layer("writer")
    for number, texts in written.items():
        (one,) = texts
        state = network.get_layer(ENCODER)(
            {"source": keras.ops.array(padded(SOURCES.ids[number]))}, training=False
        )
        ids = [2, *VOCABULARY.encode(one.words)][:-1]
        words = keras.ops.array(np.array([ids or [2]], "int32"))
        looks = np.array(writer({"words": words, **state})["attention"])[0]
        own = one.attention[:, : len(SOURCES.ids[number])]
        expected = looks[: len(one.words), : own.shape[1]]
        np.testing.assert_allclose(own, expected, atol=1e-5)
        assert (one.attention[:, len(SOURCES.ids[number]) :] == 0).all()


def test_rules_are_kept_for_each_wish(network):
    short = scribe(network).write(batches_of(SOURCES), search(3), maximum_length=1)
    long = scribe(network).write(batches_of(SOURCES), search(3), minimum_length=4)
    assert all(len(one.words) <= 1 for (one,) in short.values())
    assert all(len(one.words) == 4 for (one,) in long.values())
    assert list(short) == sorted(short) == [0, 1, 2]
