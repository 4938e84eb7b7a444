"""Forecasting networks: sizes in, an uncompiled `keras.Model` out.

Inputs (by name; only those a network needs are there):
    past    (batch, lookback, features), features = targets, then other past features,
            then the known future's features at those steps
    mask    (batch, lookback) bool, True = real step; padding stands on the right
    future  (batch, horizon, future features)
    static  (batch, static features)
    unit    (batch, targets), how many of the user's units are one of `past`; of counts
Output: (batch, horizon, targets), or (batch, horizon, targets, quantiles) with sorted
quantiles, or (batch, horizon, targets, parameters) of a distribution.

The segment network follows SegRNN (Lin et al., 2023): a recurrent network over segments
instead of steps, whose decoder forecasts all target segments in parallel.
"""

import math
from dataclasses import dataclass
from typing import Any

from seqkit import checks
from seqkit.keras_backend import keras
from seqkit.networks.distributions import OF_COUNTS, OUTPUTS, parameters_of
from seqkit.networks.rollout import Rollout
from seqkit.networks.stack import CELLS, RecurrentStack

STRATEGIES = ("segment", "direct", "recursive", "seq2seq")
_MEMBER = "member_"
layers, ops = keras.layers, keras.ops


@dataclass(frozen=True)
class ForecastSizes:
    """What a forecasting network must fit.

    Attributes
    ----------
    lookback, horizon : steps seen and steps forecast
    targets : channels to forecast
    features : width of `past`, targets included
    future : width of the known future (0: no such input)
    static : features per series (0: no such input)
    quantiles : outputs per step and channel (0: one number)
    segment : steps per segment; `lookback` is a multiple of it
    distribution : "normal", "student_t" or "negative_binomial" when outputs are its
        parameters, as `seqkit.networks.distributions.parameters_of` makes them;
        quantiles are then 0
    """

    lookback: int
    horizon: int
    targets: int = 1
    features: int = 1
    future: int = 0
    static: int = 0
    quantiles: int = 0
    segment: int = 1
    distribution: str | None = None

    @property
    def outputs(self) -> int:
        """Numbers per forecast step."""
        return self.targets * self.outputs_per_target

    @property
    def outputs_per_target(self) -> int:
        """Numbers per forecast step and channel, before they are made parameters."""
        if self.distribution is not None:
            return OUTPUTS[self.distribution]
        return max(1, self.quantiles)


def forecast_network(
    sizes: ForecastSizes,
    *,
    strategy: str = "segment",
    cell: str = "gru",
    units: tuple[int, ...] = (64,),
    bidirectional: bool = False,
    dropout: float = 0.0,
    loss_steps: str = "last",
) -> Any:
    """Build a forecasting network.

    Parameters
    ----------
    sizes : lookback, horizon and widths
    strategy : "segment", "direct" (state to all steps at once), "recursive" (one
        recurrence that continues on its own forecasts) or "seq2seq" (a second one does)
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    bidirectional : read the past both ways (not for "recursive")
    dropout : fraction of recurrent outputs dropped in training
    loss_steps : "last", or "all": the network also has a layer named `every_step` with
        forecasts from every step of the past (only "direct")

    Returns
    -------
    keras.Model, uncompiled

    Examples
    --------
    >>> sizes = ForecastSizes(lookback=48, horizon=12, segment=12)
    >>> network = forecast_network(sizes, cell="gru", units=(8,))
    >>> network.output_shape
    (None, 12, 1)
    """
    units = checks.check_units(units)
    checks.check_choice("strategy", strategy, STRATEGIES)
    checks.check_choice("cell", cell, tuple(CELLS))
    checks.check_choice("loss_steps", loss_steps, ("last", "all"))
    checks.check_together("loss_steps='all'", loss_steps == "all", strategy, ["direct"])
    reads_both_ways = [name for name in STRATEGIES if name != "recursive"]
    checks.check_together("bidirectional", bidirectional, strategy, reads_both_ways)
    inputs = _inputs(sizes)
    if strategy == "recursive":
        y = _recursive(inputs, sizes, cell, units)
    else:
        stack = RecurrentStack(
            cell,
            units,
            bidirectional=bidirectional,
            dropout=dropout,
            sequences=strategy != "direct" or loss_steps == "all",
        )
        if strategy == "direct":
            y = _direct(inputs, sizes, stack, units[0], loss_steps)
        elif strategy == "seq2seq":
            y = _seq2seq(inputs, sizes, stack, cell, units, 1 + bidirectional)
        else:
            width = units[0] * (1 + bidirectional)
            decoder = (
                stack
                if not bidirectional
                else RecurrentStack(
                    cell, tuple(2 * size for size in units), dropout=dropout
                )
            )
            y = _segment(inputs, sizes, stack, decoder, width)
    given = {name: tensor for name, tensor in inputs.items() if tensor is not None}
    if loss_steps == "last":
        y = _finished(y, (sizes.horizon,), sizes, inputs["unit"])
    return keras.Model(given, y, name=f"{strategy}_forecast")


