"""Data → arrays and back: windows, scalers, padding, splits by time.

Everything here is NumPy and pandas; only `as_dataset` loads TensorFlow, on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from seqkit.sequences.calendar import calendar_features
from seqkit.sequences.covariates import CovariateEncoder
from seqkit.sequences.padding import Padded, pad, unpad
from seqkit.sequences.scaling import Scaler
from seqkit.sequences.splits import Split, TimeSplit, split_by_time
from seqkit.sequences.windows import Windows

__all__ = [
    "CovariateEncoder",
    "Padded",
    "Scaler",
    "Split",
    "TimeSplit",
    "Windows",
    "as_dataset",
    "calendar_features",
    "pad",
    "split_by_time",
    "unpad",
]

if TYPE_CHECKING:
    from seqkit.sequences.batches import as_dataset as as_dataset


def __getattr__(name: str) -> Any:
    if name == "as_dataset":
        return import_module("seqkit.sequences.batches").as_dataset
    raise AttributeError(f"module 'seqkit.sequences' has no attribute {name!r}")
