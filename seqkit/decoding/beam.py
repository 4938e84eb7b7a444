"""Beam search: the best sequences of a few kept at every length."""

from typing import Any, NamedTuple

import numpy as np

from seqkit.decoding.rules import Decoded, Rules, Step, forced, placed
from seqkit.keras_backend import tf

_NEVER = -float("inf")


class Open(NamedTuple):
    """Sequences that go on: tokens (rows, beams, length), log probabilities, states."""

    tokens: Any
    totals: Any
    last: Any
    state: Any


class Closed(NamedTuple):
    """The best sequences that ended: (rows, beams, …), scores falling."""

    scores: Any
    tokens: Any
    lengths: Any
    totals: Any


class Trace(NamedTuple):
    """What a search kept, by the tokens that stood before: (rows, beams, length).

    parents, tokens : which sequence of the tokens before is continued, and with what
    totals : log probabilities with that token, -inf where nothing was kept
    ended : log probabilities of the sequences of the tokens before with their end, -inf
        where they did not end
    """

    parents: Any
    tokens: Any
    totals: Any
    ended: Any


def beam_search(
    step: Step,
    state: Any,
    rules: Rules,
    prefix: Any,
    beams: int,
    penalty: float,
    *,
    traced: bool = False,
) -> tuple[Decoded, Trace | tuple[()]]:
    """Search the sequences of the highest scores.

    A row's search ends when no sequence that goes on can still beat those that ended.

    Parameters
    ----------
    step, state : see `seqkit.decoding`; rows of the state are those of `prefix`
    prefix : int32 (rows, length), tokens to begin with, -1 where free
    beams : sequences kept at every length
    penalty : α of the length penalty ((5 + n) / 6)^α (Wu et al., 2016, eq. 14), n the
        tokens with their end, which divides log probabilities into scores
    traced : tell what was kept at every length

    Returns
    -------
    Decoded (rows, beams, …), and a `Trace` if one was asked for, else ()
    """
    rows, length = tf.shape(prefix)[0], rules.maximum_length
    wide = tf.repeat(prefix, beams, axis=0)

    def scored(totals: Any, tokens: Any) -> Any:
        return totals / divisor(tf.cast(tokens, "float32"), penalty)

    def hopeful(open_: Open, closed: Closed) -> Any:
        best_still = scored(tf.reduce_max(open_.totals, axis=1), length)
        return best_still > tf.reduce_min(closed.scores, axis=1)

    def going(at: Any, open_: Open, closed: Closed, _: Any) -> Any:
        return (at < length) & tf.reduce_any(hopeful(open_, closed))

    def onward(at: Any, open_: Open, closed: Closed, trace: Any) -> tuple:
        scores, state = step(tf.reshape(open_.last, [-1]), open_.state)
        flat = tf.reshape(open_.tokens, [-1, length])
        scores = rules.permitted(tf.nn.log_softmax(scores), flat, at)
        scores = forced(scores, wide, at)
        size = scores.shape[-1]
        totals = open_.totals[..., None] + tf.reshape(scores, [-1, beams, size])
        most = min(2 * beams, beams * size)
        totals, place = tf.math.top_k(tf.reshape(totals, [-1, beams * size]), most)
        parent, token = place // size, place % size
        ends = token == rules.end
        history = tf.gather(open_.tokens, parent, batch_dims=1)
        count = tf.zeros_like(token) + at
        ended = Closed(
            scored(tf.where(ends, totals, _NEVER), at + 1), history, count, totals
        )
        kept, chosen = tf.math.top_k(tf.where(ends, _NEVER, totals), beams)
        closing = tf.where(ends, totals, _NEVER), parent
        parent, token, history = (
            tf.gather(part, chosen, batch_dims=1)
            for part in (parent, token, placed(history, at, token))
        )
        flat_parent = tf.reshape(parent + tf.range(rows)[:, None] * beams, [-1])
        state = tf.nest.map_structure(lambda part: tf.gather(part, flat_parent), state)
        if traced:
            still = hopeful(open_, closed)[:, None]
            new = Trace(parent, token, kept, by_parent(*closing, beams))
            trace = noted(trace, at, new, still)
        onwards = Open(history, kept, token, state), merged(closed, ended, beams)
        return at + 1, *onwards, trace

    first = Open(
        tf.zeros([rows, beams, length], "int32"),
        tf.repeat(tf.constant([[0.0] + [_NEVER] * (beams - 1)]), rows, axis=0),
        tf.fill([rows, beams], rules.start),
        tf.nest.map_structure(lambda part: tf.repeat(part, beams, axis=0), state),
    )
    none = Closed(
        tf.fill([rows, beams], _NEVER),
        tf.zeros([rows, beams, length], "int32"),
        tf.zeros([rows, beams], "int32"),
        tf.fill([rows, beams], _NEVER),
    )
    blank = untraced(tf.zeros([rows, beams, length])) if traced else ()
    begun = (tf.constant(0), first, none, blank)
    at, open_, closed, trace = tf.while_loop(going, onward, begun)
    full = tf.fill([rows, beams], length)
    reached = tf.where(at == length, open_.totals, _NEVER)
    whole = Closed(scored(reached, length), open_.tokens, full, reached)
    scores, tokens, lengths, totals = merged(closed, whole, beams)
    lost = scores == _NEVER
    found = Decoded(tokens, lengths, tf.where(lost, _NEVER, totals), scores)
    return found, trace


