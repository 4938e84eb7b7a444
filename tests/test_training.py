"""Training: the optimizer, what a fit leaves behind, and prediction in order."""

import logging
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.sequences.batches import lengths_of
from seqkit.training import (
    ForNetwork,
    OneOpAdam,
    Recipe,
    fit,
    predict,
    predict_batches,
    prediction,
    watching,
)
from seqkit.training.watching import Falling, RunningMean


def trained(optimizer, layers, x, y):
    """Train equal networks from equal weights; return losses and weights."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.deserialize(one) for one in layers])
    model.compile(optimizer, "mse")
    losses = model.fit(x, y, epochs=6, batch_size=8, shuffle=False, verbose=0)
    return losses.history["loss"], model.get_weights()


@pytest.mark.parametrize("clipnorm", [None, 0.01])
def test_one_op_adam_is_adam(clipnorm):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(32, 5)).astype("float32"), rng.normal(size=(32, 2))
    layers = [keras.layers.Dense(7, activation="tanh"), keras.layers.Dense(2)]
    layers = [keras.layers.serialize(layer) for layer in layers]
    rate = keras.optimizers.schedules.ExponentialDecay(0.05, 3, 0.9)
    ours, w = trained(OneOpAdam(rate, clipnorm=clipnorm), layers, x, y)
    keras_, v = trained(keras.optimizers.Adam(rate, clipnorm=clipnorm), layers, x, y)
    np.testing.assert_allclose(ours, keras_, rtol=1e-5)
    for mine, theirs in zip(w, v, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("clipnorm", [None, 0.01])
def test_one_op_adam_is_adam_where_each_row_stands_once(clipnorm):
    x, y = np.array([[3, 0, 4, 1, 2]]), np.arange(5.0).reshape(1, 5, 1)
    layers = [keras.layers.Embedding(5, 3), keras.layers.Dense(1)]
    layers = [keras.layers.serialize(layer) for layer in layers]
    ours, w = trained(OneOpAdam(0.1, clipnorm=clipnorm), layers, x, y)
    keras_, v = trained(keras.optimizers.Adam(0.1, clipnorm=clipnorm), layers, x, y)
    np.testing.assert_allclose(ours, keras_, rtol=1e-5)
    for mine, theirs in zip(w, v, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)


def sparse(rows, values):
    values = tf.constant(values, tf.float32)
    return tf.IndexedSlices(values, tf.constant(rows), tf.constant([4, 2]))


def updated(gradients, graph=False, **arguments):
    """Apply gradients to a table (4, 2) of ones; return it and its two moments."""
    table = keras.Variable(np.ones((4, 2)), dtype="float32")
    optimizer = OneOpAdam(0.1, **arguments)
    optimizer.build([table])

    def step(gradient):
        optimizer.apply([gradient], [table])

    run = tf.function(step) if graph else step
    for gradient in gradients:
        run(gradient)
    moments = optimizer._momentums[0], optimizer._velocities[0]
    return [np.asarray(part) for part in (table, *moments)]


def adam(gradients, rate=0.1, b1=0.9, b2=0.999, epsilon=1e-7):
    """Dense Adam (Kingma & Ba, 2015, the order of section 2), from ones."""
    w, m, v = np.ones_like(gradients[0]), 0.0, 0.0
    for t, g in enumerate(gradients, start=1):
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
        step = rate * np.sqrt(1 - b2**t) / (1 - b1**t)
        w = w - step * m / (np.sqrt(v) + epsilon)
    return w, m, v


@pytest.mark.parametrize("graph", [False, True])
def test_one_op_adam_adds_up_rows_that_stand_twice(graph):
    draw = np.random.default_rng(0)
    rows = [np.array([2, 0, 2, 2]), np.array([0, 0, 2, 0]), np.array([2, 0, 0, 2])]
    values = [draw.normal(size=(4, 2)) for _ in rows]
    dense = [np.zeros((4, 2)) for _ in rows]
    for total, where, value in zip(dense, rows, values, strict=True):
        np.add.at(total, where, value)

    found = updated(map(sparse, rows, values), graph)

    for part, expected in zip(found, adam(dense), strict=True):
        np.testing.assert_allclose(part[[0, 2]], expected[[0, 2]], rtol=1e-5)


def test_one_op_adam_cancels_rows_that_add_up_to_nothing():
    table, m, v = updated([sparse([1, 1, 0], [[3, 0], [-3, 0], [1, 1]])])

    assert table[1].tolist() == [1, 1]
    assert m[1].tolist() == v[1].tolist() == [0, 0]
    np.testing.assert_allclose(table[0], 0.9, rtol=1e-5)


def test_one_op_adam_leaves_other_rows_alone():
    first = sparse([1, 3], [[1, 2], [3, 4]])
    before = updated([first])

    after = updated([first, sparse([3, 3], [[1, 1], [1, 1]])])

    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(new[:3], old[:3])
        assert (new[3] != old[3]).all()
    table, m, v = after
    assert table[[0, 2]].tolist() == [[1, 1], [1, 1]]
    assert not m[[0, 2]].any()
    assert not v[[0, 2]].any()


def test_one_op_adam_takes_a_batch_without_rows():
    none = sparse(np.zeros(0, "int32"), np.zeros((0, 2)))

    table, m, v = updated([none], clipnorm=1.0)

    assert (table == 1).all()
    assert not m.any()
    assert not v.any()


@pytest.mark.parametrize(
    ("clipnorm", "expected"), [(1.0, [0.6, 0.8]), (2.5, [1.5, 2.0]), (10.0, [3.0, 4.0])]
)
def test_one_op_adam_clips_the_norm_of_the_sum(clipnorm, expected):
    # the rows are (3, 0) + (0, 4) = (3, 4) of norm 5, and (7, 7) - (7, 7) = 0
    gradient = sparse([1, 2, 1, 2], [[3, 0], [7, 7], [0, 4], [-7, -7]])

    _, m, v = updated([gradient], clipnorm=clipnorm)

    g = np.zeros((4, 2))
    g[1] = expected
    np.testing.assert_allclose(m, 0.1 * g, rtol=1e-5)
    np.testing.assert_allclose(v, 0.001 * g**2, rtol=1e-4)


def test_one_op_adam_clips_sparse_as_dense():
    gradient = sparse([1, 3, 1], [[1, 2], [3, 4], [5, 6]])

    for ours, theirs in zip(
        updated([gradient], clipnorm=0.5),
        updated([tf.convert_to_tensor(gradient)], clipnorm=0.5),
        strict=True,
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4)


def test_one_op_adam_corrects_bias_by_all_steps():
    elsewhere = sparse([0], [[1, 1]])

    table, _, _ = updated([elsewhere, elsewhere, sparse([2], [[5, -5]])])

    # 0.1 * sqrt(1 - 0.999**3) / (1 - 0.9**3) * 0.1 * 5 / sqrt(0.001 * 25)
    np.testing.assert_allclose(table[2], [1 - 0.06388, 1 + 0.06388], atol=1e-5)


@pytest.mark.parametrize("clipnorm", [None, 0.5])
def test_one_op_adam_trains_float64_embeddings(clipnorm):
    table = keras.Variable(np.ones((4, 2)), dtype="float64")
    optimizer = OneOpAdam(0.1, clipnorm=clipnorm)
    optimizer.build([table])
    values = tf.constant([[3.0, -4.0]], tf.float64)
    gradient = tf.IndexedSlices(values, tf.constant([2]), tf.constant([4, 2]))

    optimizer.apply([gradient], [table])

    expected = np.ones((4, 2))
    expected[2] = 0.9, 1.1
    np.testing.assert_allclose(table.numpy(), expected, rtol=1e-5)


def test_one_op_adam_trains_float64():
    variable = keras.Variable(np.ones(3), dtype="float64")
    optimizer = OneOpAdam(0.1)
    optimizer.build([variable])
    optimizer.apply([tf.constant([1.0, -1.0, 0.0], tf.float64)], [variable])
    np.testing.assert_allclose(variable.numpy(), [0.9, 1.1, 1.0], rtol=1e-5)


@dataclass(eq=False)
class Points:
    """Points and their targets, all of one length."""

    values: np.ndarray
    targets: np.ndarray

    def __len__(self):
        return len(self.values)

    def take(self, which):
        inputs = {"values": self.values[which], "unread": self.values[which]}
        return inputs, self.targets[which]


@dataclass(eq=False)
class Inputs:
    """What a source gives, without targets."""

    source: Points

    def __len__(self):
        return len(self.source)

    def take(self, which):
        return self.source.take(which)[0]


@dataclass(eq=False)
class Rising:
    """Ragged sequences 1, 2, 3, …; with their sums as targets, or inputs alone."""

    lengths: np.ndarray
    targets: bool = False

    def __len__(self):
        return len(self.lengths)

    def take(self, which):
        steps = np.arange(1, self.lengths[which].max(initial=0) + 1, dtype="int32")
        ids = np.where(steps <= self.lengths[which][:, None], steps, 0)
        inputs = {"ids": ids, "unread": ids}
        return (inputs, self.sums[which]) if self.targets else inputs

    @property
    def sums(self):
        return (self.lengths * (self.lengths + 1) / 2).astype("float32")[:, None]


rising = Rising(np.random.default_rng(0).integers(1, 40, 101))


class Sum(keras.layers.Layer):
    """Sum over time, times a weight; count how often Python runs it."""

    def build(self, shape):
        self.runs = 0
        self.scale = self.add_weight(shape=(), initializer="ones")

    def call(self, ids):
        self.runs += 1
        ids = keras.ops.cast(ids, "float32")
        return self.scale * keras.ops.sum(ids, axis=1, keepdims=True)


def summing():
    ids = keras.Input((None,), dtype="int32", name="ids")
    layer = Sum()
    network = keras.Model([ids], layer(ids))
    layer.runs = 0
    return network, layer


def line():
    """A network and points on a line through the origin, of slope 2."""
    values = np.linspace(-1, 1, 20, dtype="float32")[:, None]
    inputs = keras.Input((1,), name="values")
    outputs = keras.layers.Dense(1, kernel_initializer="zeros")(inputs)
    return keras.Model([inputs], outputs), Points(values, 2 * values)


class Scripted:
    """A judge that gives scores by script, and keeps the weights that it saw."""

    def __init__(self, *scores):
        self.scores, self.seen = list(scores), []

    def __call__(self, network):
        self.seen.append(network.get_weights())
        return self.scores[len(self.seen) - 1]


def fitted(judge, validated=True, **recipe):
    network, points = line()
    recipe = Recipe(learning_rate=0.1, batch_size=8, **recipe)
    checked = points if validated else None
    loss = keras.losses.MeanSquaredError()
    history = fit(network, points, checked, loss, recipe, 0, judge)
    return network, history


@pytest.mark.parametrize("validated", [False, True])
def test_fit_keeps_the_weights_of_the_best_score(validated):
    judge = Scripted(0.2, 0.9, 0.3, 0.9, -1.0)

    network, history = fitted(judge, validated, epochs=5)

    assert history["val_score"].tolist() == [0.2, 0.9, 0.3, 0.9, -1.0]
    assert ("val_loss" in history) is validated
    # the loss falls all the time and would choose the last epoch
    assert history["loss"].is_monotonic_decreasing
    # of equal scores the later one has the smaller loss
    for kept, best in zip(network.get_weights(), judge.seen[3], strict=True):
        np.testing.assert_array_equal(kept, best)
    assert judge.seen[1][0] != judge.seen[3][0] != judge.seen[4][0]


def test_fit_stops_when_the_score_no_longer_rises():
    _, history = fitted(Scripted(-3, -2, -2.5, -2.1, -9), epochs=20, patience=3)

    assert history["val_score"].tolist() == [-3, -2, -2.5, -2.1, -9]
    rates = history["learning_rate"]
    np.testing.assert_allclose(rates, [0.1, 0.1, 0.1, 0.05, 0.025], rtol=1e-6)


class Weights(keras.callbacks.Callback):
    """Notes the network's slope after every step and between epochs."""

    def on_train_begin(self, logs=None):
        self.steps, self.between, self.resumed = [], [], []

    def slope(self):
        return float(self.model.trainable_variables[0][0, 0])

    def on_epoch_begin(self, epoch, logs=None):
        self.resumed.append(self.slope())

    def on_train_batch_end(self, batch, logs=None):
        self.steps.append(self.slope())

    def on_epoch_end(self, epoch, logs=None):
        self.between.append(self.slope())


