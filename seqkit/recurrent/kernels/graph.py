"""The recurrence as a loop of ordinary TensorFlow ops, differentiable again and again.

Slow; the native op's second gradient goes through it.
"""

from typing import Any

from seqkit.keras_backend import tf


def walk(cell: str, x: Any, mask: Any, others: list, go_backwards: bool) -> list:
    """Return [h_seq, h_last, c_last] as the native op does.

    `others` are its further inputs: h0, c0, kernel, recurrent_kernel, bias.
    """
    h, c, *weights = others
    timesteps = tf.shape(x)[1]
    real = tf.cond(
        tf.size(mask) > 0, lambda: mask, lambda: tf.ones(tf.shape(x)[:2], tf.bool)
    )
    x = tf.where(real[..., None], x, 0.0)
    if go_backwards:
        x, real = tf.reverse(x, [1]), tf.reverse(real, [1])
    outputs = tf.TensorArray(tf.float32, size=timesteps)

    def body(t, h, c, outputs):
        stepped = _STEPS[cell](x[:, t], h, c, *weights)
        now = real[:, t, None]
        h = tf.where(now, stepped[0], h)
        c = tf.where(now, stepped[1], c) if cell == "lstm" else c
        return t + 1, h, c, outputs.write(t, h)

    _, h, c, outputs = tf.while_loop(
        lambda t, *_: t < timesteps, body, (0, h, c, outputs)
    )
    return [tf.transpose(outputs.stack(), [1, 0, 2]), h, c]


def _simple(activation):
    def step(x, h, c, kernel, recurrent_kernel, bias):
        return activation(x @ kernel + h @ recurrent_kernel + bias), c

    return step


def _lstm(x, h, c, kernel, recurrent_kernel, bias):
    i, f, g, o = tf.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(c), c


def _gru(x, h, c, kernel, recurrent_kernel, bias):
    x_z, x_r, x_h = tf.split(x @ kernel + bias[0], 3, axis=1)
    h_z, h_r, h_h = tf.split(h @ recurrent_kernel + bias[1], 3, axis=1)
    z, r = tf.sigmoid(x_z + h_z), tf.sigmoid(x_r + h_r)
    return z * h + (1 - z) * tf.tanh(x_h + r * h_h), c


_STEPS = {
    "simple_tanh": _simple(tf.tanh),
    "simple_relu": _simple(tf.nn.relu),
    "lstm": _lstm,
    "gru": _gru,
}
