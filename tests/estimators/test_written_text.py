"""A text that is being written: pieces, stops, ends."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from seqkit.estimators.written_text import WrittenText
from seqkit.sequences.tokens import joined


def test_written_text_holds_back_what_may_become_a_stop():
    text = WrittenText(["a"], "".join, 9, ("xyz",))
    pieces = [text.add(list(piece), False) for piece in ("bx", "y", "cx", "yzq")]
    assert pieces == ["", "b", "xy", "c"]
    assert text.done
    assert text.add(["n"], False) == ""


def test_written_text_ends_with_its_end_or_its_length():
    assert WrittenText([], "".join, 2).add(["a", "b", "c"], False) == "ab"
    ended = WrittenText([], "".join, 9, ("xy",))
    assert ended.add(["a", "x"], True) == "ax"
    assert ended.done


@given(
    pieces=st.lists(st.text("abx", max_size=4), max_size=8),
    stop=st.text("abx", min_size=1, max_size=3),
    most=st.integers(1, 20),
)
def test_settled_pieces_are_the_text_up_to_its_stop(pieces, stop, most):
    text = WrittenText(["a"], "".join, most, (stop,))
    settled = [text.add(list(piece), False) for piece in pieces]
    settled.append(text.add([], True))
    whole = "".join(pieces)[:most]
    assert "".join(settled) == whole.partition(stop)[0]


def test_words_join_as_they_stand_behind_the_prompt():
    text = WrittenText(["he", "said"], partial(joined, kind="word"), 3)
    assert [text.add([word], False) for word in (",", "no", ".")] == [",", " no", "."]