@pytest.mark.parametrize("validated", [False, True])
def test_fit_keeps_the_mean_of_the_latest_weights(validated):
    seen = Weights()
    judge = Scripted(1.0, 2.0, 3.0, 2.0)

    network, history = fitted(
        judge, validated, epochs=4, averaging=2 / 3, callbacks=(seen,)
    )

    # three steps of eight points an epoch, in one run; the mean looks two back, and no
    # more than a third of all steps
    assert len(seen.steps) == 4
    mean, expected = seen.steps[0], []
    for slope, horizon in zip(seen.steps, (1, 2, 2, 2), strict=True):
        mean += (1 - np.exp(-3 / horizon)) * (slope - mean)
        expected.append(mean)
    np.testing.assert_allclose(seen.between, expected, rtol=1e-5)
    np.testing.assert_allclose([w[0][0, 0] for w in judge.seen], expected, rtol=1e-5)
    np.testing.assert_array_equal(seen.resumed[1:], seen.steps[:-1])
    np.testing.assert_allclose(network.get_weights()[0], expected[2], rtol=1e-5)
    if validated:
        off = network.predict(line()[1].values, verbose=0) - line()[1].targets
        np.testing.assert_allclose(
            history["val_loss"][3], np.square(off).mean(), rtol=1e-4
        )


