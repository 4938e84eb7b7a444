"""Pieces of words: what is joined, what is unknown, the way back; files."""

import copy
import json
import pickle
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences import BytePairs
from seqkit.sequences.subwords import ExactPairs

pytest.importorskip("tokenizers")

PIECES = BytePairs.of(["low lower lowest", "new newer newest, wide!"] * 9, size=40)


def test_frequent_pieces_are_joined_and_rare_words_cut():
    assert PIECES.cut("low new") == ["▁low", "▁new"]
    assert PIECES.cut("lower") == ["▁lower"]
    several = PIECES.cut("wnl")
    assert len(several) > 1
    assert PIECES.join(several) == "wnl"


def test_more_pieces_are_longer():
    short = BytePairs.of(["low lower lowest"] * 9, size=8)
    assert len(short.cut("lowest")) > len(PIECES.cut("lowest"))


def test_punctuation_is_a_piece_of_its_own():
    assert PIECES.cut("low, low!") == ["▁low", ",", "▁low", "!"]


def test_letters_that_were_not_learnt_are_pieces_of_their_own():
    assert PIECES.cut("low字 👍") == ["▁low", "字", "▁", "👍"]


@given(st.text(alphabet="lowernstid ,!字éß👍<unk>\n\t"))
def test_pieces_joined_are_the_text_but_for_runs_of_blanks(text):
    assert PIECES.join(PIECES.cut(text)) == " ".join(text.split())


def test_a_blank_text_has_no_pieces():
    assert PIECES.cut("") == PIECES.cut(" \n ") == []
    assert PIECES.join([]) == ""


def test_copies_and_states_cut_the_same():
    state = json.loads(json.dumps(PIECES.to_state()))
    for again in (
        BytePairs.from_state(state),
        copy.deepcopy(PIECES),
        pickle.loads(pickle.dumps(PIECES)),
    ):
        assert again == PIECES
        assert hash(again) == hash(PIECES)
        assert again.cut("slower wide") == PIECES.cut("slower wide")
    assert BytePairs.of(["other"] * 3, size=9) != PIECES


def test_learning_repeats():
    texts = ["low lower lowest", "new newer newest, wide!"] * 9
    assert BytePairs.of(texts, size=40) == PIECES


def test_wrong_sizes_get_one_sentence():
    with pytest.raises(ValueError, match="size must be a whole number >= 1, got 0"):
        BytePairs.of(["low"], size=0)


def test_without_the_extra_one_sentence_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(ImportError, match=r"tokens='bpe' needs the extra 'tokenizers'"):
        BytePairs.of(["low"])


EXACT = ExactPairs.of(["low lower\nlowest", " new  newer, wide!"] * 9, size=40)


@given(st.text(alphabet="lowernstid ,!字éß👍<unk>\n\t"))
def test_exact_pieces_joined_are_the_text(text):
    assert EXACT.join(EXACT.cut(text)) == text


def test_exact_pieces_hold_the_blank_before_a_word():
    assert EXACT.cut("low lower\n") == ["low", " lower", "\n"]
    again = ExactPairs.from_state(EXACT.to_state())
    assert again == EXACT
    assert again.cut(" new") == [" new"]
