"""Simple forecasts, tags, translations, texts, chords and orders to beat; no Keras.

`ETSForecast` loads on first use, because statsmodels takes a second to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from seqkit.baselines.compression import xz_bits_per_character
from seqkit.baselines.forecasting import drift, repeat_last, seasonal_naive
from seqkit.baselines.language import NGramModel
from seqkit.baselines.music import ChordModel
from seqkit.baselines.pointing import (
    by_angle,
    input_order,
    nearest_neighbour,
    two_opt,
)
from seqkit.baselines.ridge import LinearForecast
from seqkit.baselines.tagging import MostFrequentTag
from seqkit.baselines.transcripts import NearestTranscript
from seqkit.baselines.translation import WordByWord

__all__ = [
    "ChordModel",
    "ETSForecast",
    "LinearForecast",
    "MostFrequentTag",
    "NGramModel",
    "NearestTranscript",
    "WordByWord",
    "by_angle",
    "drift",
    "input_order",
    "nearest_neighbour",
    "repeat_last",
    "seasonal_naive",
    "two_opt",
    "xz_bits_per_character",
]

if TYPE_CHECKING:
    from seqkit.baselines.ets import ETSForecast as ETSForecast


def __getattr__(name: str) -> Any:
    if name == "ETSForecast":
        return import_module("seqkit.baselines.ets").ETSForecast
    raise AttributeError(f"module 'seqkit.baselines' has no attribute {name!r}")
