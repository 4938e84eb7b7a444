"""Columns of tokens and tags."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.readers import read_conll

NEWS = """\
-DOCSTART- -X- -X- O

EU NNP B-NP B-ORG
rejects VBZ B-VP O

Peter NNP B-NP B-PER
"""


def test_last_column_is_the_tag(write):
    read = read_conll(write(NEWS))
    assert read.sentences == [["EU", "rejects"], ["Peter"]]
    assert read.tags == [["B-ORG", "O"], ["B-PER"]]
    assert read.skipped == {"document lines": 1}
    assert len(read) == 2


@pytest.mark.parametrize(
    ("tags", "first"), [(1, "NNP"), (-2, "B-NP"), (3, "B-ORG"), (-3, "NNP")]
)
def test_any_column_can_be_the_tag(write, tags, first):
    read = read_conll(write(NEWS), tags=tags)
    assert read.sentences[0] == ["EU", "rejects"]
    assert read.tags[0][0] == first


def test_any_column_can_be_the_token(write):
    read = read_conll(write("1\tEU\tORG\n"), tokens=1, tags=2)
    assert (read.sentences, read.tags) == ([["EU"]], [["ORG"]])


def test_marks_blanks_and_crlf_do_no_harm(write):
    messy = b"\xef\xbb\xbfEU  B-ORG \t\r\nrejects\tO\r\n \t\r\n\r\n Peter B-PER\r\n"
    read = read_conll(write(messy))
    assert read.sentences == [["EU", "rejects"], ["Peter"]]
    assert read.tags == [["B-ORG", "O"], ["B-PER"]]
    assert read.skipped == {}


def test_separator_keeps_blanks_in_a_token(write):
    read = read_conll(write("New York\tLOC \nbig\xa0one\tO\n"), separator="\t")
    assert read.sentences == [["New York", "big\xa0one"]]
    assert read.tags == [["LOC", "O"]]


def test_only_blanks_and_tabs_divide(write):
    read = read_conll(write("10\xa0000 NUM\n\u200b O\n"))
    assert read.sentences == [["10\xa0000", "\u200b"]]


def test_hash_is_a_token_unless_it_is_a_comment(write):
    path = write("# id = 1\n#tag O O\nfine O O\n")
    read = read_conll(path, tags=1)
    assert read.sentences == [["#", "#tag", "fine"]]
    read = read_conll(path, comment="# ")
    assert read.sentences == [["#tag", "fine"]]
    assert repr(read) == (
        "TaggedSentences(sentences: 1, tokens: 2; skipped: 1 comment lines)"
    )


def test_document_line_inside_a_block_ends_nothing_else(write):
    read = read_conll(write("-DOCSTART- O\nEU ORG\nis O\n"))
    assert read.sentences == [["EU", "is"]]


def says(path, words, **named):
    with pytest.raises(ValueError, match=f"^{re.escape(f'{path} {words}')}$"):
        read_conll(path, **named)


def test_row_with_other_columns_is_named(write):
    path = write("EU NNP ORG\n\nNew York NNP LOC\n")
    says(path, "line 3: the row has 4 columns, expected 3; mend it, or check "
         "separator=")  # fmt: skip


def test_row_with_too_few_columns_is_named(write):
    path = write("EU NNP ORG\n\nPeter\n")
    says(path, "line 3: the row has 1 column, but column 1 (counted from 0) is read; "
         "mend it, or check separator=", tags=1)  # fmt: skip
    says(path, "line 1: the row has 3 columns, but column -4 (counted from 0) is read; "
         "mend it, or check separator=", tags=-4)  # fmt: skip


@pytest.mark.parametrize(("row", "name"), [("\tORG", "token"), ("EU\t\tx", "tag")])
def test_empty_cell_is_named(write, row, name):
    path = write(f"-DOCSTART-\n{row}\n")
    says(path, f"line 2: the {name} is empty; mend the row, or check separator=",
         tags=1, separator="\t")  # fmt: skip


def test_rows_may_differ_where_columns_are_counted_from_the_front(write):
    read = read_conll(write("EU NNP x y\n\nPeter NNP\n"), tags=1)
    assert read.tags == [["NNP"], ["NNP"]]


def test_one_column_is_not_two(write):
    path = write("EU,ORG\n")
    says(path, "line 1: tokens= and tags= both name column 0; name two columns, or "
         "check separator=")  # fmt: skip


@pytest.mark.parametrize("text", ["\n\n", "-DOCSTART- O\n\n"])
def test_file_without_sentences_is_named(write, text):
    path = write(text)
    says(path, "holds no sentence; check that it is whole")


words = st.text(
    st.characters(codec="utf-8", exclude_characters=" \t\r\n\ufeff"), min_size=1
).filter(lambda word: not word.startswith("-DOCSTART-"))
tagged = st.lists(st.tuples(words, words), min_size=1)


@settings(max_examples=50, deadline=None)
@given(st.lists(tagged, min_size=1, max_size=5), st.sampled_from(" \t"))
def test_read_inverts_write(scratch, sentences, separator):
    rows = ["".join(f"{w}{separator}{t}\n" for w, t in pairs) for pairs in sentences]
    scratch.write_bytes("\n".join(rows).encode())
    for named in ({}, {"separator": separator}):
        read = read_conll(scratch, **named)
        assert read.sentences == [[w for w, _ in pairs] for pairs in sentences]
        assert read.tags == [[t for _, t in pairs] for pairs in sentences]
