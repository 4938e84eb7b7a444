"""Recordings and handwriting: small stand-ins in a mirror, then the real files."""

import io
import wave

import numpy as np
import pytest

from seqkit.datasets import fetch_fsdd, fetch_omniglot_strokes, fetch_pen_digits

HEADER = "% a comment\n@relation pendigits\n@DATA\n"


def recording(level, samples):
    """Return the bytes of a WAV file, all of its samples at one level of 16 bits."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(np.full(samples, level, "<i2").tobytes())
    return file.getvalue()


def test_recordings_come_with_digit_speaker_and_take(mirror):
    mirror(
        "fsdd",
        {
            "3_theo_4": recording(8192, 30),
            "3_theo_5": recording(-8192, 20),
            "9_lucas_49": recording(4096, 10),
        },
    )
    train, dev, test = fetch_fsdd()
    assert dev is None
    assert (test.digits.tolist(), test.speakers.tolist()) == ([3], ["theo"])
    assert (train.digits.tolist(), train.takes.tolist()) == ([3, 9], [5, 49])
    assert [len(wave) for wave in train.waveforms] == [20, 10]
    assert (train.rate, test.rate) == (8000, 8000)
    np.testing.assert_array_equal(train.waveforms[0], np.full(20, -0.25, "float32"))
    np.testing.assert_array_equal(test.waveforms[0], np.full(30, 0.25, "float32"))


def rows(count):
    """Return rows of pen digits, the first number of row k is k modulo 100."""
    return [",".join(map(str, [k % 100, *range(15), k % 10])) for k in range(count)]


def test_pen_digits_are_divided_by_writers(mirror):
    mirror("pen_digits", {"all": (HEADER + "\n".join(rows(7496))).encode()})
    train, dev, test = fetch_pen_digits()
    assert dev is None
    assert train.points.shape == (7494, 8, 2)
    assert test.points[1].tolist() == [[95, 0], *([k, k + 1] for k in range(1, 15, 2))]
    assert (test.digits.tolist(), test.points.dtype) == ([4, 5], np.float32)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,2,3", "no line is '@data'"),
        (HEADER, "no row follows '@data'"),
        (HEADER + "1,2,3", "line 4 is not 17 whole numbers"),
        (HEADER + rows(1)[0] + "\n\n" + rows(1)[0][:-1] + "x", "line 6 is not 17 whol"),
        (HEADER + "101" + rows(1)[0][1:], "line 4 has a number out of range"),
        (HEADER + rows(2)[1] + "0", "line 4 has a number out of range"),
    ],
)
def test_damaged_pen_digits_are_told(mirror, text, reason):
    mirror("pen_digits", {"all": text.encode()})
    with pytest.raises(ValueError, match=rf"\.arff is no whole .*: {reason}"):
        fetch_pen_digits()


POINTS = [[0, 0, 0], [5, -6, 1], [0, 0, 0], [-300, 2, 0], [1, 1, 1]]


def drawings(**arrays):
    """Return the bytes of a file of two drawings in each part, or as is said."""
    whole = {}
    for part in ("train", "valid", "test"):
        whole[f"{part}_points"] = np.array(POINTS, "int16")
        whole[f"{part}_offsets"] = np.array([0, 2, 5], "int32")
    file = io.BytesIO()
    np.savez(file, **whole | arrays)
    return file.getvalue()


def test_drawings_are_cut_where_they_begin(mirror):
    one = {"test_points": np.int16(POINTS[:2]), "test_offsets": np.int32([0, 2])}
    mirror("omniglot_strokes", {"all": drawings(**one)})
    train, dev, test = fetch_omniglot_strokes()
    expected = [POINTS[:2], POINTS[2:]]
    for found, wanted in [(train, expected), (dev, expected), (test, expected[:1])]:
        assert [drawing.tolist() for drawing in found] == wanted
        assert {drawing.dtype.name for drawing in found} == {"float32"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it has no plain arrays train_points and train_offsets"),
        (b"no archive", "it has no plain arrays train_points"),
        (drawings()[:-30], "it has no plain arrays train_points"),
        (drawings(valid_points=np.array([[], [1]], object)), "it has .* valid_points"),
        (drawings(valid_points=np.zeros((5, 2))), r"valid_points are \(5, 2\), not \("),
        (drawings(test_offsets=np.array([0, 2, 4])), "test_offsets do not rise from 0"),
        (drawings(train_offsets=np.array([0, 6, 5])), "train_offsets do not rise"),
        (drawings(train_offsets=np.array([], int)), "train_offsets do not rise"),
    ],
)
def test_damaged_drawings_are_told(mirror, content, reason):
    mirror("omniglot_strokes", {"all": content})
    with pytest.raises(
        ValueError, match=rf"\.npz is no whole file of draw.*: {reason}"
    ):
        fetch_omniglot_strokes()


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_recordings_are_as_their_help_says():
    train, _, test = fetch_fsdd()
    assert (len(train.waveforms), len(test.waveforms)) == (2700, 300)
    seconds = [len(wave) / 8000 for wave in train.waveforms + test.waveforms]
    assert (round(min(seconds), 2), round(max(seconds), 1)) == (0.14, 2.3)
    assert np.bincount(test.digits).tolist() == [30] * 10
    names = ["george", "jackson", "lucas", "nicolas", "theo", "yweweler"]
    assert sorted(set(test.speakers)) == sorted(set(train.speakers)) == names
    assert max(np.abs(wave).max() for wave in test.waveforms) <= 1


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_pen_digits_are_the_known_ones():
    train, _, test = fetch_pen_digits()
    counts = [780, 779, 780, 719, 780, 720, 720, 778, 719, 719]
    assert np.bincount(train.digits).tolist() == counts
    assert test.points[0, :2].tolist() == [[88, 92], [2, 99]]
    assert (len(test.digits), train.points.max(), test.points.min()) == (3498, 100, 0)


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_drawings_are_as_their_help_says():
    parts = fetch_omniglot_strokes()
    assert list(map(len, parts)) == [30000, 1000, 1000]
    drawn = [drawing for part in parts for drawing in part]
    lengths = [len(drawing) for drawing in drawn]
    assert (min(lengths), max(lengths), parts.test[0].shape) == (2, 157, (38, 3))
    assert not np.any([drawing[0] for drawing in drawn])
    assert all(drawing[-1, 2] == 1 for drawing in drawn)
    assert set(np.concatenate(drawn)[:, 2]) == {0, 1}
    sides = [np.ptp(drawing[:, :2].cumsum(axis=0), axis=0).max() for drawing in drawn]
    assert (max(sides), np.quantile(sides, 0.98)) == (648, 522)
