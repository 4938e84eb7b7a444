"""Pointing networks: parts that fit, padding, validity, probabilities that add up."""

from itertools import permutations

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks import PointingLoss, PointingSizes, pointing_network
from seqkit.networks.pointing import CLOSED
from seqkit.networks.stepping import one_step

DRAW = np.random.default_rng(0)
VALUES = DRAW.normal(size=(3, 4, 2)).astype("float32")
MASK = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 1, 1, 0]], "bool")
POINTED = np.array([[0, 3, 1, 4, 2], [0, 2, 1, 0, 0], [0, 3, 2, 1, 0]], "int32")


def network(kind="permutation", **arguments):
    keras.utils.set_random_seed(0)
    return pointing_network(PointingSizes(2, kind), **{"units": (6,)} | arguments)


def run(part, **given):
    """Run a network or a part of it on arrays and tensors."""
    tensors = {name: tf.constant(np.asarray(each)) for name, each in given.items()}
    return part(tensors, training=False)


def scores(model, values=VALUES, mask=MASK, pointed=POINTED):
    return np.asarray(run(model, values=values, mask=mask, pointed=pointed))


@pytest.mark.parametrize(
    ("cell", "units", "attention"),
    [("simple", (6,), "dot"), ("gru", (5, 3), "additive"), ("lstm", (4, 6), "dot")],
)
@pytest.mark.parametrize("stepping", [lambda pointer: pointer, one_step])
def test_steps_are_the_whole(cell, units, attention, stepping):
    model = network(cell=cell, units=units, attention=attention)
    encoder, pointer = model.get_layer("encoder"), stepping(model.get_layer("pointer"))
    state = run(encoder, values=VALUES, mask=MASK)
    found = []
    for step in range(POINTED.shape[1]):
        given = run(pointer, pointed=POINTED[:, step : step + 1], **state)
        state = {name: given.get(name, state[name]) for name in state}
        found.append(np.asarray(given["scores"])[:, 0])
    np.testing.assert_allclose(np.stack(found, 1), scores(model), atol=1e-5)


@pytest.mark.parametrize("attention", ["additive", "dot"])
def test_scores_are_those_of_the_paper(attention):
    """Compare with v · tanh(W1 e + W2 d), or scaled d · e, of the parts themselves."""
    model = network("free", attention=attention, cell="gru")
    encoder, pointer = model.get_layer("encoder"), model.get_layer("pointer")
    state = run(encoder, values=VALUES, mask=np.ones_like(MASK))
    given = run(pointer, pointed=np.zeros((3, 1), "int32"), **state)
    query = pointer.get_layer("query")(given["h1"]).numpy()[:, None]
    keys = np.asarray(state["memory"]) @ encoder.get_layer("key").get_weights()[0]
    if attention == "dot":
        expected = (query * keys).sum(axis=-1) / np.sqrt(6)
    else:
        (v,) = pointer.get_layer("attention").get_weights()
        expected = (np.tanh(query + keys) @ v)[..., 0]
    np.testing.assert_allclose(given["scores"][:, 0], expected, atol=1e-5)


@pytest.mark.parametrize("kind", ["permutation", "subset", "free"])
@pytest.mark.parametrize("bidirectional", [True, False])
def test_padding_changes_nothing(kind, bidirectional):
    model = network(kind, bidirectional=bidirectional)
    wide = [(0, 0), (0, 3)]
    padded = scores(
        model,
        np.pad(VALUES, [*wide, (0, 0)], constant_values=9.0),
        np.pad(MASK, wide),
        np.pad(POINTED, [(0, 0), (0, 2)]),
    )
    np.testing.assert_allclose(padded[:, :5, :5], scores(model), atol=1e-5)
    assert (padded[:, :, 5:] == CLOSED).all()
    alone = scores(model, VALUES[1:2, :2], MASK[1:2, :2], POINTED[1:2, :3])
    np.testing.assert_allclose(alone, scores(model)[1:2, :3, :3], atol=1e-5)


