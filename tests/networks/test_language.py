"""Language networks: what they give, states that are carried, one step at a time."""

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks.language import (
    CarriedStates,
    LanguageSizes,
    language_network,
    state_sizes,
)
from seqkit.networks.losses import NextTokenLoss
from seqkit.networks.stepping import one_step

IDS = np.random.default_rng(0).integers(1, 7, (3, 13)).astype("int32")
CELLS = ("simple", "lstm", "gru")
BOUNDS = ((0, 5, True), (5, 9, False), (9, 12, False))


def network_of(cell="lstm", **arguments):
    small = {"units": (5, 4), "embedding_units": 4, "dropout": 0.0}
    keras.utils.set_random_seed(0)
    return language_network(LanguageSizes(7), cell=cell, **(small | arguments))


def zeros(network, rows=3):
    return {name: tf.zeros((rows, n)) for name, n in state_sizes(network).items()}


def run(network, ids, states=None, **how):
    states = zeros(network, len(ids)) if states is None else states
    return network({"tokens": tf.constant(ids), **states}, **how)


def window(start, stop, begins):
    given = {"tokens": tf.constant(IDS[:, start:stop]), "begins": tf.fill([3], begins)}
    return given, IDS[:, start + 1 : stop + 1]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("tied", [False, True])
def test_scores_and_states_come_for_each_token(cell, tied):
    network = network_of(cell, tie_weights=tied)
    found = run(network, IDS)
    assert found["scores"].shape == (3, 13, 7)
    expected = {"h1": 5, "h2": 4} | ({"c1": 5, "c2": 4} if cell == "lstm" else {})
    assert state_sizes(network) == expected
    assert {name: found[name].shape[1] for name in expected} == expected


def test_tied_weights_are_one_matrix():
    def matrices(tied):
        weights = network_of(tie_weights=tied, embedding_units=6).weights
        return [weight.shape for weight in weights].count((7, 6))

    assert matrices(tied=True) == 1
    tied = {weight.path for weight in network_of(tie_weights=True).weights}
    assert not any(path.startswith("scores") for path in tied)


@pytest.mark.parametrize("cell", CELLS)
def test_later_tokens_change_no_earlier_score(cell):
    network = network_of(cell)
    other = IDS.copy()
    other[:, 8:] = 1
    one, two = (run(network, i)["scores"] for i in (IDS, other))
    np.testing.assert_array_equal(one[:, :8], two[:, :8])
    assert np.abs(one[:, 9] - two[:, 9]).max() > 1e-4


@pytest.mark.parametrize("cell", CELLS)
def test_one_step_walks_to_the_same_scores(cell):
    network = network_of(cell)
    step, states = one_step(network), zeros(network)
    whole = run(network, IDS)
    for place in range(IDS.shape[1]):
        found = run(step, IDS[:, place : place + 1], states)
        states = {name: found[name] for name in states}
        np.testing.assert_allclose(
            found["scores"][:, 0], whole["scores"][:, place], rtol=1e-5, atol=1e-6
        )
    for name, state in states.items():
        np.testing.assert_allclose(state, whole[name], rtol=1e-5, atol=1e-6)
    assert len(step.weights) == len(network.weights)


def test_dropout_drops_the_same_features_at_every_step():
    network = network_of(dropout=0.5, units=(64,), cell="simple")
    recurrent = next(one for one in network.layers if "rnn" in one.name)
    behind = keras.Model(
        network.input, [recurrent.output[0], network.get_layer("scores").input]
    )
    keras.utils.set_random_seed(1)
    before, after = run(behind, IDS, zeros(network), training=True)
    kept = after.numpy() != 0
    assert (kept == kept[:, :1]).all()
    assert 0.3 < kept.mean() < 0.7
    np.testing.assert_allclose(after.numpy()[kept], 2 * before.numpy()[kept], rtol=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_carried_windows_are_one_long_sequence(cell):
    network = network_of(cell)
    part = CarriedStates(network, 3)
    whole = run(network, IDS[:, :12])
    found = [part(window(*bounds)[0], training=True) for bounds in BOUNDS]
    np.testing.assert_allclose(
        np.concatenate(found, axis=1), whole["scores"], rtol=1e-5, atol=1e-6
    )
    for name, state in part.carried.items():
        np.testing.assert_allclose(state, whole[name], rtol=1e-5, atol=1e-6)


def test_carried_gradients_are_those_of_the_truncated_sequence():
    network = network_of()
    part, loss = CarriedStates(network, 3), NextTokenLoss()
    part(window(*BOUNDS[0])[0], training=True)
    given, wanted = window(*BOUNDS[1])
    with tf.GradientTape() as tape:
        value = loss(wanted, part(given, training=True))
    carried = tape.gradient(value, network.trainable_variables)
    with tf.GradientTape() as tape:
        first = run(network, IDS[:, :5])
        states = {n: tf.stop_gradient(first[n]) for n in zeros(network)}
        second = run(network, IDS[:, 5:9], states)
        whole = loss(wanted, second["scores"])
    expected = tape.gradient(whole, network.trainable_variables)
    assert float(value) == pytest.approx(float(whole), rel=1e-5)
    for one, other in zip(carried, expected, strict=True):
        np.testing.assert_allclose(
            *(tf.convert_to_tensor(each) for each in (one, other)),
            rtol=1e-4,
            atol=1e-6,
        )


def test_states_are_reset_where_a_stream_begins():
    part = CarriedStates(network_of(), 3)
    first, again = (window(0, 5, True)[0] for _ in range(2))
    one = part(first, training=True)
    np.testing.assert_array_equal(part(again, training=True), one)
    going_on = part(
        {**again, "begins": tf.constant([False, True, True])}, training=True
    )
    assert np.abs(going_on[0] - one[0]).max() > 1e-4
    np.testing.assert_array_equal(going_on[1:], one[1:])


def test_validation_neither_sees_nor_changes_the_carried_states():
    network = network_of()
    part = CarriedStates(network, 3)
    part(window(0, 5, True)[0], training=True)
    before = [np.array(state) for state in part.carried.values()]
    given = {"tokens": tf.constant(IDS[:2, :4]), "begins": tf.fill([2], True)}
    expected = run(network, IDS[:2, :4])["scores"]
    np.testing.assert_array_equal(part(given, training=False), expected)
    for state, old in zip(part.carried.values(), before, strict=True):
        np.testing.assert_array_equal(state, old)


@pytest.mark.slow
def test_plain_keras_opens_the_saved_network(tmp_path, fresh_process):
    network = network_of("gru", tie_weights=True, dropout=0.1)
    network.save(tmp_path / "network.keras")
    expected = run(network, IDS)["scores"]
    np.save(tmp_path / "ids.npy", IDS)
    code = (
        "import keras, numpy, sys\n"
        "network = keras.models.load_model('network.keras', safe_mode=True)\n"
        "ids = numpy.load('ids.npy')\n"
        "states = {'h1': numpy.zeros((3, 5)), 'h2': numpy.zeros((3, 4))}\n"
        "numpy.save('scores.npy', network({'tokens': ids, **states})['scores'])\n"
        "assert 'seqkit' not in sys.modules\n"
    )
    fresh_process(code)
    found = np.load(tmp_path / "scores.npy")
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
