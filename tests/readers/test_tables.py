"""Texts and labels in tables."""

import csv
import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.readers import read_texts

FILMS = 'review,stars\n"Slow, but ""fine""",4\nNA,007\n,1\n'


def test_columns_are_named(write):
    read = read_texts(write(FILMS, "films.csv"), text="review", label="stars")
    assert read.texts == ['Slow, but "fine"', "NA", ""]
    assert read.labels == ["4", "007", "1"]
    assert read.skipped == {}


@pytest.mark.parametrize(("text", "label"), [(0, 1), (-2, -1), (np.int64(0), 1)])
def test_columns_are_counted(write, text, label):
    read = read_texts(write(FILMS, "films.csv"), text=text, label=label)
    assert read.texts[1] == "NA"
    assert read.labels == ["4", "007", "1"]


def test_labels_are_optional(write):
    assert read_texts(write(FILMS, "films.csv"), text="review").labels is None


def test_file_without_header_keeps_its_first_row(write):
    read = read_texts(write("a\t0\nb\t1", "t.tsv"), text=0, label=1, header=False)
    assert (read.texts, read.labels) == (["a", "b"], ["0", "1"])


@pytest.mark.parametrize(
    ("name", "separator", "between"),
    [("a.csv", None, ","), ("a.tab", None, "\t"), ("a.TSV", None, "\t"),
     ("a.txt", None, ","), ("a.csv", ";", ";"), ("a.tsv", ",", ",")],
)  # fmt: skip
def test_separator_follows_the_name_unless_it_is_given(write, name, separator, between):
    path = write(f"text{between}label\na{between}b\n", name)
    assert read_texts(path, text="text", separator=separator).texts == ["a"]


def test_quotes_are_characters_when_asked(write):
    path = write('"so" he said\t1\nit\'s "\t0\n', "films.tsv")
    read = read_texts(path, text=0, label=1, header=False, quotes=False)
    assert read.texts == ['"so" he said', "it's \""]


def test_cell_may_hold_line_ends(write):
    read = read_texts(write('t,l\r\n"a\r\nb",1\r\n"c\n",2\r\n'), text="t", label="l")
    assert read.texts == ["a\r\nb", "c\n"]


def test_blank_lines_are_counted(write):
    read = read_texts(write("t\n\na\n\n"), text="t")
    assert read.texts == ["a"]
    assert repr(read) == "LabelledTexts(texts: 1; skipped: 2 blank lines)"


def says(path, words, **named):
    with pytest.raises(ValueError, match=f"^{re.escape(words)}"):
        read_texts(path, **named)


@pytest.mark.parametrize(("row", "found"), [("c", "1 column"), ("c,2,3", "3 columns")])
def test_row_with_other_columns_is_named(write, row, found):
    path = write(f't,l\n"a\nb",1\n{row}\n')
    says(path, f"{path} line 4: the row has {found}, expected 2; mend it, or check "
         "separator=", text="t")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"), [('t\na\n"b\nc\n', 3), ('t\n"a" b\n', 2)]
)  # fmt: skip
def test_quotes_that_do_not_match_are_named(write, text, line):
    path = write(text)
    says(path, f"{path} line {line}: the row cannot be split (", text="t")


def test_very_long_cell_is_named(write):
    path = write("t\n" + "a" * 131_073)
    says(path, f"{path} line 2: a cell has more than 131072 characters; close its "
         "quote, or raise the limit with csv.field_size_limit", text="t")  # fmt: skip


def test_unknown_column_is_named(write):
    path = write("t,l,l\na,1,2\n")
    says(path, f"text='x' is not a column of {path}, which has 't', 'l', 'l'; name one",
         text="x")  # fmt: skip
    says(path, f"label='l' is two columns of {path}", text="t", label="l")
    says(path, f"text=3 is not a column of {path}, which has 3 columns; count from 0",
         text=3)  # fmt: skip
    says(path, "text='t' names a column, but header=False; give its position",
         text="t", header=False)  # fmt: skip


@pytest.mark.parametrize("text", ["t,l\n", "\n\n"])
def test_file_without_rows_is_named(write, text):
    path = write(text)
    says(path, f"{path} holds no text; check that it is whole", text=0)


def test_separator_is_one_character(write):
    says(write("a, b\n"), "separator must be one character, like ',', got ', '",
         text=0, separator=", ")  # fmt: skip


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1), st.sampled_from(",;\t"))
def test_read_inverts_write(scratch, rows, separator):
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=separator).writerows([("text", "label"), *rows])
    scratch.write_bytes(table.getvalue().encode())
    read = read_texts(scratch, text="text", label="label", separator=separator)
    assert list(zip(read.texts, read.labels, strict=True)) == rows
