"""What a classifier of sequences gets right, beside simple baselines.

Baselines are fitted for a report alone, on the training data that it is given, so that
a model and its file carry none of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn import metrics

from seqkit import plotting
from seqkit.estimators.beaten import warn_if_beaten

MODEL = "classifier"
_ADVICE = "more epochs, other units or another pooling"
WORST_COLUMNS = ("row", "expected", "predicted", "probability", "loss")
_SHOWN: dict[str, Any] = {"float_format": "{:.3f}".format, "na_rep": "–"}


@dataclass(frozen=True, eq=False)
class ClassificationReport:
    """What a classifier got right and wrong on labelled sequences.

    Attributes
    ----------
    scores : rows classifier, and each baseline if training data was given. Of classes
        accuracy, balanced_accuracy (mean recall of the classes that stand in the data),
        macro_f1 (mean over classes expected or predicted) and log_loss (nats; NaN for a
        baseline without probabilities); where a sample may have several labels micro_f1
        and macro_f1; of clips mean_average_precision, too (mean over labels that stand
        in the data; NaN without probabilities)
    by_label : precision, recall, f1 and support of each label, 0 where undefined; of
        clips average_precision, too: the area under precision by recall, each sample
        ranked by the label's probability; NaN where no sample has the label
    confusion : counts of predicted labels (columns) for each expected one (rows); None
        where a sample may have several
    worst : the sequences that surprise the classifier most: row (place in X, or its
        index), expected and predicted label (tuples of them where there may be
        several), probability of the expected one (of several labels: that all of them
        and no others hold, as if independent), loss (its negative logarithm)
    samples : how many were scored
    """

    scores: pd.DataFrame
    by_label: pd.DataFrame
    confusion: pd.DataFrame | None
    worst: pd.DataFrame
    samples: int

    def plot(self, ax: Any = None) -> Any:
        """Draw which labels are taken for which.

        Raises
        ------
        ValueError
            Where a sample may have several labels.
        """
        if self.confusion is None:
            raise ValueError(
                "a confusion table needs one label for each sample, got several; look "
                "at by_label"
            )
        return plotting.plot_confusion(self.confusion, ax=ax)

    def __repr__(self) -> str:
        scores = self.scores.T.to_string(**_SHOWN)
        return f"ClassificationReport: {self.samples:,} samples\n{scores}"

    def _repr_html_(self) -> str:
        # pandas escapes what tables hold, labels of users among it
        tables = (self.scores.T.to_html(**_SHOWN), self.by_label.to_html(**_SHOWN))
        return "\n".join((f"<p>{self.samples:,} samples</p>", *tables))


class Judged(NamedTuple):
    """Labelled sequences, and what a classifier makes of them.

    rows : where each stands for the user, a number or an index
    classes : the labels
    expected, predicted : class numbers (samples,), or 0 and 1 (samples, labels)
    outputs : probabilities (samples, labels)
    """

    rows: Sequence[Any]
    classes: np.ndarray
    expected: np.ndarray
    predicted: np.ndarray
    outputs: np.ndarray


def classification_report(
    judged: Judged,
    baselines: Mapping[str, Any],
    sequences: Sequence[Any],
    worst: int,
    metric: str | None = None,
    *,
    ranked: bool = False,
) -> ClassificationReport:
    """Score what a classifier predicted; a warning says where a baseline is better.

    Parameters
    ----------
    judged : what it predicted
    baselines : fitted `LabelBaseline` by name
    sequences : what the baselines read
    worst : how many of the most wrong are shown
    metric : the score that tells which is better; the first when None
    ranked : whether average precisions are told
    """
    single = judged.expected.ndim == 1
    scores = {MODEL: _scores(judged.expected, judged.predicted, judged.outputs)}
    known: dict[str, np.ndarray | None] = {MODEL: judged.outputs}
    for name, baseline in baselines.items():
        found = baseline.outputs(sequences)
        decided = found.argmax(axis=1) if single else (found >= 0.5).astype("float32")
        known[name] = found if baseline.has_probabilities else None
        scores[name] = _scores(judged.expected, decided, known[name])
    table = pd.DataFrame.from_dict(scores, orient="index")
    warn_if_beaten(table, metric or table.columns[0], _ADVICE)
    by_label = _by_label(judged)
    if ranked:
        means = {n: _mean_precision(judged.expected, each) for n, each in known.items()}
        table["mean_average_precision"] = pd.Series(means)
        found = _average_precisions(judged.expected, judged.outputs)
        by_label["average_precision"] = found
    return ClassificationReport(
        scores=table,
        by_label=by_label,
        confusion=_confusion(judged) if single else None,
        worst=_worst(judged, worst),
        samples=len(judged.rows),
    )


def _scores(
    expected: np.ndarray, predicted: np.ndarray, outputs: np.ndarray | None
) -> dict[str, float]:
    """Return the scores by name; without outputs there is no log loss."""
    names = ("macro",) if expected.ndim == 1 else ("micro", "macro")
    f1 = {
        f"{name}_f1": metrics.f1_score(
            expected, predicted, average=name, zero_division=0.0
        )
        for name in names
    }
    if expected.ndim > 1:
        return f1
    there = np.unique(expected)
    recalls = metrics.recall_score(expected, predicted, labels=there, average=None)
    return {
        "accuracy": metrics.accuracy_score(expected, predicted),
        "balanced_accuracy": float(np.mean(recalls)),
        **f1,
        "log_loss": np.nan if outputs is None else _log_loss(expected, outputs),
    }


def _log_loss(expected: np.ndarray, outputs: np.ndarray) -> float:
    return metrics.log_loss(expected, outputs, labels=range(outputs.shape[1]))


def _by_label(judged: Judged) -> pd.DataFrame:
    found = metrics.precision_recall_fscore_support(
        judged.expected,
        judged.predicted,
        labels=range(len(judged.classes)),
        zero_division=0.0,
    )
    columns = dict(zip(("precision", "recall", "f1", "support"), found, strict=True))
    return pd.DataFrame(columns, index=pd.Index(judged.classes, name="label"))


def _average_precisions(expected: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """Return the average precision of each label, NaN where no sample has it."""
    held = expected
    if expected.ndim == 1:
        held = np.arange(outputs.shape[1]) == expected[:, None]
    return np.array(
        [
            metrics.average_precision_score(own, ranks) if own.any() else np.nan
            for own, ranks in zip(held.T, outputs.T, strict=True)
        ]
    )


def _mean_precision(expected: np.ndarray, outputs: np.ndarray | None) -> float:
    found = np.nan if outputs is None else _average_precisions(expected, outputs)
    return float(np.nan if np.isnan(found).all() else np.nanmean(found))


def _confusion(judged: Judged) -> pd.DataFrame:
    counts = metrics.confusion_matrix(
        judged.expected, judged.predicted, labels=range(len(judged.classes))
    )
    return pd.DataFrame(
        counts,
        index=pd.Index(judged.classes, name="expected"),
        columns=pd.Index(judged.classes, name="predicted"),
    )


def _worst(judged: Judged, count: int) -> pd.DataFrame:
    """Return the samples of the highest loss, the highest first."""
    losses = _losses(judged.expected, judged.outputs.astype("float64"))
    rows = [
        (
            judged.rows[place],
            _labels(judged.classes, judged.expected[place]),
            _labels(judged.classes, judged.predicted[place]),
            np.exp(-losses[place]),
            losses[place],
        )
        for place in np.argsort(-losses, kind="stable")[:count]
    ]
    table = pd.DataFrame(rows, columns=list(WORST_COLUMNS))
    return table.astype({"probability": "float64", "loss": "float64"})


def _losses(expected: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """Return the negative log probability of what was expected, (samples,)."""
    with np.errstate(divide="ignore"):  # what was held to be impossible costs inf
        if expected.ndim == 1:
            return -np.log(outputs[np.arange(len(outputs)), expected])
        return -np.log(np.where(expected > 0, outputs, 1 - outputs)).sum(axis=1)


def _labels(classes: np.ndarray, held: Any) -> Any:
    """Return the label of a class number, or those that a row of 0 and 1 holds."""
    several = np.ndim(held) > 0
    return tuple(classes[held > 0].tolist()) if several else classes.tolist()[held]
