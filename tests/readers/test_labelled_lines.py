"""Lines that begin with a label."""

import re

import pytest

from seqkit.readers import read_labelled_lines


def test_first_blank_divides(write):
    read = read_labelled_lines(write("NUM:dist How far is it ?\nDESC What ?\n"))
    assert read.labels == ["NUM:dist", "DESC"]
    assert read.texts == ["How far is it ?", "What ?"]
    assert read.skipped == {}


def test_separator_and_encoding_are_the_users(write):
    path = write("1\tdéjà vu \r\n", encoding="latin-1")
    read = read_labelled_lines(path, separator="\t", encoding="latin-1")
    assert (read.labels, read.texts) == (["1"], ["déjà vu"])


def test_blank_lines_are_counted(write):
    read = read_labelled_lines(write("a b\n\n \na c\n"))
    assert read.texts == ["b", "c"]
    assert read.skipped == {"blank lines": 2}


@pytest.mark.parametrize("line", ["word", "label ", " text"])
def test_line_without_label_or_text_is_named(write, line):
    path = write(f"a b\n\n{line}\n")
    sentence = (
        rf"^{re.escape(str(path))} line 3: no ' ' divides a label from a text; mend "
        "the line, or name another separator=$"
    )
    with pytest.raises(ValueError, match=sentence):
        read_labelled_lines(path)


def test_file_without_texts_is_named(write):
    with pytest.raises(ValueError, match="holds no text; check that it is whole"):
        read_labelled_lines(write("\n \n"))
