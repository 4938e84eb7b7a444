"""Pointing networks: elements in, positions of elements out (Vinyals et al., 2015).

Two models with names, which share nothing but tensors, stand in one: "encoder" reads
the elements into a memory with a place for each, behind one for the end, and "pointer"
scores these places after each pointed element. Attention itself is the answer, so one
network serves any number of elements. A pointer runs over whole sequences in training
and over one step at a time when sequences are decoded.
"""

from dataclasses import dataclass
from typing import Any

from seqkit.keras_backend import keras
from seqkit.networks.stack import RecurrentStack, states_of

ENCODER, POINTER = "encoder", "pointer"
KINDS = ("permutation", "subset", "free")
ATTENTIONS = ("additive", "dot")
CLOSED = -1e9  # log odds of what may not be pointed at
END = 0  # place of the end; elements follow from 1
layers, ops = keras.layers, keras.ops


@dataclass(frozen=True)
class PointingSizes:
    """What a pointing network must fit.

    Attributes
    ----------
    features : numbers of an element
    kind : "permutation" points at each element once, and ends then; "subset" at an
        element once at most; "free" wherever it will
    """

    features: int
    kind: str = "permutation"


def pointing_network(
    sizes: PointingSizes,
    *,
    cell: str = "gru",
    units: tuple[int, ...] = (128,),
    bidirectional: bool = True,
    attention: str = "additive",
    dropout: float = 0.0,
) -> Any:
    """Build a pointing network.

    Parameters
    ----------
    sizes : what it must fit
    cell, units : recurrent layers of the encoder, and as many of the pointer
    bidirectional : whether the encoder reads the elements both ways
    attention : how places are scored against the pointer's state: "additive" (Bahdanau
        et al., 2015), as Vinyals et al. do, or "dot" (Luong et al., 2015)
    dropout : fraction of the recurrent layers' outputs dropped in training

    Returns
    -------
    keras.Model from values (batch, positions, features), mask (batch, positions), True
    = real element, and pointed (batch, timesteps), the place pointed at before each
    step, counted from 1, 0 before the first, to scores (batch, timesteps,
    positions + 1): log odds of the end and of each position, `CLOSED` where the kind of
    sequence does not allow it

    References
    ----------
    Vinyals, Fortunato and Jaitly (2015), "Pointer networks", equation 3. Elements once
    pointed at are closed in training, too, as by Bello et al. (2016), "Neural
    combinatorial optimization with reinforcement learning".
    """
    encoder = _encoder(sizes, cell, units, bidirectional, dropout)
    pointer = _pointer(sizes, encoder, cell, units, attention, dropout)
    values = keras.Input((None, sizes.features), name="values")
    mask = keras.Input((None,), dtype="bool", name="mask")
    pointed = keras.Input((None,), dtype="int32", name="pointed")
    read = encoder({"values": values, "mask": mask})
    scores = pointer({"pointed": pointed, **read})["scores"]
    inputs = {"values": values, "mask": mask, "pointed": pointed}
    return keras.Model(inputs, scores, name="pointing")


def _encoder(
    sizes: PointingSizes,
    cell: str,
    units: tuple[int, ...],
    bidirectional: bool,
    dropout: float,
) -> Any:
    """Return the model from elements to a memory of them and the pointer's states."""
    values = keras.Input((None, sizes.features), name="values")
    mask = keras.Input((None,), dtype="bool", name="mask")
    read = RecurrentStack(cell, units, bidirectional=bidirectional, dropout=dropout)
    x, after = read(values, mask)
    # an element is what it is, and what it is among the others
    x = layers.Dense(units[-1], name="remember")(layers.Concatenate()([x, values]))
    real = ops.cast(mask, "int32")
    nothing = ops.zeros_like(real[:, :1])
    end = layers.Embedding(1, units[-1], name="end")(nothing)
    memory = layers.Concatenate(axis=1)([end, x])
    view = [state for layer in after for state in layer]
    view = layers.Concatenate()(view) if view[1:] else view[0]
    states = {
        name: layers.Dense(width, "tanh", name=f"first_{name}")(view)
        for name, width in states_of(cell, units).items()
    }
    outputs = {
        "memory": memory,
        "keys": layers.Dense(units[-1], use_bias=False, name="key")(memory),
        "open": real,
        **states,
    }
    return keras.Model({"values": values, "mask": mask}, outputs, name=ENCODER)


def _pointer(
    sizes: PointingSizes,
    encoder: Any,
    cell: str,
    units: tuple[int, ...],
    attention: str,
    dropout: float,
) -> Any:
    """Return the model from pointed places and what was read to scores and states."""
    pointed = keras.Input((None,), dtype="int32", name="pointed")
    given = {
        name: keras.Input(part.shape[1:], dtype=part.dtype, name=name)
        for name, part in encoder.output.items()
    }
    x = ops.take_along_axis(given["memory"], pointed[:, :, None], axis=1)
    names = list(states_of(cell, units))
    number = len(names) // len(units)
    states = [
        [given[name] for name in names[k : k + number]]
        for k in range(0, len(names), number)
    ]
    x, after = RecurrentStack(cell, units, dropout=dropout)(x, None, states)
    scores = _attended(x, given["keys"], attention)
    closed, still_open = _validity(sizes.kind, pointed, given["open"])
    outputs = {"scores": ops.where(closed, CLOSED, scores), "open": still_open}
    flat = [state for layer in after for state in layer]
    outputs |= dict(zip(names, flat, strict=True))
    return keras.Model({"pointed": pointed, **given}, outputs, name=POINTER)


def _attended(x: Any, keys: Any, attention: str) -> Any:
    """Return log odds of each place at each step: (batch, timesteps, places)."""
    size = keys.shape[-1]
    query = layers.Dense(size, name="query")(x)
    if attention == "dot":  # scaled as by Vaswani et al. (2017)
        query = layers.Rescaling(size**-0.5)(query)
        return ops.matmul(query, ops.transpose(keys, (0, 2, 1)))
    met = ops.tanh(query[:, :, None] + keys[:, None])
    return ops.squeeze(layers.Dense(1, use_bias=False, name="attention")(met), -1)


def _validity(kind: str, pointed: Any, is_open: Any) -> tuple[Any, Any]:
    """Return what is closed at each step, and which elements stay open behind the last.

    Parameters
    ----------
    pointed : int32 (batch, timesteps)
    is_open : int32 (batch, positions), 1 = may be pointed at before these steps

    Returns
    -------
    bool (batch, timesteps, positions + 1) and int32 (batch, positions)
    """
    places = ops.cumsum(ops.ones_like(is_open), axis=1)
    hit = ops.cast(ops.equal(pointed[:, :, None], places[:, None]), "int32")
    if kind == "free":
        hit = ops.zeros_like(hit)
    taken = ops.minimum(ops.cumsum(hit, axis=1), 1)
    each = ops.maximum(is_open[:, None] - taken, 0)
    left = ops.max(each, axis=2, keepdims=True)
    end = left if kind == "permutation" else ops.zeros_like(left)
    closed = ops.concatenate([end, 1 - each], axis=2)
    return ops.cast(closed, "bool"), each[:, -1]
