"""Batches: the same samples as `take`, in a repeatable order, in bounded pieces."""

import gc
import itertools
import weakref
from dataclasses import dataclass, field

import numpy as np
import pytest

from seqkit.sequences import Windows, as_dataset
from seqkit.sequences.batches import _MOST_BATCHES, _PIECE_BYTES, _piece_size


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
    keras = pytest.importorskip("keras")
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
