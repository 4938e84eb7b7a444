"""What a decoded sequence may be, and how it is given back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from seqkit import checks
from seqkit.keras_backend import tf

Step = Callable[[Any, Any], tuple[Any, Any]]


@dataclass(frozen=True)
class Rules:
    """What a decoded sequence may be.

    Attributes
    ----------
    start, end : ids of the tokens before the first and behind the last one
    maximum_length : most tokens, `end` not counted; a sequence so long needs no end
    minimum_length : fewest tokens
    forbidden : ids that are never given: padding, unknown, start
    no_repeat_ngrams : no run of so many tokens stands twice; 0 allows all
    """

    start: int
    end: int
    maximum_length: int
    minimum_length: int = 0
    forbidden: tuple[int, ...] = ()
    no_repeat_ngrams: int = 0

    def __post_init__(self) -> None:
        checks.check_count("maximum_length", self.maximum_length)
        checks.check_count("minimum_length", self.minimum_length, 0)
        checks.check_count("no_repeat_ngrams", self.no_repeat_ngrams, 0)
        checks.check_not_above(
            *("minimum_length", self.minimum_length),
            *("maximum_length", self.maximum_length),
        )

    def permitted(self, scores: Any, tokens: Any, at: Any) -> Any:
        """Return log probabilities of the next token, -inf where it may not stand.

        Where nothing may stand any more, the end may.

        Parameters
        ----------
        scores : log probabilities (rows, vocabulary)
        tokens : int32 (rows, maximum_length), those before `at` are given
        at : place of the next token
        """
        size = scores.shape[-1]
        end = tf.range(size) == self.end
        banned = end & (at < self.minimum_length)
        for token in self.forbidden:
            banned |= tf.range(size) == token
        if self.no_repeat_ngrams:
            repeated = completing(tokens, at, self.no_repeat_ngrams, size)
            banned |= repeated & ~end
        stuck = tf.reduce_all(banned, axis=-1, keepdims=True)
        banned = tf.where(stuck, ~end, banned)
        return tf.where(banned, -float("inf"), scores)


class Decoded(NamedTuple):
    """What was decoded, best first.

    tokens : int32 (rows, n, maximum_length), without start and end, 0 behind the end
    lengths : int32 (rows, n)
    log_probabilities : float32 (rows, n), of all tokens that were free, the end
        included where it was reached; -inf where there are fewer than n sequences
    scores : float32 (rows, n), what the sequences were ranked by
    """

    tokens: Any
    lengths: Any
    log_probabilities: Any
    scores: Any


def completing(tokens: Any, at: Any, n: int, size: int) -> Any:
    """Return which tokens at a place would complete a run of n that stands already.

    Parameters
    ----------
    tokens : int32 (rows, length), those before `at` count
    n : tokens of a run
    size : of the vocabulary

    Returns
    -------
    bool (rows, size)
    """
    rows, length = tf.shape(tokens)[0], tokens.shape[1]
    if n > length:
        return tf.zeros((rows, size), "bool")
    ends = tf.range(n - 1, length)  # where runs that stand already end
    found = tf.broadcast_to(ends < at, (rows, length - n + 1))
    for back in range(1, n):
        newest = tf.gather(tokens, tf.maximum(at - back, 0), axis=1)
        earlier = tokens[:, n - 1 - back : length - back]
        found &= (earlier == newest[:, None]) & (at >= back)
    row = tf.repeat(tf.range(rows), length - n + 1)
    places = tf.stack([row, tf.reshape(tokens[:, n - 1 :], [-1])], axis=1)
    runs = tf.cast(tf.reshape(found, [-1]), "int32")
    return tf.scatter_nd(places, runs, (rows, size)) > 0


def forced(scores: Any, prefix: Any, at: Any) -> Any:
    """Return log probabilities in which a prefix's token at a place is certain.

    Parameters
    ----------
    scores : log probabilities (rows, vocabulary)
    prefix : int32 (rows, length), -1 where the token is free; its length may be 0
    """
    if not prefix.shape[1]:
        return scores
    given = tf.gather(prefix, tf.minimum(at, prefix.shape[1] - 1), axis=1)
    is_given = (given >= 0) & (at < prefix.shape[1])
    certain = tf.where(tf.range(scores.shape[-1]) == given[:, None], 0.0, -float("inf"))
    return tf.where(is_given[:, None], certain, scores)


def placed(tokens: Any, at: Any, values: Any) -> Any:
    """Return tokens (..., length) with values (...) at a place."""
    here = tf.range(tokens.shape[-1]) == at
    return tf.where(here, values[..., None], tokens)
