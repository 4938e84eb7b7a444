"""Scenes: the same again, what is held out, what the picture shows, what is said."""

from collections import Counter
from functools import cache
from itertools import product

import numpy as np
import pytest

from seqkit.datasets import HELD_OUT_PAIRS, Meaning, captioned_scenes, meaning_of
from seqkit.datasets.scene_meanings import (
    COLOURS,
    CONVERSES,
    COUNTS,
    MOST_OBJECTS,
    RELATIONS,
    SHAPES,
    SIZES,
    Group,
)
from seqkit.datasets.scene_shapes import HALF_EXTENTS, RADII, covering_depths


@cache
def many():
    """Scenes that several tests look at."""
    return captioned_scenes(2000, random_state=1)


@cache
def others():
    return captioned_scenes(300, pairs="unseen", random_state=2)


def pairs_of(meaning):
    return [(group.colour, group.shape) for group in (meaning.first, meaning.second)]


# --------------------------------------------------------------------------- draws


def same(one, other):
    np.testing.assert_array_equal(one.images, other.images)
    np.testing.assert_array_equal(one.groups, other.groups)
    return one.captions == other.captions and one.meanings == other.meanings


@pytest.mark.parametrize("pairs", ["seen", "unseen"])
def test_scenes_are_the_same_for_the_same_seed_and_no_other(pairs):
    one, again, other = (
        captioned_scenes(5, pairs=pairs, random_state=seed) for seed in (3, 3, 4)
    )
    assert same(one, again)
    assert (one.images != other.images).any(axis=(1, 2, 3)).all()
    assert one.meanings != other.meanings


@pytest.mark.parametrize("few", [1, 31, 33])
def test_first_scenes_do_not_depend_on_how_many_follow(few):
    some, more = captioned_scenes(few, random_state=1), many()
    np.testing.assert_array_equal(some.images, more.images[:few])
    np.testing.assert_array_equal(some.groups, more.groups[:few])
    assert some.captions == more.captions[:few]
    assert some.meanings == more.meanings[:few]


def test_a_generator_moves_on_from_draw_to_draw():
    generator = np.random.default_rng(3)
    first, second = (captioned_scenes(3, random_state=generator) for _ in range(2))
    assert same(first, captioned_scenes(3, random_state=3))
    assert first.meanings != second.meanings


def test_scenes_have_the_shapes_they_promise():
    scenes = captioned_scenes(2, pixels=70, random_state=0)
    assert len(scenes) == len(scenes.captions) == len(scenes.meanings) == 2
    assert scenes.images.shape == (2, 70, 70, 3)
    assert scenes.groups.shape == (2, 70, 70)
    assert scenes.images.dtype == scenes.groups.dtype == np.uint8


def test_pixels_change_the_picture_alone():
    small = captioned_scenes(4, random_state=5)
    large = captioned_scenes(4, random_state=5, pixels=192)
    assert small.meanings == large.meanings
    assert small.captions == large.captions
    middles = large.groups[:, 1::3, 1::3]
    assert (middles == small.groups).mean() > 0.99
    away = large.images.reshape(4, 64, 3, 64, 3, 3).mean(axis=(2, 4)) - small.images
    assert np.abs(away).mean() < 8


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"samples": 0}, "samples must be a whole number >= 1, got 0"),
        ({"samples": 2.5}, "samples must be a whole number >= 1, got 2.5"),
        ({"pixels": 63}, "pixels must be a whole number >= 64, got 63"),
        ({"pairs": "all"}, "pairs='all' is unknown; choose 'seen' or 'unseen'"),
    ],
)
def test_scenes_refuse_what_does_not_fit(choices, message):
    with pytest.raises(ValueError, match=message):
        captioned_scenes(**{"samples": 2} | choices)


# ------------------------------------------------------------------------ meanings


def test_each_colour_and_each_shape_is_held_out_once():
    colours, shapes = zip(*HELD_OUT_PAIRS, strict=True)
    assert sorted(colours) == sorted(COLOURS)
    assert sorted(shapes) == sorted(SHAPES)


def test_held_out_pairs_are_in_every_unseen_scene_and_in_no_seen_one():
    seen = Counter(pair for meaning in many().meanings for pair in pairs_of(meaning))
    assert set(seen) == set(product(COLOURS, SHAPES)) - set(HELD_OUT_PAIRS)
    held_out = [
        set(pairs_of(meaning)) & set(HELD_OUT_PAIRS) for meaning in others().meanings
    ]
    assert all(held_out)
    assert set.union(*held_out) == set(HELD_OUT_PAIRS)
    firsts = sum(pairs_of(m)[0] in HELD_OUT_PAIRS for m in others().meanings)
    assert 0.4 < firsts / 300 < 0.7  # 1/2, and both in one of eight


