"""Moving shapes: the same again, what moves how, and that one frame says nothing."""

from functools import cache

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from seqkit.datasets import load_moving_shapes
from seqkit.datasets.moving_shapes import _MOTIONS, _SHAPES, _beyond, _way


@cache
def many():
    """Clips that several tests look at."""
    return load_moving_shapes(400, 200, size=16)


def test_clips_are_the_same_for_the_same_seed_and_no_other():
    one, again, other = (load_moving_shapes(2, 2, random_state=k) for k in (3, 3, 4))
    for clip, same in zip(one.test.clips, again.test.clips, strict=True):
        np.testing.assert_array_equal(clip, same)
    assert one.train.tags == again.train.tags != other.train.tags


def test_first_clips_do_not_depend_on_how_many_follow():
    few = load_moving_shapes(3, 2, size=16)
    assert few.train.tags == many().train.tags[:3]
    np.testing.assert_array_equal(few.test.clips[1], many().test.clips[1])


def test_clips_have_the_shapes_they_promise():
    train, dev, test = many()
    assert (dev, len(train), len(test)) == (None, 400, 200)
    assert {clip.dtype.name for clip in train.clips} == {"uint8"}
    assert {clip.shape[1:] for clip in train.clips} == {(16, 16, 3)}
    assert {len(clip) for clip in train.clips} == set(range(12, 25))
    assert load_moving_shapes(1, 1, frames=5).train.clips[0].shape == (5, 32, 32, 3)


def test_each_eight_clips_hold_all_motions():
    train = many().train
    for start in range(0, 400, 8):
        assert sorted(train.motions[start : start + 8]) == sorted(_MOTIONS)
    assert set(train.shapes) == set(_SHAPES)
    pairs = zip(train.motions, train.shapes, strict=True)
    assert [(str(a), str(b)) for a, b in pairs] == train.tags


@pytest.mark.parametrize("motion", _MOTIONS)
def test_ways_are_what_they_are_called(motion):
    places, radii = _way(motion, 8, np.random.default_rng(0))
    (dx, dy), grown = np.diff(places, axis=0).T, np.diff(radii)
    turning = dx[:-1] * dy[1:] - dy[:-1] * dx[1:]
    signs = {"left": (-dx, dy), "right": (dx, dy), "up": (-dy, dx), "down": (dy, dx)}
    if motion in signs:
        along, across = signs[motion]
        assert (along > 0.03).all()
        assert (across == 0).all()
    elif motion in ("growing", "shrinking"):
        most = np.sort(grown * (1 if motion == "growing" else -1))
        assert (most[1:] > 0).all()  # once it may start again
    else:  # y grows downwards, where clockwise is from x to y
        assert (turning * (1 if motion == "clockwise" else -1) > 0).all()


def test_places_and_sizes_of_a_frame_are_alike_for_every_motion():
    draw = np.random.default_rng(0)
    for motion in _MOTIONS:
        ways = [_way(motion, 20, draw) for _ in range(2000)]
        for frame in (0, 10, 19):
            held = np.array([(*p[frame] % 1, r[frame]) for p, r in ways])
            spread = np.quantile(held, [0.25, 0.5, 0.75], axis=0)
            np.testing.assert_allclose(
                spread[:, :2].T, [[0.25, 0.5, 0.75]] * 2, atol=0.05
            )
            np.testing.assert_allclose(spread[:, 2], [0.135, 0.19, 0.245], atol=0.015)


def test_shapes_hold_their_middle_and_end_at_their_radius():
    far = np.array([0.0, 1.2])
    for shape in _SHAPES:
        inside, outside = _beyond(shape, far, 0 * far, np.array(1.0))
        assert inside < 0 < outside


@pytest.mark.parametrize("frame", [0, 6, -1])
def test_one_frame_tells_no_motion(frame):
    train, _, test = many()
    X, X_new = (
        np.array([clip[frame].ravel() / 255 for clip in part.clips])
        for part in (train, test)
    )
    single = LogisticRegression(C=0.01, max_iter=200).fit(X, train.motions)
    assert single.score(X_new, test.motions) < 0.2  # chance is 1 / 8


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"train": 0}, "train must be a whole number >= 1, got 0"),
        ({"size": 8}, "size must be a whole number >= 16, got 8"),
        ({"frames": 1}, "each of frames must be a whole number >= 2, got 1"),
    ],
)
def test_arguments_out_of_range_are_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        load_moving_shapes(**{"train": 1, "test": 1, **arguments})
