"""Images of every kind, whole and damaged."""

import io
import re
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from seqkit.readers import ImageReader, read_image, read_images

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
DRAW = np.random.default_rng(0)
NOISE = DRAW.integers(0, 256, (40, 60, 3), dtype="uint8")


def encoded(image, kind, **named):
    file = io.BytesIO()
    image.save(file, kind, **named)
    return file.getvalue()


def corners(image):
    """Return the colours at top left, top right, bottom left, bottom right."""
    return [tuple(image[row, column].tolist()) for row in (0, -1) for column in (0, -1)]


@pytest.fixture
def save(tmp_path):
    """Save an image to a file, and return its path."""

    def save(image, name="small.png", **named):
        image.save(tmp_path / name, **named)
        return tmp_path / name

    return save


@pytest.fixture
def quarters():
    """An image 20 x 20: red, green in the upper half, blue, white in the lower one."""
    colours = np.array([[RED, GREEN], [BLUE, WHITE]], "uint8")
    return Image.fromarray(colours.repeat(10, axis=0).repeat(10, axis=1))


def test_path_image_and_array_are_the_same(save):
    image = Image.fromarray(NOISE)
    path = save(image)
    read = read_image(path, (16, 24))
    assert read.shape == (16, 24, 3)
    assert read.dtype == np.uint8
    assert read.flags.writeable
    for source in (str(path), image, NOISE, Image.open(path)):
        np.testing.assert_array_equal(read_image(source, (16, 24)), read)


def test_own_size_changes_nothing(save):
    np.testing.assert_array_equal(read_image(save(Image.fromarray(NOISE)), (40, 60)),
                                  NOISE)  # fmt: skip


def test_crop_keeps_the_middle_and_stretch_keeps_all():
    wide = np.zeros((10, 40, 3), "uint8")
    wide[:, :10], wide[:, 10:30], wide[:, 30:] = RED, GREEN, BLUE
    crop, stretch = (read_image(wide, 10, fit=fit) for fit in ("crop", "stretch"))
    assert corners(crop) == [GREEN] * 4
    assert corners(stretch) == [RED, BLUE, RED, BLUE]
    tall = read_image(wide.swapaxes(0, 1), (5, 5))
    assert corners(tall) == [GREEN] * 4


def test_shorter_side_is_scaled_to_the_size(quarters):
    wide = np.asarray(quarters.resize((40, 20), Image.Resampling.NEAREST))
    assert corners(read_image(wide, 4)) == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("1", 1, WHITE),
        ("L", 90, (90, 90, 90)),
        ("LA", (90, 0), WHITE),
        ("RGBA", (0, 0, 255, 0), WHITE),
        ("RGBA", (0, 0, 255, 255), BLUE),
        ("RGBA", (0, 0, 0, 51), (204, 204, 204)),
        ("I;16", 257 * 90, (90, 90, 90)),
        ("I;16", 200, (1, 1, 1)),
        ("I", 65_535, WHITE),
        ("CMYK", (0, 255, 255, 0), RED),
        ("YCbCr", (255, 128, 128), WHITE),
        ("HSV", (0, 255, 255), RED),
    ],
)
def test_every_mode_becomes_red_green_blue(mode, colour, expected):
    image = Image.new(mode, (6, 9), colour)
    assert corners(read_image(image, 5)) == [expected] * 4


@pytest.mark.parametrize(
    ("name", "mode", "colour", "expected"),
    [
        ("a.gif", "P", 3, None),
        ("a.png", "LA", (90, 255), (90, 90, 90)),
        ("a.png", "I;16", 257 * 90, (90, 90, 90)),
        ("a.tif", "I;16", 257 * 90, (90, 90, 90)),
        ("a.tif", "CMYK", (0, 255, 255, 0), RED),
        ("a.webp", "RGBA", (9, 9, 9, 0), WHITE),
        ("a.bmp", "1", 1, WHITE),
    ],
)
def test_every_kind_of_file_is_read(save, name, mode, colour, expected):
    image = Image.new(mode, (6, 9), colour)
    if mode == "P":
        image.putpalette([*range(9), *BLUE])
        expected = BLUE
    named = {"lossless": True} if name == "a.webp" else {}
    assert corners(read_image(save(image, name, **named), 5)) == [expected] * 4


def test_cmyk_of_a_jpeg_keeps_its_colours(save):
    path = save(Image.new("CMYK", (64, 64), (0, 255, 255, 0)), "a.jpg", quality=95)
    np.testing.assert_allclose(read_image(path, 8)[4, 4], RED, atol=4)


