"""A copy of a network that computes in float64, for differences that can be trusted."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from seqkit.inspection.layers import all_layers
from seqkit.keras_backend import keras

_NARROW = re.compile(r"(mixed_)?b?float(16|32)")
_NOT_COPIED = ("compile_config",)


@contextmanager
def float64_by_default() -> Iterator[None]:
    """Let Keras create everything in float64 for a while."""
    floats, policy = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    try:
        yield
    finally:
        keras.config.set_floatx(floats)
        keras.config.set_dtype_policy(policy)


def float64_twin(network: Any, inputs: Any) -> Any:
    """Rebuild a network from its configuration in float64, with the same weights.

    Call it inside `float64_by_default`.

    Parameters
    ----------
    network : keras.Model
    inputs : a batch, to build what has no input shape yet

    Raises
    ------
    ValueError
        If the network cannot be rebuilt from its configuration.
    """
    kinds = {kind.__name__: kind for kind in map(type, all_layers(network))}
    own = {n: kind for n, kind in kinds.items() if kind.__module__[:6] != "keras."}
    try:
        config = _widened(keras.saving.serialize_keras_object(network))
        twin = keras.saving.deserialize_keras_object(
            config, custom_objects=own, safe_mode=False
        )
        twin(keras.tree.map_structure(_wide, inputs), training=False)
        twin.set_weights(network.get_weights())
    except (TypeError, ValueError, NotImplementedError, AttributeError) as error:
        raise ValueError(
            f"model {network.name!r} must be one that Keras can rebuild from its "
            f"configuration, to be checked in float64; give its layers get_config "
            f"({error})"
        ) from error
    return twin


def float64_loss(loss: Any) -> Any:
    """Return a loss that computes in float64; names and functions stay as they are."""
    if isinstance(loss, dict):
        return {name: float64_loss(one) for name, one in loss.items()}
    if isinstance(loss, (list, tuple)):
        return [float64_loss(one) for one in loss]
    if not isinstance(loss, keras.losses.Loss):
        return loss
    return type(loss).from_config(loss.get_config() | {"dtype": "float64"})


def _widened(config: Any) -> Any:
    """Write float64 wherever a configuration says a narrower float."""
    if isinstance(config, dict):
        kept = {name: one for name, one in config.items() if name not in _NOT_COPIED}
        return {name: _widened(one) for name, one in kept.items()}
    if isinstance(config, (list, tuple)):
        return type(config)(_widened(one) for one in config)
    if isinstance(config, str) and _NARROW.fullmatch(config):
        return "float64"
    return config


def _wide(part: np.ndarray) -> np.ndarray:
    return part.astype("float64") if part.dtype.kind == "f" else part