def test_fit_lets_the_rate_fall_along_a_cosine():
    judge = Scripted(3.0, 2.0, 1.0, 0.0)

    _, history = fitted(judge, epochs=4, patience=4, schedule="cosine")

    # never halved, although no epoch beats the first
    expected = 0.1 * (1 + np.cos(np.pi * np.arange(4) / 4)) / 2
    np.testing.assert_allclose(history["learning_rate"], expected, rtol=1e-6)


def test_fit_lets_the_rate_fall_within_an_epoch():
    falling = Falling(steps=8)
    network, _ = line()
    network.compile(keras.optimizers.SGD(1.0))
    falling.set_model(network)
    falling.on_train_begin()
    rates = []
    for _ in range(2):
        falling.on_epoch_begin(0)
        for first, last in ((0, 2), (3, 3)):  # runs of three steps and of one
            falling.on_train_batch_begin(first)
            rates.append(float(network.optimizer.learning_rate))
            falling.on_train_batch_end(last)
    expected = (1 + np.cos(np.pi * np.array([0, 3, 4, 7]) / 8)) / 2
    np.testing.assert_allclose(rates, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, [1 / 16, 7 / 16, 9 / 16, 15 / 16]),
        ({"at_once": 4}, [2 / 8, 5 / 8, 6 / 8, 1]),
        ({"risen": True}, [1, 1, 1, 1]),
    ],
)
def test_a_layer_rises_from_step_to_step(how, expected):
    shares = []

    class Layer:
        """Notes how far the training is."""

        rise_to = shares.append

    rising = watching.Rising(steps=8, layer=Layer(), **how)
    for _ in range(2):
        rising.on_epoch_begin(0)
        for first, last in ((0, 2), (3, 3)):  # runs of three steps and of one
            rising.on_train_batch_begin(first)
            rising.on_train_batch_end(last)
    np.testing.assert_allclose(shares, expected)


