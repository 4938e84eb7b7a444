"""What a recogniser found, as tables: probabilities by step, symbols with their times.

Steps count from the first frame of a row; tables are in the user's unit.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from seqkit.decoding import symbol_times
from seqkit.estimators.recognition_samples import Frames
from seqkit.sequences.vocabulary import UNKNOWN, Vocabulary

TIME_COLUMNS = ("row", "symbol", "start", "end", "probability")


class Scale(NamedTuple):
    """Steps of one row, in the user's unit.

    steps : how many there are
    start : where the first begins
    length : of a step
    end : where there is nothing any more
    """

    steps: int
    start: float
    length: float
    end: float

    @classmethod
    def of(cls, read: Frames, row: int, stacked: int) -> "Scale":
        """Return that of a row, of whose frames so many are a step."""
        return cls(
            steps=-(-len(read.frames[row]) // stacked),
            start=float(read.starts[row]),
            length=stacked * float(read.lengths[row]),
            end=float(read.ends[row]),
        )

    def begins(self, steps: np.ndarray) -> np.ndarray:
        """Return where steps begin."""
        return np.maximum(self.start + steps * self.length, 0)

    def ends(self, steps: np.ndarray) -> np.ndarray:
        """Return where steps end."""
        return np.minimum(self.start + (steps + 1) * self.length, self.end)


def probability_table(
    log_probs: np.ndarray, scale: Scale, vocabulary: Vocabulary, unit: str
) -> pd.DataFrame:
    """Return probabilities of the symbols at each step, indexed by where it begins."""
    begins = pd.Index(scale.begins(np.arange(scale.steps)), name=unit)
    chances = np.exp(log_probs[: scale.steps])
    table = pd.DataFrame(chances, index=begins, columns=list(vocabulary.tokens))
    return table.drop(columns=UNKNOWN)


def time_table(
    log_probs: np.ndarray,
    symbols: np.ndarray,
    scale: Scale,
    vocabulary: Vocabulary,
    name: object,
) -> pd.DataFrame:
    """Return a row for each symbol: where it stands, and how likely it is there.

    Parameters
    ----------
    name : of the row, as the user knows it
    """
    first, last, chances = symbol_times(log_probs[: scale.steps], symbols)
    found = {
        "row": [name] * len(symbols),
        "symbol": vocabulary.decode(symbols),
        "start": scale.begins(first),
        "end": scale.ends(last),
        "probability": chances,
    }
    return pd.DataFrame(found, columns=list(TIME_COLUMNS))


def joined_tables(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return tables of times below each other; empty ones have no types to keep."""
    filled = [table for table in tables if len(table)]
    if not filled:
        return pd.DataFrame(columns=list(TIME_COLUMNS))
    return pd.concat(filled, ignore_index=True)
