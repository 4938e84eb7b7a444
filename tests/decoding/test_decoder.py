"""Decoding: greedy, sampled and by beam, against enumeration of all sequences."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.decoding import BeamTree, Decoder, Rules, row_draws
from seqkit.decoding.beam import beam_search
from seqkit.decoding.rules import completing
from seqkit.keras_backend import tf

START, END, SIZE = 0, 1, 5


class Chain:
    """A made-up language: the next token depends on the two latest and on the row.

    The state is (row's own number, token before the latest).
    """

    def __init__(self, seed, rows, size=SIZE, sharpness=2.0):
        rng = np.random.default_rng(seed)
        self.table = rng.normal(size=(rows, size, size, size)) * sharpness
        self.table = self.table.astype("float32")
        self.size = size

    def step(self, tokens, state):
        row, before = state
        places = tf.stack([row, before, tokens], axis=1)
        return tf.gather_nd(tf.constant(self.table), places), (row, tokens)

    def state(self, rows):
        rows = np.asarray(rows, "int32")
        return tf.constant(rows), tf.zeros(len(rows), "int32")

    def scores(self, row, before, latest):
        """Return log probabilities of the next token, in float64."""
        scores = self.table[row, before, latest].astype("float64")
        return scores - np.log(np.exp(scores).sum())

    def log_probability(self, row, tokens, longest, given=0):
        """Return that of a sequence, its end included unless it is as long as may be.

        The first `given` tokens are certain.
        """
        total, before, latest = 0.0, 0, START
        path = [*tokens, END] if len(tokens) < longest else list(tokens)
        for place, token in enumerate(path):
            if place >= given:
                total += self.scores(row, before, latest)[token]
            before, latest = latest, token
        return total


def every(longest, shortest=0, forbidden=(START,), size=SIZE):
    """Yield all sequences of the allowed lengths."""
    tokens = [n for n in range(size) if n != END and n not in forbidden]
    for length in range(shortest, longest + 1):
        yield from itertools.product(tokens, repeat=length)


def rules(longest=3, **more):
    return Rules(
        **{"start": START, "end": END, "forbidden": (START,)} | more,
        maximum_length=longest,
    )


def read(found, row=0):
    """Return the sequences of a row."""
    pairs = zip(found.tokens[row], found.lengths[row], strict=True)
    return [tuple(tokens[:length].tolist()) for tokens, length in pairs]


def repeats(tokens, n):
    """Say whether a run of n tokens stands twice."""
    runs = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    return len(set(runs)) < len(runs)


@pytest.mark.parametrize("penalty", [0.0, 0.7, 2.0])
@pytest.mark.parametrize("shortest", [0, 2])
@pytest.mark.parametrize("ngrams", [0, 1, 2])
def test_a_wide_beam_is_exhaustive_search(penalty, shortest, ngrams):
    chain, longest = Chain(7, rows=3), 3
    decoder = Decoder(
        chain.step, rules(longest, minimum_length=shortest, no_repeat_ngrams=ngrams)
    )
    found = decoder.beam(
        chain.state([0, 1, 2]), beam_width=60, n_best=6, length_penalty=penalty
    )
    for row in range(3):
        expected = []
        for tokens in every(longest, shortest):
            if ngrams and repeats(tokens, ngrams):
                continue
            total = chain.log_probability(row, tokens, longest)
            counted = min(len(tokens) + 1, longest)
            expected.append((total / ((5 + counted) / 6) ** penalty, total, tokens))
        expected.sort(reverse=True)
        assert read(found, row) == [tokens for *_, tokens in expected[:6]]
        np.testing.assert_allclose(
            found.scores[row], [score for score, *_ in expected[:6]], rtol=1e-5
        )
        np.testing.assert_allclose(
            found.log_probabilities[row], [t for _, t, _ in expected[:6]], rtol=1e-5
        )


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_greedy_takes_the_likeliest_each_time(seed):
    chain = Chain(seed, rows=2)
    found = Decoder(chain.step, rules(6)).greedy(chain.state([0, 1]))
    for row in range(2):
        tokens, before, latest = [], 0, START
        while len(tokens) < 6:
            scores = chain.scores(row, before, latest)
            scores[START] = -np.inf
            if (token := int(scores.argmax())) == END:
                break
            tokens.append(token)
            before, latest = latest, token
        assert read(found, row) == [tuple(tokens)]
        total = chain.log_probability(row, tokens, 6)
        np.testing.assert_allclose(found.log_probabilities[row, 0], total, rtol=1e-4)


def test_beam_of_one_and_cold_draws_are_greedy():
    chain = Chain(1, rows=4)
    decoder, state = Decoder(chain.step, rules(8)), chain.state(range(4))
    greedy = decoder.greedy(state)
    others = [
        decoder.beam(state, beam_width=1),
        decoder.sample(state, seed=3, temperature=0),
        decoder.sample(state, seed=3, temperature=1e-4),
        decoder.sample(state, seed=3, top_k=1),
        decoder.sample(state, seed=3, top_p=1e-6),
    ]
    for found in others:
        np.testing.assert_array_equal(found.tokens, greedy.tokens)
        np.testing.assert_allclose(
            found.log_probabilities, greedy.log_probabilities, rtol=1e-5
        )


def test_a_beam_finds_more_probable_sequences_than_greedy():
    chain = Chain(5, rows=60)
    decoder, state = Decoder(chain.step, rules(6)), chain.state(range(60))
    greedy = decoder.greedy(state).log_probabilities[:, 0]
    beam = decoder.beam(state, beam_width=5).log_probabilities[:, 0]
    assert beam.mean() > greedy.mean()
    assert (beam >= greedy - 1e-5).all()


@pytest.mark.parametrize("penalty", [0.0, 1.0])
def test_a_narrow_beam_is_never_worse_than_greedy(penalty):
    chain = Chain(5, rows=300, sharpness=3.0)
    wished = rules(6, minimum_length=5)
    decoder, state = Decoder(chain.step, wished), chain.state(range(300))
    greedy = decoder.greedy(state)
    counted = np.minimum(greedy.lengths + 1, 6)
    least = (greedy.log_probabilities / ((5 + counted) / 6) ** penalty)[:, 0]
    none = tf.zeros((300, 0), "int32")
    alone, _ = beam_search(chain.step, state, wished, none, 2, penalty)
    assert (alone.scores[:, 0] < least - 1e-4).numpy().any()
    found = decoder.beam(state, beam_width=2, length_penalty=penalty)
    assert (found.scores[:, 0] >= least - 1e-5).all()
    assert (found.scores[:, 0] >= found.scores[:, 1]).all()
    assert all(len(set(read(found, row))) == 2 for row in range(300))


@pytest.mark.parametrize("way", ["greedy", "sample", "beam"])
def test_rows_beside_it_change_no_row(way):
    chain, numbers = Chain(2, rows=7), range(7)
    decoder = Decoder(chain.step, rules(6))
    arguments = {
        "greedy": lambda rows: {},
        "sample": lambda rows: {"seed": 5, "rows": rows, "samples": 2},
        "beam": lambda rows: {"beam_width": 3, "length_penalty": 0.5},
    }[way]
    whole = getattr(decoder, way)(chain.state(numbers), **arguments(numbers))
    for rows in ([4], [6, 0, 3]):
        part = getattr(decoder, way)(chain.state(rows), **arguments(rows))
        for one, other in zip(part, whole, strict=True):
            np.testing.assert_allclose(one, other[rows], rtol=1e-5)


def test_samples_come_as_often_as_they_are_probable():
    chain = Chain(11, rows=1, sharpness=1.0)
    found = Decoder(chain.step, rules(2, forbidden=())).sample(
        chain.state([0]), seed=0, samples=20_000
    )
    seen = read(found)
    for tokens in every(2, forbidden=()):
        share = seen.count(tokens) / len(seen)
        expected = np.exp(chain.log_probability(0, tokens, 2))
        assert abs(share - expected) < 4 * np.sqrt(expected / len(seen)) + 1e-4


def test_samples_repeat_by_seed_alone():
    chain = Chain(3, rows=4)
    decoder, state = Decoder(chain.step, rules(8)), chain.state(range(4))
    one, same, other = (decoder.sample(state, seed=n).tokens for n in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()
    sampled = decoder.sample(state, seed=1, samples=3)
    assert sampled.tokens.shape == (4, 3, 8)
    assert len({read(sampled, row)[n] for row in range(4) for n in range(3)}) > 4


@pytest.mark.parametrize(
    ("limits", "kept"),
    [
        ({"top_k": 2}, {2, 4}),
        ({"top_p": 0.5}, {4}),
        ({"top_p": 0.6}, {2, 4}),
        ({"top_p": 0.85}, {2, 3, 4}),
        ({"top_k": 4, "top_p": 0.97}, {1, 2, 3, 4}),
        ({"top_k": 99}, {0, 1, 2, 3, 4}),
    ],
)
def test_top_k_and_top_p_keep_the_likeliest(limits, kept):
    shares = tf.constant([[0.02, 0.08, 0.3, 0.1, 0.5]])
    rules_ = Rules(start=0, end=9, maximum_length=1)
    decoder = Decoder(lambda tokens, state: (tf.math.log(state), state), rules_)
    found = decoder.sample(shares, seed=0, samples=2_000, **limits)
    seen, counts = np.unique(found.tokens, return_counts=True)
    assert set(seen.tolist()) == kept
    expected = shares.numpy()[0, sorted(kept)]
    np.testing.assert_allclose(counts / 2_000, expected / expected.sum(), atol=0.05)


def test_warmth_flattens_and_cold_sharpens():
    shares = tf.constant([[0.0, 0.2, 0.8]])
    decoder = Decoder(lambda tokens, state: (tf.math.log(state), state), Rules(0, 9, 1))
    for temperature in (0.5, 1.0, 4.0):
        found = decoder.sample(shares, seed=0, samples=4_000, temperature=temperature)
        powers = np.array([0.2, 0.8]) ** (1 / temperature)
        share = (found.tokens == 1).mean()
        assert share == pytest.approx(powers[0] / powers.sum(), abs=0.03)
        # reported are the network's own probabilities, at any temperature
        np.testing.assert_allclose(
            np.exp(found.log_probabilities),
            np.where(found.tokens[..., 0] == 1, 0.2, 0.8),
            rtol=1e-5,
        )


@pytest.mark.parametrize("way", ["greedy", "sample", "beam"])
@pytest.mark.parametrize("ngrams", [1, 2, 3])
def test_no_ngram_stands_twice(way, ngrams):
    chain = Chain(4, rows=12, sharpness=4.0)
    chain.table[..., END] -= 6  # long sequences
    decoder = Decoder(chain.step, rules(12, no_repeat_ngrams=ngrams))
    free = Decoder(chain.step, rules(12))
    more = {"greedy": {}, "sample": {"seed": 1}, "beam": {"beam_width": 3}}[way]
    state = chain.state(range(12))
    blocked = getattr(decoder, way)(state, **more)
    for row in range(12):
        assert not any(repeats(tokens, ngrams) for tokens in read(blocked, row))
    loose = getattr(free, way)(state, **more)
    assert any(repeats(read(loose, row)[0], ngrams) for row in range(12))


@settings(max_examples=60, deadline=None)
@given(
    tokens=st.lists(st.integers(0, 3), min_size=1, max_size=8),
    n=st.integers(1, 9),
    data=st.data(),
)
def test_completing_names_the_tokens_that_repeat_a_run(tokens, n, data):
    at = data.draw(st.integers(0, len(tokens)))
    found = completing(tf.constant([tokens], "int32"), at, n, 4)[0].numpy()
    written = tokens[:at]
    runs = [written[i : i + n] for i in range(len(written) - n + 1)]
    last = written[len(written) - n + 1 :] if n > 1 else []
    possible = len(last) == n - 1
    assert found.tolist() == [possible and [*last, token] in runs for token in range(4)]


def test_a_row_without_any_token_left_ends():
    rules_ = rules(9, minimum_length=8, no_repeat_ngrams=1)
    chain = Chain(0, rows=2)
    for found in (
        Decoder(chain.step, rules_).greedy(chain.state([0, 1])),
        Decoder(chain.step, rules_).beam(chain.state([0, 1]), beam_width=2, n_best=1),
    ):
        assert found.lengths.tolist() == [[3], [3]]
        assert np.isfinite(found.log_probabilities).all()


@pytest.mark.parametrize("way", ["greedy", "sample", "beam"])
def test_a_prefix_stands_first_and_costs_nothing(way):
    chain = Chain(6, rows=3)
    decoder = Decoder(chain.step, rules(5))
    more = {"greedy": {}, "sample": {"seed": 2}, "beam": {"beam_width": 3}}[way]
    prefix = np.array([[2, 3], [4, -1], [-1, -1]])
    found = getattr(decoder, way)(chain.state(range(3)), prefix=prefix, **more)
    free = getattr(decoder, way)(chain.state(range(3)), **more)
    for row, given_ in enumerate([(2, 3), (4,), ()]):
        for tokens, total in zip(
            read(found, row), found.log_probabilities[row], strict=True
        ):
            assert tokens[: len(given_)] == given_
            expected = chain.log_probability(row, tokens, 5, len(given_))
            assert total == pytest.approx(expected, rel=1e-4)
    assert read(found, 2) == read(free, 2)


def test_a_small_language_fills_no_more_than_it_has():
    chain = Chain(0, rows=1)
    found = Decoder(chain.step, rules(1)).beam(chain.state([0]), beam_width=8)
    assert np.isfinite(found.log_probabilities).sum() == 4  # nothing, 2, 3 and 4
    assert sorted(read(found)[:4]) == [(), (2,), (3,), (4,)]
    assert np.isneginf(found.scores[0, 4:]).all()


def test_the_loop_ends_when_every_row_has():
    calls = []

    def step(tokens, state):
        tf.py_function(lambda: calls.append(1), [], [])
        return tf.math.log([[0.1, 0.9]]) + tf.zeros((tf.shape(state)[0], 1)), state

    decoder = Decoder(step, Rules(start=0, end=1, maximum_length=50))
    assert decoder.greedy(tf.zeros((3, 1))).lengths.tolist() == [[0]] * 3
    assert len(calls) == 1
    # what a row of nothing but ends leaves can't become better
    calls.clear()
    decoder.beam(tf.zeros((3, 1)), beam_width=2)
    assert len(calls) < 6


def test_each_way_is_traced_once():
    traces = []
    chain = Chain(0, rows=9)

    def step(tokens, state):
        traces.append(1)
        return chain.step(tokens, state)

    decoder = Decoder(step, rules(4))
    for rows in ([0], [1, 2], range(9), [3, 4, 5]):
        decoder.beam(chain.state(rows), beam_width=2)
    assert len(traces) == 2  # the search, and what greedy finds


def test_no_rows_give_nothing():
    chain = Chain(0, rows=1)
    decoder = Decoder(chain.step, rules(4))
    assert decoder.greedy(chain.state([])).tokens.shape == (0, 1, 4)
    assert decoder.beam(chain.state([]), beam_width=3).tokens.shape == (0, 3, 4)
    assert decoder.sample(chain.state([]), seed=0).tokens.shape == (0, 1, 4)


def test_random_numbers_of_a_row_are_its_own():
    both = row_draws(4, [2, 9], 6, 3)
    assert both.shape == (6, 6)
    assert ((both >= 0) & (both < 1)).all()
    np.testing.assert_array_equal(both[3:], row_draws(4, [9], 6, 3))
    assert len(np.unique(both)) == both.size
    assert row_draws(4, [], 6, 3).shape == (0, 6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"maximum_length": 0}, "maximum_length must be a whole number >= 1"),
        ({"minimum_length": 9}, "minimum_length=9 is more than maximum_length=3"),
        ({"no_repeat_ngrams": -1}, "no_repeat_ngrams must be a whole number >= 0"),
    ],
)
def test_rules_that_nothing_can_keep_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Rules(**{"start": 0, "end": 1, "maximum_length": 3} | change)


@pytest.mark.parametrize(
    ("way", "arguments", "message"),
    [
        ("beam", {"beam_width": 0}, "beam_width must be a whole number >= 1"),
        ("beam", {"beam_width": 2, "n_best": 3}, "n_best=3 is more than beam_width=2"),
        ("beam", {"beam_width": 2, "length_penalty": -1.0}, "length_penalty must be"),
        ("sample", {"seed": 0, "temperature": -0.1}, "temperature must be a number"),
        ("sample", {"seed": 0, "top_p": 0.0}, "top_p must be a number"),
        ("sample", {"seed": 0, "top_k": -2}, "top_k must be a whole number >= 0"),
    ],
)
def test_wrong_wishes_are_refused(way, arguments, message):
    chain = Chain(0, rows=1)
    with pytest.raises(ValueError, match=message):
        getattr(Decoder(chain.step, rules()), way)(chain.state([0]), **arguments)


def test_a_prefix_longer_than_a_sequence_is_refused():
    chain = Chain(0, 1)
    decoder = Decoder(chain.step, Rules(START, END, maximum_length=2))
    with pytest.raises(ValueError, match="the length of prefix=3 is more than maximum"):
        decoder.greedy(chain.state([0]), prefix=np.array([[2, 3, 4]]))


# --------------------------------------------------------- what a beam search kept


def sequences(tree: BeamTree) -> dict[tuple[int, ...], float]:
    """Return the log probability of each node by its tokens."""
    paths: list[tuple[int, ...]] = [()]
    for parent, token in zip(tree.parents[1:], tree.tokens[1:], strict=True):
        paths.append((*paths[parent], int(token)))
    return dict(zip(paths, tree.log_probabilities.tolist(), strict=True))


def ranked(tree: BeamTree, most: int) -> np.ndarray:
    """Return the best scores of sequences that ended."""
    return np.sort(tree.scores[~np.isnan(tree.scores)])[::-1][:most]


@pytest.fixture(scope="module")
def chain():
    return Chain(5, rows=40, sharpness=3.0)


@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("penalty", [0.0, 1.0])
def test_the_best_ends_are_what_the_search_finds(chain, width, penalty):
    # some of these rows' best is found by greedy decoding alone
    decoder = Decoder(chain.step, rules(5, minimum_length=4))
    search = {"beam_width": width, "length_penalty": penalty}
    found = decoder.beam(chain.state(range(40)), **search)
    trees = decoder.beam_tree(chain.state(range(40)), **search)
    for row, tree in enumerate(trees):
        np.testing.assert_allclose(ranked(tree, width), found.scores[row], rtol=1e-5)
        known = sequences(tree)
        for tokens, total in zip(
            read(found, row), found.log_probabilities[row], strict=True
        ):
            whole = (*tokens, END) if len(tokens) < 5 else tokens
            assert known[whole] == pytest.approx(total, rel=1e-5)


def test_each_log_probability_is_that_of_its_tokens(chain):
    (tree,) = Decoder(chain.step, rules(4)).beam_tree(chain.state([3]), beam_width=3)
    for tokens, total in sequences(tree).items():
        ended = tokens[-1:] == (END,)
        words = tokens[:-1] if ended else tokens
        longest = 4 if ended else len(words)
        expected = chain.log_probability(3, words, longest) if tokens else 0.0
        assert total == pytest.approx(expected, rel=1e-5)


def test_a_wide_beam_keeps_every_sequence():
    chain = Chain(7, rows=1, size=4)
    (tree,) = Decoder(chain.step, rules(3)).beam_tree(chain.state([0]), beam_width=99)
    ended = {
        (*tokens, END) if len(tokens) < 3 else tokens for tokens in every(3, size=4)
    }
    starts = set(every(2, size=4))
    assert sequences(tree).keys() == ended | starts
    assert (~np.isnan(tree.scores)).sum() == len(ended)
    assert (tree.parents[0], tree.tokens[0]) == (-1, START)
    assert (tree.parents[1:] < np.arange(1, len(tree.parents))).all()


def test_no_more_is_kept_of_a_length_than_the_beam_is_wide(chain):
    decoder = Decoder(chain.step, rules(5))
    for tree in decoder.beam_tree(chain.state(range(9)), beam_width=3):
        lengths = [len(path) for path in sequences(tree) if path[-1:] != (END,)]
        kept = np.bincount(lengths)
        assert kept[0] == 1
        assert kept.max() <= 4  # greedy decoding may have found one more
        assert (kept[1:] <= 3).mean() > 0.5


def test_rows_beside_it_change_no_tree(chain):
    decoder = Decoder(chain.step, rules(6))
    whole = decoder.beam_tree(chain.state(range(8)), beam_width=3)
    for row in (0, 5):
        (alone,) = decoder.beam_tree(chain.state([row]), beam_width=3)
        for one, other in zip(alone, whole[row], strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-5)


def test_a_prefix_costs_nothing_in_the_tree(chain):
    decoder = Decoder(chain.step, rules(4))
    prefix = np.array([[2, 3]])
    state = chain.state([1])
    (tree,) = decoder.beam_tree(state, beam_width=2, prefix=prefix)
    found = decoder.beam(state, beam_width=2, prefix=prefix)
    np.testing.assert_allclose(ranked(tree, 2), found.scores[0], rtol=1e-5)
    assert tree.tokens[:3].tolist() == [START, 2, 3]
    assert tree.log_probabilities[:3].tolist() == [0, 0, 0]


def test_a_search_that_tells_nothing_keeps_nothing(chain):
    traced = []

    def step(tokens, state):
        traced.append(1)
        return chain.step(tokens, state)

    decoder = Decoder(step, rules(4))
    decoder.beam(chain.state([0]), beam_width=2)
    graph = decoder._compiled[next(key for key in decoder._compiled if "beam" in key)]
    loop = graph.get_concrete_function(
        chain.state([0]), tf.zeros((1, 0), "int32")
    ).structured_outputs
    assert loop[1] == ()
    assert len(traced) == 2


@pytest.mark.parametrize(
    ("search", "message"),
    [
        ({"beam_width": 0}, "beam_width must be a whole number >= 1"),
        ({"beam_width": 2, "length_penalty": -1.0}, "length_penalty must be"),
    ],
)
def test_wrong_wishes_of_trees_are_refused(chain, search, message):
    with pytest.raises(ValueError, match=message):
        Decoder(chain.step, rules()).beam_tree(chain.state([0]), **search)
