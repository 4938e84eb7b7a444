"""Recognition networks: frames in, log probabilities of symbols and the blank out.

Frames are columns of a picture or log-mel frames of a recording. A convolution may see
them first as the picture they are; a few neighbouring frames become one step; recurrent
layers read the steps; and the blank has padded steps to itself (`ctc`). Stock layers,
masked so that no padding changes a real step.
"""

from dataclasses import dataclass
from typing import Any

from seqkit.keras_backend import keras
from seqkit.networks.ctc import blank_where_padded
from seqkit.networks.stack import RecurrentStack

layers, ops = keras.layers, keras.ops


@dataclass(frozen=True)
class RecognisingSizes:
    """What a recognition network must fit.

    Attributes
    ----------
    features : numbers of a frame
    classes : symbols, and the blank
    stacked : neighbouring frames that are one step; what is missing of the last is 0
    """

    features: int
    classes: int
    stacked: int = 1


def recognising_network(
    sizes: RecognisingSizes,
    *,
    cell: str = "gru",
    units: tuple[int, ...] = (128, 128),
    bidirectional: bool = True,
    dropout: float = 0.2,
    filters: tuple[int, ...] = (),
) -> Any:
    """Build a recognition network of stock Keras layers.

    Parameters
    ----------
    sizes : what it must fit
    cell, units, bidirectional : its recurrent layers
    dropout : fraction of their inputs and outputs dropped in training
    filters : of each convolution over frames and features (3 × 3), which halves the
        features; none for frames as they are

    Returns
    -------
    keras.Model from values (batch, frames, features) and mask (batch, frames) to log
    probabilities (batch, steps, classes), of the blank first and alone at padded steps;
    steps are frames / stacked, rounded up

    Examples
    --------
    >>> import numpy as np
    >>> network = recognising_network(RecognisingSizes(8, 5, 2), units=(4,))
    >>> values, mask = np.ones((1, 5, 8)), np.arange(5)[None] < 4
    >>> found = network({"values": values, "mask": mask}).numpy()
    >>> found.shape, np.exp(found[0, -1]).tolist()
    ((1, 3, 5), [1.0, 0.0, 0.0, 0.0, 0.0])
    """
    values = keras.Input((None, sizes.features), name="values")
    mask = keras.Input((None,), dtype="bool", name="mask")
    real = ops.expand_dims(ops.cast(mask, "float32"), -1)
    x = values * real
    if filters:
        x = _seen(x, real, sizes.features, filters)
    x, steps = _stacked(x, mask, sizes.stacked)
    if dropout:
        x = layers.Dropout(dropout)(x)
    stack = RecurrentStack(cell, units, bidirectional=bidirectional, dropout=dropout)
    x, _ = stack(x, steps)
    # logarithms of probabilities need float32 also under a mixed-precision policy
    say = layers.Dense(
        sizes.classes, "log_softmax", dtype="float32", name="log_probabilities"
    )
    inputs = {"values": values, "mask": mask}
    return keras.Model(inputs, blank_where_padded(say(x), steps), name="recognising")


def _seen(x: Any, real: Any, features: int, filters: tuple[int, ...]) -> Any:
    """Return what convolutions see around each frame, (batch, frames, features)."""
    x, there = ops.expand_dims(x, -1), ops.expand_dims(real, -1)
    for number, count in enumerate(filters, start=1):
        see = layers.Conv2D(
            count, 3, padding="same", activation="relu", name=f"convolution{number}"
        )
        # padding stays what lies beyond the ends of every sequence: 0
        x = see(x) * there
        x = layers.MaxPooling2D((1, 2), padding="same")(x)
        features = -(-features // 2)
    return layers.Reshape((-1, features * filters[-1]))(x)


def _stacked(x: Any, mask: Any, count: int) -> tuple[Any, Any]:
    """Return steps of several frames, and which of them are real."""
    if count == 1:
        return x, mask
    more = layers.ZeroPadding1D((0, count - 1))(x)
    # the frame of each place in a step, of as many steps as begin with a frame
    ends = [place - count + 1 or None for place in range(count)]
    parts = [more[:, place : ends[place] : count] for place in range(count)]
    return layers.Concatenate()(parts), mask[:, ::count]
