"""Many-to-one networks: a sequence in, classes or numbers out."""

from dataclasses import dataclass
from typing import Any

from seqkit.keras_backend import keras
from seqkit.networks.pooling import AttentionPooling, MaskedPooling, poolings
from seqkit.networks.stack import RecurrentStack
from seqkit.networks.token_inputs import TokenSizes, embed_tokens, token_inputs
from seqkit.networks.video import FrameSizes, seen_frames

OUTPUTS = {"classes": "softmax", "labels": "sigmoid", "numbers": None}
layers = keras.layers


@dataclass(frozen=True)
class SequenceSizes:
    """What a many-to-one network must fit.

    Attributes
    ----------
    features : numbers per step, or what a token or a frame of a clip gives
    outputs : classes, labels or numbers to predict
    kind : "classes" (one of them), "labels" (any of them) or "numbers"
    """

    features: int | TokenSizes | FrameSizes
    outputs: int
    kind: str = "classes"


def sequence_network(
    sizes: SequenceSizes,
    *,
    cell: str = "gru",
    units: tuple[int, ...] = (64,),
    bidirectional: bool = True,
    dropout: float = 0.0,
    pooling: str | tuple[str, ...] = "max",
    **tokens: Any,
) -> Any:
    """Build a many-to-one network.

    Parameters
    ----------
    sizes : what it must fit
    cell, units, bidirectional : its recurrent layers
    dropout : fraction dropped of embedded tokens and of recurrent outputs, in training
    pooling : what stands for the sequence: the "last" output (of each direction), or
        "max", "mean" or "attention" over those of all real steps; or several, side by
        side
    tokens : how tokens are embedded, see `embed_tokens`, or frames, see `seen_frames`

    Returns
    -------
    keras.Model from inputs (`token_inputs`; or values (batch, timesteps, features) and
    mask (batch, timesteps); features of a frame are its pixels) to (batch, outputs):
    probabilities, or numbers
    """
    if isinstance(sizes.features, TokenSizes):
        inputs = token_inputs(sizes.features)
        x, mask = embed_tokens(inputs, sizes.features, dropout=dropout, **tokens)
    else:
        clips = sizes.features if isinstance(sizes.features, FrameSizes) else None
        x = keras.Input(
            (None, clips.numbers if clips else sizes.features), name="values"
        )
        mask = keras.Input((None,), dtype="bool", name="mask")
        inputs = {"values": x, "mask": mask}
        if clips:
            x = seen_frames(x, mask, clips, dropout=dropout, **tokens)
    names = poolings(pooling)
    stack = RecurrentStack(
        cell,
        units,
        bidirectional=bidirectional,
        dropout=dropout,
        sequences=names != ("last",),
    )
    x, states = stack(x, mask)
    if names != ("last",):
        last = layers.Dropout(dropout)(states[-1][0])
        x = side_by_side([pooled(x, last, mask, name) for name in names])
    out = layers.Dense(sizes.outputs, OUTPUTS[sizes.kind], name=sizes.kind)
    return keras.Model(inputs, out(x), name="sequence")


def pooled(x: Any, last: Any, mask: Any, pooling: str) -> Any:
    """Return what stands for the outputs of all steps, (batch, features)."""
    if pooling == "last":
        return last
    if pooling == "attention":
        return AttentionPooling(name="attention")(x, mask=mask)
    return MaskedPooling(pooling, name=f"{pooling}_pooling")(x, mask=mask)


def side_by_side(parts: list) -> Any:
    """Return tensors (batch, features) as one."""
    return parts[0] if len(parts) == 1 else layers.Concatenate()(parts)
