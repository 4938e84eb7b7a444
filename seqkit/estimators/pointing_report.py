"""How often a pointer network is right, beside answers that need no network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit.estimators.beaten import warn_if_beaten
from seqkit.metrics import exact_match, position_accuracy

MODEL = "pointer_network"
INPUT_ORDER = "input_order"
_METRIC = "exact_match"
_ADVICE = "more samples, more epochs or other units"
_SHOWN: dict[str, Any] = {"float_format": "{:.3f}".format, "na_rep": "–"}

Answer = Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class PointingReport:
    """What a pointer network got right and wrong.

    Attributes
    ----------
    scores : rows pointer_network and each baseline. exact_match, the share of sequences
        that are right from first to last, and position_accuracy, the share of steps
        that point at the right position, in [0, 1]
    by_length : exact_match and position_accuracy of the network, and sequences, for
        each number of elements
    wrong : the sequences that are wrong: row (place in X, or its index), positions
        (number of elements), expected and predicted (tuples)
    sequences : how many were scored
    """

    scores: pd.DataFrame
    by_length: pd.DataFrame
    wrong: pd.DataFrame
    sequences: int

    def __repr__(self) -> str:
        return f"PointingReport: {self._counts()}\n{self.scores.to_string(**_SHOWN)}"

    def _repr_html_(self) -> str:
        tables = (self.scores.to_html(**_SHOWN), self.by_length.to_html(**_SHOWN))
        return "\n".join((f"<p>{self._counts()}</p>", *tables))

    def _counts(self) -> str:
        return f"{self.sequences:,} sequence{'' if self.sequences == 1 else 's'}"


class PointedRows(NamedTuple):
    """Sequences of elements, what is to be pointed at, and what a network points at.

    rows : where each stands for the user, a number or an index
    elements : float arrays (positions, features)
    expected, predicted : whole-number arrays (steps,)
    """

    rows: Sequence[Any]
    elements: Sequence[np.ndarray]
    expected: Sequence[np.ndarray]
    predicted: Sequence[np.ndarray]


def pointing_report(
    pointed: PointedRows, baselines: Mapping[str, Answer]
) -> PointingReport:
    """Score what a network points at; a warning says where a baseline is better.

    Parameters
    ----------
    pointed : what it points at
    baselines : functions from the elements of a sequence to positions, by name
    """
    answers: dict[str, Sequence[np.ndarray]] = {MODEL: pointed.predicted}
    for name, answer in baselines.items():
        answers[name] = [np.asarray(answer(each)) for each in pointed.elements]
    scores = pd.DataFrame.from_dict(
        {name: _scores(pointed.expected, found) for name, found in answers.items()},
        orient="index",
    )
    warn_if_beaten(scores, _METRIC, _ADVICE)
    return PointingReport(
        scores=scores,
        by_length=_by_length(pointed),
        wrong=_wrong(pointed),
        sequences=len(pointed.rows),
    )


def _scores(expected: Sequence, predicted: Sequence) -> dict[str, float]:
    return {
        "exact_match": exact_match(expected, predicted),
        "position_accuracy": position_accuracy(expected, predicted),
    }


def _by_length(pointed: PointedRows) -> pd.DataFrame:
    """Return scores for each number of elements."""
    lengths = np.array([len(each) for each in pointed.elements])
    rows = {}
    for length in np.unique(lengths).tolist():
        alike = np.flatnonzero(lengths == length).tolist()
        pair = [
            [answers[number] for number in alike]
            for answers in (pointed.expected, pointed.predicted)
        ]
        rows[length] = {**_scores(*pair), "sequences": len(alike)}
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.rename_axis("positions")


def _wrong(pointed: PointedRows) -> pd.DataFrame:
    """Return a row for each sequence that is wrong."""
    found = [
        (row, len(elements), tuple(expected.tolist()), tuple(predicted.tolist()))
        for row, elements, expected, predicted in zip(*pointed, strict=True)
        if not np.array_equal(expected, predicted)
    ]
    return pd.DataFrame(found, columns=["row", "positions", "expected", "predicted"])
