"""The recurrent cells in NumPy: one step forward, and the same step backwards.

A step takes x (samples, features) and the state before it, arrays (samples, units),
and gives the state after it with a tape: the values its backward step needs. Gates lie
side by side in the weights in Keras's order: LSTM i f c o, GRU z r h. In the equations
⊙ multiplies element by element, σ(a) = 1 / (1 + e⁻ᵃ), and `dv` is ∂L/∂v.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, final

import numpy as np

from seqkit.recurrent.states import (
    Array,
    HiddenState,
    LSTMState,
    RecurrentWeights,
    StepGradients,
)


class SimpleRNNTape(NamedTuple):
    """Input, hidden state before the step and after it."""

    x: Array
    h: Array
    h_next: Array


class LSTMTape(NamedTuple):
    """Input, state before the step, gates, and tanh of the cell state after it."""

    x: Array
    h: Array
    c: Array
    i: Array
    f: Array
    g: Array
    o: Array
    tanh_c: Array


class GRUTape(NamedTuple):
    """Input, hidden state before the step, gates, candidate g.

    inner is what the candidate takes from h: s with reset after, p with reset before.
    """

    x: Array
    h: Array
    z: Array
    r: Array
    g: Array
    inner: Array


@final
@dataclass(frozen=True, eq=False)
class SimpleRNNCell:
    """Elman's recurrence: the hidden state sees the input and itself one step ago.

    With φ = tanh or relu, and φ′ written by what φ gave (1 - h², or 1 where h > 0)::

        forward    a  = x W + h U + b        h' = φ(a)
        backward   da = dh' ⊙ φ′(a)
                   dx = da Wᵀ    dh = da Uᵀ
                   dW = xᵀ da    dU = hᵀ da    db = Σ_samples da

    Source: Elman (1990), "Finding structure in time"; gradient: Werbos (1990),
    "Backpropagation through time: what it does and how to do it".
    """

    state_type: ClassVar[type[HiddenState]] = HiddenState

    weights: RecurrentWeights
    activation: str = "tanh"

    def step(self, x: Array, state: HiddenState) -> tuple[HiddenState, SimpleRNNTape]:
        """Return the state after x, and the tape."""
        W, U, b = self.weights
        phi, _ = ACTIVATIONS[self.activation]
        h_next = phi(x @ W + state.h @ U + _or_zero(b))
        return HiddenState(h_next), SimpleRNNTape(x, state.h, h_next)

    def step_backward(
        self, tape: SimpleRNNTape, d_state: HiddenState
    ) -> StepGradients[HiddenState]:
        """Return the gradients of a step from the gradient of the state after it."""
        _, slope = ACTIVATIONS[self.activation]
        da = d_state.h * slope(tape.h_next)
        dx, dh, d_weights = _affine_backward(da, tape.x, tape.h, self.weights)
        return StepGradients(dx, HiddenState(dh), d_weights)


@final
@dataclass(frozen=True, eq=False)
class LSTMCell:
    """Long short-term memory; gates in the order i f c o, the cell's candidate is g.

    With a = [a_i a_f a_g a_o]::

        forward    a  = x W + h U + b
                   i  = σ(a_i)    f = σ(a_f)    g = tanh(a_g)    o = σ(a_o)
                   c' = f ⊙ c + i ⊙ g
                   h' = o ⊙ tanh(c')
        backward   do = dh' ⊙ tanh(c')
                   dc' grows by dh' ⊙ o ⊙ (1 - tanh²(c'))
                   di = dc' ⊙ g    df = dc' ⊙ c    dg = dc' ⊙ i    dc = dc' ⊙ f
                   da = [di ⊙ i(1-i)   df ⊙ f(1-f)   dg ⊙ (1-g²)   do ⊙ o(1-o)]
                   dx = da Wᵀ    dh = da Uᵀ
                   dW = xᵀ da    dU = hᵀ da    db = Σ_samples da

    Source: Hochreiter & Schmidhuber (1997); forget gate: Gers, Schmidhuber & Cummins
    (2000); in this form Greff et al. (2017), "LSTM: a search space odyssey", section
    II, without peepholes.
    """

    state_type: ClassVar[type[LSTMState]] = LSTMState

    weights: RecurrentWeights

    def step(self, x: Array, state: LSTMState) -> tuple[LSTMState, LSTMTape]:
        """Return the state after x, and the tape."""
        W, U, b = self.weights
        h, c = state
        a_i, a_f, a_g, a_o = np.split(x @ W + h @ U + _or_zero(b), 4, axis=-1)
        i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
        c_next = f * c + i * g
        tanh_c = np.tanh(c_next)
        return LSTMState(o * tanh_c, c_next), LSTMTape(x, h, c, i, f, g, o, tanh_c)

    def step_backward(
        self, tape: LSTMTape, d_state: LSTMState
    ) -> StepGradients[LSTMState]:
        """Return the gradients of a step from the gradient of the state after it."""
        x, h, c, i, f, g, o, tanh_c = tape
        do = d_state.h * tanh_c
        dc_next = d_state.c + d_state.h * o * (1 - tanh_c**2)
        di, df, dg, dc = dc_next * g, dc_next * c, dc_next * i, dc_next * f
        da = np.concatenate(
            [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)],
            axis=-1,
        )
        dx, dh, d_weights = _affine_backward(da, x, h, self.weights)
        return StepGradients(dx, LSTMState(dh, dc), d_weights)


@final
@dataclass(frozen=True, eq=False)
class GRUResetAfterCell:
    """Gated recurrent unit, reset after the matrix product (Keras's default, cuDNN's).

    Gates in the order z r h, the candidate is g; W = [W_z W_r W_h], U likewise; the
    bias has a row b for the input's side and a row b̂ for the recurrent side::

        forward    z  = σ(x W_z + b_z + h U_z + b̂_z)
                   r  = σ(x W_r + b_r + h U_r + b̂_r)
                   s  = h U_h + b̂_h
                   g  = tanh(x W_h + b_h + r ⊙ s)
                   h' = z ⊙ h + (1 - z) ⊙ g
        backward   a_h = dh' ⊙ (1 - z) ⊙ (1 - g²)
                   a_z = dh' ⊙ (h - g) ⊙ z(1-z)    a_r = a_h ⊙ s ⊙ r(1-r)
                   da = [a_z a_r a_h]              dâ = [a_z a_r  a_h ⊙ r]
                   dx = da Wᵀ    dh = dh' ⊙ z + dâ Uᵀ
                   dW = xᵀ da    dU = hᵀ dâ    db = Σ_samples da    db̂ = Σ_samples dâ

    Source: Cho et al. (2014), arXiv 1406.1078, first version; the second bias is
    cuDNN's.
    """

    state_type: ClassVar[type[HiddenState]] = HiddenState

    weights: RecurrentWeights

    def step(self, x: Array, state: HiddenState) -> tuple[HiddenState, GRUTape]:
        """Return the state after x, and the tape."""
        W, U, bias = self.weights
        b, b_hat = (0.0, 0.0) if bias is None else bias
        h = state.h
        x_z, x_r, x_h = np.split(x @ W + b, 3, axis=-1)
        h_z, h_r, s = np.split(h @ U + b_hat, 3, axis=-1)
        z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
        g = np.tanh(x_h + r * s)
        return HiddenState(z * h + (1 - z) * g), GRUTape(x, h, z, r, g, inner=s)

    def step_backward(
        self, tape: GRUTape, d_state: HiddenState
    ) -> StepGradients[HiddenState]:
        """Return the gradients of a step from the gradient of the state after it."""
        W, U, _ = self.weights
        x, h, z, r, g, s = tape
        a_h = d_state.h * (1 - z) * (1 - g**2)
        a_z = d_state.h * (h - g) * z * (1 - z)
        a_r = a_h * s * r * (1 - r)
        da = np.concatenate([a_z, a_r, a_h], axis=-1)
        da_hat = np.concatenate([a_z, a_r, a_h * r], axis=-1)
        d_bias = np.stack([da.sum(axis=0), da_hat.sum(axis=0)])
        dh = d_state.h * z + da_hat @ U.T
        d_weights = RecurrentWeights(x.T @ da, h.T @ da_hat, d_bias)
        return StepGradients(da @ W.T, HiddenState(dh), d_weights)


@final
@dataclass(frozen=True, eq=False)
class GRUResetBeforeCell:
    """Gated recurrent unit, reset before the matrix product (`reset_after=False`).

    Gates in the order z r h, the candidate is g; W = [W_z W_r W_h], U likewise::

        forward    z  = σ(x W_z + h U_z + b_z)
                   r  = σ(x W_r + h U_r + b_r)
                   p  = r ⊙ h
                   g  = tanh(x W_h + p U_h + b_h)
                   h' = z ⊙ h + (1 - z) ⊙ g
        backward   a_h = dh' ⊙ (1 - z) ⊙ (1 - g²)          dp  = a_h U_hᵀ
                   a_z = dh' ⊙ (h - g) ⊙ z(1-z)            a_r = dp ⊙ h ⊙ r(1-r)
                   da = [a_z a_r a_h]
                   dx = da Wᵀ    dh = dh' ⊙ z + dp ⊙ r + a_z U_zᵀ + a_r U_rᵀ
                   dW = xᵀ da    dU = [hᵀ a_z  hᵀ a_r  pᵀ a_h]    db = Σ_samples da

    Source: Cho et al. (2014), arXiv 1406.1078v3, equations 5 to 8.
    """

    state_type: ClassVar[type[HiddenState]] = HiddenState

    weights: RecurrentWeights

    def step(self, x: Array, state: HiddenState) -> tuple[HiddenState, GRUTape]:
        """Return the state after x, and the tape."""
        W, U, b = self.weights
        h = state.h
        U_z, U_r, U_h = np.split(U, 3, axis=-1)
        x_z, x_r, x_h = np.split(x @ W + _or_zero(b), 3, axis=-1)
        z, r = sigmoid(x_z + h @ U_z), sigmoid(x_r + h @ U_r)
        p = r * h
        g = np.tanh(x_h + p @ U_h)
        return HiddenState(z * h + (1 - z) * g), GRUTape(x, h, z, r, g, inner=p)

    def step_backward(
        self, tape: GRUTape, d_state: HiddenState
    ) -> StepGradients[HiddenState]:
        """Return the gradients of a step from the gradient of the state after it."""
        W, U, _ = self.weights
        U_z, U_r, U_h = np.split(U, 3, axis=-1)
        x, h, z, r, g, p = tape
        a_h = d_state.h * (1 - z) * (1 - g**2)
        dp = a_h @ U_h.T
        a_z = d_state.h * (h - g) * z * (1 - z)
        a_r = dp * h * r * (1 - r)
        da = np.concatenate([a_z, a_r, a_h], axis=-1)
        dU = np.concatenate([h.T @ a_z, h.T @ a_r, p.T @ a_h], axis=-1)
        dh = d_state.h * z + dp * r + a_z @ U_z.T + a_r @ U_r.T
        d_weights = RecurrentWeights(x.T @ da, dU, da.sum(axis=0))
        return StepGradients(da @ W.T, HiddenState(dh), d_weights)


def sigmoid(a: Array) -> Array:
    """Return 1 / (1 + e⁻ᵃ) without overflow, small values to full precision.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    e = np.exp(-np.abs(a))
    return np.where(a >= 0, 1, e) / (1 + e)


def _relu(a: Array) -> Array:
    return np.maximum(a, 0)


def _tanh_slope(h: Array) -> Array:
    return 1 - h**2


def _relu_slope(h: Array) -> Array:
    return (h > 0).astype(h.dtype)


# the function, and its derivative as a function of what it gave
ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "tanh": (np.tanh, _tanh_slope),
    "relu": (_relu, _relu_slope),
}


def _or_zero(bias: Array | None) -> Array | float:
    return 0.0 if bias is None else bias


def _affine_backward(
    da: Array, x: Array, h: Array, weights: RecurrentWeights
) -> tuple[Array, Array, RecurrentWeights]:
    """Return dx, dh and the weights' gradients of a = x W + h U + b."""
    W, U, _ = weights
    d_weights = RecurrentWeights(x.T @ da, h.T @ da, da.sum(axis=0))
    return da @ W.T, da @ U.T, d_weights
