"""Images read as sequences: known answers, a second route back, what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences import image_sequences

# height 2, width 4
IMAGE = [[1, 2, 3, 4], [5, 6, 7, 8]]
COLOURED = [[[1, 10], [2, 20]], [[3, 30], [4, 40]]]
SHUFFLED = [1, 0]


def put_back(sequence, by, size, channels, patch):
    """Paint the steps onto an empty image, one after the other: the slow way back."""
    image = np.full((*size, channels), np.nan)
    tall, wide = {"rows": (1, size[1]), "columns": (size[0], 1), "pixels": (1, 1)}.get(
        by, patch
    )
    places = [
        (top, left)
        for top in range(0, size[0], tall)
        for left in range(0, size[1], wide)
    ]
    for (top, left), step in zip(places, sequence, strict=True):
        part = np.reshape(step, (tall, wide, channels))
        image[top : top + tall, left : left + wide] = part
    return image


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, [[1, 2, 3, 4], [5, 6, 7, 8]]),
        ({"by": "columns"}, [[1, 5], [2, 6], [3, 7], [4, 8]]),
        ({"by": "pixels"}, [[1], [2], [3], [4], [5], [6], [7], [8]]),
        ({"by": "patches", "patch": (2, 2)}, [[1, 2, 5, 6], [3, 4, 7, 8]]),
        ({"by": "patches", "patch": [1, 2]}, [[1, 2], [3, 4], [5, 6], [7, 8]]),
        ({"by": "patches", "patch": (2, 4)}, [[1, 2, 3, 4, 5, 6, 7, 8]]),
        ({"order": SHUFFLED}, [[5, 6, 7, 8], [1, 2, 3, 4]]),
        ({"by": "columns", "order": (3, 0, 2, 1)}, [[4, 8], [1, 5], [3, 7], [2, 6]]),
    ],
)
def test_image_is_read_as_by_hand(choices, expected):
    assert image_sequences([IMAGE], **choices).tolist() == [expected]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("rows", [[1, 10, 2, 20], [3, 30, 4, 40]]),
        ("columns", [[1, 10, 3, 30], [2, 20, 4, 40]]),
        ("pixels", [[1, 10], [2, 20], [3, 30], [4, 40]]),
    ],
)
def test_channels_of_a_pixel_stay_side_by_side(by, expected):
    assert image_sequences([COLOURED], by).tolist() == [expected]


def test_every_image_is_read_in_the_same_order():
    read = image_sequences(
        [IMAGE, np.negative(IMAGE)], "pixels", order=range(7, -1, -1)
    )

    assert read[0, :, 0].tolist() == [8, 7, 6, 5, 4, 3, 2, 1]
    np.testing.assert_array_equal(read[1], -read[0])


@st.composite
def readings(draw):
    patch = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    grid = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    size = tuple(many * each for many, each in zip(grid, patch, strict=True))
    by = draw(st.sampled_from(["rows", "columns", "pixels", "patches"]))
    return by, size, patch, draw(st.integers(1, 3)), draw(st.integers(1, 3))


@given(reading=readings())
def test_every_pixel_appears_once_and_finds_its_way_back(reading):
    by, size, patch, channels, samples = reading
    images = np.arange(samples * size[0] * size[1] * channels)
    images = images.reshape(samples, *size, channels)
    patch = patch if by == "patches" else None

    read = image_sequences(images, by, patch=patch)

    for sequence, image in zip(read, images, strict=True):
        assert sorted(sequence.ravel()) == sorted(image.ravel())
        again = put_back(sequence, by, size, channels, patch)
        np.testing.assert_array_equal(again, image)


@given(data=st.data())
def test_inverse_order_undoes_an_order(data):
    order = np.array(data.draw(st.permutations(range(8))))
    straight = image_sequences([IMAGE], "pixels")

    shuffled = image_sequences([IMAGE], "pixels", order=order)

    np.testing.assert_array_equal(shuffled[:, np.argsort(order)], straight)


@pytest.mark.parametrize("dtype", ["uint8", "int64", "float16", "float64", "bool"])
def test_values_become_float32_and_keep_their_size(dtype):
    images = np.array([[[0, 1], [255, 3]]]).astype(dtype)

    read = image_sequences(images)

    assert read.dtype == "float32"
    np.testing.assert_array_equal(read, images.astype("float32"))
    assert not np.shares_memory(read, images)


def test_one_channel_reads_as_none():
    images = np.arange(24.0).reshape(2, 3, 4)

    for by in ("rows", "columns", "pixels"):
        read = image_sequences(images[..., None], by)
        np.testing.assert_array_equal(read, image_sequences(images, by))


def test_series_and_tuples_of_images_are_read_as_lists():
    arrays = [np.array(IMAGE), np.zeros((2, 4))]
    expected = image_sequences(arrays)

    for images in (tuple(arrays), pd.Series(arrays, index=[5, 6]), np.stack(arrays)):
        np.testing.assert_array_equal(image_sequences(images), expected)


def test_missing_pixels_stay_missing():
    read = image_sequences([[[np.nan, 1.0]]], "pixels")

    np.testing.assert_array_equal(read, [[[np.nan], [1.0]]])


def test_unsigned_order_is_an_order():
    order = np.array([1, 0], dtype="uint64")

    assert image_sequences([IMAGE], order=order)[0, 0].tolist() == [5, 6, 7, 8]


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (np.ones((3, 64)), r"must have shape \(samples, height, width\) or .*"
         r"got \(3, 64\); for one image pass \[image\], for rows of pixels"),
        (np.ones((1, 1, 2, 2, 3)), r"got \(1, 1, 2, 2, 3\)"),
        ([1, 2], r"images must have shape .* got \(2,\)"),
        ([], r"images of shape \(0,\) hold no pixel; give one image at least"),
        (np.ones((0, 8, 8)), r"images of shape \(0, 8, 8\) hold no pixel"),
        (np.ones((2, 0, 8)), r"images of shape \(2, 0, 8\) hold no pixel"),
        ([np.ones((8, 8)), np.ones((8, 7))],
         r"image 1 has shape \(8, 7\), but image 0 has \(8, 8\); crop, pad or resize"),
        ([np.ones((2, 2)), np.ones((2, 2, 3))],
         r"image 1 has shape \(2, 2, 3\), but image 0 has \(2, 2\)"),
        ([[[1, 2], [3]]], "image 0 has rows of different lengths; give all its rows"),
        ([[["a", "b"]]], "images must hold numbers, got <U1; convert them with"),
        (np.array([[[1, None]]]), "images must hold numbers, got object; convert"),
        (np.ones((1, 1, 1), "complex64"), "images must hold numbers, got complex64"),
    ],
)  # fmt: skip
def test_bad_images_are_named(images, words):
    with pytest.raises(ValueError, match=words):
        image_sequences(images)


@pytest.mark.parametrize("images", ["digits.png", None, 3, {"a": IMAGE}, np.array(3)])
def test_what_is_no_list_of_images_is_refused(images):
    kind = ValueError if isinstance(images, np.ndarray) else TypeError
    words = "images must (be an array|have shape)"
    with pytest.raises(kind, match=words):
        image_sequences(images)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"by": "diagonals"}, "by='diagonals' is unknown; choose 'rows', 'columns'"),
        ({"patch": (1, 1)}, "patch= does not go with 'rows'; choose 'patches'"),
        ({"by": "patches"}, r"needs patch=\(height, width\) in pixels, .* got None"),
        ({"by": "patches", "patch": 2}, r"needs patch=\(height, width\) .* got 2"),
        ({"by": "patches", "patch": (1, 2, 3)}, r"got \(1, 2, 3\)"),
        ({"by": "patches", "patch": (0, 2)}, "each of patch must be a whole number"),
        ({"by": "patches", "patch": (1, 3)},
         "patch 1 x 3 does not divide images of 2 x 4 pixels .* choose one that does"),
        ({"by": "patches", "patch": (4, 8)}, "patch 4 x 8 does not divide images"),
        ({"order": [0]}, "each of the 2 steps, 0 to 1, once, got 1 of them; np.random"),
        ({"order": [0, 2]}, "once, got step 2;"),
        ({"order": [0, -1]}, "once, got step -1;"),
        ({"order": [1, 1]}, "once, got step 1 twice;"),
        ({"order": [1.0, 0.0]}, r"once, got an array \(2,\) of float64;"),
        ({"order": [True, False]}, r"once, got an array \(2,\) of bool;"),
        ({"order": "ab"}, r"once, got an array \(\) of <U2;"),
        ({"order": 5}, r"once, got an array \(\) of int64;"),
        ({"order": [[0], [0, 1]]}, r"once, got an array \(2,\) of object;"),
    ],
)  # fmt: skip
def test_bad_wishes_are_named(choices, words):
    with pytest.raises(ValueError, match=words):
        image_sequences([IMAGE], **choices)
