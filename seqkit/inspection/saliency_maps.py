"""Which inputs an output rests on: gradients, integrated or not, and occlusion."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from seqkit import checks
from seqkit.inspection.layers import all_layers
from seqkit.inspection.observations import calls_of, run_network
from seqkit.inspection.sequence_inputs import (
    SequenceInput,
    real_steps,
    stand_in_for,
)
from seqkit.inspection.subjects import Subject
from seqkit.keras_backend import keras, tf

Output = int | tuple[int, ...] | Callable[[Any], Any] | None
Scalars = Callable[[Any], Any]
METHODS = ("gradient", "integrated", "occlusion")
_BATCH = 1024
_POINTS = 16  # of the quadrature: exact for polynomials of degree 31


def saliency(
    model: Any,
    x: Any,
    *,
    method: str = "gradient",
    output: Output = None,
    baseline: Any = "mean",
    sequence: int = 0,
    samples: int = 64,
) -> np.ndarray:
    """Say how much each step (and feature) contributes to an output.

    Parameters
    ----------
    model : keras.Model, or a fitted estimator
    x : inputs as the model takes them; for an estimator data in the form of the fitted
    method : "gradient": ∂output/∂input × input (for token ids: of their embeddings);
        "integrated": (input - baseline) × the mean gradient on the straight way from
        the baseline (Sundararajan et al., 2017), which adds up to what the output
        gained on it; "occlusion": how much the output falls when a step is replaced by
        the baseline
    output : which output, a scalar per sample: its place behind the sample axis (a
        number or a tuple), a function from the model's outputs to a tensor (samples,),
        or None: the only one, of several in a row the sample's largest (the winning
        class), of a block of them (a forecast) their mean; where it holds the
        parameters of distributions, say which: (0, 0, 0) is the first step's location
    baseline : for "integrated" and "occlusion": "mean" (each feature's mean over all
        real steps), a number, or an array (features,); for token ids the id that stands
        in
    sequence : which of the model's sequence inputs: float (samples, steps, features) or
        whole numbers (samples, steps)
    samples : most samples looked at, spread evenly over those given

    Returns
    -------
    array (samples, steps, features) for the gradients, features of the embedding for
    token ids; (samples, steps) for "occlusion"; 0 at masked steps

    Raises
    ------
    ValueError
        If the model has no such sequence input, or an argument is unknown.

    Examples
    --------
    The sum of x over steps owes to every step what it holds:

    >>> total = keras.layers.GlobalAveragePooling1D()
    >>> model = keras.Sequential([keras.Input((2, 1)), total])
    >>> saliency(model, np.array([[[1.0], [3.0]]]))[..., 0].tolist()
    [[0.5, 1.5]]
    >>> saliency(
    ...     model, np.array([[[1.0], [3.0]]]), method="occlusion", baseline=0.0
    ... ).tolist()
    [[0.5, 1.5]]
    """
    checks.check_choice("method", method, METHODS)
    subject = Subject.of(model, x, samples=samples)
    given = SequenceInput.of(subject, sequence)
    mask = real_steps(subject, given)
    if method == "occlusion":
        return np.where(mask, _occluded(subject, given, output, mask, baseline), 0)
    if method == "integrated":
        found = _integrated(subject, given, output, mask, baseline)
    else:
        steps, slopes = _gradient(subject, given, lambda y: _scalars(y, output))
        found = steps * slopes
    return np.where(mask[..., None], found, 0)


class _Put(NamedTuple):
    """Features that stand in for the steps, or for the embeddings of token ids.

    own, instead : arrays (samples, steps, features)
    """

    own: np.ndarray
    instead: np.ndarray


def _gradient(
    subject: Subject,
    given: SequenceInput,
    scalars: Scalars,
    put: _Put | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the steps (samples, steps, features) and their gradient.

    Parameters
    ----------
    scalars : function from the network's outputs to a tensor (samples,)
    put : what stands in for the steps, or for the embeddings of token ids
    """
    dtype = subject.float_type
    values = given.steps if put is None or given.is_tokens else put.instead
    steps = tf.convert_to_tensor(values, None if given.is_tokens else dtype)
    inputs = given.tensors(steps, np.arange(len(given.steps)), dtype)
    with tf.GradientTape() as tape:
        if given.is_tokens:
            steps, outputs = _embedded(subject, inputs, given.steps, tape.watch, put)
        else:
            tape.watch(steps)
            outputs = run_network(subject.network, inputs)
        total = tf.reduce_sum(scalars(outputs))
    slopes = tape.gradient(total, steps, unconnected_gradients="zero")
    return keras.ops.convert_to_numpy(steps), keras.ops.convert_to_numpy(slopes)


