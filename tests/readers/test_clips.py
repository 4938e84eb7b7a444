"""Clips from memory, folders and video files, and which of their frames are taken."""

import sys
from pathlib import Path

import av
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from seqkit.readers import read_clips
from seqkit.readers.clips import chosen_frames

DRAW = np.random.default_rng(0)
CLIP = DRAW.integers(0, 256, (5, 8, 8, 3), dtype="uint8")


def same(found, expected, atol=0):
    assert found.dtype == np.uint8
    np.testing.assert_allclose(found.astype(int), expected.astype(int), atol=atol)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (lambda x: x, CLIP),
        (lambda x: x.tolist(), CLIP),
        (lambda x: x.astype("int64"), CLIP),
        (lambda x: x / 255, CLIP),
        (lambda x: x[..., 0], np.repeat(CLIP[..., :1], 3, axis=-1)),
        (lambda x: x[..., :1], np.repeat(CLIP[..., :1], 3, axis=-1)),
        (lambda x: np.concatenate([x, np.full_like(x[..., :1], 255)], -1), CLIP),
    ],
)
def test_arrays_of_every_form_become_bytes_in_colour(form, expected):
    same(read_clips([form(CLIP)], 8)[0], expected)


def test_lists_series_and_arrays_hold_the_same_clips():
    both = np.stack([CLIP, CLIP[::-1]])
    for X in (both, list(both), tuple(both), pd.Series(list(both), index=[4, 2])):
        first, second = read_clips(X, 8)
        same(first, CLIP)
        same(second, CLIP[::-1])


def test_frames_are_scaled_whole_or_cropped():
    wide = np.zeros((2, 16, 32), "uint8")
    wide[:, :, 6:26] = 200  # what a crop to a square keeps
    cropped, stretched = (
        read_clips([wide], (8, 8), fit=fit)[0] for fit in ("crop", "stretch")
    )
    assert cropped.shape == stretched.shape == (2, 8, 8, 3)
    assert cropped.min() == 200
    assert stretched[:, :, 0].max() < 20


@settings(max_examples=50)
@given(
    count=st.integers(1, 200),
    frames=st.none() | st.integers(1, 40),
    every=st.none() | st.integers(1, 9),
)
def test_frames_are_taken_evenly_from_first_to_last(count, frames, every):
    taken = chosen_frames(count, frames, every)
    among = np.arange(0, count, every or 1)
    assert set(taken) <= set(among)
    assert len(taken) == min(len(among), frames or count)
    assert taken[0] == 0
    if len(taken) > 1:
        assert taken[-1] == among[-1]
        steps = np.diff(taken) / (every or 1)
        assert steps.min() >= 1
        assert steps.max() - steps.min() <= 1


def test_folders_are_read_in_the_order_of_numbers(tmp_path):
    for number in range(11):
        picture = np.full((8, 8, 3), 20 * number, "uint8")
        Image.fromarray(picture).save(tmp_path / f"frame{number}.png")
    (tmp_path / "notes.txt").write_text("no picture")
    (read,) = read_clips([tmp_path], 8, frames=None)
    assert read[:, 0, 0, 0].tolist() == list(range(0, 220, 20))
    (some,) = read_clips([str(tmp_path)], 8, frames=3)
    assert some[:, 0, 0, 0].tolist() == [0, 100, 200]


def film(path, clip):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=10)
        stream.height, stream.width = clip.shape[1:3]
        stream.pix_fmt = "bgr0"
        for frame in clip:
            whole = av.VideoFrame.from_ndarray(frame, format="rgb24")
            container.mux(stream.encode(whole.reformat(format="bgr0")))
        container.mux(stream.encode())
    return path


def test_video_files_are_read_frame_by_frame(tmp_path):
    clip = DRAW.integers(0, 256, (7, 16, 16, 3), dtype="uint8")
    path = film(tmp_path / "a.mkv", clip)
    (read,) = read_clips([path], 16)
    same(read, clip, atol=1)
    (some,) = read_clips([path], 16, every=3)
    same(some, clip[::3], atol=1)


def test_without_the_extra_video_files_ask_for_it(tmp_path, monkeypatch):
    (tmp_path / "a.mp4").write_bytes(b"film")
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(ImportError, match=r'the extra \'video\': pip install "seq'):
        read_clips([tmp_path / "a.mp4"], 8)


def test_damaged_files_are_named(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"no film at all")
    with pytest.raises(ValueError, match=r"a\.mp4 cannot be read as a video \(.*\); g"):
        read_clips([CLIP, tmp_path / "a.mp4"], 8)
    (tmp_path / "clip").mkdir()
    with pytest.raises(ValueError, match="clip holds no frame; name a folder of pictu"):
        read_clips([tmp_path / "clip"], 8)
    (tmp_path / "clip" / "1.png").write_bytes(b"no picture")
    with pytest.raises(ValueError, match=r"1\.png cannot be read as an image"):
        read_clips([tmp_path / "clip"], 8)
    with pytest.raises(FileNotFoundError, match=r"there is no file '.*b\.mp4'; check"):
        read_clips([tmp_path / "b.mp4"], 8)


@pytest.mark.parametrize(
    ("X", "arguments", "error", "sentence"),
    [
        (CLIP, {}, ValueError, r"got an array of shape \(5, 8, 8, 3\); for one clip p"),
        (CLIP[..., 0], {}, ValueError, r"got an array of shape \(5, 8, 8\); for one c"),
        ("a.mp4", {}, TypeError, "for one clip pass a list of it"),
        (Path("a.mp4"), {}, TypeError, "for one clip pass a list of it"),
        (pd.DataFrame({"a": [1]}), {}, TypeError, "X must be a list of clips"),
        ([CLIP, CLIP[0, 0]], {}, ValueError, r"clip 1 must have .* got \(8, 3\); for"),
        ([np.zeros((4, 8, 8, 7))], {}, ValueError, r"with 1, 3 or 4 channels, got \(4"),
        ([CLIP[:0]], {}, ValueError, r"clip 0 of shape \(0, 8, 8, 3\) has no frame; l"),
        ([CLIP * np.nan], {}, ValueError, "clip 0 holds pixels that are NaN or infini"),
        ([[CLIP[0], CLIP[1, :4]]], {}, ValueError, "clip 0 has frames of different si"),
        ([{"a": 1}], {}, TypeError, "clip 0 must be an array of frames, a folder of p"),
        ([CLIP], {"size": 4}, ValueError, "each of size must be a whole number >= 8,"),
        ([CLIP], {"frames": 0}, ValueError, "frames must be a whole number >= 1, got"),
        ([CLIP], {"every": 0}, ValueError, "every must be a whole number >= 1, got 0"),
        ([CLIP], {"fit": "pad"}, ValueError, "fit='pad' is unknown; choose 'crop' or"),
    ],
)
def test_bad_input_gets_one_sentence(X, arguments, error, sentence):
    with pytest.raises(error, match=sentence):
        read_clips(X, **{"size": 8, **arguments})
