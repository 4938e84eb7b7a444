"""Recorded and handwritten digits: small stand-ins in a mirror, then the real files."""

import io
import wave

import numpy as np
import pytest

from seqkit.datasets import fetch_fsdd, fetch_pen_digits

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
