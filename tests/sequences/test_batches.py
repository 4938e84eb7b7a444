"""Batches: the same samples as `take`, in a repeatable order, in bounded pieces."""

import gc
import itertools
import weakref
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.keras_backend import keras
from seqkit.sequences import Windows, as_dataset
from seqkit.sequences.batches import (
    _MOST_BATCHES,
    _PIECE_BYTES,
    _piece_size,
    batches_of_a_pass,
    lengths_of,
)


@dataclass
class Numbers:
    """A source whose only value is the sample's number."""

    count: int
    asked: list = field(default_factory=list)

    def __len__(self):
        return self.count

    def take(self, which):
        self.asked.append(len(which))
        return {"number": which, "wide": np.outer(which, [1.0, 10.0])}, which * 2


@dataclass(eq=False)
class Words:
    """A ragged source: step t of sample n holds n + 1, written with 1 + n % 3 letters.

    Its features and targets are n + 1, too, and its weights 1 where a step is real.
    """

    lengths: np.ndarray

    def __len__(self):
        return len(self.lengths)

    def take(self, which):
        steps = np.arange(self.lengths[which].max(initial=0))
        mask = steps < self.lengths[which][:, None]
        ids = np.where(mask, which[:, None] + 1, 0).astype("int32")
        letters = 1 + which % 3
        written = np.arange(letters.max(initial=1)) < letters[:, None]
        inputs = {
            "ids": ids,
            "letters": ids[..., None] * written[:, None],
            "values": np.stack([ids, -ids], axis=-1).astype("float32"),
        }
        return inputs, ids, mask.astype("float32")


ragged = Words(np.random.default_rng(0).integers(1, 40, 203))


def samples_of(batches):
    """Numbers of the samples, one list per batch."""
    return [(inputs["ids"].numpy()[:, 0] - 1).tolist() for inputs, *_ in batches]


def flat(batches):
    return [number for batch in batches for number in batch]


def numbers(batches):
    return [int(n) for inputs, _ in batches for n in inputs["number"].numpy()]


@pytest.fixture(scope="module")
def windows():
    values = np.random.default_rng(0).normal(size=(203, 2)).astype("float32")
    return Windows.over([values[:90], values[90:]], lookback=5, horizon=2)


@pytest.mark.parametrize("batch_size", [1, 7, 64, 1000])
def test_batches_equal_arrays(windows, batch_size):
    parts = list(as_dataset(windows, batch_size))

    X, y = windows.arrays()
    np.testing.assert_array_equal(np.concatenate([part[0] for part in parts]), X)
    np.testing.assert_array_equal(np.concatenate([part[1] for part in parts]), y)
    sizes = [len(part[1]) for part in parts]
    assert set(sizes[:-1]) <= {batch_size}
    assert sizes[-1] == (len(windows) - 1) % batch_size + 1
    assert parts[0][0].dtype == "float32"


def test_batches_of_named_inputs_belong_together():
    for inputs, y in as_dataset(Numbers(10), 4, shuffle=True, random_state=0):
        number = inputs["number"].numpy()
        np.testing.assert_array_equal(y, number * 2)
        np.testing.assert_array_equal(inputs["wide"], np.outer(number, [1, 10]))


def test_batches_shuffled_are_a_permutation():
    order = numbers(as_dataset(Numbers(100), 8, shuffle=True, random_state=1))

    assert order != list(range(100))
    assert sorted(order) == list(range(100))


def test_batches_in_order_without_shuffle():
    assert numbers(as_dataset(Numbers(20), 6)) == list(range(20))


@pytest.mark.parametrize("repeat", [False, True])
def test_batches_repeat_by_seed_and_differ_by_pass(repeat):
    def two_passes(seed):
        made = as_dataset(
            Numbers(40), 8, shuffle=True, random_state=seed, repeat=repeat
        )
        if repeat:
            flat = numbers(itertools.islice(made, 10))
            return [flat[:40], flat[40:]]
        return [numbers(made), numbers(made)]

    first, second = two_passes(3)

    assert sorted(first) == sorted(second) == list(range(40))
    assert first != second
    assert two_passes(3) == [first, second]
    assert two_passes(4)[0] != first


def test_batches_leave_the_global_generator_alone():
    np.random.seed(0)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002

    numbers(as_dataset(Numbers(10), 4, shuffle=True))

    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_batches_repeated_never_cross_a_pass():
    made = as_dataset(Numbers(10), 4, repeat=True)

    sizes = [len(y) for _, y in itertools.islice(made, 7)]

    assert sizes == [4, 4, 2, 4, 4, 2, 4]


def test_batches_know_their_count(windows):
    assert int(as_dataset(Numbers(10), 4).cardinality()) == 3
    assert int(as_dataset(Numbers(8), 4).cardinality()) == 2
    assert int(as_dataset(windows, 50).cardinality()) == len(
        list(as_dataset(windows, 50))
    )
    assert int(as_dataset(Numbers(8), 4, repeat=True).cardinality()) == -1


