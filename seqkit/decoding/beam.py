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


def beam_search(
    step: Step, state: Any, rules: Rules, prefix: Any, beams: int, penalty: float
) -> Decoded:
    """Search the sequences of the highest scores.

    A row's search ends when no sequence that goes on can still beat those that ended.

    Parameters
    ----------
    step, state : see `seqkit.decoding`; rows of the state are those of `prefix`
    prefix : int32 (rows, length), tokens to begin with, -1 where free
    beams : sequences kept at every length
    penalty : α of the length penalty ((5 + n) / 6)^α (Wu et al., 2016, eq. 14), n the
        tokens with their end, which divides log probabilities into scores

    Returns
    -------
    Decoded (rows, beams, …)
    """
    rows, length = tf.shape(prefix)[0], rules.maximum_length
    wide = tf.repeat(prefix, beams, axis=0)

    def scored(totals: Any, tokens: Any) -> Any:
        return totals / divisor(tf.cast(tokens, "float32"), penalty)

    def going(at: Any, open_: Open, closed: Closed) -> Any:
        best_still = scored(tf.reduce_max(open_.totals, axis=1), length)
        worst_kept = tf.reduce_min(closed.scores, axis=1)
        return (at < length) & tf.reduce_any(best_still > worst_kept)

    def onward(at: Any, open_: Open, closed: Closed) -> tuple:
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
        parent, token, history = (
            tf.gather(part, chosen, batch_dims=1)
            for part in (parent, token, placed(history, at, token))
        )
        flat_parent = tf.reshape(parent + tf.range(rows)[:, None] * beams, [-1])
        state = tf.nest.map_structure(lambda part: tf.gather(part, flat_parent), state)
        return at + 1, Open(history, kept, token, state), merged(closed, ended, beams)

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
    at, open_, closed = tf.while_loop(going, onward, (tf.constant(0), first, none))
    full = tf.fill([rows, beams], length)
    reached = tf.where(at == length, open_.totals, _NEVER)
    whole = Closed(scored(reached, length), open_.tokens, full, reached)
    scores, tokens, lengths, totals = merged(closed, whole, beams)
    lost = scores == _NEVER
    return Decoded(tokens, lengths, tf.where(lost, _NEVER, totals), scores)


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


def merged(one: Closed, other: Closed, beams: int) -> Closed:
    """Return the best of two sets of sequences."""
    both = Closed(*(tf.concat(pair, axis=1) for pair in zip(one, other, strict=True)))
    scores, place = tf.math.top_k(both.scores, beams)
    rest = (tf.gather(part, place, batch_dims=1) for part in both[1:])
    return Closed(scores, *rest)
