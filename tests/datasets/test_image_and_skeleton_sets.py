"""Images and skeletons: small stand-ins in a mirror, then the real files."""

import gzip
import struct

import numpy as np
import pytest

from seqkit.datasets import LabelledImages, fetch_mnist_test, fetch_msr_action_3d
from seqkit.datasets.skeleton_sets import SkeletonActions


def frames(count, first=0):
    """Return text of skeletons whose joint j of frame f is at (f, j, first), and that
    array."""
    rows = [[f, j, first, 0.5] for f in range(count) for j in range(20)]
    text = "".join(" ".join(f" {value:.7e}" for value in row) + "\r\n" for row in rows)
    return text.encode(), np.array(rows)[:, :3].reshape(count, 60)


def test_mnist_pairs_images_with_labels(mirror):
    images = np.arange(12, dtype="uint8").reshape(2, 3, 2)
    mirror(
        "mnist_test",
        {
            "images": gzip.compress(
                struct.pack(">4B3I", 0, 0, 8, 3, 2, 3, 2) + images.tobytes()
            ),
            "labels": gzip.compress(struct.pack(">4BI", 0, 0, 8, 1, 2) + b"\x07\x02"),
        },
    )
    read = fetch_mnist_test()
    assert isinstance(read, LabelledImages)
    np.testing.assert_array_equal(read.images, images)
    assert read.images.dtype == np.uint8
    assert read.labels.tolist() == [7, 2]
    assert read.labels.dtype == np.int64


def test_skeletons_come_with_action_subject_and_take(mirror):
    (first, expected), (second, other) = frames(3), frames(1, first=9)
    mirror(
        "msr_action_3d",
        {
            "a01_s01_e02_skeleton": first,
            "a01_s02_e01_skeleton": second,
            "a20_s10_e03_skeleton": second,
        },
    )
    read = fetch_msr_action_3d()
    np.testing.assert_array_equal(read.series[0], expected)
    np.testing.assert_array_equal(read.series[2], other)
    assert read.series[0].dtype == np.float32
    assert read.series[0][2, 57:].tolist() == [2, 19, 0]
    assert read.labels.tolist() == ["a01", "a01", "a20"]
    assert read.subjects.tolist() == [1, 2, 10]
    assert read.takes.tolist() == [2, 1, 3]


def test_cross_subject_keeps_people_apart():
    series = [np.full((2, 60), k, "float32") for k in range(6)]
    subjects = np.array([1, 2, 10, 9, 3, 4])
    labels, takes = np.array(list("abcdef")), np.arange(6)
    read = SkeletonActions(series, labels, subjects, takes)
    train, dev, test = read.cross_subject()
    assert dev is None
    assert train.subjects.tolist() == [1, 9, 3]
    assert test.subjects.tolist() == [2, 10, 4]
    assert [int(one[0, 0]) for one in train.series] == train.takes.tolist() == [0, 3, 4]
    assert [int(one[0, 0]) for one in test.series] == test.takes.tolist() == [1, 2, 5]
    assert (train.labels.tolist(), test.labels.tolist()) == (list("ade"), list("bcf"))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda rows: rows[:-1], "its 39 rows are not frames of 20 joints each"),
        (
            lambda rows: [*rows[:4], rows[4].rpartition(b" ")[0], *rows[5:]],
            r"line 5 has 3 columns, expected 4 \(x, y, z, confidence\)",
        ),
        (
            lambda rows: [*rows[:4], b"", *rows[5:]],
            r"line 5 has 0 columns, expected 4 \(x, y, z, confidence\)",
        ),
        (
            lambda rows: [*rows[:-1], rows[-1].replace(b"e+00", b"?")],
            "could not convert string to float: .*",
        ),
    ],
)
def test_damaged_skeletons_name_their_file(mirror, damage, reason):
    rows = frames(2)[0].split(b"\r\n")[:-1]
    mirror("msr_action_3d", {"a07_s04_e01_skeleton": b"\n".join(damage(rows))})
    sentence = (
        r"^[^:]*/a07_s04_e01_skeleton\.txt is not a whole skeleton file: "
        rf"{reason}; get it again$"
    )
    with pytest.raises(ValueError, match=sentence):
        fetch_msr_action_3d()


def test_empty_skeleton_file_is_named(mirror):
    mirror("msr_action_3d", {"a07_s04_e01_skeleton": b""})
    with pytest.raises(ValueError, match=r"a07_s04_e01_skeleton\.txt holds no text"):
        fetch_msr_action_3d()


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_mnist_is_the_known_one():
    images, labels = fetch_mnist_test()
    assert images.shape == (10_000, 28, 28)
    assert labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(labels).tolist() == counts
    assert (images.min(), images.max()) == (0, 255)
    assert (images[:, 0] == 0).mean() > 0.99  # paper at the edge


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_skeletons_are_as_their_help_says():
    read = fetch_msr_action_3d()
    assert len(read.series) == len(read.labels) == len(read.takes) == 567
    assert sorted(set(read.labels)) == [f"a{k:02}" for k in range(1, 21)]
    assert sorted(set(read.subjects)) == list(range(1, 11))
    assert sorted(set(read.takes)) == [1, 2, 3]
    lengths = [len(series) for series in read.series]
    assert (min(lengths), max(lengths)) == (13, 255)
    assert {series.shape[1] for series in read.series} == {60}
    assert read.series[0][0, :6].tolist() == [120, 80, 669, 158, 82, 670]
    order = list(zip(read.labels, read.subjects, read.takes, strict=True))
    assert order == sorted(order)
    train, _, test = read.cross_subject()
    assert (len(train.series), len(test.series)) == (292, 275)
    assert set(train.labels) == set(test.labels)


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_real_skeletons_have_the_gaps_their_help_names():
    read = fetch_msr_action_3d()
    empty = [int((~series.any(axis=1)).sum()) for series in read.series]
    assert (sum(empty), sum(count > 0 for count in empty)) == (432, 20)
    whole = [at for at, series in enumerate(read.series) if not series.any()]
    assert [(read.labels[k], read.subjects[k], read.takes[k]) for k in whole] == [
        ("a13", 9, 2)
    ]
    beyond = [int((series > 1000).any(axis=1).sum()) for series in read.series]
    assert (sum(beyond), sum(count > 0 for count in beyond)) == (65, 20)
    places = np.concatenate([series.reshape(-1, 3) for series in read.series])
    overflow = places[places.max(axis=1) > 1000]
    assert set(overflow[:, 1]) == {np.float32(2_147_480_000)}
    assert overflow[:, [0, 2]].max() < 1000
