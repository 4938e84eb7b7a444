"""Error rates of transcripts against a second route, and what errors there are."""

import sys

import numpy as np
import pytest

from seqkit.metrics import character_errors, word_errors


def distance(said, wanted):
    """Return the fewest edits between two sequences (Levenshtein, 1966)."""
    row = list(range(len(wanted) + 1))
    for place, one in enumerate(said, start=1):
        before, row[0] = row[0], place
        for column, other in enumerate(wanted, start=1):
            edits = min(row[column] + 1, row[column - 1] + 1, before + (one != other))
            before, row[column] = row[column], edits
    return row[-1]


def drawn_texts(count, seed):
    draw = np.random.default_rng(seed)
    lengths = draw.integers(1, 9, count)
    return ["".join(draw.choice(list("abc"), length)) for length in lengths]


def test_rates_are_fewest_edits():
    said, wanted = drawn_texts(40, 0), drawn_texts(40, 1)
    edits = np.array([distance(*pair) for pair in zip(said, wanted, strict=True)])
    found = character_errors(said, wanted)
    lengths = np.array([len(text) for text in wanted])
    np.testing.assert_allclose(found.each, edits / lengths)
    assert found.rate == pytest.approx(edits.sum() / lengths.sum())
    wrong = {name: n for name, n in found.counts.items() if name != "hits"}
    assert sum(wrong.values()) == edits.sum() == found.pairs["count"].sum()


def test_words_are_what_blanks_part():
    found = word_errors(["to be or be", ""], ["to be or not to be", "so"])
    assert found.rate == pytest.approx(3 / 7)
    assert found.counts["deletions"] == 3
    assert found.counts["hits"] == 4
    assert found.each.tolist() == pytest.approx([2 / 6, 1])


def test_texts_stand_under_each_other():
    found = character_errors(["417", "xyz"], ["4127", "xy"])
    assert found.aligned == ["4127\n41·7", "xy·\nxyz"]
    assert word_errors(["a cat"], ["a big cat"]).aligned == ["a big cat\na ··· cat"]


def test_empty_references_count_what_is_inserted():
    found = character_errors(["ab", ""], ["", ""])
    assert found.counts["insertions"] == 2
    assert found.each.tolist() == [2, 0]


@pytest.mark.parametrize(
    ("said", "wanted", "sentence"),
    [
        (["a"], ["a", "b"], "got 1 transcripts but 2 references"),
        ([], [], "there are no transcripts to score"),
    ],
)
def test_wrong_numbers_get_one_sentence(said, wanted, sentence):
    with pytest.raises(ValueError, match=sentence):
        character_errors(said, wanted)


def test_wrong_types_get_one_sentence():
    with pytest.raises(TypeError, match="predicted must be a list of texts, got 'a'"):
        character_errors("a", ["a"])
    with pytest.raises(TypeError, match=r"references\[0\] must be a text, got None"):
        word_errors(["a"], [None])


def test_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "jiwer", None)
    with pytest.raises(ImportError, match=r'pip install "seqkit\[speech\]"'):
        character_errors(["a"], ["a"])
