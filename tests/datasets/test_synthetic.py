"""Synthetic tasks: what they ask, what their statistics give away, and edges."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.datasets import adding_problem, copy_memory, pattern_sequences
from seqkit.datasets.synthetic import gated_memory

DRAWS = {
    "pattern": partial(pattern_sequences, 20, 8),
    "adding": partial(adding_problem, 20, 8),
    "copy": partial(copy_memory, 20, 8),
    "gated": partial(gated_memory, 20, 8),
}
every_task = pytest.mark.parametrize("task", DRAWS)


@every_task
def test_seed_makes_draws_repeatable_and_different(task):
    draw = DRAWS[task]
    for one, two in zip(draw(random_state=3), draw(random_state=3), strict=True):
        np.testing.assert_array_equal(one, two)
    assert (draw(random_state=3)[0] != draw(random_state=4)[0]).any()


@every_task
def test_a_generator_moves_on_from_draw_to_draw(task):
    generator = np.random.default_rng(3)
    first = DRAWS[task](random_state=generator)
    second = DRAWS[task](random_state=generator)
    np.testing.assert_array_equal(first[0], DRAWS[task](random_state=3)[0])
    assert (first[0] != second[0]).any()


# ----------------------------------------------------------------------- pattern


def starts(X):
    """Return where the letters A, B and C begin, and their order, per sequence."""
    ids = X.argmax(axis=-1)
    found = [np.flatnonzero(row < 3) for row in ids]
    return [where[0] for where in found], [
        tuple(row[where]) for row, where in zip(ids, found, strict=True)
    ]


@settings(max_examples=40)
@given(
    samples=st.integers(1, 30),
    timesteps=st.integers(3, 12),
    symbols=st.integers(4, 9),
    seed=st.integers(0, 99),
    data=st.data(),
)
def test_label_says_whether_the_letters_stand_in_order(
    samples, timesteps, symbols, seed, data
):
    places = st.integers(0, timesteps - 3)
    positions = data.draw(st.none() | st.lists(places, min_size=1))
    X, y = pattern_sequences(samples, timesteps, positions, seed, symbols=symbols)
    assert X.shape == (samples, timesteps, symbols)
    assert X.dtype == np.float32
    np.testing.assert_array_equal(X.sum(axis=-1), 1)
    found, orders = starts(X)
    for start, order, label in zip(found, orders, y, strict=True):
        assert sorted(order) == [0, 1, 2]
        assert (order == (0, 1, 2)) == (label == 1)
        assert positions is None or start in positions
    assert y.sum() == samples // 2


def test_pattern_uses_every_position_and_every_order():
    X, _ = pattern_sequences(2000, 10, random_state=0)
    found, orders = starts(X)
    assert set(found) == set(range(8))
    counts = [orders.count(order) for order in sorted(set(orders))]
    assert counts[0] == 1000  # A B C sorts first
    assert len(counts) == 6
    assert min(counts[1:]) > 150


def test_counting_letters_does_not_tell_the_halves_apart():
    X, y = pattern_sequences(4000, 10, random_state=0)
    counts = X.sum(axis=1)
    np.testing.assert_array_equal(counts[:, :3], 1)
    away = counts[y == 1].mean(axis=0) - counts[y == 0].mean(axis=0)
    assert np.abs(away).max() < 0.1


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"samples": 0}, "samples must be a whole number >= 1"),
        ({"timesteps": 2}, "timesteps must be a whole number >= 3"),
        ({"symbols": 3}, "symbols must be a whole number >= 4"),
        ({"positions": [-1]}, "each of positions must be a whole number >= 0"),
        ({"positions": [6]}, r"steps from 0 to 5, .* 8 timesteps .* got \[6\]"),
        ({"positions": []}, "positions must name steps from 0 to 5"),
    ],
)
def test_pattern_refuses_what_does_not_fit(choices, message):
    with pytest.raises(ValueError, match=message):
        pattern_sequences(**{"samples": 4, "timesteps": 8} | choices)


# ------------------------------------------------------------------------ adding


@settings(max_examples=40)
@given(
    samples=st.integers(1, 30), timesteps=st.integers(2, 15), seed=st.integers(0, 99)
)
def test_adding_marks_one_value_in_each_half_and_sums_them(samples, timesteps, seed):
    X, y = adding_problem(samples, timesteps, seed)
    assert X.shape == (samples, timesteps, 2)
    assert y.shape == (samples, 1)
    assert X.dtype == y.dtype == np.float32
    values, marks = X[..., 0], X[..., 1]
    assert set(np.unique(marks)) <= {0, 1}
    half = timesteps // 2
    np.testing.assert_array_equal(marks[:, :half].sum(axis=1), 1)
    np.testing.assert_array_equal(marks[:, half:].sum(axis=1), 1)
    expected = values[marks == 1].reshape(samples, 2).sum(axis=1)
    np.testing.assert_allclose(y[:, 0], expected, rtol=1e-6)


def test_adding_has_the_errors_its_help_names():
    X, y = adding_problem(20_000, 10, random_state=0)
    assert X[..., 0].min() >= 0
    assert X[..., 0].max() < 1
    first = (X[:, :5, 0] * X[:, :5, 1]).sum(axis=1)
    assert ((y[:, 0] - 1) ** 2).mean() == pytest.approx(1 / 6, rel=0.03)
    assert ((y[:, 0] - first - 0.5) ** 2).mean() == pytest.approx(1 / 12, rel=0.03)


def test_adding_marks_every_step_of_an_odd_length():
    marks = adding_problem(500, 5, random_state=0)[0][..., 1]
    assert marks.any(axis=0).all()


@pytest.mark.parametrize(
    ("samples", "timesteps", "message"),
    [(0, 8, "samples must be"), (4, 1, "timesteps must be a whole number >= 2")],
)
def test_adding_refuses_numbers_too_small(samples, timesteps, message):
    with pytest.raises(ValueError, match=message):
        adding_problem(samples, timesteps)


# -------------------------------------------------------------------------- copy


@settings(max_examples=40)
@given(
    samples=st.integers(1, 20),
    delay=st.integers(1, 12),
    length=st.integers(1, 6),
    symbols=st.integers(2, 9),
    seed=st.integers(0, 99),
)
def test_copy_asks_for_the_symbols_after_the_call(
    samples, delay, length, symbols, seed
):
    X, y = copy_memory(samples, delay, seed, length=length, symbols=symbols)
    timesteps = delay + 2 * length
    assert X.shape == y.shape == (samples, timesteps)
    assert X.dtype == y.dtype == np.int64
    blank = symbols
    np.testing.assert_array_equal(y[:, -length:], X[:, :length])
    assert X[:, :length].max() < symbols
    assert (y[:, :-length] == blank).all()
    assert (X[:, length + delay - 1] == symbols + 1).all()
    rest = np.delete(X[:, length:], delay - 1, axis=1)
    assert (rest == blank).all()


def test_copy_has_the_sizes_of_its_paper():
    X, _ = copy_memory(200, 100, random_state=0)
    assert X.shape == (200, 120)
    assert set(np.unique(X[:, :10])) == set(range(8))


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"samples": 0}, "samples must be"),
        ({"delay": 0}, "delay must be a whole number >= 1"),
        ({"length": 0}, "length must be"),
        ({"symbols": 1}, "symbols must be a whole number >= 2"),
    ],
)
def test_copy_refuses_numbers_too_small(choices, message):
    with pytest.raises(ValueError, match=message):
        copy_memory(**{"samples": 4, "delay": 8} | choices)


# ------------------------------------------------------------------------- gated


@settings(max_examples=40)
@given(
    samples=st.integers(1, 20),
    timesteps=st.integers(1, 15),
    rate=st.floats(0, 0.99),
    seed=st.integers(0, 99),
)
def test_gated_memory_keeps_the_newest_marked_value(samples, timesteps, rate, seed):
    X, y = gated_memory(samples, timesteps, seed, rate=rate)
    assert X.shape == (samples, timesteps, 2)
    assert y.shape == (samples, timesteps, 1)
    assert X.dtype == y.dtype == np.float32
    assert (X[:, 0, 1] == 1).all()
    for (values, marks), answers in zip(X.transpose(0, 2, 1), y[..., 0], strict=True):
        kept = np.nan
        for value, mark, answer in zip(values, marks, answers, strict=True):
            kept = value if mark else kept
            assert answer == kept


def test_gated_memory_has_the_error_and_the_rate_its_help_names():
    X, y = gated_memory(2000, 50, random_state=0)
    assert X[..., 0].min() >= -1
    assert X[..., 0].max() < 1
    assert (y**2).mean() == pytest.approx(1 / 3, rel=0.03)
    assert set(np.unique(X[..., 1])) == {0, 1}
    assert X[:, 1:, 1].mean() == pytest.approx(0.1, rel=0.03)
    never = gated_memory(5, 8, random_state=0, rate=0)[0]
    assert never[..., 1].sum() == 5


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"samples": 0}, "samples must be"),
        ({"timesteps": 0}, "timesteps must be a whole number >= 1"),
        ({"rate": -0.1}, r"rate must be a number in \[0, 1\)"),
        ({"rate": 1.0}, r"rate must be a number in \[0, 1\)"),
    ],
)
def test_gated_memory_refuses_what_does_not_fit(choices, message):
    with pytest.raises(ValueError, match=message):
        gated_memory(**{"samples": 4, "timesteps": 8} | choices)
