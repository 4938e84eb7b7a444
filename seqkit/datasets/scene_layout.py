"""Where the objects of a scene stand: meanings as codes in, places out.

Lengths are fractions of the picture's side, x from the left, y from the top. All scenes
of a batch are laid out at once; whatever varies is read from numbers in [0, 1).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seqkit.datasets.scene_meanings import COUNTS, RELATIONS
from seqkit.datasets.scene_shapes import HALF_EXTENTS, RADII, covering_depths

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]

MEMBERS = max(COUNTS)
_ROOM = 0.94
_MARGIN = (1 - _ROOM) / 2
_IN_LINE_SHARE = 0.35
_SHARED_DRAWS, _GROUP_DRAWS, _MEMBER_DRAWS = 7, 4, 3
LAYOUT_DRAWS = _SHARED_DRAWS + 2 * (_GROUP_DRAWS + MEMBERS * _MEMBER_DRAWS)


class SceneCodes(NamedTuple):
    """Meanings of many scenes as numbers, each the place of a word in its table.

    Attributes
    ----------
    counts, sizes, colours, shapes : int64 arrays (scenes, 2), first and second group;
        counts are the numbers themselves
    relations : int64 array (scenes,)
    """

    counts: Codes
    sizes: Codes
    colours: Codes
    shapes: Codes
    relations: Codes


class Layout(NamedTuple):
    """Where the members of two groups stand, seen from their scene's upper left corner.

    Attributes
    ----------
    centres : (scenes, 2 groups, 3 members, 2), x and y
    present : bool (scenes, 2 groups, 3 members), False past a group's count
    angles : (scenes, 2 groups, 3 members), radians
    radii : (scenes, 2 groups)
    """

    centres: Array
    present: Mask
    angles: Array
    radii: Array


class _Extents(NamedTuple):
    """How far groups reach along an axis, all (scenes, 2)."""

    half: Array  # of one member
    steps: Array  # from member to member
    whole: Array  # of the group, from its middle


def lay_out(codes: SceneCodes, draws: Array) -> Layout:
    """Place the groups of many scenes as their relations say.

    Members of a group stand in a row, mostly across the line from one group to the
    other, sometimes along it. Beside or above each other the groups leave a gap. A
    group in front of the other stands lower, as what is nearer does on the ground, and
    their nearest members overlap.

    Parameters
    ----------
    codes : of n scenes
    draws : (n, LAYOUT_DRAWS) in [0, 1)

    Examples
    --------
    >>> pair = np.array([[1, 1]])
    >>> circles = SceneCodes(pair, 2 * pair, pair, 0 * pair, relations=np.array([0]))
    >>> lay_out(circles, np.full((1, LAYOUT_DRAWS), 0.5)).centres[0, :, 0].round(3)
    array([[0.308, 0.5  ],
           [0.692, 0.5  ]])
    """
    shared, grouped, single = _split(draws)
    front = codes.relations == RELATIONS.index("in front of")
    above = codes.relations == RELATIONS.index("above")
    upright = front | above
    radii = RADII[codes.sizes] * (0.97 + 0.06 * grouped[..., 0])
    half = HALF_EXTENTS[codes.shapes] * radii[..., None]
    half = np.where(upright[:, None, None], half[..., ::-1], half)
    along, across = _extents(codes.counts, half, grouped)
    apart = _apart(codes, along, shared)
    shift = _shift(codes.counts, across, front, np.abs(apart), shared)
    middles = [
        _placed(apart, along.whole, shared[:, 1]),
        _placed(shift, across.whole, shared[:, 2]),
    ]
    steps = np.stack([along.steps, across.steps], axis=-1)[:, :, None]
    centres = np.stack(middles, axis=-1)[:, :, None] + _ranks(codes.counts) * steps
    centres += 0.006 * (single[..., :2] - 0.5)
    centres = np.where(upright[:, None, None, None], centres[..., ::-1], centres)
    present = np.arange(MEMBERS) < codes.counts[..., None]
    return Layout(centres, present, 0.12 * (single[..., 2] - 0.5), radii)


def _split(draws: Array) -> tuple[Array, Array, Array]:
    """Return draws for the scene, for each group, for each member."""
    shared, rest = np.split(draws, [_SHARED_DRAWS], axis=1)
    grouped, single = np.split(rest, [2 * _GROUP_DRAWS], axis=1)
    return (
        shared,
        grouped.reshape(-1, 2, _GROUP_DRAWS),
        single.reshape(-1, 2, MEMBERS, _MEMBER_DRAWS),
    )


def _ranks(counts: Codes) -> Array:
    """Return the members' places in their row, 0 its middle, (scenes, 2, 3, 1)."""
    return (np.arange(MEMBERS) - (counts[..., None] - 1) / 2)[..., None]


def _extents(counts: Codes, half: Array, grouped: Array) -> tuple[_Extents, _Extents]:
    """Let rows run across the line between the groups, or along it where they fit."""
    steps = 2 * half + (0.024 + 0.012 * grouped[..., 1])[..., None]
    lengths = half + (counts[..., None] - 1) / 2 * steps
    in_line = grouped[..., 2] < _IN_LINE_SHARE
    wanted = np.where(in_line, lengths[..., 0], half[..., 0])
    in_line &= (2 * wanted.sum(axis=1) + 0.05 < _ROOM)[:, None]
    along = _Extents(
        half[..., 0],
        np.where(in_line, steps[..., 0], 0),
        np.where(in_line, lengths[..., 0], half[..., 0]),
    )
    across = _Extents(
        half[..., 1],
        np.where(in_line, 0, steps[..., 1]),
        np.where(in_line, half[..., 1], lengths[..., 1]),
    )
    return along, across


def _apart(codes: SceneCodes, along: _Extents, shared: Array) -> Array:
    """Return how far right of the first group the second stands, or below it.

    Either way, (scenes,); less than 0 in the scenes that show one in front.
    """
    whole = along.whole.sum(axis=1)
    gap = np.minimum(0.05 + 0.13 * shared[:, 0], _ROOM - 2 * whole)
    front = codes.relations == RELATIONS.index("in front of")
    return np.where(front, _depth(codes) - whole, whole + gap)


def _depth(codes: SceneCodes) -> Array:
    """Return how deep members reach into each other in front, (scenes,)."""
    upper_first = np.stack([codes.shapes, codes.sizes], axis=-1)[:, ::-1]
    return covering_depths()[tuple(upper_first.reshape(-1, 4).T)]


def _shift(
    counts: Codes,
    across: _Extents,
    front: Mask,
    apart: Array,
    shared: Array,
) -> Array:
    """Return how far the second group stands to the side of the first, (scenes,).

    In front of each other, a member of one group faces a member of the other.
    """
    room = np.minimum(0.4 * apart, _ROOM - across.whole.sum(axis=1))
    beside = (2 * shared[:, 3] - 1) * np.maximum(room, 0)
    chosen = np.floor(shared[:, 4:6] * counts) - (counts - 1) / 2
    faced = (chosen * across.steps * [1, -1]).sum(axis=1)
    jitter = 0.1 * (shared[:, 6] - 0.5) * across.half.min(axis=1)
    return np.where(front, faced + jitter, beside)


def _placed(second: Array, extents: Array, draws: Array) -> Array:
    """Place two groups inside the picture, the second so far from the first."""
    middles = np.stack([np.zeros_like(second), second], axis=1)
    low, high = (middles - extents).min(axis=1), (middles + extents).max(axis=1)
    spare = _ROOM - (high - low)
    start = _MARGIN + np.where(spare > 0, spare * draws, spare / 2)
    return middles + (start - low)[:, None]
