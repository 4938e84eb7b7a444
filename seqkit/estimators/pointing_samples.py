"""Elements with the positions to point at, as a pointing network trains on them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.estimators.labelled_sequences import Labelled, Rows
from seqkit.networks.pointing import END
from seqkit.sequences.padding import pad

_NOTHING = -1


def pointed_rows(rows: Rows, y: Any, weights: Any, kind: str) -> Labelled:
    """Require positions of a kind of sequence for each of the user's sequences."""
    data = Labelled.checked(rows, y, weights)
    found = [
        checks.check_pointed(pointed, where, len(elements), kind)
        for pointed, where, elements in zip(
            data.y, rows.places, data.sequences, strict=True
        )
    ]
    return data._replace(y=found)


@dataclass(frozen=True)
class PointingSource:
    """A ragged source of elements with what is pointed at.

    Attributes
    ----------
    inputs : ragged source of elements
    y : positions (steps,), from 0, for each sequence
    weights : float array (sequences,), or None where all count alike
    """

    inputs: Any
    y: list[np.ndarray]
    weights: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.inputs)

    @property
    def lengths(self) -> np.ndarray:
        """Elements of each sequence."""
        return self.inputs.lengths

    def take(self, which: np.ndarray) -> tuple[Any, ...]:
        """Return inputs, places to point at, and weights if any."""
        # places count from 1, behind that of the end
        rows = [np.append(self.y[number] + 1, END) for number in which]
        places = pad(rows, value=_NOTHING).values.astype("int32")
        before = np.maximum(places[:, :-1], 0)
        pointed = np.concatenate([np.zeros_like(places[:, :1]), before], axis=1)
        taken = (self.inputs.take(which) | {"pointed": pointed}, places)
        if self.weights is None:
            return taken
        return (*taken, self.weights[which].astype("float32"))


@dataclass(frozen=True)
class InputsOf:
    """The inputs of a source of samples alone."""

    source: PointingSource

    def __len__(self) -> int:
        return len(self.source)

    @property
    def lengths(self) -> np.ndarray:
        """Elements of each sequence."""
        return self.source.lengths

    def take(self, which: np.ndarray) -> Any:
        """Return inputs."""
        return self.source.take(which)[0]
