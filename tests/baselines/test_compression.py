"""Bits that xz spends on texts behind others."""

import lzma

import numpy as np
import pandas as pd
import pytest

from seqkit.baselines import NGramModel, xz_bits_per_character

RANDOM = np.random.default_rng(0)
NOISE = "".join(RANDOM.choice([*"abcd"], 20_000))


def test_letters_drawn_evenly_cost_their_entropy():
    assert 2 <= xz_bits_per_character(NOISE[:10_000], NOISE[10_000:]) < 2.3


def test_what_stood_before_costs_next_to_nothing():
    assert xz_bits_per_character(NOISE[5000:9000], NOISE) < 0.2
    assert xz_bits_per_character(NOISE[5000:9000]) > 2


def test_reaches_further_back_than_ngrams():
    again = NOISE[:4000] * 2
    counted = NGramModel.of(NOISE[4000:], 5).bits_per_token(again)
    assert xz_bits_per_character(again, NOISE[4000:]) < counted - 0.5


def test_no_container_is_charged():
    packed = 8 * len(lzma.compress(b"abcd", preset=9))
    assert xz_bits_per_character("abcd") * 4 < packed - 300


def test_several_texts_count_as_one():
    texts = pd.Series(["ab ab", "cd"], index=[7, 3])
    assert xz_bits_per_character(texts, ["ab", "ab"]) == xz_bits_per_character(
        "ab abcd", "abab"
    )


def test_characters_are_counted_not_bytes():
    assert xz_bits_per_character("字" * 3000) == pytest.approx(
        xz_bits_per_character("abc" * 3000) * 3, rel=0.2
    )


def test_errors_are_clear():
    with pytest.raises(ValueError, match=r"^the texts hold no character"):
        xz_bits_per_character(["", ""], "ab")
    with pytest.raises(TypeError, match=r"^text 1 must be a string, got 3"):
        xz_bits_per_character(["a", 3])
    with pytest.raises(TypeError, match=r"^text 0 must be a string"):
        xz_bits_per_character("a", [None])
