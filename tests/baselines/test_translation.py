"""Translation word by word: toy dictionaries, and the first model by a slower route."""

import json
from collections import defaultdict
from itertools import product
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.baselines import WordByWord

SOURCES = [["das", "Haus"], ["das", "Buch"], ["ein", "Buch"]]
TARGETS = [["the", "house"], ["the", "book"], ["a", "book"]]

sentences = st.lists(st.sampled_from("abc"), min_size=1, max_size=3)
corpora = st.lists(st.tuples(sentences, sentences), min_size=1, max_size=4)


def by_all_alignments(pairs, iterations):
    """Return expected counts and log-likelihoods, summing over whole alignments."""
    words = {word for source, _ in pairs for word in source}
    chances = defaultdict(lambda: 1 / len(words))
    likelihoods = []
    for _ in range(iterations + 1):
        counts, total = defaultdict(float), 0.0
        for source, target in pairs:
            possible = ["", *target]
            ways = list(product(range(len(possible)), repeat=len(source)))
            links = [
                [(word, possible[at]) for word, at in zip(source, way, strict=True)]
                for way in ways
            ]
            weights = [np.prod([chances[link] for link in each]) for each in links]
            total += log(sum(weights) / len(ways))
            for each, weight in zip(links, weights, strict=True):
                for link in each:
                    counts[link] += weight / sum(weights)
        likelihoods.append(total / sum(len(source) for source, _ in pairs))
        sums = defaultdict(float)
        for (_, target), count in counts.items():
            sums[target] += count
        chances = {link: count / sums[link[1]] for link, count in counts.items()}
    return counts, likelihoods


def test_first_iteration_is_that_of_the_hand():
    baseline = WordByWord.of([["x"], ["y"]], [["1"], ["2"]], iterations=1)
    # x has the chance 1/2 of '1' and of the empty word; then 1 of '1', which says no y
    assert baseline.log_likelihoods == pytest.approx((log(1 / 2), log(3 / 4)))
    assert baseline.words == {"x": "1", "y": "2"}


def test_words_that_change_company_find_their_partners():
    baseline = WordByWord.of(SOURCES, TARGETS)
    assert baseline.words == {
        "das": "the", "Haus": "house", "Buch": "book", "ein": "a",
    }  # fmt: skip
    assert baseline.predict([["ein", "Haus"]]) == [["a", "house"]]


def test_a_dictionary_is_recovered_exactly_whatever_the_order():
    draw = np.random.default_rng(0)
    sources = [[f"s{k}" for k in draw.choice(40, 5, replace=False)] for _ in range(400)]
    right = [[word.replace("s", "t") for word in words] for words in sources]
    targets = [list(draw.permutation(words)) for words in right]
    baseline = WordByWord.of(sources, targets)
    assert baseline.words == {f"s{k}": f"t{k}" for k in range(40)}
    assert baseline.predict(sources) == right


@given(corpora)
def test_agrees_with_a_sum_over_all_alignments(pairs):
    sources, targets = zip(*pairs, strict=True)
    baseline = WordByWord.of(sources, targets, iterations=3)
    counts, likelihoods = by_all_alignments(pairs, 3)
    np.testing.assert_allclose(baseline.log_likelihoods, likelihoods, rtol=1e-9)
    for word, best in baseline.words.items():
        own = {
            target: count for (each, target), count in counts.items() if each == word
        }
        assert own[best or ""] == pytest.approx(max(own.values()), rel=1e-7)


@given(corpora)
def test_likelihood_never_falls(pairs):
    sources, targets = zip(*pairs, strict=True)
    found = WordByWord.of(sources, targets, iterations=20).log_likelihoods
    assert len(found) == 21
    assert (np.diff(found) > -1e-12).all()
    assert found[-1] <= 1e-12


@given(corpora)
def test_the_order_of_sentences_changes_nothing(pairs):
    one = WordByWord.of(*zip(*pairs, strict=True))
    other = WordByWord.of(*zip(*pairs[::-1], strict=True))
    assert one.words == other.words


def test_a_word_without_a_partner_is_left_out():
    # 'ja' stands beside whatever else, its translations nowhere
    sources = [["ja", f"s{k}"] for k in range(8)]
    targets = [[f"t{k}"] for k in range(8)]
    baseline = WordByWord.of(sources, targets)
    assert baseline.words["ja"] is None
    assert baseline.predict([["s1", "ja"], ["ja"]]) == [["t1"], []]


def test_what_stands_in_every_sentence_is_not_taken_for_the_empty_word():
    sources = [[*words, "。"] for words in SOURCES]
    targets = [[*words, "."] for words in TARGETS]
    assert WordByWord.of(sources, targets).words["。"] == "."


def test_of_equals_the_first_in_the_alphabet_wins():
    assert WordByWord.of([["x"]], [["b", "a"]]).words == {"x": "a"}


def test_unknown_words_are_copied():
    baseline = WordByWord.of(SOURCES, TARGETS)
    assert baseline.predict([["Das", "Haus", "日本"]]) == [["Das", "house", "日本"]]


def test_the_state_is_plain_json_and_gives_the_same_baseline():
    baseline = WordByWord.of([["ja", "ß"], ["ja", "ü"]], [["ss"], ["ue"]])
    state = json.loads(json.dumps(baseline.to_state()))
    again = WordByWord.from_state(state)
    assert again == baseline
    assert again.predict([["ß", "ja"]]) == baseline.predict([["ß", "ja"]])


def test_refuses_what_it_cannot_learn_from():
    with pytest.raises(ValueError, match="got 3 sources but 2 targets; give one targ"):
        WordByWord.of(SOURCES, TARGETS[:2])
    with pytest.raises(ValueError, match="the sequences hold no token, so there is no"):
        WordByWord.of([], [])
    with pytest.raises(ValueError, match="sequence 1 has no tokens; drop it"):
        WordByWord.of([["a"], []], [["b"], ["c"]])
    with pytest.raises(
        TypeError, match="sequence 0 must be a list of tokens, got 'a b"
    ):
        WordByWord.of(["a b"], [["c"]])
    with pytest.raises(ValueError, match="iterations must be a whole number >= 1, got"):
        WordByWord.of(SOURCES, TARGETS, iterations=0)
    with pytest.raises(
        TypeError, match="token 0 of sequence 0 must be a string, got 3"
    ):
        WordByWord.of(SOURCES, TARGETS).predict([[3]])
