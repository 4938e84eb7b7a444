"""Captioned pictures: small stand-ins in a mirror, then the real files."""

import re
from collections import Counter
from pathlib import Path

import pytest

from seqkit.datasets import Splits, fetch_flickr8k
from seqkit.datasets.addresses import PUBLIC
from seqkit.readers import CaptionedImages, read_image

TOKENS = "".join(
    f"{name}.jpg#{k}\t{name} {k} .\n" for name in "eabcdf" for k in range(2)
)
LISTS = {
    "captions": TOKENS.encode(),
    "train": b"a.jpg\nb.jpg\ne.jpg\n",
    "dev": b"c.jpg\n",
    "test": b"d.jpg\n",
}


@pytest.fixture
def small(mirror, tmp_path, monkeypatch):
    """Put a set of six pictures, three of them pinned, into a mirror; its folder."""
    some = dict(list(PUBLIC["flickr8k"].items())[:7])
    renamed = dict(zip([*LISTS, "a", "c", "d"], some.values(), strict=True))
    for part in "acd":
        old = renamed[part]
        path = f"captioning/flickr8k/images/{part}.jpg"
        renamed[part] = type(old)(path, old.url, old.sha256)
    monkeypatch.setitem(PUBLIC, "flickr8k", renamed)
    mirror("flickr8k", LISTS | dict.fromkeys("acd", b"a picture"))
    return tmp_path / "captioning/flickr8k/images"


def captioned(folder, names):
    return CaptionedImages(
        [folder / f"{name}.jpg" for name in names],
        [[f"{name} 0 .", f"{name} 1 ."] for name in names],
    )


def test_subset_holds_the_pinned_pictures_alone(small):
    (small / "b.jpg").write_bytes(b"not pinned")
    assert fetch_flickr8k(subset=True) == Splits(
        train=captioned(small, "a"),
        dev=captioned(small, "c"),
        test=captioned(small, "d"),
    )


def test_pictures_that_are_not_there_are_left_out_with_one_note(small):
    sentence = (
        rf"^left out 2 of the 5 pictures of the authors' splits, which "
        rf"{re.escape(str(small))} does not hold \('b\.jpg', 'e\.jpg'\); put them "
        r"there, or ask for subset=True$"
    )
    with pytest.warns(UserWarning, match=sentence) as said:
        train, _, test = fetch_flickr8k()
    assert len(said) == 1
    assert said[0].filename == __file__
    assert train == captioned(small, "a")
    assert test == captioned(small, "d")


def test_whole_set_is_taken_without_a_note_in_the_order_of_captions(small):
    for name in "bef":
        (small / f"{name}.jpg").write_bytes(b"not pinned")
    train, dev, test = fetch_flickr8k()
    assert train == captioned(small, "eab")
    assert dev == captioned(small, "c")
    assert test == captioned(small, "d")


@pytest.mark.parametrize("subset", [False, True])
def test_damaged_or_missing_picture_is_named(small, subset):
    (small / "c.jpg").write_bytes(b"other")
    with pytest.raises(OSError, match=r"images/c\.jpg is damaged \(sha256 "):
        fetch_flickr8k(subset=subset)
    (small / "c.jpg").unlink()
    with pytest.raises(FileNotFoundError, match=r"images/c\.jpg is not in it; put the"):
        fetch_flickr8k(subset=subset)


def test_pinned_pictures_are_listed_in_order():
    parts = list(PUBLIC["flickr8k"])
    assert parts[:4] == list(LISTS)
    assert len(parts) == 4 + 2100
    assert parts[4:] == sorted(parts[4:])


@pytest.mark.data
def test_real_subset_is_the_known_one(real_mirror, data_folder):
    read = fetch_flickr8k(subset=True)
    assert [len(split.paths) for split in read] == [1600, 200, 300]
    assert read.train.captions[0][1] == "A girl going into a wooden building ."
    for split, part in zip(read, ("train", "dev", "test"), strict=True):
        subset = Path(data_folder, f"captioning/flickr8k/subset_{part}.txt")
        assert [path.name for path in split.paths] == subset.read_text().split()
        assert {len(captions) for captions in split.captions} == {5}
        assert all(caption for captions in split.captions for caption in captions)
    names = Counter(path.name for split in read for path in split.paths)
    assert names.most_common(1)[0][1] == 1
    assert read_image(read.test.paths[0], 224).shape == (224, 224, 3)


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_set_says_what_is_not_there():
    with pytest.warns(UserWarning, match="^left out 5900 of the 8000 pictures of the"):
        read = fetch_flickr8k()
    assert read == fetch_flickr8k(subset=True)
