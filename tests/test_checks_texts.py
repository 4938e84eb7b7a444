"""Sentences about bad texts, rows of them, and tokens."""

import re

import numpy as np
import pandas as pd
import pytest

from seqkit import checks

NAN = float("nan")


def says(words, check, *arguments, error=ValueError):
    with pytest.raises(error, match=re.escape(words)):
        check(*arguments)


def test_texts_become_a_list():
    assert checks.check_texts(pd.Series(["a", ""], index=[7, 8])) == ["a", ""]
    assert checks.check_texts(()) == []


def test_texts_name_the_row():
    says("text 1 must be a string, got None; drop the row or fill it with ''",
         checks.check_texts, ["a", None], error=TypeError)  # fmt: skip
    says("text 0 must be a string, got nan", checks.check_texts,
         pd.Series([float("nan")]), error=TypeError)  # fmt: skip
    says("texts must be a list of strings, got 'one'; for one text pass [text]",
         checks.check_texts, "one", error=TypeError)  # fmt: skip
    says("texts must be a list of strings, got 3", checks.check_texts, 3,
         error=TypeError)  # fmt: skip


def test_text_must_be_a_string():
    says("text must be a string, got None of type NoneType; fill missing texts with ''",
         checks.check_text, None, error=TypeError)  # fmt: skip


@pytest.mark.parametrize(
    "sequences",
    [
        [["a"], ("b", "c")],
        (["a"], ["b", "c"]),
        pd.Series([["a"], ["b", "c"]], index=[7, 8]),
        [np.array(["a"]), np.array(["b", "c"])],
    ],
)
def test_token_lists_give_their_lengths(sequences):
    lengths = checks.check_token_lists(sequences)

    assert lengths.tolist() == [1, 2]
    assert lengths.dtype == "int64"


def test_token_lists_may_be_none_at_all():
    lengths = checks.check_token_lists([])

    assert lengths.tolist() == []
    assert lengths.dtype == "int64"


def test_token_lists_name_the_sequence():
    says("sequence 1 has no tokens; drop it", checks.check_token_lists, [["a"], []])
    says("sequence 0 must be a list of tokens, got 'one'; cut a text into tokens first",
         checks.check_token_lists, ["one", "two"], error=TypeError)  # fmt: skip
    says("sequence 1 must be a list of tokens, got None",
         checks.check_token_lists, [["a"], None], error=TypeError)  # fmt: skip
    says("token 1 of sequence 1 must be a string, got 3; pass the texts of the tokens",
         checks.check_token_lists, [["a"], ["b", 3]], error=TypeError)  # fmt: skip


@pytest.mark.parametrize("sequences", ["one text", 3, None])
def test_token_lists_must_be_a_list(sequences):
    says(f"sequences must be a list of lists of tokens, got {sequences!r}; for one "
         "sentence pass [tokens]", checks.check_token_lists, sequences,
         error=TypeError)  # fmt: skip


@pytest.mark.parametrize("rows", [[], ["a text"], [["a"]], pd.Series(["a"])])
def test_rows_may_be_any_list(rows):
    assert checks.check_rows(rows) is None


@pytest.mark.parametrize("rows", ["one text", 3, None])
def test_rows_must_be_a_list(rows):
    says(f"X must be a list of texts or of token lists, got {rows!r}; for one text "
         "pass [text]", checks.check_rows, rows, error=TypeError)  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "kind", "message"),
    [
        ("one text", TypeError, r"for one text pass \[text\]"),
        ([], ValueError, "X holds no sequences; give at least one"),
        (["a", " \n"], ValueError, "text 1 is empty; drop it"),
        (["a", None], TypeError, "text 1 must be a string or a list of tokens, got No"),
        (["a", NAN], TypeError, "text 1 must be a string .* got nan; drop it"),
        (
            pd.DataFrame({"text": ["a"], "n": [1]}),
            TypeError,
            "frame with the columns 'text' and 'n'; pass the one that holds the texts",
        ),
    ],
)
def test_bad_texts_get_one_sentence(rows, kind, message):
    with pytest.raises(kind, match=message):
        checks.check_text_rows(rows)


def test_texts_and_token_lists_may_stand_side_by_side():
    checks.check_text_rows(["a b", ["a", "b"], np.array(["c"])])
