"""Token features against reading each sentence alone, letter by letter."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences import TokenArrays, TokenFeatures, Vocabulary
from seqkit.sequences.token_features import (
    CASES,
    UnknownNow,
    case_of,
)

known = [["The", "cat", "sat"], ["the", "IBM", "the"], ["42"]]
some_tokens = st.text("abZ1é-", min_size=1, max_size=7)
some_sentences = st.lists(
    st.lists(some_tokens, min_size=1, max_size=5), min_size=1, max_size=6
)


@pytest.fixture(scope="module")
def features():
    return TokenFeatures.of(known, characters=True, longest=4)


def same(left, right):
    assert left.keys() == right.keys()
    for name, part in left.items():
        np.testing.assert_array_equal(part, right[name])
        assert part.dtype == right[name].dtype


def test_words_are_looked_up_in_lower_case():
    lower = TokenFeatures.of(known)
    exact = TokenFeatures.of(known, lowercase=False)

    assert lower.words.tokens == ("<pad>", "<unk>", "the", "cat", "sat", "ibm", "42")
    assert exact.words.tokens[2:] == ("the", "The", "cat", "sat", "IBM", "42")
    shown = [["THE", "the", "The"]]
    assert lower.encode(shown).take([0])["words"].tolist() == [[2, 2, 2]]
    assert exact.encode(shown).take([0])["words"].tolist() == [[1, 2, 3]]


def test_word_vocabulary_is_cut_by_count_and_size():
    often = TokenFeatures.of(known, minimum_count=3)
    few = TokenFeatures.of(known, maximum_size=4)

    assert often.words.tokens == ("<pad>", "<unk>", "the")
    assert few.words.tokens == ("<pad>", "<unk>", "the", "cat")


def test_inputs_are_padded_with_zero(features):
    arrays = features.encode([["The", "cat"], ["42"]])

    inputs = arrays.take(np.array([1, 0]))

    title, lower, digits = map(CASES.index, ("Title", "lower", "digits"))
    assert inputs["words"].tolist() == [[6, 0], [2, 3]]
    assert inputs["cases"].tolist() == [[digits, 0], [title, lower]]
    assert inputs["characters"][0, 1].tolist() == [0, 0, 0]
    read = features.characters.decode(inputs["characters"][1, 0])
    assert read == ["T", "h", "e"]
    assert {part.dtype.name for part in inputs.values()} == {"int32"}
    assert arrays.lengths.tolist() == [2, 1]
    assert len(arrays) == 2


def test_characters_keep_their_case_and_are_optional(features):
    assert {"T", "t", "I"} <= set(features.characters.tokens)

    plain = TokenFeatures.of(known)

    assert plain.characters is None
    arrays = plain.encode(known)
    assert arrays.characters is None
    assert arrays.take([0]).keys() == {"words", "cases"}


@pytest.mark.parametrize(
    ("longest", "expected"),
    [(2, "ag"), (3, "abg"), (4, "abfg"), (6, "abcefg"), (7, "abcdefg"), (9, "abcdefg")],
)
def test_long_words_are_cut_to_first_and_last_halves(longest, expected):
    features = TokenFeatures.of([["abcdefg"]], characters=True, longest=longest)

    letters = features.encode([["abcdefg"]]).take([0])["characters"]

    assert "".join(features.characters.decode(letters[0, 0])) == expected


def test_characters_are_trimmed_to_the_longest_of_a_batch():
    features = TokenFeatures.of([["a", "abcde"]], characters=True)
    arrays = features.encode([["a", "ab"], ["abcde"], ["a"]])

    widths = [arrays.take([which])["characters"].shape for which in range(3)]

    assert widths == [(1, 2, 2), (1, 1, 5), (1, 1, 1)]
    assert arrays.take([0, 1])["characters"].shape == (2, 2, 5)
    assert arrays.characters.shape == (3, 5)


def test_unknown_words_and_characters_are_unknown(features):
    inputs = features.encode([["xyz", "cab"]]).take([0])

    assert inputs["words"].tolist() == [[1, 1]]
    unknown, letters = inputs["characters"][0]
    assert unknown.tolist() == [1, 1, 1]
    assert features.characters.decode(letters) == ["c", "a", "<unk>"]


def test_words_spelled_like_specials_are_unknown(features):
    inputs = features.encode([["<pad>", "<UNK>"]]).take([0])

    assert inputs["words"].tolist() == [[1, 1]]


def test_empty_tokens_read_as_one_unknown_character():
    features = TokenFeatures.of([["", "ab"]], characters=True)

    inputs = features.encode([["ab", ""]]).take([0])

    assert inputs["words"].tolist() == [[3, 2]]
    assert inputs["characters"].tolist() == [[[2, 3], [1, 0]]]
    assert CASES[inputs["cases"][0, 1]] == "other"


@given(sentences=some_sentences, data=st.data(), lowercase=st.booleans())
def test_taking_equals_encoding_each_sentence_alone(sentences, data, lowercase):
    features = TokenFeatures.of(
        [["ab", "Za", "1"]], characters=True, lowercase=lowercase, longest=4
    )
    numbers = st.lists(st.integers(0, len(sentences) - 1), min_size=1, max_size=8)
    which = np.array(data.draw(numbers))

    inputs = features.encode(sentences).take(which)

    assert inputs["words"].shape[1] == max(len(sentences[n]) for n in which)
    for row, number in enumerate(which):
        alone = features.encode([sentences[number]]).take([0])
        for name, part in inputs.items():
            own = alone[name][0]
            padded = np.zeros_like(part[row])
            padded[tuple(map(slice, own.shape))] = own
            np.testing.assert_array_equal(part[row], padded)


@given(sentences=some_sentences)
def test_encoding_equals_the_definition(sentences):
    features = TokenFeatures.of(sentences[:2], characters=True, longest=20)

    arrays = features.encode(sentences)

    for number, tokens in enumerate(sentences):
        inputs = arrays.take([number])
        words = features.words.encode([token.lower() for token in tokens])
        assert inputs["words"][0].tolist() == words.tolist()
        assert inputs["cases"][0].tolist() == [case_of(token) for token in tokens]
        for letters, token in zip(inputs["characters"][0], tokens, strict=True):
            ids = features.characters.encode(list(token)).tolist()
            assert letters.tolist() == ids + [0] * (len(letters) - len(ids))


@given(sentences=some_sentences, data=st.data())
def test_subset_equals_taking(sentences, data):
    arrays = TokenFeatures.of(sentences, characters=True).encode(sentences)
    numbers = st.lists(st.integers(0, len(sentences) - 1), min_size=1, max_size=8)
    which = data.draw(numbers)

    part = arrays.subset(which)

    assert isinstance(part, TokenArrays)
    assert part.lengths.tolist() == [len(sentences[n]) for n in which]
    same(part.take(np.arange(len(part))), arrays.take(which))


def test_taking_nothing_gives_empty_inputs(features):
    for arrays in (features.encode(known), features.encode([])):
        inputs = arrays.take(np.arange(0))

        assert inputs["words"].shape == inputs["cases"].shape == (0, 0)
        assert inputs["characters"].shape[:2] == (0, 0)
        assert len(arrays.subset(np.arange(0))) == 0


@pytest.mark.parametrize("characters", [False, True])
def test_state_comes_back_through_json(characters):
    learnt = TokenFeatures.of(
        known, characters=characters, lowercase=not characters, longest=5
    )

    again = TokenFeatures.from_state(json.loads(json.dumps(learnt.to_state())))

    assert again == learnt
    assert again.longest == 5
    shown = [["The", "catcatcat"], ["new"]]
    same(again.encode(shown).take([0, 1]), learnt.encode(shown).take([0, 1]))


def test_features_refuse_what_is_no_list_of_tokens(features):
    for read in (TokenFeatures.of, features.encode):
        with pytest.raises(TypeError, match="sequence 0 must be a list of tokens"):
            read(["a text"])
        with pytest.raises(TypeError, match="token 1 of sequence 0 must be a string"):
            read([["a", None]])
        with pytest.raises(ValueError, match="sequence 1 has no tokens; drop it"):
            read([["a"], []])


def test_features_refuse_nothing_to_learn():
    with pytest.raises(ValueError, match="hold no token, so there is nothing to learn"):
        TokenFeatures.of([])
    with pytest.raises(ValueError, match="longest must be a whole number >= 2, got 1"):
        TokenFeatures.of([["a"]], longest=1)
    with pytest.raises(ValueError, match="'<pad>' of the data is spelled like a spec"):
        TokenFeatures.of([["<PAD>"]])


@pytest.mark.parametrize(
    ("token", "case"),
    [
        ("a", "lower"),
        ("don't", "lower"),
        ("straße", "lower"),
        ("A", "Title"),
        ("Ann", "Title"),
        ("Élan", "Title"),
        ("IBM", "UPPER"),
        ("U.S.", "UPPER"),
        ("iPad", "mIxed"),
        ("McCoy", "mIxed"),
        ("Jean-Luc", "mIxed"),
        ("7", "digits"),
        ("1,024.5", "digits"),
        ("12:30", "digits"),
        ("2024-01-01", "digits"),
        ("2nd", "w1th digits"),
        ("B52", "w1th digits"),
        ("5%", "w1th digits"),
        ("?", "other"),
        ("--", "other"),
        ("東京", "other"),
        ("", "other"),
    ],
)
def test_case_tells_how_a_token_is_written(token, case):
    assert CASES[case_of(token)] == case


@given(token=st.text())
def test_case_is_never_padding(token):
    assert 0 < case_of(token) < len(CASES)


class Words:
    """Inputs of one sentence with every id of a vocabulary, and two other parts."""

    lengths = np.array([5])

    def __len__(self):
        return 1

    def take(self, which):
        self.ids = np.arange(5, dtype="int32")[None]
        return {"words": self.ids, "cases": self.ids}, "targets", "weights"


counted = Vocabulary(["often", "once", "never"], [9, 1, 0])


def hidden_shares(rate, times=4000):
    """How often each id was hidden."""
    source = UnknownNow(Words(), counted, rate, np.random.default_rng(0))
    taken = [source.take(np.array([0]))[0]["words"][0] for _ in range(times)]
    return (np.array(taken) != np.arange(5)).mean(axis=0)


def test_words_are_hidden_by_their_count():
    # rate / (rate + count): 0.5 / 9.5 and 0.5 / 1.5, and 1 of a word never seen
    expected = [0, 0, 1 / 19, 1 / 3, 1]

    np.testing.assert_allclose(hidden_shares(0.5), expected, atol=0.02)


def test_words_are_hidden_more_readily_at_higher_rates():
    np.testing.assert_allclose(hidden_shares(9.0), [0, 0, 0.5, 0.9, 1], atol=0.025)


def test_no_word_is_hidden_at_rate_zero():
    assert not hidden_shares(0, times=50).any()


def test_hidden_words_become_unknown_and_nothing_else_changes():
    source = UnknownNow(Words(), counted, 2.0, np.random.default_rng(0))

    inputs, *others = source.take(np.array([0]))

    changed = inputs["words"] != np.arange(5)
    assert (inputs["words"][changed] == counted.unknown_id).all()
    assert inputs["words"].dtype == "int32"
    assert inputs["cases"].tolist() == [list(range(5))]
    assert others == ["targets", "weights"]
    assert len(source) == 1
    assert source.lengths is Words.lengths


def test_words_are_hidden_anew_each_time_and_by_seed():
    tokens = [f"w{number}" for number in range(200)]
    arrays = TokenFeatures.of([tokens]).encode([tokens])
    before = arrays.words.copy()

    class Tagged:
        lengths = arrays.lengths

        def take(self, which):
            return arrays.take(which), np.zeros(len(which))

    def drawn(seed):
        words = TokenFeatures.of([tokens]).words
        source = UnknownNow(Tagged(), words, 1.0, np.random.default_rng(seed))
        return [source.take(np.array([0]))[0]["words"].tolist() for _ in range(2)]

    first, second = drawn(0)

    assert first != second
    assert drawn(0) == [first, second]
    assert drawn(1)[0] != first
    np.testing.assert_array_equal(arrays.words, before)
    np.testing.assert_array_equal(arrays.take([0])["words"][0], before)


def test_sources_keep_the_ids_that_were_hidden():
    words = Words()
    source = UnknownNow(words, counted, 1e6, np.random.default_rng(0))

    inputs, *_ = source.take(np.array([0]))

    assert inputs["words"].tolist() == [[0, 1, 1, 1, 1]]
    assert words.ids.tolist() == [[0, 1, 2, 3, 4]]