def with_another(found: Decoded, other: Decoded, penalty: float) -> Decoded:
    """Put one more sequence of each row where it belongs among those of a search.

    Parameters
    ----------
    found : NumPy arrays (rows, beams, …), best first
    other : (rows, 1, …), scored without a penalty
    penalty : α of the search

    Returns
    -------
    Decoded (rows, beams, …): the worst goes, or the other where it stands already
    """
    longest = found.tokens.shape[2]
    counted = np.minimum(other.lengths + 1, longest).astype("float32")
    scores = other.log_probabilities / divisor(counted, penalty)
    same = (found.tokens == other.tokens).all(axis=2) & (found.lengths == other.lengths)
    other = other._replace(
        scores=np.where(same.any(axis=1, keepdims=True), _NEVER, scores)
    )
    pairs = zip(found, other, strict=True)
    both = Decoded(*(np.concatenate(pair, axis=1) for pair in pairs))
    order = np.argsort(-both.scores, axis=1, kind="stable")[:, :-1]
    rows = np.arange(len(order))[:, None]
    return Decoded(*(part[rows, order] for part in both))


def divisor(tokens: Any, penalty: float) -> Any:
    """Return what a log probability is divided by for its score."""
    return ((5 + tokens) / 6) ** penalty


def untraced(zeros: Any) -> Trace:
    """Return what a search has kept before it began, of the shape of these zeros."""
    numbers, nothing = tf.cast(zeros, "int32"), zeros + _NEVER
    return Trace(numbers, numbers, nothing, nothing)


def by_parent(totals: Any, parents: Any, beams: int) -> Any:
    """Return the largest of the totals (rows, n) of each parent, (rows, beams)."""
    own = parents[..., None] == tf.range(beams)
    return tf.reduce_max(tf.where(own, totals[..., None], _NEVER), axis=1)


def noted(trace: Trace, at: Any, new: Trace, still: Any) -> Trace:
    """Write down what was kept behind a place, of rows whose search goes on."""
    totals, ended = (tf.where(still, part, _NEVER) for part in new[2:])
    new = new._replace(totals=totals, ended=ended)
    pairs = zip(trace, new, strict=True)
    return Trace(*(placed(part, at, values) for part, values in pairs))


def merged(one: Closed, other: Closed, beams: int) -> Closed:
    """Return the best of two sets of sequences."""
    both = Closed(*(tf.concat(pair, axis=1) for pair in zip(one, other, strict=True)))
    scores, place = tf.math.top_k(both.scores, beams)
    rest = (tf.gather(part, place, batch_dims=1) for part in both[1:])
    return Closed(scores, *rest)