def test_transparent_palette_is_white(save):
    image = Image.new("P", (6, 6), 1)
    image.putpalette([*RED, *BLUE])
    path = save(image, transparency=1)
    assert corners(read_image(path, 3)) == [WHITE] * 4
    assert corners(read_image(save(image, transparency=0), 3)) == [BLUE] * 4


def test_half_transparent_palette_is_over_white(save):
    image = Image.new("P", (6, 6), 1)
    image.putpalette([*RED, *(0, 0, 0)])
    path = save(image, transparency=bytes([255, 51]))
    assert corners(read_image(path, 3)) == [(204, 204, 204)] * 4


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, [RED, GREEN, BLUE, WHITE]),
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (4, [BLUE, WHITE, RED, GREEN]),
        (5, [RED, BLUE, GREEN, WHITE]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (7, [WHITE, GREEN, BLUE, RED]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ],
)
def test_image_is_turned_as_its_exif_says(save, quarters, orientation, expected):
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = save(quarters, exif=exif)
    assert corners(read_image(path, 20)) == expected


def test_turned_jpeg_is_cropped_after_turning(save):
    image = Image.new("RGB", (200, 1600), "red")
    image.paste("blue", (0, 0, 200, 700))
    image.paste("blue", (0, 900, 200, 1600))
    exif = Image.Exif()
    exif[0x0112] = 6
    read = read_image(save(image, "a.jpg", exif=exif, quality=95), (16, 16))
    np.testing.assert_allclose(read[8, 8], RED, atol=8)
    assert read_image(save(image, "a.jpg", exif=exif), (10, 80)).shape == (10, 80, 3)


def test_first_frame_is_read(save, quarters):
    others = [Image.new("RGB", (20, 20))] * 2
    path = save(quarters, "a.gif", save_all=True, append_images=others)
    assert corners(read_image(path, 20)) == [RED, GREEN, BLUE, WHITE]


def test_image_of_one_pixel_fills_the_size(save):
    path = save(Image.new("RGB", (1, 1), "red"))
    assert (read_image(path, (3, 5)) == RED).all()
    assert read_image(np.zeros((1, 900)), 7).shape == (7, 7, 3)
    assert read_image(np.zeros((900, 1)), 1, fit="stretch").shape == (1, 1, 3)


def test_large_jpeg_is_near_its_exact_scaling(save):
    rows, columns = np.mgrid[0:1200, 0:1600]
    waves = np.stack([rows / 5, columns / 7, (rows + columns) / 12], axis=-1)
    image = Image.fromarray(waves.astype("uint8"))
    near = read_image(save(image, "a.jpg", quality=95), (60, 80)).astype(int)
    assert np.abs(near - read_image(image, (60, 80))).max() <= 4


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.full((4, 4, 1), 7, "uint8"), 7),
        (np.full((4, 4), 7, "int64"), 7),
        (np.full((4, 4, 3), 257 * 7, "uint16"), 7),
        (np.full((4, 4), 0.2, "float32"), 51),
        (np.ones((4, 4), bool), 255),
        (np.zeros((4, 4, 4), "uint8"), 255),
    ],
)
def test_arrays_of_every_type_are_read(array, expected):
    assert (read_image(array, 3) == expected).all()


# ------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (np.full((4, 4), 200.0), "an image of float64 must hold values from 0 to 1, "
                                 "got 200 to 200; scale them, or convert"),
        (np.full((4, 4), np.nan), "must hold values from 0 to 1, got nan to nan"),
        (np.full((4, 4), -1), "an image of int64 must hold values from 0 to 255"),
        (np.zeros((3, 4, 5)), r"shape .* with 1, 3 or 4 channels, got \(3, 4, 5\)"),
        (np.zeros((4, 0, 3)), r"got \(4, 0, 3\); move the channels to the end"),
        (Image.new("F", (4, 4)), r"^the image cannot be read as an image \(its pixels "
                                 "are floats, whose white is unknown"),
    ],
)  # fmt: skip
def test_image_that_does_not_fit_is_named(source, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_image(source, 3)


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="fit='pad' is unknown; choose 'crop' or 'str"):
        read_image(NOISE, 3, fit="pad")
    with pytest.raises(
        ValueError, match=r"^size must be \(height, width\) in pixels, "
    ):
        ImageReader((3, 4, 3))
    with pytest.raises(ValueError, match="each of size must be a whole number >= 1"):
        read_images([NOISE], (0, 4))
    with pytest.raises(
        TypeError, match="a path, an array of numbers or a Pillow image"
    ):
        read_image(np.array([["a"]]), 3)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no file '.*a\.jpg'; check"):
        read_image(tmp_path / "a.jpg", 3)


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif", "bmp", "tiff", "webp"])
def test_file_cut_short_is_named(tmp_path, kind):
    data = encoded(Image.fromarray(NOISE), kind)
    path = tmp_path / f"a.{kind}"
    for kept in (0, 1, 10, len(data) // 2):
        path.write_bytes(data[:kept])
        sentence = (
            rf"^{re.escape(str(path))} cannot be read as an image \(.+\); get it "
            r"again, or leave it out$"
        )
        with pytest.raises(ValueError, match=sentence):
            read_image(path, 8)


@pytest.fixture(scope="session")
def whole():
    image = Image.fromarray(NOISE)
    return {kind: encoded(image, kind) for kind in ("jpeg", "png", "gif", "tiff")}


@given(
    kind=st.sampled_from(["jpeg", "png", "gif", "tiff"]),
    changes=st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6
    ),
)
def test_damage_anywhere_is_a_sentence_or_an_image(scratch, whole, kind, changes):
    data = bytearray(whole[kind])
    for place, byte in changes:
        data[place] = byte
    scratch.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            assert read_image(scratch, 8).shape == (8, 8, 3)
        except ValueError as error:
            assert str(error).startswith(str(scratch))  # noqa: PT017


