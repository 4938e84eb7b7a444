"""Data → arrays and back: windows, scalers, splits; tokens, spans, padding; images.

Everything here is NumPy and pandas; only `as_dataset` and `RaggedSource` load
TensorFlow, on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from seqkit.sequences.buckets import Batch, bucket_batches, bucket_lengths
from seqkit.sequences.calendar import calendar_features
from seqkit.sequences.covariates import CovariateEncoder
from seqkit.sequences.images import image_sequences
from seqkit.sequences.padding import Padded, pad, unpad
from seqkit.sequences.scaling import Scaler
from seqkit.sequences.spans import (
    Span,
    convert_tags,
    detect_scheme,
    illegal_step,
    legal_transitions,
    spans_of,
    tags_of,
)
from seqkit.sequences.splits import Split, TimeSplit, split_by_time
from seqkit.sequences.token_features import TokenArrays, TokenFeatures
from seqkit.sequences.tokens import TOKENIZERS, Token, characters, words
from seqkit.sequences.vocabulary import Vocabulary
from seqkit.sequences.windows import Windows
from seqkit.sequences.word_vectors import WordVectors, read_word_vectors

__all__ = [
    "TOKENIZERS",
    "Batch",
    "CovariateEncoder",
    "Padded",
    "RaggedSource",
    "Scaler",
    "Span",
    "Split",
    "TimeSplit",
    "Token",
    "TokenArrays",
    "TokenFeatures",
    "Vocabulary",
    "Windows",
    "WordVectors",
    "as_dataset",
    "bucket_batches",
    "bucket_lengths",
    "calendar_features",
    "characters",
    "convert_tags",
    "detect_scheme",
    "illegal_step",
    "image_sequences",
    "legal_transitions",
    "pad",
    "read_word_vectors",
    "spans_of",
    "split_by_time",
    "tags_of",
    "unpad",
    "words",
]

if TYPE_CHECKING:
    from seqkit.sequences.batches import RaggedSource as RaggedSource
    from seqkit.sequences.batches import as_dataset as as_dataset


def __getattr__(name: str) -> Any:
    if name in ("RaggedSource", "as_dataset"):
        return getattr(import_module("seqkit.sequences.batches"), name)
    raise AttributeError(f"module 'seqkit.sequences' has no attribute {name!r}")
