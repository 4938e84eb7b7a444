"""Compression around the bytes of a file."""

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.readers.packed import unpacked


def archive(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return packed.getvalue()


@given(st.binary().filter(lambda data: data[:2] not in (b"\x1f\x8b", b"PK")))
def test_bytes_are_the_same_however_they_are_packed(scratch, data):
    for packed in (
        data,
        gzip.compress(data),
        archive(a=data, _b=b"1", **{"d/.c": b""}),
    ):
        scratch.write_bytes(packed)
        assert unpacked(scratch) == data


def test_several_members_of_gzip_are_one_text(write):
    assert unpacked(write(gzip.compress(b"a\n") + gzip.compress(b"b\n"))) == b"a\nb\n"


def test_member_is_found_by_its_name(write):
    path = write(archive(a=b"1", b=b"2", _c=b"3"))
    assert unpacked(path, "b") == b"2"
    assert unpacked(path, "_c") == b"3"


@pytest.mark.parametrize("files", [{}, {"_a": b"1"}])
def test_archive_without_a_file_to_read_is_named(write, files):
    packed = archive(**files) if files else archive(**{"d/": b""})
    with pytest.raises(ValueError, match="holds 0 files that may be read"):
        unpacked(write(packed))


def test_locked_archive_is_named(write):
    packed = bytearray(archive(a=b"1"))
    packed[6] |= 1  # of the file's header, and of the list at the end
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ValueError, match=r"unpacked \(.*encrypted.*\); get the file"):
        unpacked(write(bytes(packed)))
