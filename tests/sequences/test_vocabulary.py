"""Tokens ↔ ids, there and back, in memory and through JSON."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences import Vocabulary, words

ALL = ("<pad>", "<unk>", "<start>", "<end>")
# any code point, halves of surrogate pairs too
odd_text = st.text(st.characters(), min_size=0, max_size=4) | st.sampled_from(
    [
        "\ud83d\ude00",
        "\ud83d",
        "\ude00a",
        "😀",
        "e\u0301",
        "é",
        "\x00",
        "\u2028",
        '"',
        "",
    ]
)
some_sequences = st.lists(
    st.lists(odd_text, min_size=1, max_size=6), min_size=1, max_size=6
)


def again(vocabulary):
    return Vocabulary.from_state(json.loads(json.dumps(vocabulary.to_state())))


@given(sequences=some_sequences)
def test_decode_undoes_encode(sequences):
    vocabulary = Vocabulary.of(sequences)

    for tokens, ids in zip(sequences, vocabulary.encode_all(sequences), strict=True):
        assert ids.dtype == "int32"
        assert vocabulary.decode(ids) == tokens
    assert vocabulary.unknown_share(sequences) == 0


@given(sequences=some_sequences)
def test_state_round_trip_is_exact(sequences):
    vocabulary = Vocabulary.of(sequences, specials=ALL)

    back = again(vocabulary)

    assert back == vocabulary
    assert hash(back) == hash(vocabulary)
    assert [[ord(c) for c in token] for token in back.tokens] == [
        [ord(c) for c in token] for token in vocabulary.tokens
    ]
    np.testing.assert_array_equal(back.counts, vocabulary.counts)


def test_state_is_text_that_any_file_takes():
    halves = "\ud83d\ude00"  # two code points; JSON would join them to one emoji
    state = json.dumps(Vocabulary.of([[halves]]).to_state(), ensure_ascii=False)

    assert state.encode("utf-8")
    assert Vocabulary.from_state(json.loads(state)).tokens[2] == halves != "😀"


def test_most_frequent_first_and_ties_as_they_came():
    vocabulary = Vocabulary.of([["b", "a", "c"], ["c", "a", "d"], ["c"]])

    assert vocabulary.tokens == ("<pad>", "<unk>", "c", "a", "b", "d")
    assert vocabulary.counts.tolist() == [0, 0, 3, 2, 1, 1]
    assert len(vocabulary) == 6


def test_counts_and_size_limit_the_vocabulary():
    sequences = [["a"] * 3 + ["b"] * 2 + ["c"] * 2 + ["d"]]

    few = Vocabulary.of(sequences, minimum_count=2)
    small = Vocabulary.of(sequences, maximum_size=4)
    both = Vocabulary.of(sequences, minimum_count=3, maximum_size=4)

    assert few.tokens[2:] == ("a", "b", "c")
    assert small.tokens == ("<pad>", "<unk>", "a", "b")
    assert both.tokens[2:] == ("a",)
    assert Vocabulary.of(sequences, minimum_count=9).tokens == ("<pad>", "<unk>")


def test_unknown_tokens_get_the_unknown_id():
    vocabulary = Vocabulary.of([["a", "b"]])

    ids = vocabulary.encode(["a", "new", "A"])

    assert ids.tolist() == [2, vocabulary.unknown_id, vocabulary.unknown_id]
    assert vocabulary.unknown_share([["a", "new", "A"], ["b"]]) == 0.5
    assert np.isnan(vocabulary.unknown_share([[]]))
    assert vocabulary.encode([]).shape == (0,)
    assert vocabulary.decode([]) == []


def test_membership_asks_for_tokens_not_specials():
    vocabulary = Vocabulary.of([["a"]])

    assert "a" in vocabulary
    assert "b" not in vocabulary
    assert "<pad>" not in vocabulary
    assert None not in vocabulary


def test_a_token_spelled_like_a_special_is_never_that_special():
    vocabulary = Vocabulary.of([["a"]], specials=ALL)

    ids = vocabulary.encode(list(ALL))

    assert ids.tolist() == [vocabulary.unknown_id] * 4
    with pytest.raises(
        ValueError, match="token '<end>' of the data is spelled like a s"
    ):
        Vocabulary.of([["a", "<end>"]], specials=ALL)
    assert "<end>" in Vocabulary.of([["a", "<end>"]])


def test_words_never_cut_out_a_special():
    for name in ALL:
        assert name not in [token.text for token in words(f"see {name}, {name}x")]


def test_start_and_end_frame_a_sequence():
    vocabulary = Vocabulary.of([["a"]], specials=ALL)

    ids = vocabulary.encode(["a"], start=True, end=True)

    assert ids.tolist() == [vocabulary.start_id, 4, vocabulary.end_id] == [2, 4, 3]
    assert vocabulary.decode(ids) == ["<start>", "a", "<end>"]
    assert vocabulary.decode(ids, specials=False) == ["a"]
    assert [part.tolist() for part in vocabulary.encode_all([["a"]], end=True)] == [
        [4, 3]
    ]


def test_ids_of_specials_follow_their_order():
    vocabulary = Vocabulary.of([["a"]], specials=("<mask>", "<unk>", "<pad>"))

    assert (vocabulary.pad_id, vocabulary.unknown_id) == (2, 1)
    assert vocabulary.start_id is vocabulary.end_id is None
    assert vocabulary.specials == ("<mask>", "<unk>", "<pad>")


def test_without_specials_every_token_must_be_known():
    vocabulary = Vocabulary.of([["B", "O"]], specials=())

    assert vocabulary.encode(["O", "B"]).tolist() == [1, 0]
    assert vocabulary.pad_id is vocabulary.unknown_id is None
    with pytest.raises(
        ValueError, match="token 'X' at position 1 of sequence 2 is not in the vocab"
    ):
        vocabulary.encode_all([["O"], ["B"], ["O", "X"]])


def test_numpy_strings_become_strings():
    vocabulary = Vocabulary.of([np.array(["a", "b"])])

    assert {type(token) for token in vocabulary.tokens} == {str}
    assert vocabulary.encode(np.array(["b"])).tolist() == [3]


def test_vocabulary_cannot_be_changed():
    vocabulary = Vocabulary.of([["a"]])

    with pytest.raises(ValueError, match="read-only"):
        vocabulary.counts[2] = 5
    with pytest.raises(AttributeError):
        vocabulary.tokens = ()


def test_vocabularies_differ_by_tokens_counts_and_specials():
    vocabulary = Vocabulary.of([["a"]])

    assert vocabulary != Vocabulary.of([["b"]])
    assert vocabulary != Vocabulary.of([["a", "a"]])
    assert vocabulary != Vocabulary(["<unk>", "a"], [0, 1], ("<pad>",))
    assert vocabulary != "a"
    assert repr(vocabulary) == "Vocabulary(3 entries, specials=('<pad>', '<unk>'))"


@pytest.mark.parametrize(
    ("sequences", "options", "error", "words"),
    [
        (["ab"], {}, TypeError, "sequence 0 must be a list of tokens, got 'ab'; cut a"),
        ([["a"], None], {}, TypeError, "sequence 1 must be a list of tokens, got None"),
        ([["a"], ["b", None]], {}, TypeError,
         "token 1 of sequence 1 must be a string, got None; pass the texts"),
        ([words("a b")], {}, TypeError, "token 0 of sequence 0 must be a string, got"),
        ([[]], {}, ValueError, "the sequences hold no token"),
        ([["a"]], {"minimum_count": 0}, ValueError, "minimum_count must be a whole nu"),
        ([["a"]], {"maximum_size": 2}, ValueError, "maximum_size must be .* >= 3, got"),
        ([["a"]], {"specials": ("x", "x")}, ValueError, "specials must differ from ea"),
        ([["a"]], {"specials": "<pad>"}, ValueError, "specials must be a tuple of nam"),
        ([["a"]], {"specials": ("",)}, ValueError, "specials must be a tuple of names"),
    ],
)  # fmt: skip
def test_bad_input_is_named(sequences, options, error, words):
    with pytest.raises(error, match=words):
        Vocabulary.of(sequences, **options)


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        ([0, 3], "id 3 at position 1 is outside the vocabulary's 0 to 2; decode with"),
        ([-1], "id -1 at position 0 is outside"),
        ([[0]], r"ids must be one row of whole numbers, got shape \(1, 1\)"),
        ([0.5], "ids must be one row of whole numbers"),
    ],
)
def test_decode_names_the_bad_id(ids, words):
    with pytest.raises(ValueError, match=words):
        Vocabulary.of([["a"]]).decode(ids)


def test_encode_wants_tokens_and_known_specials():
    vocabulary = Vocabulary.of([["a"]])

    with pytest.raises(TypeError, match="sequence must be a list of tokens, got 'a'"):
        vocabulary.encode("a")
    with pytest.raises(
        ValueError, match="has no special '<start>', only '<pad>' and '<"
    ):
        vocabulary.encode(["a"], start=True)


def test_a_damaged_state_is_refused():
    with pytest.raises(
        ValueError, match="one count per token, got 2 tokens and 1 count"
    ):
        Vocabulary(["a", "b"], [1])
    with pytest.raises(ValueError, match="the token 'a' stands twice"):
        Vocabulary(["a", "a"], [1, 1])
    with pytest.raises(
        ValueError, match="the token '<pad>' stands twice in the vocabul"
    ):
        Vocabulary(["<pad>"], [1])
