"""One token at a time: the likeliest, or one drawn at random."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from seqkit.decoding.rules import Decoded, Rules, Step, forced, placed
from seqkit.keras_backend import tf

Choose = Callable[[Any, Any], Any]


def walk(
    step: Step,
    state: Any,
    rules: Rules,
    prefix: Any,
    choose: Choose,
    *,
    traced: bool = False,
) -> tuple[Decoded, Any]:
    """Take one token at a time until every row has ended.

    Parameters
    ----------
    step, state : see `seqkit.decoding`
    prefix : int32 (rows, length), tokens to begin with, -1 where free
    choose : function from log probabilities (rows, vocabulary), -inf where a token may
        not stand, and the place, to tokens (rows,)
    traced : tell how probable sequences were at every length

    Returns
    -------
    Decoded (rows, 1, …), and log probabilities up to each token (rows, maximum_length)
    if they were asked for, else ()
    """
    rows = tf.shape(prefix)[0]

    def going(at: Any, last: Any, done: Any, *_: Any) -> Any:
        return (at < rules.maximum_length) & ~tf.reduce_all(done)

    def onward(at: Any, last: Any, done: Any, written: tuple, state: Any) -> tuple:
        tokens, lengths, total, *running = written
        scores, state = step(last, state)
        scores = rules.permitted(tf.nn.log_softmax(scores), tokens, at)
        scores = forced(scores, prefix, at)
        last = tf.where(done, rules.end, choose(scores, at))
        total += tf.where(done, 0.0, tf.gather(scores, last, batch_dims=1))
        done |= last == rules.end
        tokens = placed(tokens, at, tf.where(done, 0, last))
        lengths += tf.cast(~done, "int32")
        running = [placed(totals, at, total) for totals in running]
        return at + 1, last, done, (tokens, lengths, total, *running), state

    nothing = tf.zeros([rows], "int32")
    written = (
        tf.zeros([rows, rules.maximum_length], "int32"),
        nothing,
        tf.zeros([rows]),
        *([tf.zeros([rows, rules.maximum_length])] if traced else []),
    )
    first = (tf.constant(0), nothing + rules.start, nothing > 0, written, state)
    *_, written, _ = tf.while_loop(going, onward, first)
    tokens, lengths, total = (part[:, None] for part in written[:3])
    return Decoded(tokens, lengths, total, total), written[3] if traced else ()


def likeliest(scores: Any, at: Any) -> Any:
    """Choose the likeliest token of each row; of equal ones the first."""
    return tf.argmax(scores, axis=-1, output_type="int32")


def drawn(draws: Any, temperature: Any, top_k: int, top_p: float) -> Choose:
    """Return a choice by random numbers.

    Parameters
    ----------
    draws : float32 (rows, maximum_length), uniform in [0, 1)
    temperature : what log probabilities are divided by, above 0
    top_k : only so many of the likeliest tokens; 0 for all
    top_p : only the likeliest tokens that make up this probability together (Holtzman
        et al., 2020), after temperature and `top_k`
    """

    def choose(scores: Any, at: Any) -> Any:
        scaled = scores / temperature
        if top_k:
            best = tf.math.top_k(scaled, min(top_k, scaled.shape[-1])).values
            scaled = tf.where(scaled < best[:, -1:], -float("inf"), scaled)
        shares = tf.nn.softmax(scaled)
        if top_p < 1:
            shares = nucleus(shares, top_p)
        reached = tf.cumsum(shares, axis=-1)
        target = tf.gather(draws, at, axis=1)[:, None] * reached[:, -1:]
        # the first token that takes the sum above the target has a share of its own
        return tf.argmax(reached > target, axis=-1, output_type="int32")

    return choose


def nucleus(shares: Any, top_p: float) -> Any:
    """Return probabilities, 0 but for the largest that make up `top_p` together."""
    size = shares.shape[-1]
    falling, order = tf.math.top_k(shares, size)
    kept = tf.cumsum(falling, axis=-1, exclusive=True) < top_p
    kept = tf.gather(kept, tf.argsort(order, axis=-1), batch_dims=1)
    return tf.where(kept, shares, 0.0)


def row_draws(seed: int, rows: Sequence[int], length: int, samples: int) -> np.ndarray:
    """Return random numbers of rows, whichever other rows stand beside them.

    Parameters
    ----------
    seed : equal seeds give equal numbers
    rows : number of each row in the user's data
    length, samples : random numbers of a sample, samples of a row

    Returns
    -------
    float32 (rows × samples, length), uniform in [0, 1), samples of a row together

    Examples
    --------
    >>> both = row_draws(0, [3, 8], 4, 1)
    >>> bool((both[1] == row_draws(0, [8], 4, 1)).all())
    True
    """
    parts = [
        np.random.default_rng([seed, row]).random((samples, length), dtype="float32")
        for row in rows
    ]
    return np.concatenate(parts) if parts else np.zeros((0, length), "float32")
