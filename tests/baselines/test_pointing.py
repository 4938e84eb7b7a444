"""Orders that need no network: what they give, and where they are right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.baselines import by_angle, input_order
from seqkit.datasets import convex_hull_problem


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


def test_points_need_two_coordinates():
    with pytest.raises(ValueError, match=r"points must have shape \(positions, 2\)"):
        by_angle([[1.0], [2.0]])
