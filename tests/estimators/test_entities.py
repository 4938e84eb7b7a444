"""Spans as a table: places in texts and token lists, scores, types."""

import numpy as np
import pandas as pd
import pytest

from seqkit.estimators.entities import COLUMNS, cut_rows, entity_frame, entity_rows


def rows_of(row, tags, scores=None, scheme="BIO", number=0):
    (tokens,), (places,) = cut_rows([row])
    assert len(tokens) == len(tags)
    scores = np.ones(len(tags)) if scores is None else np.array(scores)
    return entity_rows(number, row, places, tags, scores, scheme)


def test_texts_are_cut_and_token_lists_kept():
    tokens, places = cut_rows(["Ann's cat", ["New York", "!"], ("a", "b")])
    assert tokens == [["Ann", "'s", "cat"], ["New York", "!"], ["a", "b"]]
    assert [(token.start, token.end) for token in places[0]] == [(0, 3), (3, 5), (6, 9)]
    assert places[1:] == [None, None]


def test_spans_of_a_text_count_its_characters():
    text = "  Zoë  Lee 👍🏽 sees Bob’s dog"
    tags = ["B-PER", "I-PER", "O", "O", "B-PER", "O", "O"]
    found = rows_of(text, tags, [0.5, 1, 1, 1, 0.25, 1, 1], number="a")
    assert [row[3:] for row in found] == [
        ("Zoë  Lee", "PER", 0.75),
        ("Bob", "PER", 0.25),
    ]
    assert found[0][:3] == ("a", 2, 10)
    for _, start, end, words, *_ in found:
        assert text[start:end] == words


def test_spans_of_tokens_count_tokens():
    found = rows_of(["see", "Ann", "Lee", "Bob"], ["O", "B-PER", "I-PER", "B-PER"])
    assert found == [(0, 1, 3, "Ann Lee", "PER", 1), (0, 3, 4, "Bob", "PER", 1)]


@pytest.mark.parametrize(
    ("scheme", "tags", "places"),
    [
        ("BIO", ["B-X", "B-X", "I-X"], [(0, 1), (1, 3)]),
        ("IOB1", ["I-X", "I-X", "B-X"], [(0, 2), (2, 3)]),
        ("BIOES", ["S-X", "B-X", "E-X"], [(0, 1), (1, 3)]),
        ("BIO", ["O", "I-X", "I-Y"], [(1, 2), (2, 3)]),  # what softmax may give
    ],
)
def test_schemes_are_read_leniently(scheme, tags, places):
    found = rows_of(["a", "b", "c"], tags, scheme=scheme)
    assert [row[1:3] for row in found] == places


def test_sentence_of_one_token_and_none_found():
    assert rows_of("Ann", ["B-PER"])[0][1:4] == (0, 3, "Ann")
    assert rows_of("now then", ["O", "O"]) == []


@pytest.mark.parametrize(
    "numbers",
    [pd.RangeIndex(2), pd.Index(["a", "b"]), pd.date_range("2024", periods=2)],
)
def test_table_has_its_types_also_when_it_is_empty(numbers):
    full = entity_frame([(numbers[1], 0, 3, "Ann", "PER", 1)], numbers)
    empty = entity_frame([], numbers)
    assert tuple(full) == tuple(empty) == COLUMNS
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)
    assert full.dtypes["row"] == numbers.dtype
    assert full.dtypes[["start", "end", "score"]].tolist() == ["int64"] * 2 + [
        "float64"
    ]


@pytest.mark.parametrize(
    ("rows", "kind", "sentence"),
    [
        ("see Ann", TypeError, r"got 'see Ann'; for one text pass \[text\]"),
        (None, TypeError, "X must be a list of texts or of token lists, got None"),
        (["see", ""], ValueError, "sequence 1 has no tokens; drop it"),
        (["see", []], ValueError, "sequence 1 has no tokens; drop it"),
        (["see", None], TypeError, "sequence 1 must be a list of tokens, got None"),
        (
            ["see", ["a", None]],
            TypeError,
            "token 1 of sequence 1 must be a string, got",
        ),
    ],
)
def test_rows_that_are_none_get_one_sentence(rows, kind, sentence):
    with pytest.raises(kind, match=sentence):
        cut_rows(rows)
