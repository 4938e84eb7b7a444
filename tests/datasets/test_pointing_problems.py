"""Problems to point at: right answers by a second route, sizes, seeds, edges."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.datasets import (
    convex_hull_problem,
    sorting_problem,
    travelling_salesman_problem,
)
from seqkit.metrics import tour_length

problems = pytest.mark.parametrize(
    "problem", [sorting_problem, convex_hull_problem, travelling_salesman_problem]
)


@problems
def test_seed_makes_draws_repeatable_and_different(problem):
    X, y = problem(20, random_state=3)
    for again, expected in zip(problem(20, random_state=3), (X, y), strict=True):
        for one, other in zip(again, expected, strict=True):
            np.testing.assert_array_equal(one, other)
    assert not np.array_equal(X[0], problem(20, random_state=4)[0][0])


@problems
def test_sizes_are_those_asked_for(problem):
    X, y = problem(300, size=(4, 6), random_state=0)
    counts = np.bincount([len(each) for each in X])
    assert counts[:4].sum() == 0
    assert len(counts) == 7
    assert counts[4:].min() > 70
    assert {len(each) for each in problem(5, size=7, random_state=0)[0]} == {7}
    assert {each.dtype for each in X} == {np.dtype("float64")}
    assert {each.dtype for each in y} == {np.dtype("int64")}


def test_numbers_are_sorted():
    X, y = sorting_problem(50, size=(1, 8), random_state=1)
    for numbers, order in zip(X, y, strict=True):
        assert numbers[order, 0].tolist() == sorted(numbers[:, 0])
        assert sorted(order) == list(range(len(numbers)))
    assert np.mean(np.concatenate(X)) == pytest.approx(0.5, abs=0.05)


def cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def monotone_chain(points):
    """Return the hull of points by Andrew's monotone chain, from the leftmost."""
    order = sorted(range(len(points)), key=lambda k: tuple(points[k]))
    halves = []
    for run in (order, order[::-1]):
        half = []
        for k in run:
            while len(half) > 1 and cross(*points[[*half[-2:], k]]) <= 0:
                half.pop()
            half.append(k)
        halves += half[:-1]
    return halves


@given(st.integers(3, 30), st.integers(0, 10**6))
def test_hulls_are_those_of_the_monotone_chain(size, seed):
    (points,), (corners,) = convex_hull_problem(1, size=size, random_state=seed)
    assert corners.tolist() == monotone_chain(points)


def test_a_hull_begins_leftmost_and_turns_left_at_each_corner():
    X, y = convex_hull_problem(50, size=(3, 12), random_state=0)
    for points, corners in zip(X, y, strict=True):
        assert points[corners[0], 0] == points[:, 0].min()
        around = points[corners]
        for k in range(len(around)):
            assert cross(around[k - 2], around[k - 1], around[k]) > 0


@pytest.mark.parametrize("size", [3, 4, 5, 6])
def test_no_round_trip_is_shorter(size):
    X, y = travelling_salesman_problem(5, size=size, random_state=size)
    for points, tour in zip(X, y, strict=True):
        shortest = min(
            tour_length(points, [0, *rest]) for rest in permutations(range(1, size))
        )
        assert tour_length(points, tour) == pytest.approx(shortest, rel=1e-12)
        assert sorted(tour) == list(range(size))


def test_round_trips_begin_first_and_go_counter_clockwise():
    X, y = travelling_salesman_problem(60, size=(3, 9), random_state=0)
    for points, tour in zip(X, y, strict=True):
        around = points[tour]
        area = sum(cross(points[0], *around[k : k + 2]) for k in range(len(tour) - 1))
        assert tour[0] == 0
        assert area > 0


def test_round_trips_are_as_long_as_published():
    """Vinyals, Fortunato and Jaitly (2015), table 2, n = 5: 2.12."""
    X, y = travelling_salesman_problem(3000, size=5, random_state=0)
    lengths = [tour_length(*pair) for pair in zip(X, y, strict=True)]
    assert np.mean(lengths) == pytest.approx(2.12, abs=0.02)


@pytest.mark.parametrize(
    ("problem", "arguments", "words"),
    [
        (sorting_problem, {"count": 0}, "count must be a whole number >= 1"),
        (sorting_problem, {"size": 0}, "each of size must be a whole number >= 1"),
        (convex_hull_problem, {"size": 2}, "each of size must be a whole number >= 3"),
        (travelling_salesman_problem, {"size": 2}, "each of size must be .* >= 3"),
        (travelling_salesman_problem, {"size": (5, 13)}, "number <= 12, got 13; make"),
        (sorting_problem, {"size": (5, 3)}, "must name the fewest before the most"),
        (sorting_problem, {"size": (1, 2, 3)}, r"a pair \(fewest, most\), got"),
        (sorting_problem, {"size": 2.5}, r"a pair \(fewest, most\), got 2.5"),
    ],
)
def test_wrong_sizes_get_one_sentence(problem, arguments, words):
    with pytest.raises(ValueError, match=words):
        problem(**{"count": 3} | arguments)
