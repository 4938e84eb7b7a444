"""Losses that leave missing targets out: NaN in `y` counts for nothing."""

from typing import Any

from seqkit.keras_backend import keras, tf

POINT_LOSSES = ("mae", "mse", "huber")


@keras.saving.register_keras_serializable("seqkit")
class ObservedLoss(keras.losses.Loss):
    """Mean error over observed targets.

    Parameters
    ----------
    kind : "mae", "mse" or "huber" (quadratic below 1) for one number per target;
        "pinball" (Koenker & Bassett, 1978) for quantiles on the last axis
    quantiles : levels, for "pinball"
    """

    def __init__(
        self, kind: str = "mae", quantiles: tuple[float, ...] = (), **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.kind, self.quantiles = kind, tuple(quantiles)

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the mean over observed targets, a scalar.

        y_true has shape (batch, ..., targets), y_pred the same (with quantiles behind),
        sample_weight is (batch,) or None.
        """
        seen = tf.math.is_finite(y_true)
        weight = tf.cast(seen, y_pred.dtype)
        if sample_weight is not None:
            shape = [-1] + [1] * (len(weight.shape) - 1)
            weight *= tf.reshape(tf.cast(sample_weight, weight.dtype), shape)
        error = self._error(tf.where(seen, y_true, 0.0), y_pred)
        total = tf.reduce_sum(tf.where(seen, error, 0.0) * weight)
        return total / tf.maximum(tf.reduce_sum(weight), 1e-12)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        return super().get_config() | {"kind": self.kind, "quantiles": self.quantiles}

    def _error(self, y: Any, forecast: Any) -> Any:
        if self.kind == "pinball":
            away = y[..., None] - forecast
            levels = tf.constant(self.quantiles, dtype=forecast.dtype)
            return tf.reduce_mean(
                tf.maximum(levels * away, (levels - 1) * away), axis=-1
            )
        away = forecast - y
        if self.kind == "mae":
            return tf.abs(away)
        if self.kind == "mse":
            return tf.square(away)
        size = tf.abs(away)
        return tf.where(size < 1, 0.5 * tf.square(away), size - 0.5)