@pytest.mark.parametrize("validated", [False, True])
def test_a_training_that_grows_harder_keeps_its_last_epoch(validated):
    class Harder(keras.layers.Layer):
        """Adds more and more to what comes in, out of training nothing."""

        def build(self, shape):
            self.share = self.add_weight(shape=(), initializer="zeros", trainable=False)

        def rise_to(self, share):
            self.share.assign(share)

        def call(self, x, training=False):
            return x + 50 * self.share if training else x

    plain, points = line()
    network = keras.Model(plain.inputs, Harder()(plain.output))
    seen = []
    note = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(plain.get_weights())
    )
    recipe = Recipe(0.1, 8, epochs=4, patience=1, callbacks=(note,))
    checked = points if validated else None
    loss = keras.losses.MeanSquaredError()
    history = fit(network, points, checked, loss, recipe, 0)
    assert history["loss"].is_monotonic_increasing
    best = history["val_loss"].argmin() if validated else 3
    assert len(seen) == (best + 2 if validated else 4)
    for kept, wanted in zip(plain.get_weights(), seen[best], strict=True):
        np.testing.assert_array_equal(kept, wanted)


def test_fit_averages_runs_of_steps_by_their_length():
    mean = RunningMean(horizon=10.0)
    mean.set_model(line()[0])
    (slope, _) = mean.model.trainable_variables
    mean.on_epoch_begin(0)
    for batch, value in ((38, 1.0), (39, 2.0)):
        slope.assign([[value]])
        mean.on_train_batch_end(batch)
    mean.on_epoch_end(0)
    np.testing.assert_allclose(slope, [[2 - np.exp(-0.1)]], rtol=1e-6)


