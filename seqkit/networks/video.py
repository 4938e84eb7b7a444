"""Frames of clips as a network takes them in: what is seen in each, and what moves."""

from dataclasses import dataclass
from typing import Any

from seqkit.keras_backend import keras

# filters as a share of the last ones, side of a kernel, and frames that it looks at
_CONVOLUTIONS = ((4, 5, 3), (2, 3, 3), (1, 3, 1))
layers, ops = keras.layers, keras.ops


@dataclass(frozen=True)
class FrameSizes:
    """What a network over frames must fit.

    Attributes
    ----------
    height, width : in pixels
    channels : colours of a pixel
    """

    height: int
    width: int
    channels: int = 3

    @property
    def numbers(self) -> int:
        """How many numbers a frame is."""
        return self.height * self.width * self.channels


def seen_frames(
    values: Any,
    mask: Any,
    sizes: FrameSizes,
    *,
    frame_units: int = 64,
    dropout: float = 0.0,
) -> Any:
    """Return what is seen in each frame, (batch, timesteps, features).

    One small convolutional network runs over all frames. Its first two layers look at a
    frame and both of its neighbours, so that they see motion where it is, whatever the
    place; what they find is then pooled over the picture. Light and tint are taken out
    of each frame before; its mean colour is given beside.

    Parameters
    ----------
    values : tensor (batch, timesteps, height × width × channels), pixels from 0 to 255,
        row by row
    mask : bool tensor (batch, timesteps), True = real frame
    sizes : of a frame
    frame_units : features of a frame, and filters of the last convolution
    dropout : fraction of the features dropped in training

    References
    ----------
    Tran et al. (2015), "Learning spatiotemporal features with 3D convolutional
    networks", ICCV: kernels that reach over three frames.
    """
    frames = layers.Reshape((-1, sizes.height, sizes.width, sizes.channels))(values)
    frames = layers.Rescaling(1 / 127.5, -1.0)(frames)
    even = layers.LayerNormalization(axis=(2, 3), center=False, scale=False)
    x = even(frames)
    # of padding nothing is seen, as before the first frame and after the last
    real = layers.Reshape((-1, 1, 1, 1))(ops.cast(mask, "float32"))
    for share, side, reach in _CONVOLUTIONS:
        find = layers.Conv3D(
            *(max(1, frame_units // share), (reach, side, side)),
            strides=(1, 2, 2),
            padding="same",
            activation="relu",
        )
        x = find(layers.Multiply()([x, real]))
    most, mean = ops.max(x, axis=(2, 3)), ops.mean(x, axis=(2, 3))
    x = layers.Concatenate()([most, mean, ops.mean(frames, axis=(2, 3))])
    x = layers.Dense(frame_units, "relu", name="frame_features")(x)
    return layers.Dropout(dropout)(x) if dropout else x