def ensemble_network(members: list) -> Any:
    """Return the network that gives the mean of several networks' outputs.

    Parameters
    ----------
    members : forecasting networks of the same inputs and outputs; they become part of
        it, with names of their own

    Examples
    --------
    >>> sizes = ForecastSizes(lookback=4, horizon=2)
    >>> both = ensemble_network([forecast_network(sizes, units=(3,)) for _ in range(2)])
    >>> both.output_shape, [part.name for part in both.layers[-3:]]
    ((None, 2, 1), ['member_1', 'member_2', 'mean'])
    """
    inputs = {
        part.name: keras.Input(part.shape[1:], dtype=part.dtype, name=part.name)
        for part in members[0].inputs
    }
    forecasts = []
    for number, member in enumerate(members, start=1):
        member.name = f"{_MEMBER}{number}"
        given = [inputs[part.name] for part in member.inputs]
        forecasts.append(member(keras.tree.pack_sequence_as(member.input, given)))
    mean = layers.Average(name="mean")(forecasts)
    return keras.Model(inputs, mean, name="ensemble_forecast")


def members_of(network: Any) -> list:
    """Return the networks of an ensemble; of any other network that itself."""
    members = [part for part in network.layers if part.name.startswith(_MEMBER)]
    return members or [network]


def _inputs(sizes: ForecastSizes) -> dict[str, Any]:
    past = keras.Input((sizes.lookback, sizes.features), name="past")
    mask = keras.Input((sizes.lookback,), dtype="bool", name="mask")
    future = static = unit = None
    if sizes.future:
        future = keras.Input((sizes.horizon, sizes.future), name="future")
    if sizes.static:
        static = keras.Input((sizes.static,), name="static")
    if sizes.distribution in OF_COUNTS:
        unit = keras.Input((sizes.targets,), name="unit")
    others = {"future": future, "static": static, "unit": unit}
    return {"past": past, "mask": mask, **others}


def _direct(inputs, sizes, stack, width, loss_steps) -> Any:
    """Map the last state (or, for training on all steps, each state) to the horizon."""
    x = _with_static(inputs["past"], inputs["static"])
    given, _ = stack(x, mask=inputs["mask"])
    if loss_steps == "last":
        return _all_steps_at_once(given, inputs, sizes, width)
    checks.check_together(
        "a known future", bool(sizes.future), "loss_steps='all'", ["loss_steps='last'"]
    )
    y = layers.Dense(sizes.horizon * sizes.outputs)(given)
    y = _finished(y, (sizes.lookback, sizes.horizon), sizes, inputs["unit"])
    y = layers.Identity(name="every_step")(y)
    flat = ops.reshape(y, (-1, sizes.lookback, math.prod(y.shape[2:])))
    return ops.reshape(_newest(flat, inputs["mask"]), (-1, *y.shape[2:]))


def _all_steps_at_once(state, inputs, sizes, width) -> Any:
    """Return (batch, horizon * outputs) from one state and the known future."""
    if inputs["future"] is None:
        return layers.Dense(sizes.horizon * sizes.outputs)(state)
    context = layers.Dense(sizes.horizon * width, activation="relu")(state)
    context = layers.Reshape((sizes.horizon, width))(context)
    steps = layers.Concatenate()([context, inputs["future"]])
    steps = layers.Dense(width, activation="relu")(steps)
    return layers.Dense(sizes.outputs)(layers.Concatenate()([steps, context]))


def _seq2seq(inputs, sizes, stack, cell, units, ways) -> Any:
    """Encode the past, then decode the horizon with a second recurrence."""
    x = _with_static(inputs["past"], inputs["static"])
    _, states = stack(x, mask=inputs["mask"])
    start = _newest(inputs["past"], inputs["mask"])[:, : sizes.targets]
    decoder = Rollout(
        cell,
        tuple(ways * size for size in units),
        sizes.horizon,
        sizes.targets,
        sizes.outputs_per_target,
        positive=sizes.distribution in OF_COUNTS,
    )
    return decoder(start, _known(inputs, sizes), states=states)


