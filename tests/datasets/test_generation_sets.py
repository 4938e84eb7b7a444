"""A text and chorales: small stand-ins in a mirror, then the real files."""

import json

import numpy as np
import pytest

from seqkit import datasets
from seqkit.metrics import bits_per_token
from seqkit.sequences import SILENCE, chords_of_roll, roll_of_chords


def test_text_is_divided_by_place(mirror):
    text = "".join(chr(0x4E00 + n) for n in range(39)) + "\n"
    mirror("tiny_shakespeare", {"all": text.encode()})
    train, dev, test = datasets.fetch_tiny_shakespeare()
    assert (len(train), len(dev), len(test)) == (36, 2, 2)
    assert train + dev + test == text


def put_jsb(mirror, steps):
    parts = {"train": [steps], "valid": [steps[:1]], "test": [steps[1:]]}
    content = json.dumps(parts).encode()
    mirror("jsb", dict.fromkeys(("quarter", "8th", "16th"), content))


def test_quarters_rise_in_the_file_and_begin_with_the_soprano_here(mirror):
    put_jsb(mirror, [[60, 72, 79, 88], [72, 88], []])
    train, dev, test = datasets.fetch_jsb()
    expected = [[88, 79, 72, 60], [88, 72, -1, -1], [-1] * 4]
    assert train[0].tolist() == expected
    assert train[0].dtype == np.int64
    assert dev[0].tolist() == expected[:1]
    assert test[0].tolist() == expected[1:]


@pytest.mark.parametrize("resolution", ["8th", "16th"])
def test_shorter_steps_keep_the_order_of_voices_that_cross(mirror, resolution):
    put_jsb(mirror, [[65, 53, 57, 50], [65]])
    train, _, _ = datasets.fetch_jsb(resolution)
    assert train[0].tolist() == [[65, 53, 57, 50], [65, -1, -1, -1]]


def test_jsb_refuses_another_resolution():
    with pytest.raises(ValueError, match="resolution='32nd' is unknown; choose 'quart"):
        datasets.fetch_jsb("32nd")


def test_jsb_in_no_mirror_names_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"jsb-chorales-8th\.json is not in it"):
        datasets.fetch_jsb("8th")


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_shakespeare_is_as_its_help_says():
    train, dev, test = datasets.fetch_tiny_shakespeare()
    assert (len(train), len(dev), len(test)) == (1_003_854, 55_770, 55_770)
    assert len(set(train + dev + test)) == 65
    assert train.startswith("First Citizen:\n")
    evenly = np.full(len(test), -np.log(65))
    assert bits_per_token(evenly) == pytest.approx(6.02, abs=0.01)


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
@pytest.mark.parametrize(
    ("resolution", "steps"), [("quarter", 13_807), ("8th", 27_614), ("16th", 55_228)]
)
def test_real_chorales_are_as_their_help_says(resolution, steps):
    train, dev, test = datasets.fetch_jsb(resolution)
    assert (len(train), len(dev), len(test)) == (229, 76, 77)
    chords = np.concatenate(train)
    assert chords.shape == (steps, 4)
    assert chords.max() < 97
    assert chords[chords != SILENCE].min() > 35
    if resolution == "quarter":
        assert train[0][:2].tolist() == [[88, 79, 72, 60], [88, 79, 72, -1]]
        ends = [piece[piece.max(axis=1) >= 0][-1] for piece in train]
        on_c = [end[end >= 0].min() % 12 == 0 for end in ends]
        assert sum(on_c) == 214
        full = (chords != SILENCE).all(axis=1).mean()
        assert 0.88 < full < 0.92
        np.testing.assert_array_equal(chords_of_roll(roll_of_chords(chords)), chords)
    else:
        crossed = (np.diff(chords[(chords != SILENCE).all(axis=1)]) > 0).any(axis=1)
        assert crossed.any()