def test_later_steps_change_nothing_earlier():
    model = network("free")
    other = np.where(np.arange(5) < 3, POINTED, 1)
    np.testing.assert_allclose(
        scores(model, pointed=other)[:, :3], scores(model)[:, :3], atol=1e-6
    )
    assert np.abs(scores(model, pointed=other) - scores(model)).max() > 1e-4


def test_what_a_kind_allows_is_open():
    first = {kind: scores(network(kind))[1] for kind in ("permutation", "subset")}
    first["free"] = scores(network("free"))[1]
    is_open = {kind: (each > CLOSED)[:3].astype(int) for kind, each in first.items()}
    # two elements, of which the second is pointed at, then the first
    expected = {
        "permutation": [[0, 1, 1, 0, 0], [0, 1, 0, 0, 0], [1, 0, 0, 0, 0]],
        "subset": [[1, 1, 1, 0, 0], [1, 1, 0, 0, 0], [1, 0, 0, 0, 0]],
        "free": [[1, 1, 1, 0, 0]] * 3,
    }
    assert {kind: each.tolist() for kind, each in is_open.items()} == expected


def log_probability(model, sequence, number=0):
    """Return what a network gives a sequence of places with its end."""
    pointed = np.array([[0, *sequence]], "int32")
    given = scores(model, VALUES[[number]], MASK[[number]], pointed)[0]
    shares = np.asarray(tf.nn.log_softmax(given))
    return sum(shares[step, place] for step, place in enumerate([*sequence, 0]))


@pytest.mark.parametrize(
    ("kind", "sizes"), [("permutation", [3]), ("subset", [0, 1, 2, 3])]
)
def test_probabilities_of_all_answers_add_up_to_one(kind, sizes):
    model = network(kind)
    answers = [each for size in sizes for each in permutations((1, 2, 3), size)]
    total = sum(np.exp(log_probability(model, each, 2)) for each in answers)
    assert total == pytest.approx(1, abs=1e-5)


def test_encoder_tells_the_order_of_elements_apart():
    model = network("free")
    turned = scores(model, VALUES[:1, ::-1], MASK[:1], POINTED[:1, :1])
    same = scores(model, VALUES[:1], MASK[:1], POINTED[:1, :1])
    assert np.abs(turned[0, 0, 1:][::-1] - same[0, 0, 1:]).max() > 1e-4


def test_loss_is_the_mean_over_steps_that_are_there():
    model = network("subset")
    places = np.array([[3, 1, 0, -1, -1], [2, 1, 0, -1, -1], [0] + [-1] * 4])
    given = scores(model, pointed=np.maximum(np.roll(places, 1, axis=1), 0))
    rows = [[3, 1], [2, 1], []]
    by_hand = [log_probability(model, row, n) for n, row in enumerate(rows)]
    assert float(PointingLoss()(places, given)) == pytest.approx(
        -sum(by_hand) / 7, rel=1e-5
    )
    weights = np.array([2.0, 0.0, 1.0])
    assert float(PointingLoss()(places, given, weights)) == pytest.approx(
        -(2 * by_hand[0] + by_hand[2]) / 7, rel=1e-5
    )
    assert float(PointingLoss()(places * 0 - 1, given)) == 0


def test_closed_places_have_no_gradient():
    model = network()
    values, mask, pointed = map(tf.constant, (VALUES, MASK, POINTED))
    with tf.GradientTape() as tape:
        tape.watch(values)
        given = model({"values": values, "mask": mask, "pointed": pointed})
        loss = PointingLoss()(np.roll(POINTED, -1, axis=1), given)
    gradient = tape.gradient(loss, values).numpy()
    assert np.isfinite(gradient).all()
    assert (gradient[~MASK] == 0).all()
    assert np.abs(gradient[MASK]).max() > 0
