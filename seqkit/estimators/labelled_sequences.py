"""Sequences with their targets: as the user gives them, and as a network trains."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks


class Rows(NamedTuple):
    """Sequences in a list, and their names if the user's data had some."""

    sequences: list
    names: pd.Index | None = None

    @property
    def places(self) -> Any:
        """Where each sequence stands for the user: its name, or its number."""
        return range(len(self.sequences)) if self.names is None else self.names


class Labelled(NamedTuple):
    """Sequences, what is to be predicted of each, and weights or None."""

    sequences: list
    y: Any
    weights: Any = None

    @classmethod
    def checked(cls, rows: Rows, y: Any, weights: Any = None) -> "Labelled":
        """Require a target for each sequence, and a weight each if any.

        A Series or frame whose index holds the names of the sequences is put in their
        order.
        """
        checks.check_one_each(y)
        y = in_order(y, rows.names, "y")
        if not isinstance(y, (np.ndarray, pd.DataFrame)):
            y = list(y)
        checks.check_as_many(len(rows.sequences), len(y))
        if weights is not None:
            weights = in_order(weights, rows.names, "sample_weight")
            weights = checks.check_sample_weights(weights, len(y))
        return cls(rows.sequences, y, weights)

    def subset(self, which: np.ndarray) -> "Labelled":
        """Return some of the samples."""
        if isinstance(self.y, pd.DataFrame):
            y = self.y.iloc[which]
        elif isinstance(self.y, np.ndarray):
            y = self.y[which]
        else:
            y = [self.y[place] for place in which]
        weights = None if self.weights is None else self.weights[which]
        return Labelled([self.sequences[place] for place in which], y, weights)


@dataclass(frozen=True)
class LabelledSequences:
    """A ragged source of inputs with targets and weights.

    Attributes
    ----------
    inputs : ragged source of inputs
    y : array (samples, ...), as the loss takes it
    weights : float32 array (samples,), or None where all count alike
    """

    inputs: Any
    y: np.ndarray
    weights: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.inputs)

    @property
    def lengths(self) -> np.ndarray:
        """Steps of each sequence."""
        return self.inputs.lengths

    def take(self, which: np.ndarray) -> tuple[Any, ...]:
        """Return inputs, targets, and weights if any."""
        taken = (self.inputs.take(which), self.y[which])
        return taken if self.weights is None else (*taken, self.weights[which])


def in_order(values: Any, names: pd.Index | None, what: str) -> Any:
    """Return values with an index in the order of names, all else as it is."""
    if names is None or not isinstance(values, (pd.Series, pd.DataFrame)):
        return values
    return checks.check_named(values, names, what)
