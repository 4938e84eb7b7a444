"""A recurrent decoder that feeds each forecast back in as the next input."""

from typing import Any

from seqkit.keras_backend import keras, tf
from seqkit.networks.stack import CELLS

_STEPPERS = {
    "simple": keras.layers.SimpleRNNCell,
    "lstm": keras.layers.LSTMCell,
    "gru": keras.layers.GRUCell,
}


@keras.saving.register_keras_serializable("seqkit")
class Rollout(keras.layers.Layer):
    """Step a stack of cells through the horizon on its own forecasts.

    Step k sees the forecast of step k - 1 (the newest value at first), the known future
    of step k and what stays constant. Training and prediction run the same loop, so
    what is trained is what is used.

    Parameters
    ----------
    cell : "simple", "lstm" or "gru"
    units : one size per stacked cell
    horizon : steps to forecast
    targets : channels per step
    quantiles : outputs per channel; the middle one is fed back
    reads : whether the same cells first read `history` (the recursive strategy: one
        recurrence that reads and then continues); else `states` are given (an
        encoder-decoder)
    positive : whether what is fed back goes through softplus first
    """

    def __init__(
        self,
        cell: str,
        units: tuple[int, ...],
        horizon: int,
        targets: int = 1,
        quantiles: int = 1,
        reads: bool = False,
        positive: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.cell, self.units, self.horizon = cell, tuple(units), horizon
        self.targets, self.quantiles = targets, quantiles
        self.reads, self.positive = reads, positive
        self.supports_masking = True
        self.head = keras.layers.Dense(targets * quantiles, name="head")
        if reads:
            self.readers = [
                CELLS[cell](size, return_sequences=True, return_state=True)
                for size in self.units
            ]
        else:
            self.steppers = [_STEPPERS[cell](size) for size in self.units]

    def build(self, start_shape, future_shape, constant_shape=None, **others):
        """Create the weights from the shapes of `call`'s arguments."""
        width = start_shape[-1] + future_shape[-1]
        width += constant_shape[-1] if constant_shape else 0
        for size, part in zip(self.units, self._parts(), strict=True):
            part.build((None, None, width) if self.reads else (None, width))
            width = size
        self.head.build((None, width))
        self.built = True

    def call(
        self, start, future, constant=None, states=None, history=None, mask=None
    ) -> Any:
        """Return forecasts (batch, horizon, targets * quantiles).

        Parameters
        ----------
        start : tensor (batch, targets), the newest value
        future : tensor (batch, horizon, features), features may be 0
        constant : tensor (batch, features) given at every step, or None
        states : one list of tensors (batch, units) per cell; not with `reads`
        history : tensor (batch, timesteps, targets + future + constant features) in the
            order of a step's input; only with `reads`
        mask : bool tensor (batch, timesteps) of `history`, True = real step
        """
        if self.reads:
            states = self._read(history, mask)
        cells = [part.cell if self.reads else part for part in self._parts()]

        def step(k: Any, before: list, previous: Any, written: Any) -> tuple:
            parts = [previous, future[:, k]] + ([] if constant is None else [constant])
            x, after = tf.concat(parts, axis=-1), []
            for cell, state in zip(cells, before, strict=True):
                x, new = cell(x, state)
                after.append(list(new) if isinstance(new, (list, tuple)) else [new])
            y = self.head(x)
            return k + 1, after, self._fed_back(y), written.write(k, y)

        outputs = tf.TensorArray(start.dtype, size=self.horizon)
        first = (0, [list(state) for state in states], start, outputs)
        *_, outputs = tf.while_loop(
            lambda k, *_: k < self.horizon, step, first, maximum_iterations=self.horizon
        )
        return tf.transpose(outputs.stack(), (1, 0, 2))

    def compute_mask(self, *args: Any, **kwargs: Any) -> None:
        """Return None: every forecast step is real."""

    def compute_output_shape(self, start_shape, *others_shapes, **other_shapes):
        """Return (batch, horizon, targets * quantiles)."""
        return (start_shape[0], self.horizon, self.targets * self.quantiles)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        names = (
            "cell",
            "units",
            "horizon",
            "targets",
            "quantiles",
            "reads",
            "positive",
        )
        return super().get_config() | {name: getattr(self, name) for name in names}

    def _parts(self) -> list:
        return self.readers if self.reads else self.steppers

    def _read(self, history: Any, mask: Any) -> list:
        states, x = [], history
        for reader in self.readers:
            x, *state = reader(x, mask=mask)
            states.append(state)
        return states

    def _fed_back(self, y: Any) -> Any:
        """Choose the middle output of each channel."""
        by_channel = keras.ops.reshape(y, (-1, self.targets, self.quantiles))
        middle = by_channel[..., self.quantiles // 2]
        return keras.ops.softplus(middle) if self.positive else middle
