"""One step function in, sequences out: greedy, sampled, or by beam search.

A step function takes the latest tokens (rows,) and a state, any nest of tensors whose
first axis is the rows, and gives scores of the next token (rows, vocabulary), logits or
log probabilities, with the next state. `Decoder` runs it in a compiled loop that ends
when every row has.
"""

from seqkit.decoding.ctc import Language as Language
from seqkit.decoding.ctc import Transcript as Transcript
from seqkit.decoding.ctc import best_paths as best_paths
from seqkit.decoding.ctc import prefix_beam as prefix_beam
from seqkit.decoding.ctc_times import SymbolTimes as SymbolTimes
from seqkit.decoding.ctc_times import symbol_times as symbol_times
from seqkit.decoding.decoder import Decoder as Decoder
from seqkit.decoding.rules import Decoded as Decoded
from seqkit.decoding.rules import Rules as Rules
from seqkit.decoding.sampling import row_draws as row_draws
from seqkit.decoding.tree import BeamTree as BeamTree
