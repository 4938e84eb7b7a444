"""Spelling unknown tokens: a code that wastes, but never cheats."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.estimators.spelling import Spelling

AB = Spelling.of(["a", "ba"])


def test_spelling_known_answers():
    assert np.exp(AB.log_probability("")) == pytest.approx(1 / 4)
    assert np.exp(AB.log_probability("ab")) == pytest.approx(1 / 64)
    other = 1 / 4 / 1_114_112 / 4
    assert np.exp(AB.log_probability("字")) == pytest.approx(other)


def test_spellings_of_known_letters_share_less_than_all():
    total = sum(
        np.exp(AB.log_probability("".join(token)))
        for length in range(12)
        for token in product("ab", repeat=length)
    )
    # of four choices one ends, one is another code point
    assert total == pytest.approx(1 / 2, abs=1e-3)
    assert total < 1 / 2


def test_only_unknown_tokens_are_charged():
    charged = AB.charged(np.log([0.5, 0.25]), ["a", "bb"], {"a"})
    np.testing.assert_allclose(np.exp(charged), [0.5, 0.25 / 64])


@given(st.text(max_size=8))
def test_state_brings_the_letters_back(text):
    spelling = Spelling.of(text)
    assert Spelling.from_state(spelling.to_state()) == spelling
    assert spelling.log_probability(text) <= 0
