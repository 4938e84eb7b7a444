"""Many pictures, decoded when they are taken, in bounded memory."""

import numpy as np
import pytest
from PIL import Image

from seqkit.readers.pictures import Pictures

SIZE = 4
ARRAYS = np.random.default_rng(0).integers(0, 256, (5, SIZE, SIZE, 3), dtype="uint8")
BYTES = SIZE * SIZE * 3


@pytest.fixture
def paths(tmp_path):
    found = [tmp_path / f"{k}.png" for k in range(len(ARRAYS))]
    for path, array in zip(found, ARRAYS, strict=True):
        Image.fromarray(array).save(path)
    return found


def test_arrays_of_the_size_are_taken_as_they_are():
    images, whole = Pictures(ARRAYS, SIZE).take(np.array([3, 1]))
    np.testing.assert_array_equal(images, ARRAYS[[3, 1]])
    assert whole.tolist() == [0, 1]


def test_files_and_arrays_are_alike(paths):
    pictures = Pictures([paths[0], ARRAYS[1], str(paths[2])], SIZE)
    images, whole = pictures.take(np.array([2, 0, 1]))
    np.testing.assert_array_equal(images, ARRAYS[[2, 0, 1]])
    assert whole.tolist() == [0, 1, 2]


def test_kept_pictures_outlive_their_files_within_a_limit(paths):
    pictures = Pictures(paths, SIZE, most_bytes=2 * BYTES)
    every = np.arange(5)
    assert len(pictures.take(every).whole) == 5
    for path in paths:
        path.unlink()
    images, whole = pictures.take(every)
    assert whole.tolist() == [0, 1]
    np.testing.assert_array_equal(images, ARRAYS[:2])
    assert list(pictures.problems) == [str(path) for path in paths[2:]]


def test_pictures_unread_are_told_once(paths):
    paths[1].write_bytes(b"no picture")
    pictures = Pictures(paths, SIZE)
    assert pictures.take(np.arange(3)).whole.tolist() == [0, 2]
    with pytest.warns(UserWarning, match=r"left out 1 image .*1\.png"):
        pictures.warn_unread()
    pictures.take(np.arange(3))
    pictures.warn_unread()


def test_no_pictures_have_a_shape():
    images, whole = Pictures([], SIZE).take(np.arange(0))
    assert images.shape == (0, SIZE, SIZE, 3)
    assert not len(whole)


def test_identities_tell_pictures_apart(paths):
    def of(sources, size=SIZE, fit="crop"):
        return b"".join(Pictures(sources, size, fit=fit).identities())

    assert of(paths) == of(paths)
    assert (
        len({of(paths), of(paths[::-1]), of(paths, 5), of(paths, SIZE, "stretch")}) == 4
    )
    assert of(ARRAYS) == of(list(ARRAYS))
    assert of(ARRAYS) != of(ARRAYS + np.uint8(1))
    before = of(paths)
    Image.new("RGB", (9, 9)).save(paths[0])
    assert of(paths) != before