def _integrated(
    subject: Subject,
    given: SequenceInput,
    output: Output,
    mask: np.ndarray,
    baseline: Any,
) -> np.ndarray:
    """Return (x - x₀) × ∫ gradient, by Gauss and Legendre's quadrature."""
    winners = _Winner.of(subject, output)
    end, _ = _gradient(subject, given, winners.scalars)
    start = np.array(given.steps)
    start[mask] = stand_in_for(given, mask, baseline)
    if given.is_tokens:
        start, _ = _gradient(subject, given.with_steps(start), winners.scalars)
    total = np.zeros(end.shape)
    for point, weight in zip(*np.polynomial.legendre.leggauss(_POINTS), strict=True):
        share = (point + 1) / 2
        put = _Put(end, (start + share * (end - start)).astype(end.dtype))
        total += weight / 2 * _gradient(subject, given, winners.scalars, put)[1]
    return (end - start) * total


def _embedded(
    subject: Subject,
    inputs: Any,
    ids: np.ndarray,
    watch: Callable[[Any], None],
    put: _Put | None = None,
) -> tuple[Any, Any]:
    """Return the embeddings of token ids, or what is put there, and the outputs."""
    there = [
        layer
        for layer in all_layers(subject.network)
        if isinstance(layer, keras.layers.Embedding)
    ]
    if not there:
        raise ValueError(
            f"model {subject.network.name!r} must have an Embedding layer for the "
            "gradient of token ids, got none; use method='occlusion'"
        )

    def instead(tensor: Any) -> Any:
        # the layer may read other inputs, too, of the same shape
        if put is not None and np.array_equal(tensor, put.own):
            tensor = tf.convert_to_tensor(put.instead, tensor.dtype)
        watch(tensor)
        return tensor

    with calls_of(there[0], instead) as calls:
        outputs = run_network(subject.network, inputs)
    for call in calls:
        if np.array_equal(next(iter(call.arguments.values())), ids):
            return call.outputs[0], outputs
    raise ValueError(
        f"layer {there[0].name!r} must read the token ids as they are given, for their "
        "gradient; use method='occlusion'"
    )


def _occluded(
    subject: Subject,
    given: SequenceInput,
    output: Output,
    mask: np.ndarray,
    baseline: Any,
) -> np.ndarray:
    """Return how much the output falls without each step (samples, steps)."""
    stand_in = stand_in_for(given, mask, baseline)
    samples, steps = given.steps.shape[:2]
    winners = _Winner.of(subject, output)
    changed = np.zeros((samples, steps))
    each = np.flatnonzero(mask.ravel())
    dtype = subject.float_type
    for start in range(0, len(each), _BATCH):
        rows, at = np.divmod(each[start : start + _BATCH], steps)
        parts = given.steps[rows]
        parts[np.arange(len(rows)), at] = stand_in
        tensor = tf.convert_to_tensor(parts, None if given.is_tokens else dtype)
        outputs = run_network(subject.network, given.tensors(tensor, rows, dtype))
        changed[rows, at] = winners.before[rows] - winners.after(outputs, rows)
    return changed


@dataclass(frozen=True, eq=False)
class _Winner:
    """The output of each sample, and where it stood, to be found again."""

    output: Output
    before: np.ndarray
    places: np.ndarray | None

    @classmethod
    def of(cls, subject: Subject, output: Output) -> "_Winner":
        outputs = run_network(subject.network, subject.tensors())
        several = output is None and _is_row(outputs)
        places = np.argmax(outputs, axis=1) if several else None
        return cls(output, np.asarray(_scalars(outputs, output)), places)

    def scalars(self, outputs: Any) -> Any:
        """Return the same outputs of all samples, a tensor (samples,)."""
        if self.places is None:
            return _scalars(outputs, self.output)
        return tf.gather(outputs, self.places, batch_dims=1)

    def after(self, outputs: Any, rows: np.ndarray) -> np.ndarray:
        """Return the same outputs of changed samples."""
        if self.places is None:
            return np.asarray(_scalars(outputs, self.output))
        return np.asarray(outputs)[np.arange(len(rows)), self.places[rows]]


def _is_row(outputs: Any) -> bool:
    return isinstance(outputs, tf.Tensor) and len(outputs.shape) == 2


def _scalars(outputs: Any, output: Output) -> Any:
    """Return the chosen output of every sample, a tensor (samples,)."""
    if callable(output):
        return output(outputs)
    first = keras.tree.flatten(outputs)[0]
    if output is not None:
        places = output if isinstance(output, tuple) else (output,)
        rest = first.shape[1:]
        inside = len(places) == len(rest) and all(
            -size <= place < size for place, size in zip(places, rest, strict=True)
        )
        if not inside:
            raise ValueError(
                f"output={output!r} must be a place in the model's output of shape "
                f"{tuple(rest)} per sample; give a number per axis, or a function"
            )
        return first[(slice(None), *places)]
    if _is_row(first):
        return tf.reduce_max(first, axis=1)
    return tf.reduce_mean(tf.reshape(first, (len(first), -1)), axis=1)
