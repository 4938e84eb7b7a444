"""Data → arrays and back: windows, scalers, splits; tokens, spans; images; notes.

Sound becomes log-mel frames.

Everything here is NumPy and pandas; only `as_dataset` and `RaggedSource` load
TensorFlow, on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from seqkit.sequences.audio import change_speed, log_mel, mel_filters, resample
from seqkit.sequences.audio_streams import LogMelStream, RunningNormalisation
from seqkit.sequences.buckets import Batch, bucket_batches, bucket_lengths
from seqkit.sequences.calendar import calendar_features
from seqkit.sequences.chords import (
    SILENCE,
    chords_of_roll,
    chords_of_voices,
    roll_of_chords,
    voices_of_chords,
)
from seqkit.sequences.covariates import CovariateEncoder
from seqkit.sequences.images import image_sequences
from seqkit.sequences.note_events import events_of, notes_of_events
from seqkit.sequences.notes import Note, notes_of_roll, onsets_of, roll_of
from seqkit.sequences.padding import Padded, pad, unpad
from seqkit.sequences.scaling import Scaler
from seqkit.sequences.spans import (
    Span,
    convert_tags,
    detect_scheme,
    illegal_step,
    legal_transitions,
    span_steps,
    spans_of,
    tags_of,
)
from seqkit.sequences.splits import Split, TimeSplit, split_by_time
from seqkit.sequences.subwords import BytePairs
from seqkit.sequences.token_features import TokenArrays, TokenFeatures
from seqkit.sequences.tokens import TOKENIZERS, Token, characters, words
from seqkit.sequences.vocabulary import Vocabulary
from seqkit.sequences.waveforms import waveform_of
from seqkit.sequences.windows import Windows
from seqkit.sequences.word_vectors import WordVectors, read_word_vectors

__all__ = [
    "SILENCE",
    "TOKENIZERS",
    "Batch",
    "BytePairs",
    "CovariateEncoder",
    "LogMelStream",
    "Note",
    "Padded",
    "RaggedSource",
    "RunningNormalisation",
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
    "change_speed",
    "characters",
    "chords_of_roll",
    "chords_of_voices",
    "convert_tags",
    "detect_scheme",
    "events_of",
    "illegal_step",
    "image_sequences",
    "legal_transitions",
    "log_mel",
    "mel_filters",
    "notes_of_events",
    "notes_of_roll",
    "onsets_of",
    "pad",
    "read_word_vectors",
    "resample",
    "roll_of",
    "roll_of_chords",
    "span_steps",
    "spans_of",
    "split_by_time",
    "tags_of",
    "unpad",
    "voices_of_chords",
    "waveform_of",
    "words",
]

if TYPE_CHECKING:
    from seqkit.sequences.batches import RaggedSource as RaggedSource
    from seqkit.sequences.batches import as_dataset as as_dataset


def __getattr__(name: str) -> Any:
    if name in ("RaggedSource", "as_dataset"):
        return getattr(import_module("seqkit.sequences.batches"), name)
    raise AttributeError(f"module 'seqkit.sequences' has no attribute {name!r}")
