"""Many steps to one vector, padding left out: the last step, max, mean or attention."""

from typing import Any

from seqkit import checks
from seqkit.keras_backend import keras, tf

POOLINGS = ("last", "max", "mean", "attention")


def poolings(pooling: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of one pooling, or of several side by side.

    Raises
    ------
    ValueError
        If there is none, one is unknown, or one stands twice.

    Examples
    --------
    >>> poolings("max"), poolings(("max", "mean"))
    (('max',), ('max', 'mean'))
    """
    names = (pooling,) if isinstance(pooling, str) else tuple(pooling)
    for name in names:
        checks.check_choice("pooling", name, POOLINGS)
    if not names or len(set(names)) < len(names):
        raise ValueError(
            f"pooling={pooling!r} must name one or more different poolings; "
            f"choose from {', '.join(map(repr, POOLINGS))}"
        )
    return names


@keras.saving.register_keras_serializable("seqkit")
class MaskedPooling(keras.layers.Layer):
    """The largest or the mean value of each feature over the real steps.

    It takes (batch, timesteps, features) with their mask and gives (batch, features), 0
    where no step is real.

    Parameters
    ----------
    kind : "max" or "mean"

    Examples
    --------
    >>> mask = tf.constant([[True, True, False]])
    >>> MaskedPooling("mean")(tf.constant([[[1.0], [3.0], [9.0]]]), mask).numpy()
    array([[2.]], dtype=float32)
    """

    def __init__(self, kind: str = "max", **kwargs: Any):
        super().__init__(**kwargs)
        checks.check_choice("kind", kind, ("max", "mean"))
        self.kind = kind
        self.supports_masking = True

    def call(self, x: Any, mask: Any = None) -> Any:
        """Return (batch, features); mask is bool (batch, timesteps)."""
        if mask is None:
            mask = tf.ones(tf.shape(x)[:2], "bool")
        real = mask[..., None]
        if self.kind == "max":
            most = tf.reduce_max(tf.where(real, x, x.dtype.min), axis=1)
            return tf.where(tf.reduce_any(real, axis=1), most, 0.0)
        total = tf.reduce_sum(tf.where(real, x, 0.0), axis=1)
        return total / tf.maximum(tf.reduce_sum(tf.cast(real, x.dtype), axis=1), 1.0)

    def compute_mask(self, *args: Any, **kwargs: Any) -> None:
        """Return None: no step is left."""

    def compute_output_shape(self, x_shape: Any) -> tuple:
        """Return (batch, features)."""
        return x_shape[0], x_shape[-1]

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        return super().get_config() | {"kind": self.kind}


@keras.saving.register_keras_serializable("seqkit")
class AttentionPooling(keras.layers.Layer):
    """A weighted mean over the real steps, whose weights the network learns.

    Step t weighs softmax_t(v · tanh(W x_t + b)) (Yang et al., 2016, "Hierarchical
    attention networks", eq. 5-7). It takes (batch, timesteps, features) with their mask
    and gives (batch, features), 0 where no step is real.

    Parameters
    ----------
    units : length of v

    Examples
    --------
    >>> layer, mask = AttentionPooling(4), tf.constant([[True, True, False]])
    >>> pooled = layer(tf.ones((1, 3, 2)), mask)
    >>> layer.attention(tf.ones((1, 3, 2)), mask).numpy()
    array([[0.5, 0.5, 0. ]], dtype=float32)
    """

    def __init__(self, units: int = 64, **kwargs: Any):
        super().__init__(**kwargs)
        self.units = checks.check_count("units", units)
        self.supports_masking = True

    def build(self, x_shape: Any) -> None:
        """Create W (features, units), b and v (units,)."""
        self.kernel = self.add_weight(shape=(x_shape[-1], self.units), name="kernel")
        self.bias = self.add_weight(
            shape=(self.units,), initializer="zeros", name="bias"
        )
        self.query = self.add_weight(shape=(self.units, 1), name="query")
        self.built = True

    def attention(self, x: Any, mask: Any = None) -> Any:
        """Return the weights (batch, timesteps), 0 at padding; they add up to 1."""
        kernel, bias, query = map(
            tf.convert_to_tensor, (self.kernel, self.bias, self.query)
        )
        scores = tf.squeeze(tf.tanh(x @ kernel + bias) @ query, -1)
        if mask is None:
            return tf.nn.softmax(scores, axis=1)
        weights = tf.nn.softmax(tf.where(mask, scores, scores.dtype.min), axis=1)
        return tf.where(mask, weights, 0.0)

    def call(self, x: Any, mask: Any = None) -> Any:
        """Return (batch, features); mask is bool (batch, timesteps)."""
        return tf.einsum("bt,btf->bf", self.attention(x, mask), x)

    def compute_mask(self, *args: Any, **kwargs: Any) -> None:
        """Return None: no step is left."""

    def compute_output_shape(self, x_shape: Any) -> tuple:
        """Return (batch, features)."""
        return x_shape[0], x_shape[-1]

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        return super().get_config() | {"units": self.units}