def test_huge_image_is_named(save, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    path = save(Image.new("L", (20, 11)))
    sentence = (
        rf"^{re.escape(str(path))} has more than 200 pixels, the limit against files "
        r"made to fill the memory; scale it down, or raise PIL\.Image\.MAX_IMAGE_"
    )
    with pytest.raises(ValueError, match=sentence):
        read_image(path, 3)


def test_memory_that_runs_out_is_no_damage(monkeypatch, save):
    path = save(Image.fromarray(NOISE))
    monkeypatch.setattr(
        Image.Image, "resize", lambda *_: (_ for _ in ()).throw(MemoryError)
    )
    with pytest.raises(MemoryError):
        ImageReader(3, fit="stretch").read([path])


# ----------------------------------------------------------------------------- many


@pytest.fixture
def five(save, tmp_path):
    """Paths of five images, of which the second is cut short, and the fourth gone."""
    paths = [save(Image.new("RGB", (6, 6), (k, k, k)), f"{k}.png") for k in range(5)]
    paths[1].write_bytes(paths[1].read_bytes()[:40])
    paths[3].unlink()
    return paths


def test_whole_ones_are_read_and_the_others_named(five):
    sentence = (
        r"^left out 2 images that could not be read \('[^']*1\.png', '[^']*3\.png'\); "
        r"the first: \S*1\.png cannot be read as an image \(.*\); get it again, or"
    )
    with pytest.warns(UserWarning, match=sentence) as said:
        read = read_images(five, 4)
    assert len(said) == 1
    assert said[0].filename == __file__
    assert read.whole.tolist() == [0, 2, 4]
    assert read.images.shape == (3, 4, 4, 3)
    assert read.images[:, 0, 0, 0].tolist() == [0, 2, 4]


def test_reader_goes_on_from_batch_to_batch(five):
    reader = ImageReader((4, 2))
    batches = [reader.read(batch) for batch in (five[:2], five[3:4], five[4:], [])]
    assert [batch.whole.tolist() for batch in batches] == [[0], [], [0], []]
    assert [len(batch.images) for batch in batches] == [1, 0, 1, 0]
    assert {batch.images.shape[1:] for batch in batches} == {(4, 2, 3)}
    assert {batch.images.dtype for batch in batches} == {np.dtype("uint8")}
    assert list(reader.problems) == [str(five[1]), str(five[3])]
    assert reader.problems[str(five[3])].startswith("there is no file")


def test_reader_warns_once_of_each(five):
    reader = ImageReader(4)
    reader.read(five[:3])
    with pytest.warns(UserWarning, match="^left out 1 image that could not"):
        reader.warn_unread()
    reader.read(five[:3])
    reader.warn_unread()
    reader.read(five)
    with pytest.warns(UserWarning, match=r"^left out 1 .*3\.png'\); the first: there"):
        reader.warn_unread()


def test_no_whole_image_is_an_error(five):
    sentence = r"^not one of 2 images could be read; the first: .*1\.png cannot be read"
    with pytest.raises(ValueError, match=sentence):
        read_images([five[1], five[3]], 4)
    with pytest.raises(ValueError, match="got no images to read; give one at least"):
        read_images([], 4)


def test_what_is_no_source_ends_the_reading():
    with pytest.raises(TypeError, match="an image must be a path, an array of numbers"):
        ImageReader(4).read([np.zeros((3, 3)), np.array([["a"]])])