@pytest.mark.parametrize("sample_bytes", [0, 1, 4_000, 300_000, 50_000_000])
@pytest.mark.parametrize("batch_size", [1, 64, 5_000])
def test_piece_size_is_bounded_whole_batches(sample_bytes, batch_size):
    example = np.zeros((1, sample_bytes), dtype="int8")

    samples = _piece_size((example, np.zeros((1, 0))), batch_size)

    assert samples % batch_size == 0
    assert batch_size <= samples <= _MOST_BATCHES * batch_size
    assert samples * sample_bytes <= _PIECE_BYTES or samples == batch_size


def test_batches_gather_in_pieces():
    source = Numbers(3 * 256 * 2 + 1)

    order = numbers(as_dataset(source, 2))

    assert order == list(range(len(source)))
    assert source.asked == [1, 512, 512, 512, 1]


def test_batches_of_an_empty_source_are_none():
    assert list(as_dataset(Numbers(0), 4)) == []


def test_batches_train_a_keras_model(windows):
    model = keras.Sequential(
        [keras.Input((5, 2)), keras.layers.Flatten(), keras.layers.Dense(4)]
    )
    model.add(keras.layers.Reshape((2, 2)))
    model.compile("adam", "mse")

    history = model.fit(
        as_dataset(windows, 32, shuffle=True, random_state=0),
        epochs=2,
        shuffle=False,
        verbose=0,
    )

    assert len(history.history["loss"]) == 2


@pytest.mark.parametrize("batch_size", [0, 2.0, None])
def test_batches_refuse_bad_sizes(batch_size):
    with pytest.raises(ValueError, match="batch_size must be a whole number >= 1"):
        as_dataset(Numbers(3), batch_size)


def test_source_is_freed_with_its_dataset():
    source = Windows.over(np.arange(40.0), lookback=3, horizon=1)
    alive = weakref.ref(source)
    dataset = as_dataset(source, batch_size=4, repeat=True)
    del source
    assert len(list(dataset.take(30))) == 30

    del dataset
    gc.collect()

    assert alive() is None


