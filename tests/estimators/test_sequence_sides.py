"""Sides of pairs: what they are, what is learnt of them, their states."""

import numpy as np
import pandas as pd
import pytest

from seqkit.estimators.cutting import Cutting
from seqkit.estimators.sequence_sides import (
    SERIES,
    TEXTS,
    TOKENS,
    SeriesSide,
    TokenSide,
    read_side,
    side_from_state,
)

WORDS = Cutting("word", True)


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (["a b", ""], TEXTS),
        (np.array(["a", "b"]), TEXTS),
        ([[], ["a"]], TOKENS),
        ([("a", "b")], TOKENS),
        ([[1.0], [2.0, 3.0]], SERIES),
        (np.zeros((2, 3)), SERIES),
        (np.zeros((2, 3, 1)), SERIES),
        (pd.DataFrame(np.zeros((2, 3))), SERIES),
    ],
)
def test_a_side_is_what_its_first_row_is(rows, kind):
    assert read_side(rows, "X").kind == kind


def test_names_are_those_of_a_series():
    given = read_side(pd.Series(["a", "b"], index=[7, 9]), "X")
    assert given.names.tolist() == [7, 9]
    assert read_side(["a"], "X").names is None


def test_tokens_are_learnt_cut_and_encoded():
    side = TokenSide.of(TEXTS, ["A dog", "a cat"], WORDS, 1)
    assert side.words == 7
    assert side.cut(["A bird"]) == [["a", "bird"]]
    assert side.sources([["a", "bird"]]).ids[0].tolist() == [4, 1]
    assert side.targets([["a", "cat"]]).ids[0].tolist() == [2, 4, 6, 3]


def test_token_lists_are_lowered_but_not_cut():
    side = TokenSide.of(TOKENS, [["New York", "is"]], WORDS, 1)
    assert side.cut([["New York"]]) == [["new york"]]
    kept = TokenSide.of(TOKENS, [["New York"]], Cutting("word", False), 1)
    assert kept.cut([["New York"]]) == [["New York"]]


def test_rare_tokens_are_unknown():
    side = TokenSide.of(TEXTS, ["a a b"], WORDS, 2)
    assert side.sources([["a", "b"]]).ids[0].tolist() == [4, 1]


@pytest.mark.parametrize("kind", ["standard", None])
def test_series_come_back_in_their_units(kind):
    rows = [np.array([[1.0, 10.0], [3.0, np.nan]]), np.array([[5.0, 30.0]])]
    side = SeriesSide.of(rows, kind)
    assert side.features == 2
    for row, scaled in zip(rows, side.targets(rows).rows, strict=True):
        np.testing.assert_allclose(side.restored(scaled), row, rtol=1e-6)
    if kind == "standard":
        np.testing.assert_allclose(side.targets(rows).rows[1], [[1.224745, 1]], 1e-5)


def test_states_bring_sides_back():
    texts = TokenSide.of(TEXTS, ["a dog"], WORDS, 1)
    assert side_from_state(texts.to_state()) == texts
    series = SeriesSide.of([np.arange(4.0)[:, None]], "standard")
    again = side_from_state(series.to_state())
    assert again.kind == SERIES
    np.testing.assert_array_equal(again.scaling.mean, series.scaling.mean)


@pytest.mark.parametrize(
    ("rows", "kind", "error", "words"),
    [
        ("a", None, TypeError, "y must be a list of texts, of token lists or of serie"),
        (5, None, TypeError, "got 5"),
        ([], None, ValueError, "holds no sequences"),
        (["a", ["b"]], None, TypeError, r"y\[1\] must be a text"),
        (["a"], TOKENS, TypeError, r"y\[0\] must be a list of tokens"),
        ([["a", None]], None, TypeError, r"y\[0\] must be a list of tokens"),
        ([["a"]], SERIES, ValueError, "sequence 0 must hold numbers"),
    ],
)
def test_mixed_sides_get_one_sentence(rows, kind, error, words):
    with pytest.raises(error, match=words):
        read_side(rows, "y", kind)


def test_other_features_get_one_sentence():
    side = SeriesSide.of([np.zeros((2, 3))], "standard")
    with pytest.raises(ValueError, match="has 1 features, but the model was fitted on"):
        side.cut([np.zeros((2, 1))])
