"""Every way TensorFlow has of asking for a gradient gets the one that Keras gives."""

import numpy as np
import pytest

from seqkit.keras_backend import tf

pytestmark = pytest.mark.usefixtures("native")

CELLS = ["simple_tanh", "simple_relu", "lstm", "gru"]
every_cell = pytest.mark.parametrize("cell", CELLS)
both_trainings = pytest.mark.parametrize("training", [False, True])
# tracing is what takes the time: one cell in a graph, all of them eagerly
both_modes = pytest.mark.parametrize(
    ("cell", "graph"), [*((cell, False) for cell in CELLS), ("lstm", True)]
)
ALL = {"return_sequences": True, "return_state": True}
X = np.random.default_rng(4).normal(size=(3, 5, 2)).astype("float32")
MASK = np.random.default_rng(5).random((3, 5)) < 0.7


def on_both(pair, function, graph=False):
    """Apply function(layer) to both layers; the fast one has to have run natively."""
    run = tf.function(function) if graph else function
    results = [run(layer) for layer in (pair.fast, pair.stock)]
    assert pair.fast.path == "native"
    return results


def variables(layer):
    return [variable.value for variable in layer.trainable_variables]


@pytest.mark.parametrize(
    ("cell", "graph", "training"),
    [
        *((cell, False, True) for cell in CELLS),
        ("gru", False, False),
        ("lstm", True, False),
    ],
)
def test_second_gradients(cell, training, graph, twins, states_of, agree):
    pair = twins(cell, 4, 2, go_backwards=True, **ALL)
    states = [tf.constant(state) for state in states_of(cell, 3, 4)]

    def twice(layer):
        x = tf.constant(X)
        watched = [x, *states, *variables(layer)]
        with tf.GradientTape() as outer:
            outer.watch(watched)
            with tf.GradientTape() as inner:
                inner.watch(watched)
                y = layer(x, initial_state=states, mask=MASK, training=training)
                loss = sum(tf.reduce_sum(part**3) for part in y)
            first = inner.gradient(loss, watched)
            again = sum(tf.reduce_sum(tf.sin(part)) for part in first)
        return outer.gradient(again, watched)

    agree(*on_both(pair, twice, graph), 2e-5)


@every_cell
def test_third_gradients(cell, twins, agree):
    pair = twins(cell, 3, 2)

    def thrice(layer):
        x = tf.constant(X)
        with tf.GradientTape() as one:
            one.watch(x)
            with tf.GradientTape() as two:
                two.watch(x)
                with tf.GradientTape() as three:
                    three.watch(x)
                    y = tf.reduce_sum(layer(x) ** 3)
                y = tf.reduce_sum(three.gradient(y, x) ** 2)
            y = tf.reduce_sum(two.gradient(y, x) ** 2)
        return [one.gradient(y, x)]

    agree(*on_both(pair, thrice), 2e-5)


@every_cell
@pytest.mark.parametrize("source", ["x", "weights"])
def test_second_gradient_of_one_source(cell, source, twins, agree):
    pair = twins(cell, 4, 2)

    def twice(layer):
        x = tf.constant(X)
        watched = [x] if source == "x" else variables(layer)
        with tf.GradientTape() as outer:
            outer.watch(watched)
            with tf.GradientTape(watch_accessed_variables=False) as inner:
                inner.watch(watched)
                loss = tf.reduce_sum(layer(x, training=True) ** 2)
            first = inner.gradient(loss, watched)
            again = sum(tf.reduce_sum(part**2) for part in first)
        return outer.gradient(again, watched)

    agree(*on_both(pair, twice), 2e-5)


@every_cell
@pytest.mark.parametrize(("pfor", "training"), [(False, True), (True, False)])
def test_jacobian(cell, training, pfor, twins, agree):
    pair = twins(cell, 3, 2)

    def jacobians(layer):
        x = tf.constant(X)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            y = layer(x, mask=MASK, training=training)
        return tape.jacobian(y, [x, *variables(layer)], experimental_use_pfor=pfor)

    agree(*on_both(pair, jacobians), 1e-5)


@both_modes
def test_batch_jacobian(cell, graph, twins, agree):
    pair = twins(cell, 3, 2)

    def jacobian(layer):
        x = tf.constant(X)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, training=not graph)
        return [tape.batch_jacobian(y, x)]

    agree(*on_both(pair, jacobian, graph), 1e-5)


@both_trainings
@pytest.mark.parametrize("cell", ["simple_relu", "gru"])
def test_gradients_of_a_graph(cell, training, twins, agree):
    pair = twins(cell, 4, 2, **ALL)

    def gradients(layer):
        x = tf.constant(X)
        y, *_ = layer(x, mask=MASK, training=training)
        return tf.gradients(tf.reduce_sum(y**2), [x])

    agree(*on_both(pair, gradients, graph=True), 1e-5)


@every_cell
@both_trainings
def test_persistent_tape_gives_the_same_twice(cell, training, twins):
    fast = twins(cell, 20, 2, **ALL).fast
    x = tf.constant(X)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y, *_ = fast(x, training=training)
        loss = tf.reduce_sum(y**2)
    first, second = (tape.gradient(loss, [x, *variables(fast)]) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


@every_cell
@both_trainings
@pytest.mark.parametrize("return_sequences", [False, True])
@pytest.mark.parametrize("used", [0, 1, -1])
def test_gradients_of_some_outputs(
    cell, training, return_sequences, used, twins, agree
):
    choices = {"return_state": True, "return_sequences": return_sequences}
    pair = twins(cell, 4, 2, **choices)

    def gradients(layer):
        x = tf.constant(X)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, mask=MASK, training=training)[used]
        return tape.gradient(y, [x, *variables(layer)])

    agree(*on_both(pair, gradients), 1e-5)


@every_cell
def test_one_step_of_the_outputs_alone(cell, twins, agree):
    pair = twins(cell, 4, 2, return_sequences=True)

    def gradients(layer):
        x = tf.constant(X)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x)[:, 2]
        return tape.gradient(y, [x, *variables(layer)])

    fast, stock = on_both(pair, gradients)
    agree(fast, stock, 1e-5)
    assert not fast[0][:, 3:].numpy().any()


@both_modes
@both_trainings
def test_weights_alone(cell, graph, training, twins, agree):
    pair = twins(cell, 4, 2, go_backwards=True)

    def gradients(layer):
        with tf.GradientTape() as tape:
            tape.watch(variables(layer))
            y = layer(tf.constant(X), training=training)
        return tape.gradient(y, variables(layer))

    agree(*on_both(pair, gradients, graph), 1e-5)


@both_modes
def test_input_alone_of_a_frozen_layer(cell, graph, twins, agree):
    pair = twins(cell, 4, 2)
    pair.fast.trainable = pair.stock.trainable = False

    def gradients(layer):
        x = tf.constant(X)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x)
        return [tape.gradient(y, x)]

    agree(*on_both(pair, gradients, graph), 1e-5)


@every_cell
def test_one_layer_called_twice_in_a_tape(cell, twins, agree):
    pair = twins(cell, 2, 2, return_sequences=True)

    def gradients(layer):
        x = tf.constant(X)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(layer(x, training=True), training=True)
        return tape.gradient(y, [x, *variables(layer)])

    agree(*on_both(pair, gradients), 1e-5)


@every_cell
def test_recomputed_gradients(cell, twins, agree):
    pair = twins(cell, 4, 2)

    def gradients(layer):
        x = tf.constant(X)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.recompute_grad(lambda x: layer(x, training=True))(x)
        return [tape.gradient(y, x)]

    agree(*on_both(pair, gradients), 1e-5)
