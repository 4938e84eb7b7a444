"""How far a regression on sequences is from the truth, beside simple baselines.

Baselines are fitted for a report alone, on the training data that it is given, so that
a model and its file carry none of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn import metrics

from seqkit.estimators.beaten import warn_if_beaten

MODEL = "regressor"
_ADVICE = "more epochs, other units or another pooling"
WORST_COLUMNS = ("row", "expected", "predicted", "error")
_SHOWN: dict[str, Any] = {"float_format": "{:.4g}".format, "na_rep": "–"}


@dataclass(frozen=True, eq=False)
class RegressionReport:
    """How far predicted numbers were from those expected.

    Attributes
    ----------
    scores : rows regressor, and each baseline if training data was given; mae, rmse
        (root of the mean square) in the units of y, and r2 (NaN for one sample); of
        several numbers their means
    by_number : the same of the regressor, for each number
    worst : the sequences with the largest errors: row (place in X, or its index),
        expected and predicted number (tuples where there are several), and error, their
        distance in deviations of the training numbers (the root mean square of several)
    samples : how many were scored
    """

    scores: pd.DataFrame
    by_number: pd.DataFrame
    worst: pd.DataFrame
    samples: int

    def __repr__(self) -> str:
        scores = self.scores.T.to_string(**_SHOWN)
        return f"RegressionReport: {self.samples:,} samples\n{scores}"

    def _repr_html_(self) -> str:
        # numbers and names of ours only
        return f"<p>{self.samples:,} samples</p>\n{self.scores.T.to_html(**_SHOWN)}"


class Measured(NamedTuple):
    """Numbers of sequences, and what a regressor makes of them.

    rows : where each stands for the user, a number or an index
    target : `NumberTarget`, how numbers are scaled
    expected, predicted : numbers (samples, numbers), in the units of y
    """

    rows: Sequence[Any]
    target: Any
    expected: np.ndarray
    predicted: np.ndarray


def regression_report(
    measured: Measured,
    baselines: Mapping[str, Any],
    sequences: Sequence[Any],
    worst: int,
) -> RegressionReport:
    """Score what a regressor predicted; a warning says where a baseline is better.

    Parameters
    ----------
    measured : what it predicted
    baselines : fitted `NumberBaseline` by name
    sequences : what the baselines read
    worst : how many of the most wrong are shown
    """
    target, expected = measured.target, measured.expected
    names = number_names(target)
    by_number = _by_number(expected, measured.predicted, names)
    scores = {MODEL: by_number.mean()}
    for name, baseline in baselines.items():
        found = target.in_units(baseline.outputs(sequences))
        scores[name] = _by_number(expected, found, names).mean()
    table = pd.DataFrame(scores).T
    warn_if_beaten(table, "r2", _ADVICE)
    return RegressionReport(
        scores=table,
        by_number=by_number,
        worst=_worst(measured, worst),
        samples=len(measured.rows),
    )


def number_names(target: Any) -> list[Any]:
    """Return what the numbers are called: columns of the fitted frame, or places."""
    return list(range(target.outputs) if target.columns is None else target.columns)


def _by_number(expected: np.ndarray, found: np.ndarray, names: list) -> pd.DataFrame:
    """Return the scores of each number."""
    away = found - expected
    enough = len(expected) > 1
    several = {"multioutput": "raw_values"}
    columns = {
        "mae": np.abs(away).mean(axis=0),
        "rmse": np.sqrt((away**2).mean(axis=0)),
        "r2": metrics.r2_score(expected, found, **several) if enough else np.nan,
    }
    return pd.DataFrame(columns, index=pd.Index(names, name="number"))


def _worst(measured: Measured, count: int) -> pd.DataFrame:
    """Return the samples of the largest errors, the largest first."""
    both = measured.expected, measured.predicted
    away = (both[1] - both[0]) / measured.target.deviation
    errors = np.sqrt((away**2).mean(axis=1))
    worst = np.argsort(-errors, kind="stable")[:count]
    shown = [map(tuple, values[worst].tolist()) for values in both]
    if measured.target.flat:
        shown = [values[worst, 0].tolist() for values in both]
    names = [measured.rows[place] for place in worst]
    rows = list(zip(names, *shown, errors[worst], strict=True))
    return pd.DataFrame(rows, columns=list(WORST_COLUMNS)).astype({"error": "float64"})
