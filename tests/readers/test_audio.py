"""Recordings of every form, and those that are none."""

import sys
import wave
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile

from seqkit.readers import read_recordings, read_wav

RATE = 8000
WAVE = 0.5 * np.sin(np.arange(400) * 0.3)


def same(found, expected=WAVE, atol=1e-6):
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=atol)


def write(path, samples, width, rate=RATE):
    with wave.open(str(path), "wb") as file:
        file.setparams((samples.shape[1], width, rate, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


@pytest.mark.parametrize(
    ("form", "atol"),
    [
        (lambda x: x, 1e-6),
        (lambda x: x.astype("float32"), 1e-6),
        (lambda x: np.rint(x * 2**15).astype("int16"), 2e-5),
        (lambda x: np.rint(x * 2**31).astype("int32"), 1e-6),
        (lambda x: np.rint(x * 128 + 128).astype("uint8"), 4e-3),
        (lambda x: np.stack([x, x], axis=1), 1e-6),
        (lambda x: np.stack([2 * x, 0 * x], axis=1), 1e-6),  # mixed
        (lambda x: x.tolist(), 1e-6),
    ],
)
def test_arrays_of_every_form_are_shares_of_full_scale(form, atol):
    read = read_recordings([form(WAVE)], RATE)
    same(read.waveforms[0], atol=atol)
    assert (read.rates.tolist(), read.whole.tolist()) == ([RATE], [0])


def test_lists_series_and_arrays_hold_the_same_recordings():
    both = np.stack([WAVE, WAVE / 2])
    for X in (both, list(both), tuple(both), pd.Series(list(both), index=[7, 3])):
        first, second = read_recordings(X, RATE).waveforms
        same(first)
        same(second, WAVE / 2)


def test_each_recording_may_have_a_rate_of_its_own():
    read = read_recordings([WAVE, WAVE[::2]], [16_000, 8000], to=8000)
    assert [len(one) for one in read.waveforms] == [200, 200]
    inner = slice(20, -20)
    np.testing.assert_allclose(*(x[inner] for x in read.waveforms), atol=5e-3)
    assert read.rates.tolist() == [8000, 8000]


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_plain_wav_files_of_every_width_are_read(tmp_path, width):
    top = 2 ** (8 * width - 1)
    whole = np.rint(np.stack([WAVE, WAVE], axis=1) * top).astype("int64")
    low = (whole + (128 if width == 1 else 0)).astype("<i8")
    samples = np.ascontiguousarray(low.view("u1").reshape(400, 2, 8)[..., :width])
    path = write(tmp_path / "a.wav", samples, width)
    read = read_recordings([path])
    same(read.waveforms[0], atol=1 / top)
    assert read.rates.tolist() == [RATE]


def test_read_wav_gives_the_bytes_of_16_bits(tmp_path):
    samples = np.arange(-6, 6, dtype="int16").reshape(6, 2)
    found, rate = read_wav(write(tmp_path / "a.wav", samples, 2, 11_025))
    np.testing.assert_array_equal(found, samples)
    assert (found.dtype, rate) == (np.int16, 11_025)


@pytest.mark.parametrize(
    ("name", "subtype", "atol"),
    [("a.flac", "PCM_16", 4e-5), ("a.wav", "FLOAT", 1e-6), ("a.ogg", "VORBIS", 0.05)],
)
def test_other_files_are_read_through_soundfile(tmp_path, name, subtype, atol):
    soundfile.write(tmp_path / name, WAVE, RATE, subtype=subtype)
    read = read_recordings([str(tmp_path / name)])
    same(read.waveforms[0], atol=atol)
    assert read.rates.tolist() == [RATE]


def test_without_soundfile_plain_wav_is_read_and_others_ask_for_the_extra(
    tmp_path, monkeypatch
):
    soundfile.write(tmp_path / "a.flac", WAVE, RATE)
    soundfile.write(tmp_path / "a.wav", WAVE, RATE)
    monkeypatch.setitem(sys.modules, "soundfile", None)
    same(read_recordings([tmp_path / "a.wav"]).waveforms[0], atol=4e-5)
    sentence = r'a\.flac needs the extra \'speech\': pip install "seqkit\[speech\]"'
    with pytest.raises(ImportError, match=sentence):
        read_recordings([tmp_path / "a.flac"], skip=True)


def damaged(folder):
    """Return paths: whole, no sound, cut short, away, whole."""
    whole = [write(folder / f"{k}.wav", np.full((90, 1), 999, "<i2"), 2) for k in "ab"]
    (folder / "text.wav").write_text("no sound")
    (folder / "cut.wav").write_bytes(whole[0].read_bytes()[:-20])
    return [whole[0], folder / "text.wav", folder / "cut.wav", folder / "x", whole[1]]


@pytest.mark.parametrize(
    ("which", "error", "sentence"),
    [
        (
            1,
            ValueError,
            r"^[^ ]*text\.wav cannot be read as a recording \(.*\); get it",
        ),
        (
            2,
            ValueError,
            r"cut\.wav cannot be read .* \(it holds 80 of 90 samples\); ge",
        ),
        (3, FileNotFoundError, "there is no file '.*x'; check its path"),
    ],
)
def test_a_damaged_file_among_others_is_named(tmp_path, which, error, sentence):
    paths = damaged(tmp_path)
    with pytest.raises(error, match=sentence):
        read_recordings([paths[0], paths[which]])


def test_damaged_files_are_skipped_when_asked(tmp_path):
    X = [*damaged(tmp_path), np.full(9, np.nan)]
    with pytest.warns(
        UserWarning, match=r"left out 4 recordings .*text\.wav.*; the fi"
    ):
        read = read_recordings(X, skip=True)
    assert read.whole.tolist() == [0, 4]
    same(read.waveforms[1], np.full(90, 999 / 2**15))


@pytest.mark.parametrize("skip", [False, True])
def test_no_recordings_get_a_sentence(skip):
    with pytest.raises(ValueError, match="X holds no recordings; give at least one"):
        read_recordings([], RATE, skip=skip)


def test_nothing_readable_is_an_error_even_when_skipping():
    with pytest.raises(
        ValueError, match=r"not one of 2 recordings .* first: recording"
    ):
        read_recordings([[], []], RATE, skip=True)


@pytest.mark.parametrize(
    ("X", "rate", "error", "sentence"),
    [
        (WAVE, RATE, ValueError, r"got one array of 400 numbers; for one recording pa"),
        ("a.wav", None, TypeError, "for one recording pass a list of it"),
        (pd.DataFrame({"a": [1]}), None, TypeError, "got a DataFrame; pass its column"),
        ([WAVE], None, ValueError, "recording 0 is an array, which does not say its s"),
        ([WAVE], 50, ValueError, "rate must be a whole number from 8000 to 192000, in"),
        ([WAVE], [RATE] * 2, ValueError, "got 1 recordings but 2 rates; give one rate"),
        ([WAVE, []], RATE, ValueError, "recording 1 holds 0 samples; leave it out"),
        (
            [np.where(WAVE > 0.4, np.nan, WAVE)],
            RATE,
            ValueError,
            "0 has .* first at sa",
        ),
        (
            [WAVE * 9000],
            RATE,
            ValueError,
            r"0 holds floats up to 4499.*, expected -1 to",
        ),
        (
            [[1, 2, 3]],
            RATE,
            TypeError,
            "whole numbers of int64, whose full scale is un",
        ),
        ([WAVE.reshape(2, 200)], RATE, ValueError, r"which is 200 channels; .*form\.T"),
        ([WAVE.reshape(2, 20, 10)], RATE, ValueError, r"shape \(samples,\) or \(sampl"),
        (
            [{"a": 1}],
            RATE,
            TypeError,
            "recording 0 must be numbers .* or the path of a",
        ),
        ([[WAVE, [0.1]]], RATE, TypeError, "recording 0 must be numbers"),
        (
            [Path(__file__).parent],
            None,
            OSError,
            "is a folder, not a file; name a file",
        ),
    ],
)
def test_bad_input_gets_one_sentence(X, rate, error, sentence):
    with pytest.raises(error, match=sentence):
        read_recordings(X, rate)


def test_a_rate_that_is_not_the_files_is_told(tmp_path):
    path = write(tmp_path / "a.wav", np.full((9, 1), 999, "<i2"), 2)
    assert read_recordings([path], RATE).rates.tolist() == [RATE]
    with pytest.raises(
        ValueError, match=r"a\.wav has 8000 samples a second, but rate=1"
    ):
        read_recordings([path], 16_000)


def test_silent_recordings_are_named():
    with pytest.warns(
        UserWarning, match="silence throughout 2 recordings: 1, 2; check"
    ):
        read_recordings([WAVE, 0 * WAVE, 1e-5 * WAVE], RATE)


def test_clipped_recordings_are_named():
    loud = [np.clip(3 * WAVE, -1, 1), np.rint(WAVE.clip(-0.25, 0.25) * 4 * 32767)]
    X = [WAVE * 2, loud[0], loud[1].astype("int16"), np.sin(np.arange(400) * 1.3)]
    with pytest.warns(
        UserWarning, match="cut off at full scale in 2 recordings: 1, 2; "
    ):
        read_recordings(X, RATE)
