"""A linear forecast beside a forecasting network, in one `keras.Model`.

Two forecasts that err apart are better together than either (Bates, Granger, 1969, "The
combination of forecasts"). The linear one maps each target's own past, relative to the
newest value, and the known future to the horizon, by coefficients that are found in
closed form and stay as they are; a share of the way from the network's point forecast
to the linear one is gone, and quantiles or a distribution move along with the point.
"""

import math
from typing import Any

from seqkit.baselines import LinearForecast
from seqkit.keras_backend import keras

RECURRENT, LINEAR, SHARE = "recurrent_path", "linear_path", "linear_share"
_MOST_KNOWN = 2048
layers, ops = keras.layers, keras.ops


def linear_inputs(
    inputs: dict[str, Any], targets: int, *, known: bool = True
) -> tuple[Any, Any]:
    """Return what the linear forecast of each target sees, and its newest value.

    Parameters
    ----------
    inputs : of a forecasting network, by name
    targets : how many there are
    known : whether the known future counts, too: all of it, and what it was at the
        newest step. A future of more than 2,048 numbers is left out.

    Returns
    -------
    float (batch, targets, inputs), the past relative to the newest value, that one
    last, zeros where nothing is known, then the known future; and (batch, targets, 1)

    Examples
    --------
    >>> past = ops.array([[[4.0], [3.0], [0.0]]])
    >>> given = {"past": past, "mask": ops.array([[True, True, False]])}
    >>> [ops.convert_to_numpy(part).tolist() for part in linear_inputs(given, 1)]
    [[[[0.0, 1.0, 0.0]]], [[[3.0]]]]
    """
    past, mask = inputs["past"], inputs["mask"]
    steps = past.shape[1]
    places = ops.expand_dims(ops.arange(steps, dtype="int32"), 0)
    real = ops.cast(mask, "int32")
    last = ops.max(places * real, axis=1, keepdims=True)
    at = ops.expand_dims(places - (steps - 1 - last), 2)
    moved = ops.take_along_axis(past, ops.maximum(at, 0), axis=1)
    there = ops.take_along_axis(real[..., None], ops.maximum(at, 0), axis=1)
    there = ops.cast(there * ops.cast(at >= 0, "int32"), moved.dtype)
    newest = moved[:, -1:, :targets]
    x = (moved[..., :targets] - newest) * there
    x, newest = (ops.transpose(part, (0, 2, 1)) for part in (x, newest))
    future = inputs.get("future")
    if not known or future is None or math.prod(future.shape[1:]) > _MOST_KNOWN:
        return x, newest
    width = future.shape[2]
    ahead = ops.reshape(future, (-1, 1, future.shape[1] * width))
    both = ops.concatenate([ahead, moved[:, -1:, past.shape[2] - width :]], axis=2)
    return ops.concatenate([x, ops.repeat(both, targets, axis=1)], axis=2), newest


def with_linear_path(
    network: Any,
    model: LinearForecast,
    share: float,
    targets: int,
    *,
    point: int | None = None,
    alone: bool = False,
) -> Any:
    """Return a network whose forecast is partly that of a linear model.

    Parameters
    ----------
    network : forecasting network; its layers become those of the network returned
    model : fitted on `linear_inputs`
    share : of the linear forecast in the point forecast, 0 to 1
    targets : channels to forecast
    point : which of a step's numbers is the point forecast; None where there is one
    alone : whether the point moves without the other numbers, as a location does

    Returns
    -------
    keras.Model with the inputs and outputs of `network`. Its layer `recurrent_path`
    gives the outputs of `network`, `linear_path` the linear forecast (batch, targets,
    horizon), relative to the newest value.
    """
    inputs = network.input
    recurrent = layers.Identity(name=RECURRENT)(network.output)
    x, newest = linear_inputs(inputs, targets)
    dense = layers.Dense(len(model.intercept_), trainable=False, name=LINEAR)
    linear = ops.transpose(dense(x) + newest, (0, 2, 1))
    before = recurrent if point is None else recurrent[..., point]
    way = layers.Rescaling(share, name=SHARE)(linear - before)
    if point is None:
        y = recurrent + way
    elif alone:
        parts = [recurrent[..., :point], (before + way)[..., None]]
        y = ops.concatenate([*parts, recurrent[..., point + 1 :]], axis=-1)
    else:
        y = recurrent + way[..., None]
    whole = keras.Model(inputs, y, name=network.name)
    set_linear_path(whole, model)
    return whole


def set_linear_path(network: Any, model: LinearForecast) -> None:
    """Let the linear path forecast as a model of equal size does."""
    network.get_layer(LINEAR).set_weights([model.coef_, model.intercept_])


def recurrent_part(network: Any) -> Any:
    """Return the network without its linear path; one without it as it is.

    Its layers are those of `network`, so that both learn together.
    """
    if not any(layer.name == RECURRENT for layer in network.layers):
        return network
    outputs = network.get_layer(RECURRENT).output
    return keras.Model(network.input, outputs, name=network.name)
