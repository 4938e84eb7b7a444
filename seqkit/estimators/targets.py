"""What is to be predicted of a sequence ↔ the numbers a network gives.

A target knows its loss, the width and kind of the network's output, how a user's `y`
turns into an array and how outputs turn back into the user's types.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.keras_backend import keras


@dataclass(frozen=True)
class ClassTarget:
    """One of several classes.

    Attributes
    ----------
    classes : the different labels, sorted
    """

    classes: np.ndarray
    kind = "classes"

    @classmethod
    def of(cls, y: Any) -> "ClassTarget":
        """Learn the classes of one label per sample."""
        classes = checks.sorted_labels(y)
        checks.check_several("label", classes)
        return cls(_array(classes))

    @property
    def outputs(self) -> int:
        """Width of the network's output."""
        return len(self.classes)

    @property
    def loss(self) -> Any:
        """The loss on probabilities."""
        return keras.losses.SparseCategoricalCrossentropy()

    def encode(self, y: Any) -> np.ndarray:
        """Return class numbers, int32 (samples,).

        Raises
        ------
        ValueError
            If a label is not known, by its row.
        """
        numbers = {label: number for number, label in enumerate(self.classes.tolist())}
        found = [numbers.get(label, -1) for label in checks.plain_labels(y)]
        checks.check_labels_known(y, found, list(numbers))
        return np.array(found, dtype="int32")

    def rows(self, y: Any) -> list[list[Any]]:
        """Return the label of each sample, in a list."""
        return [[label] for label in checks.plain_labels(y)]

    def wider(self, y: Any) -> "ClassTarget":
        """Return a target that knows the classes of `y`, too."""
        named = dict.fromkeys(chain(self.classes.tolist(), checks.plain_labels(y)))
        return replace(self, classes=_array(list(named)))

    def decode(self, outputs: np.ndarray, threshold: Any) -> np.ndarray:
        """Return a label per row of probabilities (samples, classes).

        Of two classes, the second is chosen from the threshold on.
        """
        levels = self.levels(threshold)
        if len(levels):
            return self.classes[(outputs[:, 1] >= levels[0]).astype(int)]
        return self.classes[outputs.argmax(axis=1)]

    def levels(self, threshold: Any) -> np.ndarray:
        """Return the threshold of the second of two classes, none of more classes."""
        if len(self.classes) == 2:
            return checks.check_threshold(threshold, self.classes.tolist()[1:])
        checks.check_no_threshold(threshold, len(self.classes))
        return np.empty(0)


@dataclass(frozen=True)
class LabelTarget:
    """Any number of several labels.

    Attributes
    ----------
    classes : the labels
    form : how the user gave them: "sets" (a list of labels per sample), "array" or
        "frame" (a column of 0 and 1 per label)
    """

    classes: np.ndarray
    form: str
    kind = "labels"

    @classmethod
    def of(cls, y: Any) -> "LabelTarget":
        """Learn the labels."""
        if isinstance(y, pd.DataFrame):
            checks.check_unique_columns(y.columns)
            return cls(_array(y.columns.tolist()), "frame")
        if isinstance(y, np.ndarray) and y.ndim == 2:
            return cls(np.arange(y.shape[1]), "array")
        labels = checks.plain_label_sets(y)
        classes = checks.sorted_labels(list(chain.from_iterable(labels)))
        checks.check_several("label", classes)
        checks.check_some_differ(labels, len(classes))
        return cls(_array(classes), "sets")

    @property
    def outputs(self) -> int:
        """Width of the network's output."""
        return len(self.classes)

    @property
    def loss(self) -> Any:
        """The loss on probabilities."""
        return keras.losses.BinaryCrossentropy()

    def encode(self, y: Any) -> np.ndarray:
        """Return 0 and 1, float32 (samples, labels); a frame's columns by name."""
        if self.form != "sets":
            y = _in_order(y, self.classes.tolist() if self.form == "frame" else None)
            return checks.check_indicators(y, len(self.classes))
        numbers = {label: number for number, label in enumerate(self.classes.tolist())}
        encoded = np.zeros((len(y), len(numbers)), dtype="float32")
        for row, labels in enumerate(checks.plain_label_sets(y)):
            found = [numbers.get(label, -1) for label in labels]
            checks.check_labels_known(labels, found, list(numbers), row)
            encoded[row, found] = 1
        return encoded

    def rows(self, y: Any) -> list[list[Any]]:
        """Return the labels of each sample, in a list, where `y` names them."""
        return checks.plain_label_sets(y) if self.form == "sets" else []

    def decode(self, outputs: np.ndarray, threshold: Any) -> Any:
        """Return labels of probabilities (samples, labels), in the user's form."""
        chosen = outputs >= self.levels(threshold)
        if self.form == "array":
            return chosen.astype(int)
        if self.form == "frame":
            return pd.DataFrame(chosen.astype(int), columns=self.classes.tolist())
        return [tuple(self.classes[row].tolist()) for row in chosen]

    def levels(self, threshold: Any) -> np.ndarray:
        """Return the threshold of each label."""
        return checks.check_threshold(threshold, self.classes.tolist())

    def wider(self, y: Any) -> "LabelTarget":
        """Return a target that knows the labels of `y`, too."""
        if self.form != "sets":
            return self
        known = self.classes.tolist()
        named = dict.fromkeys(chain(known, *checks.plain_label_sets(y)))
        return replace(self, classes=_array(list(named)))


