"""Run a model and keep what one of its layers met: inputs, mask, states, gradients.

The layer's `call` is watched from outside for the length of one run, so stock and fast
layers are treated alike; what goes on inside is then told by the NumPy definition with
the layer's weights, in float64.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from seqkit.inspection.layers import chosen_layer, recurrent_layers, reference_cell
from seqkit.inspection.subjects import Subject
from seqkit.keras_backend import keras, tf
from seqkit.recurrent import Forward, forward

_FEW_STEPS = 4
_TOLERANCE = 1e-3
_TOLERANCE_IN_HALF_PRECISION = 5e-2


class Call(NamedTuple):
    """One call of a layer.

    arguments : by name, as the layer's `call` got them
    outputs : tensors, flat
    states : what a stateful layer held before, arrays; else None
    """

    arguments: dict[str, Any]
    outputs: list[Any]
    states: list[Any] | None = None


@dataclass(frozen=True, eq=False)
class Observation:
    """A recurrent layer's run over concrete sequences.

    Attributes
    ----------
    layer : the Keras layer
    run : the run in NumPy, float64
    gradients : keyword arguments for `backward`: ∂L/∂(what the layer gave); empty
        without an objective
    """

    layer: Any
    run: Forward[Any]
    gradients: dict[str, Any]

    @property
    def mask(self) -> np.ndarray:
        """True = real step: (samples, timesteps), in the order of time."""
        return self.in_time(self.run.mask)

    def in_time(self, walked: np.ndarray) -> np.ndarray:
        """Turn (samples, timesteps, ...) from the order of walking into time's."""
        return walked[:, ::-1] if self.run.go_backwards else walked


def observe(
    subject: Subject,
    layer: Any = None,
    call: int = 0,
    objective: Callable[[Any], Any] | None = None,
) -> Observation:
    """Run the network and return what a recurrent layer did.

    Parameters
    ----------
    subject : network and samples
    layer : name, place or the layer itself; None: the first recurrent one
    call : which of the layer's calls, if the model calls it several times
    objective : function from the network's outputs to a scalar, to get gradients

    Raises
    ------
    ValueError
        If there is no such layer or call, or NumPy has no definition of the layer.
    """
    watched = chosen_layer(subject.network, layer)
    with tf.GradientTape() as tape, calls_of(watched, tape.watch) as calls:
        outputs = run_network(subject.network, subject.tensors())
        value = None if objective is None else objective(outputs)
    if not -len(calls) <= call < len(calls):
        raise ValueError(
            f"call={call} must be one of the {len(calls)} calls of layer "
            f"{watched.name!r} in this model; count from 0"
        )
    seen = calls[call]
    run = _walked(watched, seen)
    if value is None:
        return Observation(watched, run, {})
    slopes = tape.gradient(value, seen.outputs, unconnected_gradients="zero")
    return Observation(watched, run, _incoming(watched, [_float64(d) for d in slopes]))


def run_network(network: Any, inputs: Any) -> Any:
    """Run a network outside of training; stateful layers keep the state they had."""
    stateful = [layer for layer in recurrent_layers(network) if layer.stateful]
    kept = [(layer, _held_states(layer)) for layer in stateful]
    try:
        return network(inputs, training=False)
    finally:
        for layer, states in kept:
            for variable, value in zip(layer.states or (), states or (), strict=False):
                variable.assign(value)


@contextmanager
def calls_of(layer: Any, watch: Callable[[Any], Any]) -> Iterator[list[Call]]:
    """Note every call of a layer.

    `watch` is told the tensors that come out; what it returns, unless None, goes on in
    their place.
    """
    original, calls = layer.call, []
    names = inspect.signature(original)

    def call(*args: Any, **kwargs: Any) -> Any:
        arguments = dict(names.bind(*args, **kwargs).arguments)
        states = _held_states(layer)
        # each output its own tensor: a layer may return one as output and as state
        outputs = keras.tree.map_structure(tf.identity, original(*args, **kwargs))
        flat = []
        for tensor in keras.tree.flatten(outputs):
            instead = watch(tensor)
            flat.append(tensor if instead is None else instead)
        outputs = keras.tree.pack_sequence_as(outputs, flat)
        calls.append(Call(arguments, flat, states))
        return outputs

    layer.__dict__["call"] = call
    try:
        yield calls
    finally:
        del layer.__dict__["call"]


def _held_states(layer: Any) -> list[np.ndarray] | None:
    states = getattr(layer, "states", None) if getattr(layer, "stateful", 0) else None
    return None if states is None else [np.array(one) for one in states]


def _walked(layer: Any, seen: Call) -> Forward[Any]:
    """Walk the same way in NumPy."""
    arguments = seen.arguments
    x = _float64(next(iter(arguments.values())))
    initial, mask = arguments.get("initial_state"), arguments.get("mask")
    initial = seen.states if initial is None else keras.tree.flatten(initial)
    initial = None if initial is None else [_float64(one) for one in initial]
    mask = None if mask is None else np.asarray(keras.tree.flatten(mask)[0])
    run = _defined(layer, x, mask, initial)
    away = _distance(layer, run, seen.outputs[0])
    if away and not layer.stateful:  # rounding may grow without end over many steps
        few = slice(-_FEW_STEPS, None) if layer.go_backwards else slice(_FEW_STEPS)
        away = _distance_of(
            layer, x[:, few], mask if mask is None else mask[:, few], initial
        )
    if away:
        raise ValueError(
            f"layer {layer.name!r} must compute the recurrence of its Keras class to "
            f"be looked into, but its outputs differ by {away:.2g}; choose another "
            "layer"
        )
    return run


def _defined(layer: Any, x: Any, mask: Any, initial: Any) -> Forward[Any]:
    return forward(
        reference_cell(layer),
        x,
        mask=mask,
        initial_state=initial,
        go_backwards=layer.go_backwards,
        zero_output_for_mask=bool(layer.zero_output_for_mask),
    )


def _distance_of(layer: Any, x: Any, mask: Any, initial: Any) -> float:
    """Run layer and definition over given sequences and return how they differ."""
    theirs = layer(x.astype(layer.compute_dtype), mask=mask, initial_state=initial)
    run = _defined(layer, x, mask, initial)
    return _distance(layer, run, keras.tree.flatten(theirs)[0])


def _distance(layer: Any, run: Forward[Any], outputs: Any) -> float:
    """Return how far a layer is from its definition; 0 within rounding."""
    theirs = _float64(outputs)
    ours = run.outputs if layer.return_sequences else run.last_output
    half = "16" in layer.compute_dtype
    tolerance = _TOLERANCE_IN_HALF_PRECISION if half else _TOLERANCE
    if np.allclose(ours, theirs, rtol=tolerance, atol=tolerance, equal_nan=True):
        return 0.0
    return float(np.abs(ours - theirs).max())


def _incoming(layer: Any, slopes: list[np.ndarray]) -> dict[str, Any]:
    """Sort the outputs' gradients by the arguments of `backward`."""
    first, *states = slopes
    incoming = {"d_outputs" if layer.return_sequences else "d_last_output": first}
    return incoming | ({"d_final_state": states} if states else {})


def _float64(tensor: Any) -> np.ndarray:
    return keras.ops.convert_to_numpy(tensor).astype("float64")
