"""Reports of translations: figures by hand, bins of lengths, the dictionary."""

import numpy as np
import pytest

from seqkit.baselines.translation import WordByWord
from seqkit.estimators.translation_report import (
    BASELINE,
    Translated,
    by_words,
    learnt_by_words,
    translation_report,
)
from seqkit.metrics import translation_bleu

pytest.importorskip("sacrebleu")

SOURCES = ["eins zwei", "drei " * 7, "vier " * 60]
WANTED = ["one two three four", "a b c d e", "A big dog runs"]
SAID = ["one two three four", "a b c d f", "nothing"]
LENGTHS = np.array([2, 7, 60])


def report(said=SAID, other=("", "", ""), worst=2, lowercase=False):
    translated = Translated("xyz", SOURCES, WANTED, said, LENGTHS)
    return translation_report(translated, {BASELINE: list(other)}, worst, lowercase)


def test_figures_are_those_of_the_metrics():
    found = report()
    assert found.scores.index.tolist() == ["translator", "word_by_word"]
    bleu = translation_bleu(SAID, WANTED)
    assert found.scores.loc["translator", "bleu"] == bleu.score
    assert found.scores.loc["word_by_word", "bleu"] == 0
    assert found.signatures["bleu"] == bleu.signature
    assert found.scores.loc["translator", "length"] == pytest.approx(34 / 41)
    assert found.texts == 3


def test_lengths_fall_into_bins():
    table = report().by_length
    assert table.index.tolist() == ["0–5", "6–10", "51+"]
    assert table["texts"].tolist() == [1, 1, 1]
    assert table["translator"].round(3).tolist() == [100, 66.874, 0]


def test_the_worst_come_first():
    worst = report().worst
    assert worst["row"].tolist() == ["z", "y"]
    assert worst["source"].tolist() == [SOURCES[2], SOURCES[1]]
    assert worst["chrf"].is_monotonic_increasing
    assert report(worst=0).worst.empty


def test_case_may_count_for_nothing():
    low = [text.lower() for text in WANTED]
    assert report(low, lowercase=True).scores.loc[
        "translator", "bleu"
    ] == pytest.approx(100)
    assert report(low).scores.loc["translator", "bleu"] < 100


def test_a_better_dictionary_is_named():
    with pytest.warns(UserWarning, match=r"network's bleu .* 'word_by_word'"):
        report(["x", "y", "z"], WANTED)


def test_a_report_shows_its_figures():
    found = report()
    assert "3 texts" in repr(found)
    assert "tok:13a" in repr(found)
    assert "<table" in found._repr_html_()
    assert "nothing" not in found._repr_html_()


def test_the_dictionary_learns_from_texts_with_words():
    found = learnt_by_words(["Das Haus", "", "das"], ["The house", "x", "the"], True)
    assert found.words == {"das": "the", "haus": "house"}
    assert by_words(found, ["HAUS.", " "], True) == ["house.", ""]


def test_the_dictionary_reads_no_more_than_memory_allows(monkeypatch):
    monkeypatch.setattr("seqkit.estimators.translation_report._LINKS", 7)
    found = learnt_by_words(["a b", "c d"] * 9, ["x y", "u v"] * 9, False)
    assert isinstance(found, WordByWord)
    assert set(found.words) == {"a", "b"}
