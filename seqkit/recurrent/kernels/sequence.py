"""The native op over a whole sequence, with its first and second gradients.

x (batch, timesteps, features), states (batch, units); all float32 tensors.
"""

from typing import Any, NamedTuple

from seqkit.keras_backend import tf
from seqkit.recurrent.kernels.engine import engine
from seqkit.recurrent.kernels.graph import walk


class Sequence(NamedTuple):
    """What a cell gave over a sequence.

    h_seq : h after every step, in the order of computing (batch, timesteps, units);
        masked steps repeat the state before them. Meaningless if not asked for
    states : those after the last real step: [h], for an LSTM [h, c]
    """

    h_seq: Any
    states: list


def run(
    cell: str,
    x: Any,
    mask: Any,
    states: list,
    weights: list,
    *,
    go_backwards: bool,
    return_sequences: bool,
    save: bool,
) -> Sequence:
    """Walk a cell over sequences in one op.

    Parameters
    ----------
    cell : "simple_tanh", "simple_relu", "lstm" or "gru" (with reset_after)
    mask : bool (batch, timesteps), True = real step, or None
    states : [h], for an LSTM [h, c]
    weights : [kernel, recurrent_kernel, bias], as the Keras layer has them
    return_sequences : whether h_seq is wanted
    save : keep what the gradient needs; without it a gradient walks forwards again
    """
    h_seq, h, c, _ = engine().ops.seqkit_recurrent(
        x,
        tf.zeros([0, 0], tf.bool) if mask is None else mask,
        states[0],
        states[1] if len(states) > 1 else tf.zeros([0, 0]),
        *weights,
        cell=cell,
        go_backwards=go_backwards,
        return_sequences=return_sequences,
        save=save,
    )
    return Sequence(h_seq, [h, c][: len(states)])


@tf.RegisterGradient("SeqkitRecurrent")
def _gradient(op, d_h_seq, d_h_last, d_c_last, _):
    h_seq, _, _, saved = op.outputs
    if not op.get_attr("save"):
        h_seq, _, _, saved = engine().ops.seqkit_recurrent(
            *op.inputs,
            cell=op.get_attr("cell"),
            go_backwards=op.get_attr("go_backwards"),
            return_sequences=True,
            save=True,
        )
    if not op.get_attr("return_sequences"):
        d_h_seq = tf.zeros([0, 0, 0])
    with_dx = 0 not in (getattr(op, "skip_input_indices", None) or ())
    dx, *others = engine().ops.seqkit_recurrent_grad(
        *op.inputs,
        h_seq,
        saved,
        d_h_seq,
        d_h_last,
        d_c_last,
        cell=op.get_attr("cell"),
        go_backwards=op.get_attr("go_backwards"),
        with_dx=with_dx,
    )
    return [dx if with_dx else None, None, *others]


@tf.RegisterGradient("SeqkitRecurrentGrad")
def _second_gradient(op, *d_gradients):
    """Differentiate the gradient through a graph of ordinary TensorFlow ops."""
    x, mask, *others = op.inputs[:7]
    d_outputs = list(op.inputs[9:])
    with tf.GradientTape() as outer:
        outer.watch([x, *others, *d_outputs])
        with tf.GradientTape() as inner:
            inner.watch([x, *others])
            cell = tf.compat.as_str(op.get_attr("cell"))
            outputs = walk(cell, x, mask, others, op.get_attr("go_backwards"))
        shaped = [
            tf.reshape(_or_zeros(d, y), tf.shape(y))
            for d, y in zip(d_outputs, outputs, strict=True)
        ]
        first = inner.gradient(
            outputs,
            [x, *others],
            shaped,
            unconnected_gradients=tf.UnconnectedGradients.ZERO,
        )
    if not op.get_attr("with_dx"):
        first, d_gradients = first[1:], d_gradients[1:]
    d_x, *d_others = outer.gradient(
        first,
        [x, *others, *d_outputs],
        list(d_gradients),
        unconnected_gradients=tf.UnconnectedGradients.ZERO,
    )
    return [d_x, None, *d_others[:5], None, None, *d_others[5:]]


def _or_zeros(d: Any, like: Any) -> Any:
    """Return d, or zeros for a gradient that nobody asked for (it is empty)."""
    return tf.cond(tf.size(d) > 0, lambda: d, lambda: tf.zeros_like(like))
