"""The recurrence itself: SimpleRNN, LSTM and GRU, as fast layers and as a definition.

`SimpleRNN`, `LSTM` and `GRU` are the Keras layers on native CPU kernels; they load, and
start TensorFlow, on first use. `reference` defines in NumPy what they must give: build
a cell from a Keras layer's `get_weights()`, walk it with `forward`, and back with
`backward`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from seqkit.recurrent.losses import (
    LinearReadout,
    Loss,
    softmax_cross_entropy,
    squared_error,
)
from seqkit.recurrent.reference import (
    Cell,
    Forward,
    Gradients,
    backward,
    forward,
    gru_cell,
    lstm_cell,
    simple_rnn_cell,
    state_gradients,
)
from seqkit.recurrent.states import (
    HiddenState,
    LSTMState,
    RecurrentWeights,
    StepGradients,
)

_HOMES = {
    "GRU": "seqkit.recurrent.layers",
    "LSTM": "seqkit.recurrent.layers",
    "SimpleRNN": "seqkit.recurrent.layers",
    "describe": "seqkit.recurrent.kernels.engine",
}

if TYPE_CHECKING:
    from seqkit.recurrent.kernels.engine import describe as describe
    from seqkit.recurrent.layers import GRU as GRU
    from seqkit.recurrent.layers import LSTM as LSTM
    from seqkit.recurrent.layers import SimpleRNN as SimpleRNN

__all__ = [
    "GRU",
    "LSTM",
    "Cell",
    "Forward",
    "Gradients",
    "HiddenState",
    "LSTMState",
    "LinearReadout",
    "Loss",
    "RecurrentWeights",
    "SimpleRNN",
    "StepGradients",
    "backward",
    "describe",
    "forward",
    "gru_cell",
    "lstm_cell",
    "simple_rnn_cell",
    "softmax_cross_entropy",
    "squared_error",
    "state_gradients",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'seqkit.recurrent' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
