"""The recursion of a linear chain, backwards in time, with its gradient written out.

β_t(i) is the log-sum-exp of the scores of all that may follow tag i at step t:
β_{t-1}(i) = log Σ_j exp(A_ij + e_t(j) + β_t(j)), and β of the last real step is the
score of ending (Sutton & McCallum, 2012, section 4.1). All tensors here are
time-major: emissions e (timesteps, batch, tags), transitions A (tags, tags) from row to
column, end (tags,), real (timesteps, batch, 1) bool, True first.

A step costs one matrix product of (batch, tags) with (tags, tags): scores become
numbers below 1 by taking maxima off, and exp(A) is made once. Where a sum so made is
too small to be trusted (float32: the ways on from some tag lie 69 below the best of the
step, or none is legal), that step is taken again in log space, which holds always.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from seqkit.keras_backend import tf


class Flows(NamedTuple):
    """What weights put on β send down the chain.

    tags : (timesteps, batch, tags), weight that arrives at each tag of each step
    transitions : (tags, tags), weight over each transition, all sentences together
    last : (batch, tags), weight at the last real step
    """

    tags: Any
    transitions: Any
    last: Any


@tf.custom_gradient
def futures(
    emissions: Any, transitions: Any, end: Any, real: Any
) -> tuple[Any, Callable]:
    """Return β (timesteps, batch, tags); padded steps repeat the score of ending."""
    steps = tf.shape(emissions)[0]
    scaled = _Scaled.of(transitions)
    last = tf.zeros_like(emissions[0]) + end

    def step(t: Any, beta: Any, written: Any) -> tuple:
        ahead = _ahead(emissions[t] + beta, real[t], transitions, scaled)
        beta = tf.where(real[t], ahead, beta)
        return t - 1, beta, written.write(t - 1, beta)

    written = tf.TensorArray(emissions.dtype, steps, element_shape=last.shape)
    first = (steps - 1, last, written.write(steps - 1, last))
    *_, written = tf.while_loop(lambda t, *_: t > 0, step, first)
    beta = written.stack()

    def gradient(d_beta: Any) -> tuple:
        sent = flows(d_beta, beta, emissions, transitions, real)
        return sent.tags, sent.transitions, tf.reduce_sum(sent.last, axis=0), None

    return beta, gradient


def flows(
    weights: Any, beta: Any, emissions: Any, transitions: Any, real: Any
) -> Flows:
    """Send weights on β (its shape) from step to step by p(next tag | tag, x).

    This is the derivative of β with respect to everything above; and with the
    probabilities of the first tag as the only weights, it gives those of all tags.
    """
    steps = tf.shape(emissions)[0]
    scaled = _Scaled.of(transitions)

    def step(t: Any, here: Any, over: Any, written: Any) -> tuple:
        x = emissions[t] + beta[t]
        leaving = tf.where(real[t], here, 0.0)
        arriving, used = _arriving(leaving, x, real[t], transitions, scaled)
        here = weights[t] + here - leaving + arriving
        return t + 1, here, over + used, written.write(t, arriving)

    written = tf.TensorArray(emissions.dtype, steps, element_shape=weights[0].shape)
    first = written.write(0, tf.zeros_like(weights[0]))
    start = (1, weights[0], tf.zeros_like(transitions), first)
    _, last, over, written = tf.while_loop(lambda t, *_: t < steps, step, start)
    return Flows(written.stack(), over, last)


def log_sum_exp(x: Any) -> Any:
    """Return log Σ exp(x) over the last axis of finite numbers."""
    most = tf.stop_gradient(tf.reduce_max(x, axis=-1, keepdims=True))
    total = tf.reduce_sum(tf.exp(x - most), axis=-1)
    return most[..., 0] + tf.math.log(total)


class _Scaled(NamedTuple):
    """exp(A - most), with the largest of each row, most (tags,), taken off."""

    steps: Any
    most: Any

    @classmethod
    def of(cls, transitions: Any) -> "_Scaled":
        most = tf.reduce_max(transitions, axis=1)
        return cls(tf.exp(transitions - most[:, None]), most)

    def sums(self, v: Any, real: Any) -> Any:
        """Return Σ_j exp(A_ij - most_i) v_j (batch, tags), 1 where padded."""
        return tf.where(real, tf.matmul(v, self.steps, transpose_b=True), 1.0)


def _ahead(x: Any, real: Any, transitions: Any, scaled: _Scaled) -> Any:
    """Return log Σ_j exp(A_ij + x_j) for x (batch, tags)."""
    most = tf.reduce_max(x, axis=-1, keepdims=True)
    sums = scaled.sums(tf.exp(x - most), real)
    return tf.cond(
        _trusted(sums),
        lambda: tf.math.log(sums) + most + scaled.most,
        lambda: log_sum_exp(transitions + x[:, None, :]),
    )


def _arriving(
    leaving: Any, x: Any, real: Any, transitions: Any, scaled: _Scaled
) -> tuple[Any, Any]:
    """Spread leaving (batch, tags) by softmax_j(A_ij + x_j); also sum each i → j."""
    v = tf.exp(x - tf.reduce_max(x, axis=-1, keepdims=True))
    sums = scaled.sums(v, real)

    def quickly() -> tuple[Any, Any]:
        share = leaving / sums
        used = tf.matmul(share, v, transpose_a=True) * scaled.steps
        return tf.matmul(share, scaled.steps) * v, used

    def carefully() -> tuple[Any, Any]:
        spread = leaving[:, :, None] * tf.nn.softmax(transitions + x[:, None, :])
        return tf.reduce_sum(spread, axis=1), tf.reduce_sum(spread, axis=0)

    return tf.cond(_trusted(sums), quickly, carefully)


def _trusted(sums: Any) -> Any:
    """Tell whether what vanished below the smallest number cannot matter."""
    return tf.reduce_min(sums) > sums.dtype.as_numpy_dtype(_floor(sums.dtype))


def _floor(dtype: Any) -> float:
    return 1e-30 if dtype == tf.float32 else 1e-290