def test_meanings_are_canonical_and_unambiguous():
    for meaning in many().meanings + others().meanings:
        assert meaning.relation in RELATIONS
        assert meaning.canonical() == meaning
        assert meaning.first.look != meaning.second.look
        assert meaning.first.count + meaning.second.count <= MOST_OBJECTS


def test_there_are_as_many_meanings_as_the_help_says():
    looks = list(product(SIZES, COLOURS, SHAPES))
    counts = [pair for pair in product(COUNTS, COUNTS) if sum(pair) <= MOST_OBJECTS]
    both_ways = len(RELATIONS + tuple(CONVERSES.values()))
    number = both_ways * len(counts) * len(looks) * (len(looks) - 1) // 2
    assert f"{number:,}" == "660,096"
    assert "660,096 meanings" in captioned_scenes.__doc__.replace("\n    ", " ")


@pytest.mark.parametrize("relation", RELATIONS)
def test_converse_relations_are_one_meaning(relation):
    one, other = Group(1, "small", "red", "star"), Group(2, "large", "red", "star")
    meaning = Meaning(one, relation, other)
    assert Meaning(other, CONVERSES[relation], one).canonical() == meaning
    assert Meaning(one, CONVERSES[relation], other).canonical() != meaning


@pytest.mark.parametrize("part", ["size", "colour", "shape"])
def test_attributes_are_drawn_evenly(part):
    groups = [g for meaning in many().meanings for g in (meaning.first, meaning.second)]
    found = Counter(getattr(group, part) for group in groups)
    expected = len(groups) / len(found)
    assert len(found) == len({"size": SIZES, "colour": COLOURS, "shape": SHAPES}[part])
    assert all(0.85 < number / expected < 1.15 for number in found.values())


def test_relations_and_counts_are_drawn_evenly():
    relations = Counter(meaning.relation for meaning in many().meanings)
    counts = Counter((m.first.count, m.second.count) for m in many().meanings)
    assert len(relations) == 3
    assert len(counts) == 6
    for found in (relations, counts):
        assert all(0.8 < n * len(found) / 2000 < 1.2 for n in found.values())


# ------------------------------------------------------------------------ pictures


