"""Interpolated Kneser-Ney against a count of its formulas, token by token."""

import json
import time
from collections import Counter
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.baselines import NGramModel
from seqkit.baselines.ngram_tables import discounts

texts = st.text("abcé ", min_size=1, max_size=25)
several = st.lists(texts, min_size=1, max_size=4)
orders = st.integers(1, 4)


def brute_force(streams, order):
    """Return P(token | context) by dictionaries and recursion."""
    padded = [("^", *stream) for stream in streams]  # the beginning, as a predecessor
    known = sorted({token for stream in streams for token in stream})

    def grams(n):
        return [s[i : i + n] for s in padded for i in range(len(s) - n + 1)]

    counts = []
    for n in range(1, order + 1):
        if n < order:
            longer = set(grams(n + 1))
            counts.append(Counter(gram[1:] for gram in longer))
        else:
            counts.append(Counter(gram for gram in grams(n) if gram[0] != "^"))
    taken = [discounts(np.array([*count.values()])) for count in counts]

    def probability(token, context):
        context = tuple(context[-(order - 1) :]) if order > 1 else ()
        return level(token, context)

    def level(token, context):
        n = len(context) + 1
        below = level(token, context[1:]) if context else 1 / (len(known) + 1)
        here = {g[-1]: c for g, c in counts[n - 1].items() if g[:-1] == context}
        if not here:
            return below
        total = sum(here.values())
        free = sum(taken[n - 1][min(c, 3) - 1] for c in here.values())
        own = here.get(token, 0)
        kept = own - taken[n - 1][min(own, 3) - 1] if own else 0
        return kept / total + free / total * below

    return probability


@settings(max_examples=40, deadline=None)
@given(streams=several, query=texts, order=orders)
def test_probabilities_are_those_of_the_formulas(streams, query, order):
    model = NGramModel.of([list(stream) for stream in streams], order)
    expected = brute_force(streams, order)
    found = model.log_probabilities(query)
    for place, token in enumerate(query):
        assert np.exp(found[place]) == pytest.approx(
            expected(token, query[:place]), rel=1e-12
        )


@settings(max_examples=40, deadline=None)
@given(streams=several, context=st.text("abcé ?", max_size=6), order=orders)
def test_probabilities_of_known_tokens_and_the_unknown_sum_to_one(
    streams, context, order
):
    model = NGramModel.of([list(stream) for stream in streams], order)
    following = model.next_probabilities(context)
    assert following.shape == (len(model.tokens) + 1,)
    assert following.min() > 0
    assert following.sum() == pytest.approx(1, rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    streams=several,
    context=st.text("abcé?", max_size=6),
    order=orders,
    minimum=st.integers(1, 3),
)
def test_next_probabilities_are_those_of_each_continued_stream(
    streams, context, order, minimum
):
    model = NGramModel.of([*map(list, streams)], order, minimum_count=minimum)
    ends = [model.log_probabilities(context + end)[-1] for end in (*model.tokens, "!")]
    np.testing.assert_allclose(np.exp(ends), model.next_probabilities(context))
    assert model.next_probabilities(context).sum() == pytest.approx(1, rel=1e-12)


def test_unigrams_by_hand():
    # counts 3, 2, 1, 1: Y = 2 / (2 + 2) = .5, D2 = 2 - 1.5 = .5, D3 = 3
    np.testing.assert_allclose(discounts(np.array([3, 2, 1, 1])), [0.5, 0.5, 3.0])
    model = NGramModel.of("aaabbcd", order=1)
    free = (0.5 + 0.5 + 0.5 + 3.0) / 7
    expected = [0, 1.5 / 7, 0.5 / 7, 0.5 / 7, 0]
    np.testing.assert_allclose(
        model.next_probabilities(), np.array(expected) + free / 5
    )


def test_a_word_known_from_one_phrase_is_not_expected_elsewhere():
    # Francisco is frequent, but only behind San; glasses stand behind many words
    words = "San Francisco " * 6 + "my glasses your glasses her glasses our glasses"
    model = NGramModel.of(words.split(), order=2)
    behind_new = dict(
        zip(model.tokens, model.next_probabilities(["her"]), strict=False)
    )
    assert words.count("Francisco") > words.count("glasses")
    assert (
        behind_new["Francisco"]
        < model.next_probabilities(["San"])[model.tokens.index("Francisco")]
    )
    unseen = dict(zip(model.tokens, model.next_probabilities(["?"]), strict=False))
    assert unseen["glasses"] > unseen["Francisco"]


def test_streams_do_not_see_each_other():
    apart = NGramModel.of([["a"], ["b"]], 2)
    np.testing.assert_allclose(
        apart.next_probabilities(["a"]), apart.next_probabilities([])
    )
    scored = apart.log_probabilities([["a"], [], ["b", "a"]])
    assert [len(each) for each in scored] == [1, 0, 2]
    np.testing.assert_allclose(scored[0][0], scored[2][1])


@given(streams=several, queries=several, order=orders)
def test_several_streams_are_scored_as_each_alone(streams, queries, order):
    model = NGramModel.of([list(stream) for stream in streams], order)
    together = model.log_probabilities([list(query) for query in queries])
    for query, found in zip(queries, together, strict=True):
        np.testing.assert_array_equal(found, model.log_probabilities(query))


