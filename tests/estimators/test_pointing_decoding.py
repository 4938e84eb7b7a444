"""Pointing with a network, trained or not: beside brute force, batches, validity."""

from itertools import permutations

import numpy as np
import pytest

from seqkit.estimators.pointing_decoding import point
from seqkit.keras_backend import keras, tf
from seqkit.networks import PointingSizes, pointing_network
from seqkit.sequences.series_arrays import SeriesArrays

LENGTHS = np.array([3, 1, 9, 4, 8])
ELEMENTS = SeriesArrays(
    LENGTHS, np.random.default_rng(0).normal(size=(25, 2)).astype("float32")
)


@pytest.fixture(scope="module", params=["permutation", "subset", "free"])
def drawn(request):
    """A network of random weights, sharpened so that answers differ."""
    keras.utils.set_random_seed(3)
    network = pointing_network(
        PointingSizes(2, request.param), units=(6,), cell="gru", attention="dot"
    )
    key = network.get_layer("encoder").get_layer("key")
    key.set_weights([20 * weights for weights in key.get_weights()])
    return request.param, network


def answers(kind, size):
    """Return all answers of so many elements, shorter than 4 steps."""
    each = range(size)
    if kind == "permutation":
        return list(permutations(each))
    if kind == "subset":
        return [some for n in range(size + 1) for some in permutations(each, n)]
    return [
        tuple(np.unravel_index(place, (size,) * n)) if n else ()
        for n in range(4)
        for place in range(size**n)
    ]


def log_probability(network, elements, answer, longest):
    pointed = np.array([[0, *(np.array(answer, "int32") + 1)]], "int32")
    given = elements | {"pointed": pointed}
    given = {name: tf.constant(part) for name, part in given.items()}
    shares = tf.nn.log_softmax(network(given, training=False))[0].numpy()
    places = [*(place + 1 for place in answer), *([0] * (len(answer) < longest))]
    return sum(shares[step, place] for step, place in enumerate(places))


def test_a_wide_beam_finds_the_likeliest_of_all_answers(drawn):
    kind, network = drawn
    longest = 3 if kind == "free" else None
    found = point(network, ELEMENTS, beam_width=64, longest=longest)[0].positions
    every = answers(kind, 3)
    elements = ELEMENTS.take(np.array([0]))
    given = [log_probability(network, elements, each, longest or 8) for each in every]
    if longest is None:
        assert np.exp(given).sum() == pytest.approx(1, abs=1e-4)
    best = np.argsort(given)[-2:]
    assert given[best[1]] > given[best[0]] + 1e-3
    assert tuple(found.tolist()) == tuple(int(place) for place in every[best[1]])


def test_greedy_steps_are_the_likeliest(drawn):
    kind, network = drawn
    found = point(network, ELEMENTS, longest=4 if kind == "free" else None)
    positions = found[3].positions
    pointed = np.array([[0, *(positions + 1)]], "int32")
    given = ELEMENTS.take(np.array([3])) | {"pointed": pointed}
    given = {name: tf.constant(part) for name, part in given.items()}
    places = network(given, training=False)[0].numpy().argmax(axis=-1)
    assert places[: len(positions)].tolist() == (positions + 1).tolist()
    assert len(positions) == 4 or places[-1] == 0


@pytest.mark.parametrize("beam_width", [1, 5])
def test_answers_are_valid_whatever_the_weights(drawn, beam_width):
    kind, network = drawn
    longest = 6 if kind == "free" else None
    found = point(network, ELEMENTS, beam_width=beam_width, longest=longest)
    for one, length in zip(found, LENGTHS, strict=True):
        times = np.bincount(one.positions, minlength=length)
        assert len(times) == length
        if kind == "permutation":
            assert times.tolist() == [1] * length
        elif kind == "subset":
            assert times.max() <= 1
        else:
            assert len(one.positions) <= 6


def test_company_changes_nothing(drawn):
    _, network = drawn
    together = point(network, ELEMENTS, longest=8, attention=True)
    starts = np.cumsum(LENGTHS) - LENGTHS
    for one, start, length in zip(together, starts, LENGTHS, strict=True):
        own = SeriesArrays(np.array([length]), ELEMENTS.flat[start : start + length])
        (alone,) = point(network, own, longest=8, attention=True)
        assert alone.positions.tolist() == one.positions.tolist()
        np.testing.assert_allclose(alone.attention, one.attention, atol=1e-5)


def test_attention_shares_out_elements_and_the_end(drawn):
    kind, network = drawn
    for one, length in zip(
        point(network, ELEMENTS, longest=5, attention=True), LENGTHS, strict=True
    ):
        assert one.attention.shape == (len(one.positions), length)
        assert one.attention.argmax(axis=1).tolist() == one.positions.tolist()
        totals = one.attention.sum(axis=1)
        assert (totals <= 1 + 1e-5).all()
        if kind == "permutation":
            np.testing.assert_allclose(totals, 1, rtol=1e-5)
