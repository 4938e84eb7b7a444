"""A recurrent layer that reads what it made of a memory a step before."""

from typing import Any, NamedTuple

from seqkit import checks
from seqkit.keras_backend import keras, tf
from seqkit.networks.attending import ATTENTIONS, Attending
from seqkit.networks.stack import CELLS

layers = keras.layers


class Made(NamedTuple):
    """What the steps of a sequence made.

    made : tensor (batch, timesteps, units)
    weights : tensor (batch, timesteps, positions), how much each step saw of each place
    last : tensor (batch, units), what the last step made
    states : tensors (batch, units), behind the last step
    """

    made: Any
    weights: Any
    last: Any
    states: list


@keras.saving.register_keras_serializable("seqkit")
class InputFeeding(keras.layers.Layer):
    """Look at a memory at each step, and read at the next what was made of it.

    A step's features are joined with what the step before made; a cell reads both, its
    output asks the memory, and tanh(W [output; seen]) is what the step makes (Luong et
    al., 2015, "input feeding"). So a step knows where those before it looked; but each
    waits for the one before, and no kernel takes the whole sequence at once.

    Parameters
    ----------
    cell : "simple", "lstm" or "gru"
    units : size of the states, and of what a step makes
    attention : "dot" or "additive"

    References
    ----------
    Luong, Pham and Manning (2015), Effective approaches to attention-based neural
    machine translation, section 3.3.

    Examples
    --------
    >>> import numpy as np
    >>> x, memory = np.ones((2, 5, 3), "float32"), np.ones((2, 4, 6), "float32")
    >>> zeros = np.zeros((2, 8), "float32")
    >>> layer = InputFeeding("gru", 8, "dot")
    >>> found = layer({"x": x, "memory": memory, "fed": zeros, "states": [zeros]})
    >>> found.made.shape, found.weights.shape, found.last.shape
    (TensorShape([2, 5, 8]), TensorShape([2, 5, 4]), TensorShape([2, 8]))
    """

    def __init__(self, cell: str, units: int, attention: str, **kwargs: Any):
        super().__init__(**kwargs)
        checks.check_choice("cell", cell, tuple(CELLS))
        checks.check_choice("attention", attention, ATTENTIONS[:-1])
        self.cell_kind, self.attention = cell, attention
        self.units = checks.check_count("units", units)
        self._cell = CELLS[cell](units, dtype=self.dtype_policy).cell
        self._make = layers.Dense(units, "tanh", dtype=self.dtype_policy, name="make")

    def build(self, shapes: dict[str, Any]) -> None:
        """Create the weights of the cell, of the attention and of what is made."""
        size = shapes["memory"][-1]
        self._attending = Attending(self.attention, size, self.dtype_policy)
        self._asking = self._attending.layers
        self._attending.build(self.units, shapes["memory"])
        self._cell.build((None, shapes["x"][-1] + self.units))
        self._make.build((None, None, self.units + size))
        self.built = True

    def call(self, given: dict[str, Any]) -> Made:
        """Walk over the steps.

        Parameters
        ----------
        given : x (batch, timesteps, features); memory (batch, positions, size); fed
            (batch, units), what the step before the first made; states, a list of
            (batch, units); and real (batch, positions), 0 = a place not to be looked
            at, where there are such
        """
        x, memory, fed, states = (given[n] for n in ("x", "memory", "fed", "states"))
        real = tf.cast(given["real"], "bool") if "real" in given else None
        steps = tf.shape(x)[1]

        def step(number: Any, fed: Any, states: list, made: Any, looks: Any) -> tuple:
            read = tf.concat([x[:, number], fed], axis=-1)
            output, states = self._cell(read, states)
            seen, weights = self._attending(output[:, None], memory, real)
            fed = self._make(tf.concat([output[:, None], seen], axis=-1))[:, 0]
            kept = made.write(number, fed), looks.write(number, weights[:, 0])
            return (number + 1, fed, list(states), *kept)

        empty = [tf.TensorArray(self.compute_dtype, steps) for _ in range(2)]
        start = (tf.constant(0), fed, list(states), *empty)
        _, fed, states, made, looks = tf.while_loop(
            lambda number, *_: number < steps, step, start
        )
        made, looks = (_by_sample(each) for each in (made, looks))
        made.set_shape((*x.shape[:2], self.units))
        looks.set_shape((*x.shape[:2], memory.shape[1]))
        return Made(made, looks, fed, states)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        own = {"cell": self.cell_kind, "units": self.units, "attention": self.attention}
        return super().get_config() | own


def _by_sample(steps: Any) -> Any:
    """Return (batch, timesteps, features) of an array of steps."""
    return tf.transpose(steps.stack(), (1, 0, 2))
