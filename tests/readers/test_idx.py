"""IDX files: every type there and back, and files that are none."""

import gzip
import re
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from seqkit.readers import read_idx

CODES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def idx(array):
    """Write an array as IDX, by the description of the format."""
    code = CODES[array.dtype.str[1:]]
    header = bytes([0, 0, code, array.ndim]) + struct.pack(
        f">{array.ndim}I", *array.shape
    )
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


def test_values_written_by_hand(write):
    data = bytes([0, 0, 0x0B, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 0, 0, 2, 0xFF, 0xFF])
    read = read_idx(write(data))
    assert read.tolist() == [[256, 2, -1]]
    assert read.dtype == np.int16


@given(
    array=st.sampled_from(sorted(CODES)).flatmap(
        lambda code: arrays.arrays(code, arrays.array_shapes(max_dims=4, min_side=0))
    ),
    packed=st.booleans(),
)
def test_reading_inverts_writing(scratch, array, packed):
    data = idx(array)
    scratch.write_bytes(gzip.compress(data) if packed else data)
    read = read_idx(scratch)
    assert read.dtype == array.dtype
    assert read.dtype.isnative
    assert read.flags.writeable
    np.testing.assert_array_equal(read, array)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it begins with the bytes '', expected 00 00, a type (08, 09, 0b, 0c, "),
        (b"\0\0\x08", "it begins with the bytes '00 00 08', expected"),
        (b"PK\x03\x04" + bytes(20), "it begins with the bytes '50 4b 03 04', expected"),
        (b"\0\0\x0a\x01" + bytes(20), "it begins with the bytes '00 00 0a 01', exp"),
        (b"\0\0\x08\0" + bytes(20), "it begins with the bytes '00 00 08 00', expected"),
        (
            b"\0\0\x08\x03" + bytes(11),
            "its header of 16 bytes is cut off after 15; get",
        ),
    ],
)
def test_file_without_such_a_header_is_named(write, data, reason):
    path = write(data)
    sentence = f"{path} is not a whole IDX file: {reason}"
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        read_idx(path)


@pytest.mark.parametrize("off", [-1, 1])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_too_few_or_too_many_values_are_named(write, off, pack):
    data = idx(np.zeros((4, 2, 3), "i2")) + b"\0"
    path = write(pack(data[: len(data) - 1 + off]))
    sentence = (
        f"{path} is not a whole IDX file: its header states 4 x 2 x 3 values of int16, "
        f"48 bytes, but {48 + off} follow; get the file again"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_idx(path)


def test_huge_shape_is_refused_before_it_is_allotted(write):
    data = bytes([0, 0, 14, 4]) + b"\xff" * 16
    with pytest.raises(ValueError, match=r"of float64, \d{40} bytes, but 0 follow"):
        read_idx(write(data))


def damaged(packed, how):
    if how == "cut":
        return packed[:-12]
    if how == "header":
        return packed[:2] + b"\xff" + packed[3:]
    return packed[:15] + bytes(255 - byte for byte in packed[15:])


@pytest.mark.parametrize("how", ["cut", "header", "inside"])
def test_damaged_compression_is_named(write, how):
    packed = gzip.compress(idx(np.arange(4000, dtype="i4")))
    path = write(damaged(packed, how))
    sentence = rf"^{re.escape(str(path))} is not a whole IDX .* compression is damaged"
    with pytest.raises(ValueError, match=sentence):
        read_idx(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"^there is no file '.*/a\.gz'; ch"):
        read_idx(tmp_path / "a.gz")
