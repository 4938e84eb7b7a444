"""Beam search: the best sequences of a few kept at every length."""

from dataclasses import dataclass
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


class Continued(NamedTuple):
    """The likeliest that may follow the sequences of a row: (rows, n), totals falling.

    totals : log probabilities with the token
    parents, tokens : which sequence is continued, and with what
    """

    totals: Any
    parents: Any
    tokens: Any


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
    search = _Search(step, rules, tf.repeat(prefix, beams, axis=0), beams, penalty)
    rows, length = tf.shape(prefix)[0], rules.maximum_length
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
    at, open_, closed, trace = tf.while_loop(search.goes_on, search.onward, begun)
    scores, tokens, lengths, totals = search.with_whole(at, open_, closed)
    lost = scores == _NEVER
    found = Decoded(tokens, lengths, tf.where(lost, _NEVER, totals), scores)
    return found, trace


@dataclass(frozen=True, eq=False)
class _Search:
    """What continues sequences, and which of them are kept.

    prefix : tokens to begin with of each sequence, int32 (rows × beams, length)
    """

    step: Step
    rules: Rules
    prefix: Any
    beams: int
    penalty: float

    def goes_on(self, at: Any, open_: Open, closed: Closed, trace: Any) -> Any:
        """Return whether some row's search goes on behind `at` tokens."""
        more = at < self.rules.maximum_length
        return more & tf.reduce_any(self._hopeful(open_, closed))

    def onward(self, at: Any, open_: Open, closed: Closed, trace: Any) -> tuple:
        """Take one more token; return what `goes_on` asks for next."""
        found, state = self._continued(at, open_)
        ends = found.tokens == self.rules.end
        ending = tf.where(ends, found.totals, _NEVER)
        history = tf.gather(open_.tokens, found.parents, batch_dims=1)
        count = tf.zeros_like(found.tokens) + at
        ended = Closed(self._scored(ending, at + 1), history, count, found.totals)
        kept, chosen = tf.math.top_k(tf.where(ends, _NEVER, found.totals), self.beams)
        parents, tokens, history = (
            tf.gather(part, chosen, batch_dims=1)
            for part in (found.parents, found.tokens, placed(history, at, found.tokens))
        )
        if trace:
            closing = by_parent(ending, found.parents, self.beams)
            still = self._hopeful(open_, closed)[:, None]
            trace = noted(trace, at, Trace(parents, tokens, kept, closing), still)
        goes = Open(history, kept, tokens, self._of_parents(state, parents))
        return at + 1, goes, merged(closed, ended, self.beams), trace

    def with_whole(self, at: Any, open_: Open, closed: Closed) -> Closed:
        """Return the best that ended, or reached the length without an end."""
        length = self.rules.maximum_length
        full = tf.zeros_like(open_.last) + length
        reached = tf.where(at == length, open_.totals, _NEVER)
        scores = self._scored(reached, length)
        whole = Closed(scores, open_.tokens, full, reached)
        return merged(closed, whole, self.beams)

    def _continued(self, at: Any, open_: Open) -> tuple[Continued, Any]:
        """Return what may follow, and the states behind the sequences before it."""
        scores, state = self.step(tf.reshape(open_.last, [-1]), open_.state)
        flat = tf.reshape(open_.tokens, [-1, self.rules.maximum_length])
        scores = self.rules.permitted(tf.nn.log_softmax(scores), flat, at)
        scores = forced(scores, self.prefix, at)
        size = scores.shape[-1]
        totals = open_.totals[..., None] + tf.reshape(scores, [-1, self.beams, size])
        each = tf.reshape(totals, [-1, self.beams * size])
        totals, place = tf.math.top_k(each, min(2, size) * self.beams)
        return Continued(totals, place // size, place % size), state

    def _of_parents(self, state: Any, parents: Any) -> Any:
        """Return the states of the sequences that are continued."""
        before = tf.range(tf.shape(parents)[0])[:, None] * self.beams
        places = tf.reshape(parents + before, [-1])
        return tf.nest.map_structure(lambda part: tf.gather(part, places), state)

    def _hopeful(self, open_: Open, closed: Closed) -> Any:
        """Return of which rows (rows,) an open sequence may still be among the best."""
        longest = self.rules.maximum_length
        best_still = self._scored(tf.reduce_max(open_.totals, axis=1), longest)
        return best_still > tf.reduce_min(closed.scores, axis=1)

    def _scored(self, totals: Any, tokens: Any) -> Any:
        return totals / divisor(tf.cast(tokens, "float32"), self.penalty)


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
