"""A network at work that writes numbers: each step is fed what it said before."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from seqkit.keras_backend import tf
from seqkit.networks.stepping import one_step
from seqkit.networks.translating import ENCODER
from seqkit.networks.writing import WRITER, has_attention
from seqkit.training.prediction import quiet_tracing

_MADE = "_seqkit_number_writer"


class WrittenSeries(NamedTuple):
    """Numbers that a network wrote.

    numbers : float32 array (timesteps, features), scaled as the network's targets
    attention : float32 array (timesteps, positions), how much it looked at each
        position of the source for each step; None without attention
    """

    numbers: np.ndarray
    attention: np.ndarray | None = None

    def looks_at(self, positions: int) -> np.ndarray | None:
        """Return the attention without that to padding."""
        return None if self.attention is None else self.attention[:, :positions]


def write_series(
    network: Any,
    batches: Iterable[tuple[np.ndarray, dict[str, np.ndarray]]],
    steps: np.ndarray,
) -> list[WrittenSeries]:
    """Write a series for each source, free-running.

    Parameters
    ----------
    network : as `translating_network` builds it for targets of numbers
    batches : numbers of some sources, and their inputs
    steps : whole numbers (sources,), how many steps to write for each

    Returns
    -------
    list, in the order of the sources; for one that is in no batch all numbers are 0
    """
    write, features = _compiled(network), network.output.shape[-1]
    found = [WrittenSeries(*_nothing(features, count)) for count in steps]
    for which, taken in batches:
        inputs = {name: tf.constant(part) for name, part in taken.items()}
        with quiet_tracing():
            written = write(inputs, tf.constant(int(steps[which].max())))
        parts = [part.numpy() for part in written]
        for place, number in enumerate(which):
            own = [part[place, : steps[number]] for part in parts]
            found[number] = WrittenSeries(*own)
    return found


def _nothing(features: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of all targets, and attention to nothing."""
    return np.zeros((steps, features), "float32"), np.zeros((steps, 0), "float32")


def _compiled(network: Any) -> Any:
    """Return the graph that writes, made once; it lies in the network's `__dict__`."""
    made = vars(network).get(_MADE)
    if made is None:
        writer = _SeriesWriter(network)
        made = tf.function(writer.write, reduce_retracing=True)
        vars(network)[_MADE] = made
    return made


class _SeriesWriter:
    """The loop of a writer that is fed what it said."""

    def __init__(self, network: Any) -> None:
        self._encoder = network.get_layer(ENCODER)
        self._one = one_step(network.get_layer(WRITER))
        self._features = network.output.shape[-1]
        looks = ("attention",) if has_attention(network) else ()
        self._said = ("numbers", *looks)

    def write(self, inputs: dict[str, Any], steps: Any) -> list[Any]:
        """Return numbers (batch, steps, features), and where the network looked."""
        begun = self._encoder(inputs, training=False)
        rows = tf.shape(next(iter(begun.values())))[0]

        def onward(at: Any, before: Any, state: dict, told: tuple) -> tuple:
            given = self._one({"before": before, **state}, training=False)
            told = tuple(
                kept.write(at, given[name][:, 0])
                for kept, name in zip(told, self._said, strict=True)
            )
            state = {name: given.get(name, part) for name, part in state.items()}
            return at + 1, given["numbers"], state, told

        empty = tuple(tf.TensorArray("float32", size=steps) for _ in self._said)
        first = (0, tf.zeros([rows, 1, self._features]), begun, empty)
        *_, told = tf.while_loop(lambda at, *_: at < steps, onward, first)
        return [tf.transpose(part.stack(), (1, 0, 2)) for part in told]
