"""The recurrence itself: SimpleRNN, LSTM and GRU, forwards and backwards in NumPy.

`reference` defines what every faster kernel must give: build a cell from a Keras
layer's `get_weights()`, walk it with `forward`, and back with `backward`.
"""

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
)
from seqkit.recurrent.states import (
    HiddenState,
    LSTMState,
    RecurrentWeights,
    StepGradients,
)

__all__ = [
    "Cell",
    "Forward",
    "Gradients",
    "HiddenState",
    "LSTMState",
    "LinearReadout",
    "Loss",
    "RecurrentWeights",
    "StepGradients",
    "backward",
    "forward",
    "gru_cell",
    "lstm_cell",
    "simple_rnn_cell",
    "softmax_cross_entropy",
    "squared_error",
]