def extent(mask):
    """Return first and last row, first and last column of a mask."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return rows[0], rows[-1], columns[0], columns[-1]


def touching(labels):
    """Whether a pixel of one group is beside a pixel of the other."""
    across = labels[:, 1:].astype(int) * labels[:, :-1]
    down = labels[1:].astype(int) * labels[:-1]
    return 2 in across or 2 in down


def test_groups_stand_as_the_relation_says():
    for meaning, labels in zip(many().meanings, many().groups, strict=True):
        first, second = extent(labels == 1), extent(labels == 2)
        if meaning.relation == "left of":
            assert first[3] + 1 < second[2]
        elif meaning.relation == "above":
            assert first[1] + 1 < second[0]
        else:
            assert first[1] > second[1]
            assert first[0] > second[0]
        assert touching(labels) == (meaning.relation == "in front of")


def test_centres_of_groups_lie_more_along_the_relation_than_across():
    rows, columns = np.mgrid[:64, :64]
    for meaning, labels in zip(many().meanings, many().groups, strict=True):
        one, two = labels == 1, labels == 2
        down = rows[two].mean() - rows[one].mean()
        right = columns[two].mean() - columns[one].mean()
        if meaning.relation == "left of":
            assert right > 1.5 * abs(down)
        elif meaning.relation == "above":
            assert down > 1.5 * abs(right)


def pieces(mask):
    """Count the connected pieces of a mask, corners included."""
    names = np.where(mask, np.arange(1, mask.size + 1).reshape(mask.shape), 0)
    names = np.pad(names, 1)
    while True:
        grown = names
        for axis in (0, 1):
            around = [np.roll(grown, step, axis) for step in (-1, 0, 1)]
            grown = np.max(around, axis=0)
        grown = np.where(names > 0, grown, 0)
        if (grown == names).all():
            return len(np.unique(names)) - 1
        names = grown


def test_as_many_objects_are_drawn_as_the_meaning_counts():
    for meaning, labels in zip(many().meanings[:120], many().groups, strict=False):
        assert pieces(labels == 1) == meaning.first.count
        if meaning.relation != "in front of":
            assert pieces(labels == 2) == meaning.second.count


def test_a_group_behind_is_covered_in_part():
    areas = {"beside": {}, "behind": {}}
    for meaning, labels in zip(many().meanings, many().groups, strict=True):
        place = "behind" if meaning.relation == "in front of" else "beside"
        look = meaning.second.size, meaning.second.shape
        area = (labels == 2).sum() / meaning.second.count
        areas[place].setdefault(look, []).append(area)
    for look, visible in areas["behind"].items():
        whole = np.mean(areas["beside"][look])
        assert min(visible) > 0.5 * whole
        assert np.mean(visible) < 0.97 * whole


def test_covering_depth_of_circles_follows_from_their_lens():
    circle = list(SHAPES).index("circle")
    radii = HALF_EXTENTS[circle, 0] * RADII
    for size, radius in enumerate(radii):
        depth = covering_depths()[circle, size, circle, size]
        away = (2 * radius - depth) / radius
        lens = 2 * np.arccos(away / 2) - away / 2 * np.sqrt(4 - away**2)
        assert lens / np.pi == pytest.approx(0.2, abs=0.05)


def test_sizes_differ_by_a_factor_at_every_shape():
    areas = {}
    for meaning, labels in zip(many().meanings, many().groups, strict=True):
        look = meaning.first.shape, meaning.first.size
        area = (labels == 1).sum() / meaning.first.count
        areas.setdefault(look, []).append(area)
    for shape in SHAPES:
        small, medium, large = (areas[shape, size] for size in SIZES)
        assert max(small) * 1.3 < min(medium)
        assert max(medium) * 1.3 < min(large)


def test_objects_stay_inside_the_picture():
    labels = many().groups
    for edge in (labels[:, 0], labels[:, -1], labels[:, :, 0], labels[:, :, -1]):
        assert not edge.any()


def test_hues_tell_the_colours_apart():
    means, names = [], []
    for meaning, image, labels in zip(
        many().meanings, many().images, many().groups, strict=True
    ):
        paint = image[labels == 1].mean(axis=0)
        means.append(paint / paint.sum())
        names.append(meaning.first.colour)
    means, names = np.array(means), np.array(names)
    bright = ~np.isin(names, ["black", "white"])
    means, names = means[bright], names[bright]
    colours = sorted(set(names))
    middles = np.array([means[names == colour].mean(axis=0) for colour in colours])
    nearest = np.linalg.norm(means[:, None] - middles, axis=-1).argmin(axis=1)
    assert (np.array(colours)[nearest] == names).mean() > 0.98


def test_background_and_light_vary():
    brightness = np.array(
        [
            image[labels == 0].mean()
            for image, labels in zip(many().images, many().groups, strict=True)
        ]
    )
    assert brightness.std() > 10
    assert brightness.min() > 50
    assert brightness.max() < 200


# ------------------------------------------------------- captions and baselines


def test_every_caption_of_a_scene_has_its_meaning():
    for meaning, captions in zip(many().meanings, many().captions, strict=True):
        assert len(set(captions)) == 5
        assert {meaning_of(caption) for caption in captions} == {meaning}
        for caption in captions:
            assert caption == " ".join(caption.split())
            assert caption.replace(" ", "").isalpha()
            assert caption.islower()


def share_right(captions, scenes):
    """Return in how many scenes a caption has the meaning."""
    pairs = zip(captions, scenes.meanings, strict=True)
    return np.mean([meaning_of(caption) == meaning for caption, meaning in pairs])


def nearest_captions(scenes):
    """Return, of each scene, a caption of the nearest of many others in pixels."""
    known = many().images.reshape(2000, -1).astype(np.float32)
    asked = scenes.images.reshape(len(scenes), -1).astype(np.float32)
    distances = (known**2).sum(axis=1) - 2 * asked @ known.T
    return [many().captions[row][0] for row in distances.argmin(axis=1)]


@pytest.mark.parametrize("pairs", ["seen", "unseen"])
def test_guessing_and_the_nearest_picture_do_not_caption(pairs):
    new = captioned_scenes(300, pairs=pairs, random_state=2)
    captions = [caption for five in many().captions for caption in five]
    commonest = Counter(captions).most_common(1)[0][0]
    assert share_right(300 * [commonest], new) < 0.1
    assert share_right(nearest_captions(new), new) < 0.1
