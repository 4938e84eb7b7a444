"""Sentences about bad texts, tokens and tags."""

import re

import numpy as np
import pandas as pd
import pytest

from seqkit import checks


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


def test_aligned_names_the_sentence():
    tokens = [["a"]] * 17 + [["a"] * 9]
    tags = [["O"]] * 17 + [["O"] * 8]
    names = ("tokens", "tags")
    checks.check_aligned(tokens[:3], tags[:3], names)

    says("sentence 17 has 9 tokens but 8 tags; give one for each token",
         checks.check_aligned, tokens, tags, names)  # fmt: skip
    says("got 18 sequences of tokens but 17 of tags; give one for each",
         checks.check_aligned, tokens, tags[:-1], names)  # fmt: skip
    says("sentence 0 must have a list of tags, got 'O'; pass a list of lists",
         checks.check_aligned, [["a"]], ["O"], names, error=TypeError)  # fmt: skip


def test_legal_tags_name_sentence_and_step():
    checks.check_legal_tags(["O"], None, "BIO", 3)

    says("tag 'I-X' at position 1 of sentence 3 stands behind 'O', which BIO does not "
         "allow; read the spans", checks.check_legal_tags, ["O", "I-X"], 1, "BIO",
         3)  # fmt: skip
    says("the last tag 'B-X' of sentence 3 leaves a span open, which BIOES",
         checks.check_legal_tags, ["B-X"], 1, "BIOES", 3)  # fmt: skip


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
