"""Sentences about bad tags."""

import re

import pytest

from seqkit import checks


def says(words, check, *arguments, error=ValueError):
    with pytest.raises(error, match=re.escape(words)):
        check(*arguments)


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


def test_spans_need_a_scheme():
    checks.check_has_spans("BIO", ["O"])

    says("the tags 'ADJ', 'ADP' and 'ADV', … are plain, so there are no spans to find; "
         "use predict, or train on BIO, IOB1 or BIOES tags", checks.check_has_spans,
         None, ["ADJ", "ADP", "ADV", "VERB"])  # fmt: skip
