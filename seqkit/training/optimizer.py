"""Adam as every network of seqkit is trained with."""

from typing import Any

from seqkit.keras_backend import keras, tf


class OneOpAdam(keras.optimizers.Adam):
    """Adam (Kingma & Ba, 2015) with TensorFlow's one op a variable, not a dozen.

    The update is Keras's to the last rounding, as is the clipping before it; small
    networks spend a tenth of a step less. Of an embedding, only the rows that a batch
    holds are updated, their moments with them: the others neither drift on old momentum
    nor cost anything, however large the vocabulary.
    """

    def _clip_by_norm(self, values, axes=None):
        """Scale one gradient down to the norm `clipnorm`, as Keras asks for it."""
        if axes is not None:
            return super()._clip_by_norm(values, axes)
        if isinstance(values, tf.IndexedSlices):
            rows = _summed(values)
            clipped = self._clip_by_norm(rows.values)
            return tf.IndexedSlices(clipped, rows.indices, rows.dense_shape)
        norm = tf.sqrt(2 * tf.nn.l2_loss(values))
        return values * (self.clipnorm / tf.maximum(norm, self.clipnorm))

    def update_step(self, gradient, variable, learning_rate):
        """Update one variable, as Keras asks for it."""
        if variable.dtype != "float32":
            super().update_step(gradient, variable, learning_rate)
            return
        index = self._get_variable_index(variable)
        m, v = _handle(self._momentums[index]), _handle(self._velocities[index])
        step = tf.cast(self.iterations + 1, tf.float32)
        fade_1, fade_2 = tf.pow(self.beta_1, step), tf.pow(self.beta_2, step)
        rate = tf.cast(learning_rate, tf.float32)
        if isinstance(gradient, tf.IndexedSlices):
            rate *= tf.sqrt(1 - fade_2) / (1 - fade_1)
            # clipping has added the rows up already
            rows = _summed(gradient) if self.clipnorm is None else gradient
            self._update_rows(rows, _handle(variable), m, v, rate)
            return
        tf.raw_ops.ResourceApplyAdam(
            var=_handle(variable),
            m=m,
            v=v,
            beta1_power=fade_1,
            beta2_power=fade_2,
            lr=rate,
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )

    def _update_rows(self, gradient, variable, m, v, rate):
        """Update the rows a sparse gradient names, each once."""
        rows, g = gradient.indices, gradient.values

        def moved(handle, old_share, new):
            old = tf.raw_ops.ResourceGather(
                resource=handle, indices=rows, dtype=tf.float32
            )
            now = old_share * old + new
            tf.raw_ops.ResourceScatterUpdate(resource=handle, indices=rows, updates=now)
            return now

        first = moved(m, self.beta_1, (1 - self.beta_1) * g)
        second = moved(v, self.beta_2, (1 - self.beta_2) * tf.square(g))
        moved(variable, 1.0, -rate * first / (tf.sqrt(second) + self.epsilon))


def _summed(gradient: Any) -> Any:
    """Add up the rows of a sparse gradient that stand for the same row."""
    rows, places = tf.unique(gradient.indices)
    values = tf.math.unsorted_segment_sum(gradient.values, places, tf.size(rows))
    return tf.IndexedSlices(values, rows, gradient.dense_shape)


def _handle(variable: Any) -> Any:
    """Return what TensorFlow's own ops take of a variable, Keras's or its own."""
    inner = variable.value if isinstance(variable, keras.Variable) else variable
    return inner.handle