def test_lengths_tell_ragged_sources_from_others(windows):
    assert lengths_of(ragged) is ragged.lengths
    assert lengths_of(Numbers(3)) is None
    assert lengths_of(windows) is None


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("batch_size", [1, 7, 64, 1000])
def test_ragged_batches_hold_every_sample_once(batch_size, shuffle):
    made = as_dataset(ragged, batch_size, shuffle=shuffle, random_state=0)

    batches = samples_of(made)

    count = -(-len(ragged) // batch_size)  # Keras is told so many steps per epoch
    assert len(batches) == int(made.cardinality()) == count
    assert sorted(flat(batches)) == list(range(len(ragged)))
    sizes = sorted(map(len, batches), reverse=True)
    assert set(sizes[:-1]) <= {batch_size}
    assert sizes[-1] == (len(ragged) - 1) % batch_size + 1


@settings(max_examples=20)  # each makes a pipeline anew
@given(
    lengths=st.lists(st.integers(1, 30), min_size=1, max_size=40),
    batch_size=st.integers(1, 50),
)
def test_ragged_batches_are_as_many_as_steps_of_an_epoch(lengths, batch_size):
    source = Words(np.array(lengths))

    batches = samples_of(as_dataset(source, batch_size, shuffle=True, random_state=0))

    assert len(batches) == -(-len(lengths) // batch_size)
    assert sorted(flat(batches)) == list(range(len(lengths)))


@pytest.mark.parametrize("seed", [0, 1])
def test_ragged_batches_of_as_many_steps_hold_every_sample_once(seed):
    source = Words(np.random.default_rng(seed).integers(1, 30, 200))
    made = as_dataset(source, shuffle=True, random_state=seed, batch_steps=60)

    batches = samples_of(made)

    count = batches_of_a_pass(source, 32, 60)
    assert len(batches) == int(made.cardinality()) == count
    assert sorted(flat(batches)) == list(range(200))
    sizes = [inputs["ids"].shape for inputs, *_ in made]
    assert max(samples * steps for samples, steps in sizes) <= 60
    assert len({samples for samples, _ in sizes}) > 3


def test_few_samples_in_order_are_one_batch():
    few = Words(np.array([1, 50, 300]))
    (batch,) = as_dataset(few, batch_size=3)
    inputs, ids, weights = few.take(np.arange(3))
    for name, values in inputs.items():
        np.testing.assert_array_equal(batch[0][name], values)
    np.testing.assert_array_equal(batch[1], ids)
    np.testing.assert_array_equal(batch[2], weights)
    assert int(as_dataset(few, batch_size=3).cardinality()) == 1
    again = as_dataset(few, batch_size=64, batch_steps=64)
    assert len(samples_of(again)) == int(again.cardinality()) == 3


def test_ragged_batches_go_from_short_to_long_without_shuffle():
    made = as_dataset(ragged, 8)

    longest = [inputs["ids"].shape[1] for inputs, *_ in made]

    assert longest == sorted(longest)
    assert longest[0] < longest[-1] == ragged.lengths.max()
    assert samples_of(made) == samples_of(made)


def test_ragged_batches_pad_to_their_own_longest():
    for inputs, targets, weights in as_dataset(ragged, 8, shuffle=True, random_state=0):
        which = inputs["ids"].numpy()[:, 0] - 1
        lengths = ragged.lengths[which]
        assert targets.shape == (len(which), lengths.max())
        np.testing.assert_array_equal(weights.numpy().sum(axis=1), lengths)
        assert inputs["letters"].shape[2] == (1 + which % 3).max()
        np.testing.assert_array_equal(
            (inputs["letters"].numpy()[:, 0] > 0).sum(axis=1), 1 + which % 3
        )


def test_ragged_batches_equal_what_the_source_gives():
    for inputs, targets, weights in as_dataset(
        ragged, 16, shuffle=True, random_state=0
    ):
        which = inputs["ids"].numpy()[:, 0] - 1
        expected, expected_targets, expected_weights = ragged.take(which)
        for name, part in expected.items():
            np.testing.assert_array_equal(inputs[name], part)
            assert inputs[name].dtype == part.dtype
        np.testing.assert_array_equal(targets, expected_targets)
        np.testing.assert_array_equal(weights, expected_weights)


def test_ragged_batches_declare_which_axes_vary():
    inputs, targets, weights = as_dataset(ragged, 8).element_spec

    assert inputs["ids"].shape.as_list() == [None, None]
    assert inputs["letters"].shape.as_list() == [None, None, None]
    assert inputs["values"].shape.as_list() == [None, None, 2]
    assert targets.shape.as_list() == weights.shape.as_list() == [None, None]


@pytest.mark.parametrize("repeat", [False, True])
def test_ragged_batches_repeat_by_seed_and_differ_by_pass(repeat):
    steps = -(-len(ragged) // 8)

    def two_passes(seed):
        made = as_dataset(ragged, 8, shuffle=True, random_state=seed, repeat=repeat)
        if repeat:
            batches = samples_of(itertools.islice(made, 2 * steps))
            return [batches[:steps], batches[steps:]]
        return [samples_of(made), samples_of(made)]

    first, second = two_passes(3)

    assert sorted(flat(first)) == sorted(flat(second)) == list(range(len(ragged)))
    assert first != second
    assert two_passes(3) == [first, second]
    assert two_passes(4)[0] != first


def test_ragged_batches_of_equal_lengths_and_of_one_step():
    source = Words(np.ones(5, dtype="int64"))

    assert samples_of(as_dataset(source, 2)) == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize("repeat", [False, True])
def test_ragged_batches_of_an_empty_source_are_none(repeat):
    source = Words(np.zeros(0, dtype="int64"))

    made = as_dataset(source, 4, shuffle=True, repeat=repeat)

    assert made.element_spec[0]["values"].shape.as_list() == [None, None, 2]
    if not repeat:
        assert int(made.cardinality()) == 0
        assert list(made) == []


def test_ragged_batches_leave_the_global_generator_alone():
    np.random.seed(0)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002

    samples_of(as_dataset(ragged, 8, shuffle=True))

    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_ragged_source_is_freed_with_its_dataset():
    source = Words(ragged.lengths)
    alive = weakref.ref(source)
    dataset = as_dataset(source, batch_size=4, repeat=True)
    del source
    assert len(list(dataset.take(60))) == 60

    del dataset
    gc.collect()

    assert alive() is None


class Tally(keras.layers.Layer):
    """Scale its input, and count how often Python runs it."""

    def build(self, shape):
        self.runs = 0
        self.scale = self.add_weight(shape=())

    def call(self, inputs):
        self.runs += 1
        return keras.ops.cast(inputs, "float32")[..., None] * self.scale


def test_ragged_batches_trace_one_graph():
    ids, tally = keras.Input((None,), dtype="int32", name="ids"), Tally()
    model = keras.Model(ids, tally(ids))
    model.compile("adam", "mse")
    steps = -(-len(ragged) // 8)
    made = as_dataset(ragged, 8, shuffle=True, random_state=0, repeat=True).map(
        lambda inputs, targets, weights: (inputs["ids"], targets[..., None], weights)
    )
    tally.runs = 0

    model.fit(made, epochs=3, steps_per_epoch=steps, shuffle=False, verbose=0)

    assert len(np.unique(ragged.lengths)) > 30
    assert 1 <= tally.runs <= 2
