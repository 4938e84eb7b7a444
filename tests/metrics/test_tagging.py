"""Scores of tags and spans against seqeval's answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.metrics import span_scores, tag_confusion, token_accuracy
from seqkit.sequences.spans import SCHEMES

AVERAGES = ["micro average", "macro average", "weighted average"]

# computed with seqeval 1.2.2: scheme, expected, predicted, then precision, recall, f1
# and support of its strict mode (mode="strict", scheme=...) and of its default mode
# fmt: off
SEQEVAL = [
    ("BIO",
     "B-ORG I-PER I-PER I-ORG | I-PER I-LOC | I-LOC B-LOC B-PER B-ORG",
     "B-ORG B-PER I-PER I-ORG | I-PER I-LOC | B-LOC B-LOC B-PER I-LOC",
     """
     LOC      0.500000 1.000000 0.666667 1
     ORG      1.000000 0.500000 0.666667 2
     PER      0.500000 1.000000 0.666667 1
     micro    0.600000 0.750000 0.666667 4
     macro    0.666667 0.833333 0.666667 4
     weighted 0.750000 0.750000 0.666667 4
     """,
     """
     LOC      0.750000 1.000000 0.857143 3
     ORG      1.000000 0.666667 0.800000 3
     PER      1.000000 1.000000 1.000000 3
     micro    0.888889 0.888889 0.888889 9
     macro    0.916667 0.888889 0.885714 9
     weighted 0.916667 0.888889 0.885714 9
     """,
    ),
    ("BIO",
     "B-PER I-LOC I-ORG B-LOC O I-ORG | I-PER I-PER I-ORG I-ORG I-LOC | "
     "I-LOC B-ORG B-LOC I-PER",
     "B-PER I-LOC I-ORG O O I-LOC | B-PER I-PER I-ORG I-ORG I-LOC | "
     "I-LOC B-ORG B-LOC I-PER",
     """
     LOC      1.000000 0.500000 0.666667 2
     ORG      1.000000 1.000000 1.000000 1
     PER      0.500000 1.000000 0.666667 1
     micro    0.750000 0.750000 0.750000 4
     macro    0.833333 0.833333 0.777778 4
     weighted 0.875000 0.750000 0.750000 4
     """,
     """
     LOC      0.800000 0.800000 0.800000 5
     ORG      1.000000 0.750000 0.857143 4
     PER      1.000000 1.000000 1.000000 3
     micro    0.909091 0.833333 0.869565 12
     macro    0.933333 0.850000 0.885714 12
     weighted 0.916667 0.833333 0.869048 12
     """,
    ),
    ("BIO",
     "O B-ORG B-LOC B-ORG I-PER I-LOC | I-PER I-PER O B-ORG B-LOC | O I-LOC I-PER",
     "O B-ORG B-LOC B-LOC O I-LOC | I-PER I-PER B-LOC B-ORG B-LOC | O I-LOC O",
     """
     LOC      0.500000 1.000000 0.666667 2
     ORG      1.000000 0.666667 0.800000 3
     micro    0.666667 0.800000 0.727273 5
     macro    0.750000 0.833333 0.733333 5
     weighted 0.800000 0.800000 0.746667 5
     """,
     """
     LOC      0.666667 1.000000 0.800000 4
     ORG      1.000000 0.666667 0.800000 3
     PER      1.000000 0.333333 0.500000 3
     micro    0.777778 0.700000 0.736842 10
     macro    0.888889 0.666667 0.700000 10
     weighted 0.866667 0.700000 0.710000 10
     """,
    ),
    ("IOB1",
     "I-LOC B-ORG B-ORG B-ORG B-LOC | B-PER O B-LOC I-LOC | I-ORG I-ORG",
     "I-LOC B-ORG B-ORG B-ORG B-LOC | B-PER O B-LOC O | I-ORG I-ORG",
     """
     LOC      1.000000 0.500000 0.666667 2
     ORG      1.000000 1.000000 1.000000 2
     micro    1.000000 0.750000 0.857143 4
     macro    1.000000 0.750000 0.833333 4
     weighted 1.000000 0.750000 0.833333 4
     """,
     """
     LOC      0.666667 0.666667 0.666667 3
     ORG      1.000000 1.000000 1.000000 4
     PER      1.000000 1.000000 1.000000 1
     micro    0.875000 0.875000 0.875000 8
     macro    0.888889 0.888889 0.888889 8
     weighted 0.875000 0.875000 0.875000 8
     """,
    ),
    ("IOB1",
     "B-PER I-ORG B-PER B-PER | B-LOC B-LOC | B-ORG I-ORG I-LOC O I-PER B-PER",
     "B-PER I-ORG B-PER B-PER | I-LOC B-ORG | B-ORG I-ORG I-ORG O I-PER B-PER",
     """
     LOC      0.000000 0.000000 0.000000 2
     ORG      0.500000 0.500000 0.500000 2
     PER      1.000000 1.000000 1.000000 3
     micro    0.666667 0.571429 0.615385 7
     macro    0.500000 0.500000 0.500000 7
     weighted 0.571429 0.571429 0.571429 7
     """,
     """
     LOC      1.000000 0.333333 0.500000 3
     ORG      0.333333 0.500000 0.400000 2
     PER      1.000000 1.000000 1.000000 5
     micro    0.777778 0.700000 0.736842 10
     macro    0.777778 0.611111 0.633333 10
     weighted 0.866667 0.700000 0.730000 10
     """,
    ),
    ("IOB1",
     "I-ORG B-ORG | I-LOC O I-PER I-LOC I-ORG O | B-LOC B-LOC I-PER B-PER O",
     "I-ORG B-ORG | I-LOC O B-ORG O I-ORG O | B-LOC B-LOC I-PER B-PER O",
     """
     LOC      1.000000 0.666667 0.800000 3
     ORG      1.000000 1.000000 1.000000 3
     PER      1.000000 0.666667 0.800000 3
     micro    1.000000 0.777778 0.875000 9
     macro    1.000000 0.777778 0.866667 9
     weighted 1.000000 0.777778 0.866667 9
     """,
     """
     LOC      1.000000 0.750000 0.857143 4
     ORG      0.750000 1.000000 0.857143 3
     PER      1.000000 0.666667 0.800000 3
     micro    0.888889 0.800000 0.842105 10
     macro    0.916667 0.805556 0.838095 10
     weighted 0.925000 0.800000 0.840000 10
     """,
    ),
    ("BIOES",
     "S-LOC E-ORG S-LOC E-LOC B-ORG S-LOC | B-ORG B-ORG B-LOC E-LOC S-ORG | "
     "S-ORG E-ORG E-LOC E-PER S-ORG",
     "B-ORG E-ORG S-LOC E-LOC B-ORG S-LOC | B-ORG I-LOC B-LOC E-PER E-PER | "
     "B-PER E-ORG E-LOC B-PER S-ORG",
     """
     LOC      1.000000 0.500000 0.666667 4
     ORG      0.500000 0.333333 0.400000 3
     micro    0.750000 0.428571 0.545455 7
     macro    0.750000 0.416667 0.533333 7
     weighted 0.785714 0.428571 0.552381 7
     """,
     """
     LOC      0.666667 0.666667 0.666667 6
     ORG      0.800000 0.500000 0.615385 8
     PER      0.250000 1.000000 0.400000 1
     micro    0.600000 0.600000 0.600000 15
     macro    0.572222 0.722222 0.560684 15
     weighted 0.710000 0.600000 0.621538 15
     """,
    ),
    ("BIOES",
     "B-PER I-ORG E-LOC S-PER | I-PER S-ORG E-LOC | B-PER E-LOC E-PER S-LOC E-ORG O",
     "B-PER I-ORG I-PER O | I-PER S-ORG E-LOC | B-PER E-LOC I-LOC S-LOC E-ORG O",
     """
     LOC      1.000000 1.000000 1.000000 1
     ORG      1.000000 1.000000 1.000000 1
     PER      0.000000 0.000000 0.000000 1
     micro    1.000000 0.666667 0.800000 3
     macro    0.666667 0.666667 0.666667 3
     weighted 0.666667 0.666667 0.666667 3
     """,
     """
     LOC      0.750000 0.750000 0.750000 4
     ORG      1.000000 1.000000 1.000000 3
     PER      0.750000 0.600000 0.666667 5
     micro    0.818182 0.750000 0.782609 12
     macro    0.833333 0.783333 0.805556 12
     weighted 0.812500 0.750000 0.777778 12
     """,
    ),
    ("BIOES",
     "O O I-ORG I-ORG | I-PER E-LOC B-LOC B-PER S-LOC | "
     "S-ORG E-LOC I-PER B-ORG E-ORG I-ORG",
     "O O I-ORG I-ORG | I-LOC E-LOC I-ORG B-PER S-LOC | "
     "S-ORG E-LOC I-PER I-LOC E-ORG I-ORG",
     """
     LOC      1.000000 1.000000 1.000000 1
     ORG      1.000000 0.500000 0.666667 2
     micro    1.000000 0.666667 0.800000 3
     macro    1.000000 0.750000 0.833333 3
     weighted 1.000000 0.666667 0.777778 3
     """,
     """
     LOC      0.500000 0.500000 0.500000 4
     ORG      0.600000 0.750000 0.666667 4
     PER      1.000000 0.666667 0.800000 3
     micro    0.636364 0.636364 0.636364 11
     macro    0.700000 0.638889 0.655556 11
     weighted 0.672727 0.636364 0.642424 11
     """,
    ),
]
# fmt: on


def sentences(text):
    return [sentence.split() for sentence in text.split(" | ")]


def rows(text):
    """Return the names and the figures of a table."""
    lines = [line.split() for line in text.strip().splitlines()]
    return [line[0] for line in lines], [[float(x) for x in line[1:]] for line in lines]


@pytest.mark.parametrize("mode", ["strict", "conlleval"])
@pytest.mark.parametrize(("scheme", "expected", "predicted", "own", "default"), SEQEVAL)
def test_span_scores_equal_seqeval(scheme, expected, predicted, own, default, mode):
    names, figures = rows(own if mode == "strict" else default)

    table = span_scores(
        sentences(expected), sentences(predicted), scheme=scheme, mode=mode
    )

    assert list(table.index) == names[:-3] + AVERAGES
    assert list(table.columns) == ["precision", "recall", "f1", "support"]
    assert table["support"].dtype == "int64"
    np.testing.assert_allclose(table.to_numpy(float), figures, atol=6e-7)


def test_span_scores_by_hand():
    # 1 of 2 expected X found among 3 given; the Y missed
    expected = [["B-X", "I-X", "O"], ["B-X", "O", "B-Y"]]
    predicted = [["B-X", "I-X", "B-X"], ["O", "B-X", "O"]]

    table = span_scores(expected, predicted)

    assert table.loc["X"].tolist() == pytest.approx([1 / 3, 1 / 2, 2 / 5, 2])
    assert table.loc["Y"].tolist() == [0, 0, 0, 1]
    micro, macro, weighted = (table.loc[name].tolist() for name in AVERAGES)
    assert micro == pytest.approx([1 / 3, 1 / 3, 1 / 3, 3])
    assert macro == pytest.approx([1 / 6, 1 / 4, 1 / 5, 3])
    assert weighted == pytest.approx([2 / 9, 1 / 3, 4 / 15, 3])


def test_the_same_span_in_another_sentence_is_no_hit():
    table = span_scores([["B-X"], ["O"]], [["O"], ["B-X"]])

    assert table.loc["micro average", "f1"] == 0


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_spans_score_zero(scheme):
    table = span_scores([["O", "O"]], [["O", "O"]], scheme=scheme)

    assert list(table.index) == AVERAGES
    assert (table == 0).to_numpy().all()


@given(
    sequences=st.lists(
        st.lists(st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y"]), min_size=1)
    )
)
def test_a_perfect_prediction_scores_one(sequences):
    for mode in ("strict", "conlleval"):
        table = span_scores(sequences, sequences, mode=mode)
        there = table[table["support"] > 0]
        np.testing.assert_allclose(there[["precision", "recall", "f1"]], 1)


@given(data=st.data())
def test_swapping_sides_swaps_precision_and_recall(data):
    tags = st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y"])
    expected = data.draw(st.lists(st.lists(tags, min_size=1, max_size=6), max_size=4))
    predicted = [
        data.draw(st.lists(tags, min_size=len(one), max_size=len(one)))
        for one in expected
    ]

    there = span_scores(expected, predicted)
    back = span_scores(predicted, expected)

    for name in there.index.drop("weighted average"):
        np.testing.assert_allclose(
            there.loc[name, "precision"], back.loc[name, "recall"]
        )
        np.testing.assert_allclose(there.loc[name, "f1"], back.loc[name, "f1"])


def test_token_accuracy_counts_tokens_not_sentences():
    expected = [["A", "B", "C"], ["A"]]

    assert token_accuracy(expected, [["A", "B", "B"], ["B"]]) == 0.5
    assert token_accuracy(expected, expected) == 1
    assert np.isnan(token_accuracy([], []))


def test_tag_confusion_counts_pairs():
    table = tag_confusion([["A", "B", "B"], ["C"]], [["A", "A", "B"], ["D"]])

    assert list(table.index) == list(table.columns) == ["A", "B", "C", "D"]
    assert (table.index.name, table.columns.name) == ("expected", "predicted")
    expected = [[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
    assert table.to_numpy().tolist() == expected
    assert tag_confusion([], []).shape == (0, 0)


@pytest.mark.parametrize("score", [token_accuracy, span_scores, tag_confusion])
def test_scores_name_the_sentence_that_differs(score):
    with pytest.raises(
        ValueError, match="sentence 1 has 2 expected tags but 1 predicted tags; give"
    ):
        score([["O"], ["O", "O"]], [["O"], ["O"]])
    with pytest.raises(ValueError, match="got 1 sequences of expected tags but 2 of"):
        score([["O"]], [["O"], ["O"]])
    with pytest.raises(TypeError, match="sentence 0 must have a list of expected tags"):
        score(["O"], ["O"])


def test_span_scores_name_what_is_unknown():
    with pytest.raises(ValueError, match="mode='default' is unknown; choose 'strict'"):
        span_scores([["O"]], [["O"]], mode="default")
    with pytest.raises(ValueError, match="tag 'S-X' at position 0 is none of BIO"):
        span_scores([["O"]], [["S-X"]])


def test_tags_that_are_no_strings_are_named():
    with pytest.raises(TypeError, match="tags must be strings, got 1 of type int"):
        token_accuracy([["O"]], [[1]])
