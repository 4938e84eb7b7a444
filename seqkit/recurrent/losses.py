"""Losses with their gradients in NumPy, and a linear readout from hidden state to them.

Each loss takes predictions per step (samples, timesteps, ...) or per sequence
(samples, ...) and gives the mean over real predictions with its gradient, ready for
`LinearReadout.backward` and `reference.backward`.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seqkit.recurrent.states import Array, check_shape


class Loss(NamedTuple):
    """A loss, and its gradient with respect to the predictions (their shape)."""

    value: float
    gradient: Array


class ReadoutGradients(NamedTuple):
    """Gradients of a readout: h as h, readout as the readout's arrays."""

    h: Array
    readout: "LinearReadout"


class LinearReadout(NamedTuple):
    """y = h V + c, the same at every step: a Keras `Dense` layer without activation.

    kernel : V (units, outputs)
    bias : c (outputs,)

    Examples
    --------
    >>> readout = LinearReadout(np.array([[1.0], [2.0]]), np.array([0.5]))
    >>> readout.forward(np.array([[3.0, 4.0]])).tolist()
    [[11.5]]
    """

    kernel: Array
    bias: Array

    def forward(self, h: npt.ArrayLike) -> Array:
        """Return y (..., outputs) for h (..., units)."""
        return np.asarray(h) @ self.kernel + self.bias

    def backward(self, h: npt.ArrayLike, d_y: npt.ArrayLike) -> ReadoutGradients:
        """Return dh = dy Vᵀ, dV = hᵀ dy and dc = Σ dy.

        h has shape (..., units), d_y (..., outputs); dV and dc sum over all samples
        and steps.
        """
        h, d_y = np.asarray(h), np.asarray(d_y)
        h_rows, d_rows = h.reshape(-1, h.shape[-1]), d_y.reshape(-1, d_y.shape[-1])
        gradient = LinearReadout(h_rows.T @ d_rows, d_rows.sum(axis=0))
        return ReadoutGradients(d_y @ self.kernel.T, gradient)


def softmax_cross_entropy(
    logits: npt.ArrayLike, targets: npt.ArrayLike, mask: npt.ArrayLike | None = None
) -> Loss:
    """Return the mean of -log softmax(logits)[target] over real predictions.

    With p = softmax(a) and N real predictions, ∂L/∂a = (p - onehot(target)) / N
    (Bridle, 1990). Without a real prediction loss and gradient are 0.

    Parameters
    ----------
    logits : a (..., classes)
    targets : whole numbers 0 … classes - 1, shape (...); at masked places anything
    mask : shape (...), True = real; None: all are real

    Raises
    ------
    ValueError
        For shapes that do not fit, or a real target that names no class.

    Examples
    --------
    >>> loss = softmax_cross_entropy([[0.0, 0.0]], [1])
    >>> round(loss.value, 4), loss.gradient.tolist()
    (0.6931, [[0.5, -0.5]])
    """
    a = np.asarray(logits)
    real = _checked_mask(mask, a.shape[:-1])
    a = np.where(real[..., None], a, 0)
    index = np.where(real, check_shape("targets", targets, real.shape), 0)
    _check_classes(index, a.shape[-1])
    a = a - a.max(axis=-1, keepdims=True)
    log_p = a - np.log(np.exp(a).sum(axis=-1, keepdims=True))
    onehot = index[..., None] == np.arange(a.shape[-1])
    loss = -np.where(onehot, log_p, 0).sum(axis=-1)
    return _mean(loss, np.exp(log_p) - onehot, real)


def squared_error(
    y: npt.ArrayLike, targets: npt.ArrayLike, mask: npt.ArrayLike | None = None
) -> Loss:
    """Return the mean of (y - target)² over real predictions and their K outputs.

    With N real predictions of K outputs, ∂L/∂y = 2 (y - target) / (N K). Without a
    real prediction loss and gradient are 0.

    Parameters
    ----------
    y : (..., outputs)
    targets : the same shape; at masked places anything
    mask : shape (...) without the outputs' axis, True = real; None: all are real

    Raises
    ------
    ValueError
        For shapes that do not fit.

    Examples
    --------
    >>> loss = squared_error([[3.0], [5.0]], [[1.0], [9.0]], mask=[True, False])
    >>> loss.value, loss.gradient.tolist()
    (4.0, [[4.0], [0.0]])
    """
    y = np.asarray(y)
    real = _checked_mask(mask, y.shape[:-1])
    away = y - check_shape("targets", targets, y.shape)
    away = np.where(real[..., None], away, 0)
    return _mean((away**2).mean(axis=-1), 2 * away / y.shape[-1], real)


def _mean(loss: Array, gradient: Array, real: Array) -> Loss:
    """Average over real predictions; `gradient` is that of each one's own loss."""
    count = max(int(real.sum()), 1)
    value = float(np.where(real, loss, 0).sum() / count)
    return Loss(value, np.where(real[..., None], gradient, 0) / count)


def _checked_mask(mask: npt.ArrayLike | None, shape: tuple[int, ...]) -> Array:
    if mask is None:
        return np.ones(shape, dtype=bool)
    return check_shape("mask", mask, shape).astype(bool)


def _check_classes(index: Array, classes: int) -> None:
    wrong = index[(index < 0) | (index >= classes)]
    if wrong.size:
        raise ValueError(
            f"targets must lie in 0 … {classes - 1}, as logits have {classes} classes, "
            f"got {wrong.flat[0]}"
        )