@dataclass(frozen=True)
class NumberTarget:
    """Numbers.

    Attributes
    ----------
    mean, deviation : float64 arrays (numbers,), of the training data
    flat : whether the user gave one number per sample
    columns : names of the columns, where the user gave a frame
    """

    mean: np.ndarray
    deviation: np.ndarray
    flat: bool
    columns: tuple | None = None
    kind = "numbers"

    @classmethod
    def of(cls, y: Any) -> "NumberTarget":
        """Learn means and deviations of one number per sample, or several."""
        columns = tuple(y.columns) if isinstance(y, pd.DataFrame) else None
        values = checks.check_targets(y)
        wide = values.reshape(len(values), -1)
        mean, deviation = wide.mean(axis=0), wide.std(axis=0)
        # what rounding leaves of equal numbers is no deviation
        deviation = np.where(deviation > 1e-12 * np.abs(mean), deviation, 1.0)
        return cls(mean, deviation, values.ndim == 1, columns)

    @property
    def outputs(self) -> int:
        """Width of the network's output."""
        return len(self.mean)

    @property
    def loss(self) -> Any:
        """The loss on scaled numbers."""
        return keras.losses.MeanSquaredError()

    def encode(self, y: Any) -> np.ndarray:
        """Return scaled numbers, float32 (samples, numbers)."""
        return ((self.read(y) - self.mean) / self.deviation).astype("float32")

    def read(self, y: Any) -> np.ndarray:
        """Return numbers float64 (samples, numbers); a frame's columns by name."""
        values = checks.check_targets(_in_order(y, self.columns))
        wide = values.reshape(len(values), -1)
        checks.check_target_width(wide.shape[1], len(self.mean))
        return wide

    def in_units(self, outputs: np.ndarray) -> np.ndarray:
        """Return scaled numbers (samples, numbers) in the user's units, float64."""
        return outputs.astype("float64") * self.deviation + self.mean

    def decode(self, outputs: np.ndarray) -> Any:
        """Return numbers in the user's units and form."""
        values = self.in_units(outputs)
        if self.columns is not None:
            return pd.DataFrame(values, columns=list(self.columns))
        return values[:, 0] if self.flat else values


def target_of(y: Any) -> ClassTarget | LabelTarget:
    """Tell classes from labels: several labels a sample, or a 0/1 column for each."""
    wide = isinstance(y, pd.DataFrame) or getattr(y, "ndim", 1) == 2
    first = None if wide else next(iter(y), None)
    several = isinstance(first, (list, tuple, set, frozenset, np.ndarray))
    return LabelTarget.of(y) if wide or several else ClassTarget.of(y)


def _array(labels: Sequence[Any]) -> np.ndarray:
    """Return an array of labels: numbers as NumPy has them, all else as objects."""
    kinds = {type(label) for label in labels}
    if kinds in ({int}, {bool}, {float}):
        return np.array(labels)
    held = np.empty(len(labels), dtype=object)
    held[:] = labels
    return held


def _in_order(y: Any, columns: Sequence[Any] | None) -> Any:
    """Return the fitted columns of a frame, in their order; all else as it is."""
    if columns is None or not isinstance(y, pd.DataFrame):
        return y
    checks.check_present(y, columns)
    return y[list(columns)]


def written_target(target: Any) -> dict[str, Any]:
    """Return a target as plain values and arrays, for saving."""
    state = dict(vars(target))
    if "classes" in state:
        state["classes"] = state["classes"].tolist()
    return state | {"kind": target.kind}


def restored_target(state: dict[str, Any]) -> Any:
    """Return what `written_target` wrote."""
    state = dict(state)
    kind = {"classes": ClassTarget, "labels": LabelTarget, "numbers": NumberTarget}[
        state.pop("kind")
    ]
    if "classes" in state:
        state["classes"] = _array(state["classes"])
    if state.get("columns") is not None:
        state["columns"] = tuple(state["columns"])
    return kind(**state)
