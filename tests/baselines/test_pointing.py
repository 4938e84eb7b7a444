"""Orders that need no network: what they give, and where they are right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.baselines import by_angle, input_order, nearest_neighbour, two_opt
from seqkit.datasets import convex_hull_problem, travelling_salesman_problem
from seqkit.metrics import tour_length


@pytest.mark.parametrize("count", [1, 4])
def test_input_order_is_that_of_the_input(count):
    assert input_order(np.ones((count, 3))).tolist() == list(range(count))


@given(st.integers(3, 12), st.floats(-3, 3), st.integers(0, 10**6))
def test_points_on_a_circle_are_gone_round(count, turned, seed):
    """Turn a regular polygon, shuffle its corners: neighbours stay neighbours."""
    corners = np.arange(count) * 2 * np.pi / count + turned
    points = np.stack([np.cos(corners), np.sin(corners)], axis=1)
    order = np.random.default_rng(seed).permutation(count)
    around = by_angle(points[order])
    steps = np.diff(order[around], append=order[around[0]]) % count
    assert (steps == 1).all()
    assert points[order[around[0]], 0] == points[:, 0].min()


def test_hulls_of_all_points_are_found():
    X, y = convex_hull_problem(200, size=(3, 5), random_state=0)
    whole = [n for n, corners in enumerate(y) if len(corners) == len(X[n])]
    assert len(whole) > 50
    for number in whole:
        assert by_angle(X[number]).tolist() == y[number].tolist()


def test_the_nearest_point_left_is_next():
    points = np.random.default_rng(0).random((9, 2))
    tour = nearest_neighbour(points)
    ways = tour, np.roll(tour[::-1], 1)  # either may be the one that was walked
    assert any(
        all(
            np.hypot(*(points[way[k]] - points[way[k + 1 :]]).T).argmin() == 0
            for k in range(8)
        )
        for way in ways
    )


def test_turning_parts_round_helps_and_leaves_no_crossing():
    X, y = travelling_salesman_problem(150, size=8, random_state=0)
    exact, turned, nearest = (
        np.array([tour_length(*pair) for pair in zip(X, tours, strict=True)])
        for tours in (y, map(two_opt, X), map(nearest_neighbour, X))
    )
    assert (turned <= nearest + 1e-12).all()
    assert (turned >= exact - 1e-12).all()
    assert turned.mean() < 1.02 * exact.mean() < nearest.mean()


def test_round_trips_have_the_form_of_the_answers():
    X, y = travelling_salesman_problem(40, size=(3, 6), random_state=1)
    found = [two_opt(points).tolist() for points in X]
    right = [one == tour.tolist() for one, tour in zip(found, y, strict=True)]
    assert np.mean(right) > 0.9
    assert all(tour[0] == 0 for tour in found)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_round_trips_of_hardly_any_points(count):
    points = np.eye(3)[:count, :2]
    for tour in (nearest_neighbour(points), two_opt(points)):
        assert sorted(tour) == list(range(count))


def test_two_opt_ends_where_points_coincide():
    assert sorted(two_opt(np.ones((7, 2)))) == list(range(7))


def test_points_need_two_coordinates():
    with pytest.raises(ValueError, match=r"points must have shape \(positions, 2\)"):
        by_angle([[1.0], [2.0]])