def test_ids_words_and_characters_are_counted_alike():
    ids = NGramModel.of(np.array([1, 2, 1, 2, 3]), 3)
    words = NGramModel.of(["一", "二", "一", "二", "三"], 3)
    text = NGramModel.of("一二一二三", 3)
    expected = text.log_probabilities("一二三四")
    np.testing.assert_array_equal(ids.log_probabilities([1, 2, 3, 4]), expected)
    np.testing.assert_array_equal(words.log_probabilities([*"一二三四"]), expected)


def test_a_rare_token_teaches_when_to_expect_the_unknown():
    text = "ax ay az aq br br br br"
    model = NGramModel.of(text, 2, minimum_count=2)
    assert set(model.tokens) == set("a br")
    after_a, after_b = (model.next_probabilities(letter)[-1] for letter in "ab")
    assert after_a > 0.5 > after_b
    assert model.bits_per_token("a?") < model.bits_per_token("b?")


def test_bits_are_the_mean_of_log_probabilities():
    model = NGramModel.of("abab", 2)
    found = model.log_probabilities([["a", "b"], ["b"]])
    mean = np.concatenate(found).mean()
    assert model.bits_per_token([["a", "b"], ["b"]]) == pytest.approx(-mean / log(2))
    assert np.isnan(model.bits_per_token(""))
    assert model.log_probabilities("").shape == (0,)


def test_longer_orders_know_more_of_a_repeated_text():
    text = "the cat sat on the mat and the rat sat on the hat . " * 20
    bits = [NGramModel.of(text, order).bits_per_token(text) for order in range(1, 7)]
    assert bits == sorted(bits, reverse=True)
    assert bits[-1] < 0.5


def test_samples_follow_the_distribution():
    model = NGramModel.of("aab" * 30 + "abb" * 10, 2)
    drawn = "".join(model.sample(20_000, random_state=0))
    after_a = Counter(b for a, b in pairwise(drawn) if a == "a")
    chances = model.next_probabilities("a")[:-1]
    share = after_a["a"] / after_a.total()
    assert share == pytest.approx(chances[0] / chances.sum(), abs=0.02)


def test_samples_repeat_with_their_seed_and_take_up_the_prompt():
    model = NGramModel.of("abcdefgh" * 9, 4)
    assert model.sample(30, random_state=3) == model.sample(30, random_state=3)
    assert model.sample(30, random_state=3) != model.sample(30, random_state=4)
    first = Counter(model.sample(1, "abc", random_state=n)[0] for n in range(50))
    assert first["d"] > 40
    assert model.sample(0) == []


def test_a_single_token_makes_a_model():
    model = NGramModel.of("a", 5)
    assert model.next_probabilities("a").tolist() == [0.75, 0.25]  # .5 of 1, halved
    assert repr(model) == "NGramModel(order 5, 1 tokens, 1 rows)"


@pytest.mark.parametrize("tokens", ["abcabd", np.array([3, 1, 3, 1])])
def test_the_state_gives_the_same_model(tokens):
    model = NGramModel.of(tokens, 3)
    state = model.to_state()
    names = json.loads(json.dumps({"tokens": state["tokens"], "order": 3}))
    again = NGramModel.from_state(state | names)
    np.testing.assert_array_equal(
        again.log_probabilities(tokens), model.log_probabilities(tokens)
    )
    assert again.sample(9, random_state=0) == model.sample(9, random_state=0)


def test_refuses_what_it_cannot_count():
    with pytest.raises(ValueError, match="hold no token"):
        NGramModel.of("")
    with pytest.raises(ValueError, match="hold no token"):
        NGramModel.of([[], []])
    with pytest.raises(ValueError, match="order must be a whole number >= 1"):
        NGramModel.of("ab", 0)
    with pytest.raises(TypeError, match="token 1 of stream 1 must be a string, got 3"):
        NGramModel.of([["a"], ["b", 3]])
    with pytest.raises(TypeError, match=r"token 0 must be a whole number, got 0\.5"):
        NGramModel.of([0.5, 2])
    with pytest.raises(TypeError, match="token 0 of stream 2 must be a string, got 1"):
        NGramModel.of([[], ["a"], [1]])
    with pytest.raises(TypeError, match="token 1 must be a whole number, got True"):
        NGramModel.of([1, True])
    with pytest.raises(TypeError, match="a list of such lists, got 3"):
        NGramModel.of(3)
    with pytest.raises(ValueError, match="knows no token to draw"):
        NGramModel.of("ab", minimum_count=2).sample(1)


@pytest.mark.data
def test_a_million_characters_of_shakespeare(data_folder):
    text = Path(data_folder, "lm/tinyshakespeare/input.txt").read_text("utf-8")
    cut = int(0.9 * len(text))
    start = time.perf_counter()
    model = NGramModel.of(text[:cut], 5)
    counted = time.perf_counter()
    bits = model.bits_per_token(text[cut:])
    scored = time.perf_counter()
    assert bits == pytest.approx(2.252, abs=0.001)
    assert counted - start < 30
    assert scored - counted < 15
