"""Lines of writing: one height, their own proportions, and what cannot be read."""

import numpy as np
import pytest
from PIL import Image

from seqkit.readers import read_lines_of_writing


def ramp(height, width):
    """Return a picture that grows lighter from left to right."""
    return np.tile(np.linspace(0, 1, width), (height, 1))


def test_columns_keep_proportions_and_order():
    read = read_lines_of_writing([ramp(20, 61), ramp(5, 40)], 10)
    assert [columns.shape for columns in read.columns] == [(30, 10), (80, 10)]
    np.testing.assert_allclose(read.scales, [61 / 30, 0.5])
    for columns in read.columns:
        assert columns.dtype == np.float32
        assert (np.diff(columns.mean(axis=1)) >= 0).all()
        assert 0 <= columns.min() < 0.05 < 0.95 < columns.max() <= 1


def test_a_picture_of_that_height_stays_as_it_is():
    picture = np.random.default_rng(0).integers(0, 256, (7, 12), "uint8")
    (columns,) = read_lines_of_writing([picture], 7).columns
    np.testing.assert_allclose(columns, picture.T / 255, atol=1e-6)


def test_files_and_images_are_read_and_others_named(tmp_path):
    image = Image.fromarray((ramp(8, 24) * 255).astype("uint8"))
    image.save(tmp_path / "line.png")
    (tmp_path / "no.png").write_text("no picture")
    sources = [tmp_path / "no.png", tmp_path / "line.png", image, np.ones((2, 2, 9))]
    read = read_lines_of_writing(sources, 8)
    assert read.whole.tolist() == [1, 2]
    assert list(read.problems) == [str(tmp_path / "no.png"), "image 3"]
    np.testing.assert_array_equal(*read.columns)


def test_narrow_pictures_have_a_column():
    read = read_lines_of_writing([np.ones((90, 1))], 8)
    assert read.columns[0].shape == (1, 8)


def test_height_is_a_count():
    with pytest.raises(ValueError, match="height must be a whole number >= 1, got 0"):
        read_lines_of_writing([ramp(3, 3)], 0)