def test_fit_judges_with_predictions_as_they_stand():
    def judge(network):
        found = predict(network, Inputs(points))
        return -float(np.square(found - points.targets).mean())

    _, points = line()
    _, history = fitted(judge, epochs=5)

    np.testing.assert_allclose(-history["val_score"], history["val_loss"], rtol=1e-4)


def test_fit_shows_losses_and_score_of_each_epoch(capsys):
    _, history = fitted(Scripted(0.25, 0.5), epochs=2, verbose=1)

    shown = [line for line in capsys.readouterr().err.splitlines() if "epoch" in line]
    rows = history.itertuples()
    assert shown == [
        f"epoch {row.Index} of at most 2: loss {row.loss:.4g}, val_loss "
        f"{row.val_loss:.4g}, val_score {row.val_score:.4g}"
        for row in rows
    ]
    assert history["val_score"].tolist() == [0.25, 0.5]


def test_fit_hands_the_score_to_callbacks():
    seen = []
    own = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(logs["val_score"])
    )

    fitted(Scripted(0.25, 0.5), epochs=2, callbacks=(own,))

    assert seen == [0.25, 0.5]


def test_fit_without_a_judge_has_no_score():
    network, history = fitted(None, epochs=3)

    assert history.columns.tolist() == ["loss", "val_loss", "learning_rate", "seconds"]
    assert history.index.tolist() == [1, 2, 3]
    assert not network.compiled


def test_fit_refuses_a_lost_network_whatever_its_score():
    network, points = line()
    points.targets[:] = np.nan
    recipe = Recipe(epochs=2, batch_size=8)
    loss = keras.losses.MeanSquaredError()

    with pytest.raises(FloatingPointError, match="NaN or infinite from the first"):
        fit(network, points, None, loss, recipe, 0, Scripted(0.5, 0.7))


def test_fit_traces_ragged_batches_once():
    network, layer = summing()
    source = Rising(rising.lengths, targets=True)
    recipe = Recipe(batch_size=8, epochs=3)

    history = fit(network, source, source, keras.losses.MeanSquaredError(), recipe, 0)

    assert history["loss"].tolist() == [0, 0, 0]
    assert layer.runs == 2  # once to train and once to validate


def test_for_network_hands_lengths_on():
    network, _ = summing()

    given = ForNetwork(network, rising)

    assert lengths_of(given) is rising.lengths
    assert lengths_of(ForNetwork(*line())) is None
    (ids,) = given.take(np.arange(3))
    np.testing.assert_array_equal(ids, rising.take(np.arange(3))["ids"])


@pytest.mark.parametrize("steps", [1, 100, 16_384])
def test_predictions_over_ragged_sources_keep_their_order(monkeypatch, steps):
    monkeypatch.setattr(prediction, "_STEPS", steps)
    network, _ = summing()

    found = predict(network, rising)

    np.testing.assert_array_equal(found, rising.sums)


