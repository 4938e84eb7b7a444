"""Decoding, line ends, and what every reader says of a file it cannot read."""

import re

import pytest

from seqkit.readers import (
    read_conll,
    read_conllu,
    read_labelled_lines,
    read_parallel,
    read_parallel_table,
    read_texts,
    read_ts,
)
from seqkit.readers.lines import blocks, read_lines, read_text

READERS = {
    "lines": read_lines,
    "conll": read_conll,
    "conllu": read_conllu,
    "labelled_lines": read_labelled_lines,
    "parallel": lambda path, **named: read_parallel(path, path, **named),
    "parallel_table": read_parallel_table,
    "texts": lambda path, **named: read_texts(path, text=0, **named),
    "ts": read_ts,
}
every_reader = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_three_ways(write, end):
    assert read_lines(write(f"one{end}{end}three{end}")) == ["one", "", "three"]


def test_last_line_needs_no_end(write):
    assert read_lines(write("one\ntwo")) == ["one", "two"]


@pytest.mark.parametrize("odd", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_other_separators_stay_in_their_line(write, odd):
    assert read_lines(write(f"a{odd}b\nc")) == [f"a{odd}b", "c"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_is_no_character(write, encoding):
    read_with = encoding.removesuffix("-sig")
    assert read_text(write("é", encoding=encoding), encoding=read_with) == "é"


def test_blocks_keep_line_numbers():
    assert list(blocks(["", "a", "\t", "", "b", "c", ""])) == [
        [(2, "a")],
        [(5, "b"), (6, "c")],
    ]
    assert list(blocks(["", " "])) == []


@every_reader
def test_missing_file_is_named(read, tmp_path):
    sentence = rf"^there is no file '{re.escape(str(tmp_path))}/a'; check its path$"
    with pytest.raises(FileNotFoundError, match=sentence):
        read(tmp_path / "a")


@every_reader
def test_folder_is_no_file(read, tmp_path):
    with pytest.raises(IsADirectoryError, match="is a folder, not a file; name a file"):
        read(tmp_path)


@every_reader
def test_empty_file_is_named(read, write):
    with pytest.raises(ValueError, match=r"small.txt holds no text; check that it is"):
        read(write(""))


@every_reader
def test_wrong_encoding_names_line_byte_and_remedy(read, write):
    path = write("one O\nélan O\n", encoding="latin-1")
    sentence = (
        rf"^{re.escape(str(path))} line 2: the byte 0xe9 \(position 6 of the file\) is "
        r"not utf-8; name the file's encoding, like encoding='latin-1'$"
    )
    with pytest.raises(ValueError, match=sentence):
        read(path)


@every_reader
def test_unknown_encoding_is_named(read, write):
    with pytest.raises(ValueError, match="encoding='utf-9' is unknown; name one like"):
        read(write("one O\n"), encoding="utf-9")


@pytest.mark.parametrize(
    ("written", "read_with"), [("utf-16", "utf-8"), ("utf-8", "ascii")]
)
def test_encoding_is_proposed(write, written, read_with):
    path = write("é\n", encoding=written)
    with pytest.raises(ValueError, match=f"is not {read_with}; .*encoding='{written}'"):
        read_text(path, encoding=read_with)


def test_home_is_understood(write, monkeypatch):
    path = write("one\n")
    monkeypatch.setenv("HOME", str(path.parent))
    assert read_lines("~/small.txt") == ["one"]
