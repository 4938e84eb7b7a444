"""SimpleRNN, LSTM or GRU layers on top of each other, called like one layer."""

from collections.abc import Callable
from typing import Any

from seqkit.keras_backend import keras
from seqkit.recurrent.layers import GRU, LSTM, SimpleRNN

CELLS = {"simple": SimpleRNN, "lstm": LSTM, "gru": GRU}


class RecurrentStack:
    """Recurrent layers in sequence, with dropout between and behind them.

    Calling the stack twice shares its weights. It is no layer itself: the layers it
    makes become part of whatever graph it is called in.

    Parameters
    ----------
    cell : "simple", "lstm" or "gru"
    units : one size per layer, first layer first
    bidirectional : read the steps both ways; outputs and states are concatenated
    dropout : fraction of each layer's outputs dropped in training
    sequences : whether outputs of every step are wanted; else a call gives the last one
        alone, (batch, units), which costs a training step less
    """

    def __init__(
        self,
        cell: str,
        units: tuple[int, ...],
        *,
        bidirectional: bool = False,
        dropout: float = 0.0,
        sequences: bool = True,
    ):
        self._layers = []
        for depth, size in enumerate(units, start=1):
            every_step = sequences or depth < len(units)
            layer = CELLS[cell](size, return_sequences=every_step, return_state=True)
            self._layers.append(
                keras.layers.Bidirectional(layer) if bidirectional else layer
            )
        self._dropouts = [keras.layers.Dropout(dropout) for _ in units if dropout]
        self._bidirectional = bidirectional

    def __call__(
        self, x: Any, mask: Any = None, states: Any = None
    ) -> tuple[Any, list]:
        """Run the stack over a batch of sequences.

        Parameters
        ----------
        x : tensor (batch, timesteps, features)
        mask : bool tensor (batch, timesteps), True = real step
        states : one list of tensors (batch, units) per layer, as returned

        Returns
        -------
        outputs : tensor (batch, timesteps, units of the last layer), or the last output
            (batch, units) without `sequences`
        states : one list of tensors per layer, after the last real step
        """
        after = []
        for depth, layer in enumerate(self._layers):
            first = None if states is None else states[depth]
            x, *state = layer(x, mask=mask, initial_state=first)
            after.append(self._joined(state))
            if self._dropouts:
                x = self._dropouts[depth](x)
        return x, after

    def _joined(self, state: list) -> list:
        """Concatenate the states of both directions."""
        if not self._bidirectional:
            return list(state)
        half = len(state) // 2
        join = keras.layers.Concatenate()
        pairs = zip(state[:half], state[half:], strict=True)
        return [join(list(pair)) for pair in pairs]


def carried(
    x: Any, cell: str, units: tuple[int, ...], drop: Callable[[Any], Any]
) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """Run recurrent layers whose states come in and go out, by name.

    Parameters
    ----------
    x : tensor (batch, timesteps, features)
    cell, units : of the layers
    drop : what happens to the outputs of each

    Returns
    -------
    outputs : tensor (batch, timesteps, units of the last layer)
    given : a keras.Input (batch, units) for each state, by its name
    after : the states behind the last step, by their names
    """
    given: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for depth, size in enumerate(units, start=1):
        names = [f"{kind}{depth}" for kind in _kinds(cell)]
        given |= {name: keras.Input((size,), name=name) for name in names}
        layer = RecurrentStack(cell, (size,))
        x, (state,) = layer(x, None, [[given[name] for name in names]])
        after |= dict(zip(names, state, strict=True))
        x = drop(x)
    return x, given, after


def states_of(cell: str, units: tuple[int, ...]) -> dict[str, int]:
    """Return names and sizes of the states of recurrent layers, layer after layer.

    Examples
    --------
    >>> states_of("lstm", (3, 2))
    {'h1': 3, 'c1': 3, 'h2': 2, 'c2': 2}
    """
    return {
        f"{kind}{depth}": size
        for depth, size in enumerate(units, start=1)
        for kind in _kinds(cell)
    }


def _kinds(cell: str) -> tuple[str, ...]:
    """Return the letters that name the states of a cell."""
    return ("h", "c") if cell == "lstm" else ("h",)