def test_predictions_over_points_keep_their_order():
    network, points = line()
    network.set_weights([np.full((1, 1), 3.0), np.ones(1)])

    found = predict(network, Inputs(points), batch_size=3)

    np.testing.assert_allclose(found, 3 * points.values + 1, rtol=1e-6)


def test_prediction_batches_hold_every_sample_in_bounded_steps(monkeypatch):
    monkeypatch.setattr(prediction, "_STEPS", 100)
    network, layer = summing()

    batches = list(predict_batches(network, rising))

    which = [numbers.tolist() for numbers, _ in batches]
    assert sorted(chain.from_iterable(which)) == list(range(len(rising)))
    longest = [int(rising.lengths[numbers].max()) for numbers in which]
    assert longest == sorted(longest)
    for numbers, most in zip(which, longest, strict=True):
        assert len(numbers) * most <= 100
    assert len(batches) > 10
    assert layer.runs <= 3
    for numbers, output in batches:
        np.testing.assert_array_equal(output, rising.sums[numbers])


def test_prediction_batches_of_nothing_are_none():
    nothing = Points(np.zeros((0, 1)), np.zeros((0, 1)))

    assert list(predict_batches(summing()[0], Rising(np.zeros(0, "int64")))) == []
    assert list(predict_batches(line()[0], Inputs(nothing))) == []


def test_prediction_batches_may_be_drawn_in_turns():
    logger = logging.getLogger("tensorflow")
    before = logger.level
    first, second = (predict_batches(summing()[0], rising) for _ in range(2))
    next(first)
    between = logger.level
    next(second)

    first.close()
    second.close()

    assert before == between == logger.level


@pytest.mark.parametrize(
    ("longest", "expected"), [(1, 2048), (8, 2048), (100, 163), (20_000, 1)]
)
def test_validation_batches_are_bounded_by_their_steps(longest, expected):
    assert prediction.validation_batch(Rising(np.array([1, longest]))) == expected
    assert prediction.validation_batch(line()[1]) == 2048


def test_validation_batches_of_few_steps_are_bounded_by_their_bytes():
    pictures = Wide(2**16, lengths=np.array([3, 4]))  # 256 kB each
    assert prediction.validation_batch(pictures) == 32


@dataclass
class Wide:
    """Samples of so many float32 numbers."""

    numbers: int
    lengths: np.ndarray | None = None

    def __len__(self):
        return 5000

    def take(self, which):
        return {"x": np.zeros((len(which), self.numbers), "float32")}


@pytest.mark.parametrize(
    ("numbers", "expected"), [(1, 2048), (1024, 2048), (32_768, 64), (4_000_000, 1)]
)
def test_prediction_batches_are_bounded_by_their_bytes(numbers, expected):
    batches = list(prediction._prediction_batches(Wide(numbers), None))
    assert max(map(len, batches)) == expected
    np.testing.assert_array_equal(np.concatenate(batches), np.arange(5000))


def test_prediction_batches_are_as_large_as_asked():
    batches = prediction._prediction_batches(Wide(4_000_000), 2000)
    assert list(map(len, batches)) == [2000, 2000, 1000]


@dataclass
class Numbered:
    """Samples that are their numbers; it remembers which were taken."""

    in_order: bool

    def __post_init__(self):
        self.taken = []

    def __len__(self):
        return 40

    def take(self, which):
        self.taken += which.tolist()
        x = which.astype("float32")[:, None]
        return {"x": x}, x


@pytest.mark.parametrize("in_order", [True, False])
def test_fit_leaves_samples_in_order_where_batches_go_on(in_order):
    inputs = keras.Input((1,), name="x")
    network = keras.Model({"x": inputs}, keras.layers.Dense(1)(inputs))
    source = Numbered(in_order)
    fit(network, source, None, "mse", Recipe(1e-6, 8, epochs=2), random_state=0)
    passes = np.array(source.taken[1:81]).reshape(2, 40)  # the first is an example
    assert (np.sort(passes) == np.arange(40)).all()
    assert (passes == np.arange(40)).all() == in_order
