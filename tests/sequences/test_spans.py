"""Tags and spans: seqeval's answers, and every conversion there and back."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences import (
    Span,
    convert_tags,
    detect_scheme,
    illegal_step,
    legal_transitions,
    spans_of,
    tags_of,
)
from seqkit.sequences.spans import SCHEMES

LETTERS = {"BIO": "BI", "IOB1": "BI", "BIOES": "BIES"}

# computed with seqeval 1.2.2: scheme, tags, spans of its strict and its default mode
# fmt: off
SEQEVAL = [
    ("BIO", "B-X I-X O B-Y",
     "X0:2, Y3:4", "X0:2, Y3:4"),
    ("BIO", "I-X",
     "", "X0:1"),
    ("BIO", "O I-X I-X",
     "", "X1:3"),
    ("BIO", "B-X I-Y",
     "X0:1", "X0:1, Y1:2"),
    ("BIO", "B-X B-X I-X",
     "X0:1, X1:3", "X0:1, X1:3"),
    ("BIO", "I-X B-X",
     "X1:2", "X0:1, X1:2"),
    ("BIO", "B-X O I-X",
     "X0:1", "X0:1, X2:3"),
    ("BIO", "B-X I-Y I-X",
     "X0:1", "X0:1, Y1:2, X2:3"),
    ("BIO", "I-Y I-Y B-X B-Y I-Y",
     "X2:3, Y3:5", "Y0:2, X2:3, Y3:5"),
    ("BIO", "I-Y O I-Y O I-X B-Y I-Y",
     "Y5:7", "Y0:1, Y2:3, X4:5, Y5:7"),
    ("BIO", "B-X I-X I-Y I-Y I-X",
     "X0:2", "X0:2, Y2:4, X4:5"),
    ("BIO", "B-X B-X B-X I-Y I-X O O",
     "X0:1, X1:2, X2:3", "X0:1, X1:2, X2:3, Y3:4, X4:5"),
    ("BIO", "I-Y O B-Y O B-Y",
     "Y2:3, Y4:5", "Y0:1, Y2:3, Y4:5"),
    ("BIO", "I-Y I-X I-X I-X I-Y I-X B-X",
     "X6:7", "Y0:1, X1:4, Y4:5, X5:6, X6:7"),
    ("BIO", "O O B-X I-X B-X B-Y",
     "X2:4, X4:5, Y5:6", "X2:4, X4:5, Y5:6"),
    ("BIO", "B-Y I-X I-Y I-X I-Y B-Y I-Y",
     "Y0:1, Y5:7", "Y0:1, X1:2, Y2:3, X3:4, Y4:5, Y5:7"),
    ("IOB1", "I-X I-X O I-Y",
     "X0:2, Y3:4", "X0:2, Y3:4"),
    ("IOB1", "B-X",
     "", "X0:1"),
    ("IOB1", "I-X B-X",
     "X0:1, X1:2", "X0:1, X1:2"),
    ("IOB1", "I-X B-X I-X",
     "X0:1, X1:3", "X0:1, X1:3"),
    ("IOB1", "I-X B-Y",
     "X0:1", "X0:1, Y1:2"),
    ("IOB1", "I-X B-X B-Y",
     "X0:1", "X0:1, X1:2, Y2:3"),
    ("IOB1", "I-X I-Y",
     "X0:1, Y1:2", "X0:1, Y1:2"),
    ("IOB1", "B-X B-X",
     "X1:2", "X0:1, X1:2"),
    ("IOB1", "B-X I-X",
     "X1:2", "X0:2"),
    ("IOB1", "I-X I-Y B-X B-Y O B-Y I-Y B-X",
     "X0:1, Y1:2, Y6:7", "X0:1, Y1:2, X2:3, Y3:4, Y5:7, X7:8"),
    ("IOB1", "I-Y I-Y I-Y O B-X I-Y",
     "Y0:3, Y5:6", "Y0:3, X4:5, Y5:6"),
    ("IOB1", "B-Y O O I-X I-X O",
     "X3:5", "Y0:1, X3:5"),
    ("IOB1", "O I-X B-X O B-Y I-X",
     "X1:2, X2:3, X5:6", "X1:2, X2:3, Y4:5, X5:6"),
    ("IOB1", "O O I-Y I-Y O I-X I-Y",
     "Y2:4, X5:6, Y6:7", "Y2:4, X5:6, Y6:7"),
    ("IOB1", "I-Y B-Y I-Y B-X O B-Y",
     "Y0:1, Y1:3", "Y0:1, Y1:3, X3:4, Y5:6"),
    ("IOB1", "O O I-Y I-Y",
     "Y2:4", "Y2:4"),
    ("IOB1", "B-X I-X B-Y I-Y",
     "X1:2, Y3:4", "X0:2, Y2:4"),
    ("BIOES", "B-X E-X O S-Y",
     "X0:2, Y3:4", "X0:2, Y3:4"),
    ("BIOES", "B-X I-X E-X",
     "X0:3", "X0:3"),
    ("BIOES", "S-X",
     "X0:1", "X0:1"),
    ("BIOES", "B-X",
     "", "X0:1"),
    ("BIOES", "I-X E-X",
     "", "X0:2"),
    ("BIOES", "B-X O",
     "", "X0:1"),
    ("BIOES", "B-X S-X",
     "X1:2", "X0:1, X1:2"),
    ("BIOES", "E-X",
     "", "X0:1"),
    ("BIOES", "S-X I-X",
     "X0:1", "X0:1, X1:2"),
    ("BIOES", "E-X E-X",
     "", "X0:1, X1:2"),
    ("BIOES", "B-X E-Y",
     "", "X0:1, Y1:2"),
    ("BIOES", "B-X E-X I-X",
     "X0:2", "X0:2, X2:3"),
    ("BIOES", "B-X B-X E-X",
     "X1:3", "X0:1, X1:3"),
    ("BIOES", "B-Y O E-X E-X E-X B-Y",
     "", "Y0:1, X2:3, X3:4, X4:5, Y5:6"),
    ("BIOES", "E-Y S-X S-Y E-Y S-Y B-X S-Y",
     "X1:2, Y2:3, Y4:5, Y6:7", "Y0:1, X1:2, Y2:3, Y3:4, Y4:5, X5:6, Y6:7"),
    ("BIOES", "E-Y I-X I-Y E-Y I-Y S-Y",
     "Y5:6", "Y0:1, X1:2, Y2:4, Y4:5, Y5:6"),
    ("BIOES", "S-Y E-X O E-Y E-X O",
     "Y0:1", "Y0:1, X1:2, Y3:4, X4:5"),
    ("BIOES", "B-Y O E-X S-X E-X E-X I-Y",
     "X3:4", "Y0:1, X2:3, X3:4, X4:5, X5:6, Y6:7"),
    ("BIOES", "O O O E-X I-Y S-X I-Y",
     "X5:6", "X3:4, Y4:5, X5:6, Y6:7"),
    ("BIOES", "E-X B-Y E-X B-Y E-X E-X I-Y I-Y",
     "", "X0:1, Y1:2, X2:3, Y3:4, X4:5, X5:6, Y6:8"),
    ("BIOES", "B-X O B-Y I-Y S-Y I-X I-Y",
     "Y4:5", "X0:1, Y2:4, Y4:5, X5:6, Y6:7"),
]
# fmt: on


def alphabet(scheme, labels="XY"):
    return [
        "O",
        *(f"{letter}-{label}" for letter in LETTERS[scheme] for label in labels),
    ]


def spans_from(text):
    found = []
    for part in filter(None, text.split(", ")):
        start, end = part[1:].split(":")
        found.append(Span(part[0], int(start), int(end)))
    return found


@st.composite
def span_lists(draw):
    """Draw spans without overlap, in order, and a number of tokens."""
    spans, place = [], 0
    for _ in range(draw(st.integers(0, 5))):
        start = place + draw(st.integers(0, 2))
        place = start + draw(st.integers(1, 3))
        spans.append(Span(draw(st.sampled_from(["X", "Y-Z", "", "é"])), start, place))
    return spans, place + draw(st.integers(0, 2))


@pytest.mark.parametrize(("scheme", "tags", "strict", "lenient"), SEQEVAL)
def test_spans_equal_seqeval(scheme, tags, strict, lenient):
    assert spans_of(tags.split(), scheme) == spans_from(strict)
    assert spans_of(tags.split(), scheme, strict=False) == spans_from(lenient)


@pytest.mark.parametrize("scheme", SCHEMES)
@given(drawn=span_lists())
def test_tags_of_and_spans_of_are_inverse(scheme, drawn):
    spans, length = drawn

    tags = tags_of(spans, length, scheme)

    assert len(tags) == length
    assert illegal_step(tags, scheme) is None
    assert spans_of(tags, scheme) == spans_of(tags, scheme, strict=False) == spans


@pytest.mark.parametrize(("source", "target"), [*product(SCHEMES, SCHEMES)])
@given(drawn=span_lists())
def test_convert_there_and_back(source, target, drawn):
    tags = tags_of(*drawn, source)

    assert convert_tags(convert_tags(tags, source, target), target, source) == tags


@pytest.mark.parametrize("scheme", SCHEMES)
@given(data=st.data())
def test_legal_tags_lose_no_token(scheme, data):
    tags = data.draw(st.lists(st.sampled_from(alphabet(scheme)), max_size=7))

    if illegal_step(tags, scheme) is None:
        covered = sum(span.end - span.start for span in spans_of(tags, scheme))
        assert covered == sum(tag != "O" for tag in tags)
        assert spans_of(tags, scheme) == spans_of(tags, scheme, strict=False)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_legal_tags_are_those_that_spans_can_write(scheme):
    # every sequence of up to 4 tags: legal exactly if its spans write it again
    for length in range(5):
        for tags in product(alphabet(scheme), repeat=length):
            written = tags_of(spans_of(tags, scheme, strict=False), length, scheme)
            legal = illegal_step(tags, scheme) is None
            assert legal == (written == list(tags)), tags


@pytest.mark.parametrize("scheme", SCHEMES)
def test_transitions_allow_exactly_the_legal_sequences(scheme):
    tags = alphabet(scheme)
    start, steps, end = legal_transitions(tags, scheme)
    for ids in product(range(len(tags)), repeat=3):
        allowed = start[ids[0]] and steps[ids[0], ids[1]] and steps[ids[1], ids[2]]
        legal = illegal_step([tags[each] for each in ids], scheme) is None
        assert (allowed and end[ids[2]]) == legal, ids


def test_transitions_of_bioes_known_answer():
    start, steps, end = legal_transitions(["O", "B-X", "I-X", "E-X", "S-X"], "BIOES")

    assert start.tolist() == [True, True, False, False, True]
    assert end.tolist() == [True, False, False, True, True]
    free, inside = [1, 1, 0, 0, 1], [0, 0, 1, 1, 0]
    np.testing.assert_array_equal(steps, [free, inside, inside, free, free])


def test_plain_tags_may_follow_each_other_freely():
    start, steps, end = legal_transitions(["NOUN", "VERB", "I-am-odd"], scheme=None)

    assert start.all()
    assert end.all()
    assert steps.shape == (3, 3)
    assert steps.all()
    assert [part.shape for part in legal_transitions([])] == [(0,), (0, 0), (0,)]


@pytest.mark.parametrize(
    ("scheme", "tags", "position"),
    [
        ("BIO", "O I-X", 1), ("BIO", "B-X I-X I-Y", 2), ("BIO", "I-X", 0),
        ("BIO", "B-X B-X I-X", None), ("BIO", "", None),
        ("IOB1", "I-X B-Y", 1), ("IOB1", "I-X B-X I-X B-X", None), ("IOB1", "B-X", 0),
        ("BIOES", "B-X O", 1), ("BIOES", "S-X B-X I-X", 3), ("BIOES", "B-X E-Y", 1),
        ("BIOES", "B-X E-X S-Y O", None),
    ],
)  # fmt: skip
def test_illegal_step_names_the_first_position(scheme, tags, position):
    assert illegal_step(tags.split(), scheme) == position


@pytest.mark.parametrize(
    ("sequences", "scheme"),
    [
        (["B-X I-X O", "B-X"], "BIO"), (["O O"], "BIO"), (["B-X O", "I-X"], "BIO"),
        (["I-X I-X O", "I-Y"], "IOB1"), (["I-X B-X", "O"], "IOB1"),
        (["B-X E-X", "O"], "BIOES"), (["S-X"], "BIOES"),
        (["NOUN VERB"], None), (["O NOUN"], None), (["B-X Bx"], None), ([""], None),
        (["B I O"], "BIO"), (["B E O"], "BIOES"), ([], None),
    ],
)  # fmt: skip
def test_detect_scheme(sequences, scheme):
    assert detect_scheme([tags.split() for tags in sequences]) == scheme


@pytest.mark.parametrize("scheme", SCHEMES)
def test_detect_scheme_knows_what_tags_of_writes(scheme):
    spans = [Span("X", 0, 2), Span("X", 2, 3), Span("Y", 4, 6)]

    assert detect_scheme([tags_of(spans, 7, scheme)]) == scheme


def test_tags_of_takes_spans_in_any_order_and_plain_tuples():
    assert tags_of([("Y", 2, 3), ("X", 0, 1)], 3) == ["B-X", "O", "B-Y"]
    assert tags_of([], 0) == []
    assert tags_of([("", 0, 2)], 2, "BIOES") == ["B", "E"]


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([("X", 0, 2), ("Y", 1, 3)], r"\('Y', 1, 3\) overlaps \('X', 0, 2\)"),
        ([("X", 1, 1)], r"\('X', 1, 1\) must hold tokens from 0 to 3, end exclusive"),
        ([("X", -1, 1)], "must hold tokens"),
        ([("X", 0, 4)], "must hold tokens"),
    ],
)
def test_tags_of_refuses_spans_that_tags_cannot_hold(spans, words):
    with pytest.raises(ValueError, match=words):
        tags_of(spans, 3)


@pytest.mark.parametrize("tag", ["X", "", "B-", "BX", "O-X", "E-X", "NOUN", None, 3])
def test_a_foreign_tag_is_named(tag):
    with pytest.raises(ValueError, match=f"tag {tag!r} at position 1 is none of BIO;"):
        spans_of(["O", tag], "BIO")


def test_an_unknown_scheme_is_named():
    with pytest.raises(ValueError, match="scheme='IOB2' is unknown; choose 'BIO', "):
        spans_of(["O"], "IOB2")


def test_convert_refuses_illegal_tags():
    with pytest.raises(ValueError, match="tag 'I-X' at position 1 stands behind 'O'"):
        convert_tags(["O", "I-X"], "BIO", "BIOES")
    with pytest.raises(ValueError, match="tag 'I-X' at position 0 stands at the start"):
        convert_tags(["I-X"], "BIO", "BIOES")
    with pytest.raises(ValueError, match="the last tag 'B-X' leaves a span open"):
        convert_tags(["B-X"], "BIOES", "BIO")


def test_tags_must_be_strings():
    with pytest.raises(TypeError, match="tags must be strings, got 3 of type int"):
        detect_scheme([["O", 3]])
    with pytest.raises(TypeError, match=r"the label of \(3, 0, 1\) must be a string"):
        tags_of([(3, 0, 1)], 1)
