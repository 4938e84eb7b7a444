"""Drawn words: the same again, no word twice, ink where the strokes are."""

from functools import cache
from string import ascii_lowercase

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from seqkit.datasets import load_drawn_words
from seqkit.datasets.drawn_words import _curve, _draw_near
from seqkit.datasets.stroke_letters import LETTERS


@cache
def many():
    """Words that several tests look at."""
    return load_drawn_words(300, 100)


def test_words_are_the_same_for_the_same_seed_and_no_other():
    one, again, other = (load_drawn_words(2, 2, random_state=k) for k in (3, 3, 4))
    assert one.train.texts == again.train.texts != other.train.texts
    for image, same in zip(one.test.images, again.test.images, strict=True):
        np.testing.assert_array_equal(image, same)


def test_first_words_do_not_depend_on_how_many_follow():
    few = load_drawn_words(3, 2)
    assert few.train.texts == many().train.texts[:3]
    np.testing.assert_array_equal(few.test.images[1], many().test.images[1])


def test_no_word_stands_in_both_parts():
    train, dev, test = many()
    assert dev is None
    assert not set(train.texts) & set(test.texts)
    assert len(set(train.texts)) > 290
    assert set("".join(train.texts)) == set(ascii_lowercase) == set(LETTERS)


def test_pictures_are_as_wide_as_their_words():
    images, texts = many().train.images, many().train.texts
    assert {image.dtype.name for image in images} == {"uint8"}
    assert {image.shape[0] for image in images} == {32}
    widths = [image.shape[1] for image in images]
    assert np.corrcoef(widths, [len(text) for text in texts])[0, 1] > 0.8
    assert load_drawn_words(1, 1, height=48).train.images[0].shape[0] == 48


def test_ink_is_darker_than_paper_and_leaves_the_border_free():
    for image in many().train.images[:50]:
        border = np.concatenate([image[:, :2].ravel(), image[:, -2:].ravel()])
        assert border.min() > 130
        assert image.min() < border.mean() - 60


def test_syllables_make_words_longer():
    short, long = (load_drawn_words(30, 1, syllables=n).train for n in (1, 3))
    assert max(map(len, short.texts)) <= 8
    assert np.mean([len(x) for x in long.texts]) > 2 * np.mean(
        [len(x) for x in short.texts]
    )


def test_curves_go_through_their_points():
    stroke = ((0.0, 0.0), (1.0, 2.0), (3.0, 1.0))
    lines = _curve(stroke)
    np.testing.assert_array_equal(lines[:-1, 1], lines[1:, 0])
    for point in stroke:
        assert np.abs(lines.reshape(-1, 2) - point).sum(axis=1).min() < 1e-12


def test_distances_to_a_line_are_those_by_hand():
    reach = np.full((12, 12), np.inf)
    _draw_near(reach, np.array([[[4.5, 4.5], [7.5, 4.5]]]))
    # above the middle, behind the end, off the corner
    assert [reach[1, 5], reach[4, 9], reach[6, 9]] == [9, 4, 8]


def test_letters_differ_from_each_other():
    ways = {name: np.concatenate(strokes) for name, strokes in LETTERS.items()}
    grids = {}
    for name, points in ways.items():
        reach = np.full((36, 16), np.inf)
        lines = np.concatenate([_curve(stroke) for stroke in LETTERS[name]])
        _draw_near(reach, lines * (10, -10) + (3, 23))
        grids[name] = (reach < 2).ravel()
        assert points[:, 0].min() >= 0
    for one in ascii_lowercase:
        for other in ascii_lowercase[: ascii_lowercase.index(one)]:
            both = (grids[one] & grids[other]).sum() / (grids[one] | grids[other]).sum()
            assert both < 0.85, (one, other)


def first_letters(part):
    pairs = zip(part.images, part.texts, strict=True)
    wide = [
        (image[:, :32].ravel(), text[0]) for image, text in pairs if image.size > 1024
    ]
    return zip(*wide, strict=True)


def test_the_nearest_picture_tells_few_first_letters():
    train, _, test = many()
    (X, y), (X_new, y_new) = map(first_letters, (train, test))
    assert KNeighborsClassifier(1).fit(X, y).score(X_new, y_new) < 0.55


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"test": 0}, "test must be a whole number >= 1, got 0"),
        ({"height": 15}, "height must be a whole number >= 16, got 15"),
        ({"syllables": (0, 2)}, "each of syllables must be a whole number >= 1, got 0"),
        ({"random_state": -1}, "random_state must be a whole number >= 0, got -1"),
    ],
)
def test_arguments_out_of_range_are_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        load_drawn_words(**{"train": 1, "test": 1, **arguments})
