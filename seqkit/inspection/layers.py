"""Find the recurrent layers of a model, and the NumPy cell that describes one."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from seqkit.estimators.base import SequenceEstimator
from seqkit.keras_backend import keras
from seqkit.recurrent import Cell, gru_cell, lstm_cell, simple_rnn_cell
from seqkit.recurrent.cells import ACTIVATIONS


def recurrent_layers(model: Any) -> list[Any]:
    """List the recurrent layers of a model, wrappers opened.

    Parameters
    ----------
    model : keras.Model (sequential, functional, nested, subclassed), a single layer, or
        a fitted estimator

    Returns
    -------
    Keras layers, in the order in which the model holds them. A `Bidirectional` gives
    its two directions, named like `forward_lstm` and `backward_lstm`. What the
    functions of this package take as `layer=` is the name or the place in this list.

    Raises
    ------
    TypeError
        For anything else than a model, a layer or an estimator.

    Examples
    --------
    >>> model = keras.Sequential(
    ...     [
    ...         keras.layers.Bidirectional(keras.layers.LSTM(3, return_sequences=True)),
    ...         keras.layers.GRU(2, name="top"),
    ...     ]
    ... )
    >>> [type(layer).__name__ for layer in recurrent_layers(model)]
    ['LSTM', 'LSTM', 'GRU']
    """
    found = all_layers(network_of(model))
    return [layer for layer in found if isinstance(layer, keras.layers.RNN)]


def network_of(model: Any) -> Any:
    """Return the Keras model to look into.

    Raises
    ------
    TypeError
        For anything else than a model, a layer or an estimator.
    """
    if isinstance(model, SequenceEstimator):
        check_is_fitted(model)
        return model.network_
    if isinstance(model, keras.layers.Layer):
        return model
    raise TypeError(
        "model must be a keras.Model or a seqkit estimator, got "
        f"{type(model).__name__}; pass the network itself"
    )


def all_layers(network: Any) -> list[Any]:
    """List a model and every layer inside it, each once, in the order they are held."""
    found: dict[int, Any] = {}
    for layer in _walk(network, set()):
        found.setdefault(id(layer), layer)
    return list(found.values())


def chosen_layer(network: Any, layer: Any = None) -> Any:
    """Return the recurrent layer that was asked for; the first one for None.

    Raises
    ------
    ValueError
        If the model has no recurrent layer, or none of this name or place.
    """
    there = recurrent_layers(network)
    names = [one.name for one in there]
    if not there:
        raise ValueError(
            f"model {network.name!r} must have a SimpleRNN, LSTM or GRU layer to look "
            "into, got none"
        )
    if layer is None:
        return there[0]
    fitting = [one for one in there if one is layer or one.name == layer]
    whole = isinstance(layer, (int, np.integer)) and not isinstance(layer, bool)
    if whole and -len(there) <= layer < len(there):
        fitting = [there[layer]]
    if len(fitting) == 1:
        return fitting[0]
    told = ", ".join(f"{place}: {name!r}" for place, name in enumerate(names))
    problem = "is the name of several layers" if fitting else "is unknown"
    shown = layer.name if isinstance(layer, keras.layers.Layer) else layer
    raise ValueError(f"layer={shown!r} {problem}; choose by name or place: {told}")


def reference_cell(layer: Any) -> Cell[Any, Any]:
    """Return the NumPy cell that computes, in float64, what a layer computes.

    Raises
    ------
    ValueError
        For a kind of cell or an activation without a NumPy definition.
    """
    cell = layer.cell
    if isinstance(cell, keras.layers.SimpleRNNCell):
        _check_activation(layer, "activation", tuple(ACTIVATIONS))
        return simple_rnn_cell(_weights(cell), cell.activation.__name__)
    if isinstance(cell, (keras.layers.LSTMCell, keras.layers.GRUCell)):
        _check_activation(layer, "activation", ("tanh",))
        _check_activation(layer, "recurrent_activation", ("sigmoid",))
        if isinstance(cell, keras.layers.LSTMCell):
            return lstm_cell(_weights(cell))
        return gru_cell(_weights(cell), cell.reset_after)
    raise ValueError(
        f"layer {layer.name!r} must hold a SimpleRNN, LSTM or GRU cell to be looked "
        f"into, got {type(cell).__name__}; choose another layer"
    )


def _walk(layer: Any, seen: set[int]) -> Iterator[Any]:
    if id(layer) in seen:
        return
    seen.add(id(layer))
    yield layer
    held = layer.layers if isinstance(layer, keras.Model) else layer._layers
    for inner in held:
        yield from _walk(inner, seen)


def _weights(cell: Any) -> list[np.ndarray]:
    held = [cell.kernel, cell.recurrent_kernel] + [cell.bias] * bool(cell.use_bias)
    return [keras.ops.convert_to_numpy(one).astype("float64") for one in held]


def _check_activation(layer: Any, role: str, known: tuple[str, ...]) -> None:
    activation = getattr(layer.cell, role)
    name = getattr(activation, "__name__", type(activation).__name__)
    if name not in known:
        raise ValueError(
            f"layer {layer.name!r} must have {role}={' or '.join(known)} to be looked "
            f"into, got {name}; choose another layer"
        )
