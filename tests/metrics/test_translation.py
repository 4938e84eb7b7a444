"""Scores of translations: by hand, and what their signatures say."""

import sys

import numpy as np
import pytest

from seqkit.metrics import chrf, chrf_each, translation_bleu

pytest.importorskip("sacrebleu")


def test_bleu_by_hand():
    """Of 5 words 4 are right, of 4 pairs 3, of 3 triples 2, of 2 quadruples 1."""
    found = translation_bleu(["a b c d e"], ["a b c d f"])
    expected = np.prod([4 / 5, 3 / 4, 2 / 3, 1 / 2]) ** 0.25
    assert found.score == pytest.approx(100 * expected)


def test_short_translations_pay_for_it():
    found = translation_bleu(["a b c d"], ["a b c d e f"])
    assert found.score == pytest.approx(100 * np.exp(1 - 6 / 4))


def test_case_counts_unless_it_is_left_out():
    said, wanted = ["A Dog runs home."], ["a dog runs home."]
    assert translation_bleu(said, wanted).score < 50
    found = translation_bleu(said, wanted, lowercase=True)
    assert found.score == pytest.approx(100)
    assert "case:lc" in found.signature
    assert chrf(said, wanted).score < chrf(said, wanted, lowercase=True).score == 100


def test_languages_without_blanks_are_cut_by_letters():
    said, wanted = ["狗在跑步。"], ["猫在跑步。"]
    found = translation_bleu(said, wanted, tokenize="char")
    assert found.score > translation_bleu(said, wanted).score
    assert "tok:char" in found.signature


def test_chrf_of_each_and_of_all():
    said, wanted = ["a dog", "x", ""], ["a dog", "y", "a cat"]
    each = chrf_each(said, wanted)
    assert each[0] == pytest.approx(100)
    assert each[1:].tolist() == [0, 0]
    assert 0 < chrf(said, wanted).score < 100
    assert "nc:6" in chrf(said, wanted).signature


@pytest.mark.parametrize("score", [translation_bleu, chrf, chrf_each])
@pytest.mark.parametrize(
    ("said", "wanted", "error", "words"),
    [
        (["a"], ["a", "b"], ValueError, "got 1 translations but 2 references"),
        ([], [], ValueError, "there are no translations to score"),
        ("a", ["a"], TypeError, "predicted must be a list of texts, got 'a'"),
        (["a"], 3, TypeError, "references must be a list of texts, got 3"),
        ([None], ["a"], TypeError, r"predicted\[0\] must be a text, got None"),
        (["a"], [["a"]], TypeError, r"references\[0\] must be a text"),
    ],
)
def test_bad_texts_get_one_sentence(score, said, wanted, error, words):
    with pytest.raises(error, match=words):
        score(said, wanted)


def test_without_the_extra_one_sentence_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "sacrebleu", None)
    with pytest.raises(ImportError, match="needs the extra 'text': pip install"):
        translation_bleu(["a"], ["a"])
