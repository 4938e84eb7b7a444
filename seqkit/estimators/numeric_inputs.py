"""Numeric sequences in the user's form → inputs of a many-to-one network."""

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np

from seqkit import checks
from seqkit.estimators.explanation import Blank
from seqkit.estimators.labelled_sequences import Rows
from seqkit.estimators.many_to_one import ManyToOne
from seqkit.sequences.sequence_sets import read_sequences
from seqkit.sequences.series_arrays import SeriesScaling


class Columns(NamedTuple):
    """What the fitted sequences looked like.

    width : number of features
    id, time : columns of a long frame, None of any other form
    features : names of the features of a long frame, else None
    """

    width: int
    id: Hashable | None = None
    time: Hashable | None = None
    features: tuple | None = None


class NumericInputs(ManyToOne):
    """Base of the estimators over numeric sequences."""

    _scaling: SeriesScaling
    _columns: Columns

    def _training_rows(
        self, X: Any, id: Hashable | None, time: Hashable | None
    ) -> Rows:
        """Read sequences to learn from; what is read later must look like them."""
        checks.check_long(X, id, time)
        read = read_sequences(X, id=id, time=time)
        self._columns = Columns(read.arrays[0].shape[1], id, time, read.features)
        return Rows(read.arrays, read.names)

    def _rows(self, X: Any) -> Rows:
        width, id, time, features = self._columns
        read = read_sequences(X, id=id, time=time, features=features)
        checks.check_same_features(read.arrays, width)
        return Rows(read.arrays, read.names)

    def _learn_inputs(self, sequences: list) -> None:
        self._scaling = SeriesScaling.of(sequences, self.scaling)

    def _inputs(self, sequences: list) -> Any:
        return self._scaling.encode(sequences)

    def _in_training(self, source: Any) -> Any:
        return source

    def _features(self) -> int:
        return self._columns.width

    def _token_arguments(self) -> dict[str, Any]:
        return {}

    def _blank(self) -> Blank:
        # where numbers are scaled, 0 is their mean
        left = self._scaling.kind is None
        return Blank("values", self._scaling.mean if left else 0.0)

    def _plain(self, sequences: list) -> list:
        arrays = self._inputs(sequences)
        return np.split(arrays.flat, np.cumsum(arrays.lengths)[:-1])

    def _input_state(self) -> dict[str, Any]:
        return {"scaling": self._scaling.to_state(), "columns": self._columns._asdict()}

    def _restore_inputs(self, state: dict[str, Any]) -> None:
        self._scaling = SeriesScaling.from_state(state["scaling"])
        columns = Columns(**state["columns"])
        if columns.features is not None:
            columns = columns._replace(features=tuple(columns.features))
        self._columns = columns
