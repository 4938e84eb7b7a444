"""A pointing network at work: elements in, positions out, and how sure it was."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from seqkit.decoding import Decoder, Rules
from seqkit.keras_backend import tf
from seqkit.networks.pointing import CLOSED, ENCODER, END, POINTER
from seqkit.networks.stepping import one_step
from seqkit.training.prediction import quiet_tracing

_MADE = "_seqkit_pointers"
_ROUND = 8  # padded positions are a multiple of it, so that few graphs serve all
_AT_ONCE = 16_384  # scores of positions


class PointedAt(NamedTuple):
    """What a network points at in one sequence.

    positions : int64 array (steps,), from 0
    attention : float32 array (steps, positions), the probability of each position at
        each step; what is missing to 1 is that of the end. None if not asked for
    """

    positions: np.ndarray
    attention: np.ndarray | None = None


def point(
    network: Any,
    elements: Any,
    *,
    beam_width: int = 1,
    longest: int | None = None,
    attention: bool = False,
) -> list[PointedAt]:
    """Point at elements with a fitted network.

    Parameters
    ----------
    network : as `pointing_network` builds it
    elements : ragged source of its inputs
    beam_width : sequences kept at every length; 1 takes the likeliest position each
        time
    longest : most steps of a sequence; as many as there are elements when None
    attention : return probabilities, too

    Returns
    -------
    what is pointed at in each sequence, in order
    """
    lengths = np.asarray(elements.lengths)
    found: list[Any] = [None] * len(lengths)
    for which, positions in _batches(lengths, beam_width, attention):
        taken = _padded(elements.take(which), positions)
        pointer = _Pointer.of(network, longest or positions)
        for number, one in zip(
            which, pointer.point(taken, beam_width, attention), strict=True
        ):
            seen = one.attention
            own = None if seen is None else seen[:, : lengths[number]]
            found[number] = one._replace(attention=own)
    return found


def _batches(
    lengths: np.ndarray, beam_width: int, attention: bool
) -> Iterator[tuple[np.ndarray, int]]:
    """Yield numbers of sequences, and the positions that they are padded to."""
    padded = -(-lengths // _ROUND) * _ROUND
    for positions in np.unique(padded).tolist():
        alike = np.flatnonzero(padded == positions)
        # attention looks at all steps at once, a search at all beams
        scored = positions * (max(beam_width, positions) if attention else beam_width)
        size = max(1, _AT_ONCE // scored)
        for first in range(0, len(alike), size):
            yield alike[first : first + size], positions


def _padded(taken: dict[str, np.ndarray], positions: int) -> dict[str, np.ndarray]:
    """Return inputs (n, positions, ...)."""
    more = positions - taken["mask"].shape[1]
    return {
        name: np.pad(part, [(0, 0), (0, more), *[(0, 0)] * (part.ndim - 2)])
        for name, part in taken.items()
    }


class _Pointer:
    """The graphs of a network at work; compiled once for each longest sequence."""

    def __init__(self, network: Any, longest: int) -> None:
        self._pointer = network.get_layer(POINTER)
        self._one = one_step(self._pointer)
        encoder = network.get_layer(ENCODER)
        self._start = tf.function(
            lambda taken: encoder(taken, training=False), reduce_retracing=True
        )
        self._looking = tf.function(self._attention, reduce_retracing=True)
        self._decoder = Decoder(self._step, Rules(END, END, longest))

    @classmethod
    def of(cls, network: Any, longest: int) -> "_Pointer":
        """Return the pointer of a network; it lies in the network's `__dict__`."""
        made = vars(network).setdefault(_MADE, {})
        if longest not in made:
            made[longest] = cls(network, longest)
        return made[longest]

    def point(
        self, taken: dict[str, np.ndarray], beam_width: int, attention: bool
    ) -> list[PointedAt]:
        """Return what is pointed at in each sequence of a batch."""
        with quiet_tracing():
            state = self._start({k: tf.constant(part) for k, part in taken.items()})
            decoded = self._decoder.beam(state, beam_width=beam_width, n_best=1)
            places, lengths = decoded.tokens[:, 0], decoded.lengths[:, 0]
            looks = self._looks(places, state) if attention else [None] * len(lengths)
        return [
            PointedAt(
                row[:length].astype("int64") - 1,
                None if look is None else look[:length, 1:],
            )
            for row, length, look in zip(places, lengths, looks, strict=True)
        ]

    def _step(self, places: Any, state: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Return scores of the next place and the states behind this one."""
        given = self._one({"pointed": places[:, None], **state}, training=False)
        after = {name: given.get(name, part) for name, part in state.items()}
        scores = given["scores"][:, 0]
        return tf.where(scores <= CLOSED, -float("inf"), scores), after

    def _looks(self, places: np.ndarray, state: dict[str, Any]) -> np.ndarray:
        """Return float32 (sequences, steps, places): probabilities at each step."""
        start = np.full((len(places), 1), END, "int32")
        pointed = np.concatenate([start, places[:, :-1]], axis=1)
        return self._looking({"pointed": tf.constant(pointed), **state}).numpy()

    def _attention(self, given: dict[str, Any]) -> Any:
        return tf.nn.softmax(self._pointer(given, training=False)["scores"])
