"""The two sides of pairs of sequences: texts, lists of tokens, or series of numbers.

A side is read from the user's data, learnt from what trains (a vocabulary, a scaling),
and encoded as sources, which a network reads, or as targets, which it writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.estimators.cutting import Cutting
from seqkit.estimators.translation_samples import (
    NumberTargets,
    TokenSources,
    TokenTargets,
)
from seqkit.sequences.sequence_sets import read_sequences
from seqkit.sequences.series_arrays import SeriesArrays, SeriesScaling
from seqkit.sequences.vocabulary import END, PAD, START, UNKNOWN, Vocabulary

TEXTS, TOKENS, SERIES = "texts", "token lists", "series"


class GivenSide(NamedTuple):
    """One side as the user gave it.

    kind : "texts", "token lists" or "series"
    rows : texts, lists of tokens, or float64 arrays (timesteps, features)
    names : index of the rows, if they had one
    """

    kind: str
    rows: list
    names: pd.Index | None = None


def read_side(rows: Any, name: str, kind: str | None = None) -> GivenSide:
    """Read one side of pairs.

    Parameters
    ----------
    rows : list, array or Series of texts, of lists of tokens, or of series; for series
        also the frames that `read_sequences` takes
    name : "X" or "y", for sentences about errors
    kind : what the rows are to be; what the first that is not empty is when None

    Examples
    --------
    >>> read_side(["to be"], "X").kind, read_side([["to", "be"]], "X").kind
    ('texts', 'token lists')
    >>> read_side([[1.0, 2.0]], "X").kind
    'series'
    """
    checks.check_side(name, rows)
    kind = _kind(rows) if kind is None else kind
    if kind == SERIES:
        read = read_sequences(rows)
        return GivenSide(kind, read.arrays, read.names)
    check = checks.check_side_texts if kind == TEXTS else checks.check_side_tokens
    names = rows.index if isinstance(rows, pd.Series) else None
    return GivenSide(kind, check(name, rows), names)


def _kind(rows: Any) -> str:
    """Return what the first row that is not empty is."""
    if isinstance(rows, pd.DataFrame):
        return SERIES
    for row in rows:
        if isinstance(row, str):
            return TEXTS
        if hasattr(row, "__len__") and len(row):
            return TOKENS if isinstance(next(iter(row)), str) else SERIES
    return SERIES


@dataclass(frozen=True)
class TokenSide:
    """Texts or lists of tokens, and the tokens that are known.

    Attributes
    ----------
    kind : "texts" or "token lists"
    cutting : how texts are cut
    vocabulary : with <start> and <end>
    """

    kind: str
    cutting: Cutting
    vocabulary: Vocabulary
    features = 0

    @classmethod
    def of(
        cls, kind: str, rows: Sequence[Any], cutting: Cutting, minimum_count: int
    ) -> "TokenSide":
        """Learn the tokens of texts, or of lists of them.

        Parameters
        ----------
        minimum_count : how often a token must stand to be known; pieces always are
        """
        if cutting.pieces is not None:
            minimum_count = 1
        vocabulary = Vocabulary.of(
            _cut(kind, rows, cutting),
            minimum_count=minimum_count,
            specials=(PAD, UNKNOWN, START, END),
        )
        return cls(kind, cutting, vocabulary)

    @property
    def words(self) -> int:
        """How many tokens are known, specials included."""
        return len(self.vocabulary)

    @property
    def marks(self) -> tuple[int, ...]:
        """The ids that stand for no token, see `Vocabulary.marks`."""
        return self.vocabulary.marks

    def cut(self, rows: Sequence[Any]) -> list[list[str]]:
        """Return the tokens of each row."""
        return _cut(self.kind, rows, self.cutting)

    def sources(self, rows: list[list[str]]) -> TokenSources:
        """Return tokens as a network reads them."""
        return TokenSources(self.vocabulary.encode_all(rows))

    def targets(self, rows: list[list[str]]) -> TokenTargets:
        """Return tokens as a network learns to write them."""
        return TokenTargets(self.vocabulary.encode_all(rows, start=True, end=True))

    def to_state(self) -> dict[str, Any]:
        """Return what was learnt as plain values."""
        return {
            "kind": self.kind,
            "cutting": self.cutting.to_state(),
            "vocabulary": self.vocabulary.to_state(),
        }


@dataclass(frozen=True)
class SeriesSide:
    """Series of numbers, and their scaling.

    Attributes
    ----------
    scaling : of sources; of targets one that can be undone
    """

    scaling: SeriesScaling
    kind = SERIES
    words = 0
    marks: ClassVar[tuple[int, ...]] = ()

    @classmethod
    def of(cls, rows: Sequence[np.ndarray], kind: str | None) -> "SeriesSide":
        """Learn the scaling of arrays (timesteps, features)."""
        return cls(SeriesScaling.of(rows, kind))

    @property
    def features(self) -> int:
        """Numbers of a step."""
        return len(self.scaling.mean)

    def cut(self, rows: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Require the features that were fitted."""
        checks.check_same_features(rows, self.features)
        return list(rows)

    def sources(self, rows: Sequence[np.ndarray]) -> SeriesArrays:
        """Return series as a network reads them."""
        return self.scaling.encode(rows)

    def targets(self, rows: Sequence[np.ndarray]) -> NumberTargets:
        """Return series as a network learns to write them; what is missing is NaN."""
        mean, deviation = self._moments()
        scaled = [((row - mean) / deviation).astype("float32") for row in rows]
        return NumberTargets(scaled)

    def restored(self, scaled: np.ndarray) -> np.ndarray:
        """Return numbers that a network wrote in the user's units, float64."""
        mean, deviation = self._moments()
        return scaled.astype("float64") * deviation + mean

    def to_state(self) -> dict[str, Any]:
        """Return what was learnt, plain values and arrays."""
        return {"kind": self.kind, "scaling": self.scaling.to_state()}

    def _moments(self) -> tuple[Any, Any]:
        if self.scaling.kind is None:
            return 0.0, 1.0
        return self.scaling.mean, self.scaling.deviation


def side_from_state(state: dict[str, Any]) -> TokenSide | SeriesSide:
    """Return what `to_state` of a side wrote."""
    if state["kind"] == SERIES:
        return SeriesSide(SeriesScaling.from_state(state["scaling"]))
    return TokenSide(
        state["kind"],
        Cutting.from_state(state["cutting"]),
        Vocabulary.from_state(state["vocabulary"]),
    )


def _cut(kind: str, rows: Sequence[Any], cutting: Cutting) -> list[list[str]]:
    """Return the tokens of each row, in lower case if they are to be."""
    if kind == TEXTS:
        return [cutting(row) for row in rows]
    if not cutting.lowercase:
        return list(rows)
    return [[token.lower() for token in row] for row in rows]
