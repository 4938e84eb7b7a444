"""What is looked into: a network with concrete inputs, targets and a loss.

Models come with arrays, estimators with the user's own data; both become one Subject.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.estimators.base import SequenceEstimator
from seqkit.inspection.layers import network_of
from seqkit.keras_backend import keras, tf
from seqkit.training import ForNetwork

Objective = Callable[[Any, Any], Any]


@dataclass(frozen=True, eq=False)
class Subject:
    """A network and the samples it is looked at with.

    Attributes
    ----------
    network : keras.Model
    inputs : array, or a nest of arrays, (samples, ...)
    targets : as inputs, or None
    loss : what `keras.Model.compile` takes as loss, or None
    rows : int64 (samples,), which samples of the data these are
    weights : what each counts in the loss, or None
    """

    network: Any
    inputs: Any
    targets: Any
    loss: Any
    rows: np.ndarray
    weights: Any = None

    @classmethod
    def of(
        cls, model: Any, x: Any, y: Any = None, loss: Any = None, samples: int = 64
    ) -> "Subject":
        """Take at most `samples` samples, evenly from first to last.

        Raises
        ------
        TypeError
            If `model` is neither a model nor an estimator.
        ValueError
            If there is no sample.
        """
        checks.check_count("samples", samples)
        network = network_of(model)
        if isinstance(model, SequenceEstimator):
            checks.check_no_y(y)
            encoded = model.samples_of(x)
            rows = _evenly(len(encoded.training), samples)
            x, y, *weights = ForNetwork(network, encoded.training).take(rows)
            loss = encoded.loss if loss is None else loss
            return cls(network, x, y, loss, rows, *weights)
        x = _arrays(x)
        rows = _evenly(_count(x), samples)
        targets = None if y is None else _taken(_arrays(y), rows)
        default = getattr(network, "loss", None)
        loss = default if loss is None else loss
        return cls(network, _taken(x, rows), targets, loss, rows)

    @property
    def float_type(self) -> str:
        """What floats go in as; layers make of them what they compute with."""
        wide = any(weight.dtype == "float64" for weight in self.network.weights)
        return "float64" if wide else "float32"

    def tensors(self) -> Any:
        """Return the inputs as tensors, floats in the network's own type."""
        dtype = self.float_type
        return keras.tree.map_structure(lambda part: _tensor(part, dtype), self.inputs)

    def objective(self) -> Callable[[Any], Any]:
        """Return the function from the network's outputs to the mean loss.

        Raises
        ------
        ValueError
            If there is no loss, or there are no targets.
        """
        if self.loss is None:
            raise ValueError(
                f"loss must be given, as model {self.network.name!r} is not compiled "
                "with one; pass loss='mse', a Keras loss or a function"
            )
        if self.targets is None:
            raise ValueError("y must hold the targets that the loss needs, got None")
        weights = self.weights
        return lambda outputs: _loss_value(self.loss, self.targets, outputs, weights)


def _loss_value(loss: Any, y: Any, outputs: Any, weights: Any) -> Any:
    """Return the mean loss, a scalar; several outputs' losses are summed up."""
    if isinstance(loss, dict):
        return sum(
            _loss_value(one, y[name], outputs[name], weights)
            for name, one in loss.items()
        )
    if isinstance(loss, (list, tuple)):
        parts = zip(loss, y, outputs, strict=True)
        return sum(_loss_value(*part, weights) for part in parts)
    if isinstance(outputs, tf.Tensor) and isinstance(y, np.ndarray):
        y = _tensor(y, outputs.dtype)
    cost = keras.losses.get(loss)
    if isinstance(cost, keras.losses.Loss):
        return tf.reduce_mean(cost(y, outputs, sample_weight=weights))
    errors = cost(y, outputs)
    if weights is not None:
        shape = (-1, *[1] * (len(errors.shape) - 1))
        errors *= tf.reshape(tf.cast(weights, errors.dtype), shape)
    return tf.reduce_mean(errors)


def _arrays(data: Any) -> Any:
    """Turn tensors, lists and frames into arrays; keep nests of arrays as they are."""
    nested = isinstance(data, dict) or (
        isinstance(data, (list, tuple)) and any(hasattr(one, "shape") for one in data)
    )
    if not nested:
        return np.asarray(data)
    return keras.tree.map_structure(np.asarray, data)


def _count(x: Any) -> int:
    return len(keras.tree.flatten(x)[0])


def _taken(data: Any, rows: np.ndarray) -> Any:
    return keras.tree.map_structure(lambda part: part[rows], data)


def _tensor(part: np.ndarray, dtype: Any) -> Any:
    return tf.convert_to_tensor(part, dtype if part.dtype.kind == "f" else None)


def _evenly(count: int, most: int) -> np.ndarray:
    """Return at most so many numbers below count, evenly spread, ends included."""
    if not count:
        raise ValueError("x must hold at least one sample to look at, got 0")
    return np.unique(
        np.linspace(0, count - 1, min(count, most)).round().astype("int64")
    )