def _recursive(inputs, sizes, cell, units) -> Any:
    """Read the past and continue with the same recurrence.

    A step's input is what was known one step before, and the known future of the step
    itself; covariates without a future keep their newest value.
    """
    past, mask = inputs["past"], inputs["mask"]
    told = sizes.features - sizes.future
    before = ops.pad(past[:, :-1, :told], ((0, 0), (1, 0), (0, 0)))
    held = _newest(past, mask)[:, sizes.targets : told]
    parts = [
        before[..., : sizes.targets],
        past[..., told:],
        before[..., sizes.targets :],
    ]
    history = layers.Concatenate()(parts)
    if inputs["static"] is not None:
        history = _with_static(history, inputs["static"])
        held = layers.Concatenate()([held, inputs["static"]])
    start = _newest(past, mask)[:, : sizes.targets]
    outputs = (sizes.targets, sizes.outputs_per_target)
    choices = {"reads": True, "positive": sizes.distribution in OF_COUNTS}
    rollout = Rollout(cell, units, sizes.horizon, *outputs, **choices)
    known = _known(inputs, sizes)
    return rollout(start, known, constant=held, history=history, mask=mask)


def _segment(inputs, sizes, encoder, decoder, width) -> Any:
    """Encode segments of the past; decode all segments of the horizon in parallel."""
    size = sizes.segment
    count, ahead = sizes.lookback // size, -(-sizes.horizon // size)
    x = inputs["past"] * ops.cast(inputs["mask"], "float32")[..., None]
    x = layers.Reshape((count, size * sizes.features))(x)
    x = layers.Dense(width)(x)
    real = ops.any(ops.reshape(inputs["mask"], (-1, count, size)), axis=-1)
    queries = layers.Dense(ahead * width, use_bias=False, name="segment_positions")(
        ops.ones_like(inputs["past"][:, 0, :1])
    )
    queries = layers.Reshape((ahead, width))(queries)
    if inputs["future"] is not None:
        filled = ahead * size - sizes.horizon
        known = ops.pad(inputs["future"], ((0, 0), (0, filled), (0, 0)))
        known = layers.Reshape((ahead, size * sizes.future))(known)
        queries = layers.Add()([queries, layers.Dense(width)(known)])
    if inputs["static"] is not None:
        one = layers.Reshape((1, width))(layers.Dense(width)(inputs["static"]))
        x, queries = ops.add(x, one), ops.add(queries, one)
    _, states = encoder(layers.ReLU()(x), mask=real)
    return _decode_segments(decoder, states, queries, sizes, width, ahead)


def _decode_segments(decoder, states, queries, sizes, width, ahead) -> Any:
    """Take one recurrent step per target segment, all from the same state."""
    each = [
        [_folded(layers.RepeatVector(ahead)(part)) for part in state]
        for state in states
    ]
    step = ops.expand_dims(_folded(queries), axis=1)
    y, _ = decoder(step, states=each)
    y = layers.Dense(sizes.segment * sizes.outputs)(y)
    y = ops.reshape(y, (-1, ahead * sizes.segment, sizes.outputs))
    return y[:, : sizes.horizon]


def _folded(x: Any) -> Any:
    """Merge batch and steps: (batch, steps, width) to (batch * steps, width)."""
    return ops.reshape(x, (-1, x.shape[-1]))


def _with_static(x: Any, static: Any) -> Any:
    """Append static features to every step."""
    if static is None:
        return x
    return layers.Concatenate()([x, layers.RepeatVector(x.shape[1])(static)])


def _known(inputs: dict[str, Any], sizes: ForecastSizes) -> Any:
    """Return the known future, (batch, horizon, 0) when there is none."""
    if inputs["future"] is not None:
        return inputs["future"]
    nothing = ops.zeros_like(inputs["past"][:, :1, :0])
    return ops.repeat(nothing, sizes.horizon, axis=1)


def _newest(x: Any, mask: Any) -> Any:
    """Return the last real steps: (batch, steps, width) to (batch, width)."""
    last = ops.sum(ops.cast(mask, "int32"), axis=1, keepdims=True) - 1
    return ops.squeeze(ops.take_along_axis(x, ops.expand_dims(last, 2), axis=1), axis=1)


def _finished(y: Any, steps: tuple[int, ...], sizes: ForecastSizes, unit: Any) -> Any:
    """Shape forecasts, and make parameters or quantiles of them.

    Quantiles are put in order, so that they never cross (Chernozhukov et al., 2010).
    """
    if sizes.distribution is not None:
        y = ops.reshape(y, (-1, *steps, sizes.targets, sizes.outputs_per_target))
        return parameters_of(y, sizes.distribution, unit)
    if not sizes.quantiles:
        return ops.reshape(y, (-1, *steps, sizes.targets))
    y = ops.reshape(y, (-1, *steps, sizes.targets, sizes.quantiles))
    return ops.sort(y, axis=-1)
