"""What estimators of labels share, whatever the sequences are."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.metrics import f1_score

from seqkit import checks
from seqkit.estimators.base import Samples
from seqkit.estimators.classification_report import (
    ClassificationReport,
    Judged,
    classification_report,
)
from seqkit.estimators.label_weights import label_weights
from seqkit.estimators.labelled_sequences import Labelled
from seqkit.estimators.many_to_one import ManyToOne
from seqkit.estimators.targets import target_of
from seqkit.training import best_temperature, divide_log_odds, predict


class Classifies(ClassifierMixin, ManyToOne):
    """Base of the estimators that give labels."""

    temperature_: float
    _ranked: bool = False  # whether reports tell average precisions

    @property
    def classes_(self) -> np.ndarray:
        """The labels, in the order of probabilities."""
        return self.target_.classes

    def predict(self, X: Any) -> Any:
        """Return the label of each sequence.

        Returns
        -------
        array of labels (samples,); where a sample may have several, a list of tuples,
        or a column of 0 and 1 for each label, as the fitted `y` had; a Series (or
        frame) with the index of `X` where it has one
        """
        self._check_fitted()
        rows = self._rows(X)
        return self._decode(self._outputs(rows), rows.names)

    def predict_proba(self, X: Any) -> Any:
        """Return the probability of each label.

        Returns
        -------
        float32 array (samples, labels), labels in the order of `classes_`; a frame with
        the index of `X` where it has one. Rows add up to 1 unless a sample may have
        several labels.
        """
        self._check_fitted()
        rows = self._rows(X)
        outputs = self._outputs(rows)
        if rows.names is None:
            return outputs
        return pd.DataFrame(outputs, index=rows.names, columns=self.classes_)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return the share of right labels; the micro F1 where there may be several.

        A label that the training data does not have counts as wrong, with a warning.
        """
        self._check_fitted()
        rows = self._rows(X)
        data = Labelled.checked(rows, y, sample_weight)
        found = self._decode(self._outputs(rows), None)
        rows_of_labels = self.target_.rows(data.y)
        checks.warn_unseen(rows_of_labels, self.classes_.tolist(), ("sample", "label"))
        if self.target_.kind == "classes":
            pairs = zip(rows_of_labels, found.tolist(), strict=True)
            right = [expected == label for (expected,), label in pairs]
            return float(np.average(right, weights=data.weights))
        target = self.target_.wider(data.y)
        return float(
            f1_score(
                target.encode(data.y),
                target.encode(found),
                average="micro",
                sample_weight=data.weights,
                zero_division=0.0,
            )
        )

    def report(
        self, X: Any, y: Any, *, train: tuple[Any, Any] | None = None, worst: int = 10
    ) -> ClassificationReport:
        """Return what is right and what is wrong.

        Parameters
        ----------
        X, y : sequences and their labels; one that the training data does not have
            counts as wrong, with a warning
        train : the sequences and labels of the training, to set simple baselines beside
            the network: the most frequent label, and for texts logistic regression on
            word counts, for series the nearest neighbour and logistic regression on
            summaries, for clips logistic regression on the middle frame. The estimator
            keeps no training data, so they are fitted anew. A warning says where one of
            them is better: in accuracy, in balanced accuracy if classes are weighed, in
            micro F1 of several labels.
        worst : how many of the sequences that surprise the network most are shown
        """
        self._check_fitted()
        checks.check_count("worst", worst, 0)
        rows = self._rows(X)
        data = Labelled.checked(rows, y)
        known = self.classes_.tolist()
        checks.warn_unseen(self.target_.rows(data.y), known, ("sample", "label"))
        target, outputs = self.target_.wider(data.y), self._outputs(rows)
        judged = Judged(
            rows.places,
            target.classes,
            target.encode(data.y),
            target.encode(self._decode(outputs, None)),
            np.pad(outputs, ((0, 0), (0, target.outputs - len(known)))),
        )
        baselines = self._fitted_baselines(target, train)
        # who weighs classes gives away accuracy for the rare ones
        metric = None if self._class_weights is None else "balanced_accuracy"
        return classification_report(
            *(judged, baselines, self._plain(rows.sequences), worst, metric),
            ranked=self._ranked,
        )

    def _train(self, samples: Samples, network: Any = None, **other: Any) -> None:
        if self.calibrate:
            checks.check_held_back(samples.validation is not None, "calibrate=True")
        super()._train(samples, network, **other)
        self.temperature_ = 1.0
        if self.calibrate:
            held: Any = samples.validation
            outputs = predict(self.network_, held.inputs)
            self.temperature_ = best_temperature(outputs, held.y)
            divide_log_odds(self.network_, self.temperature_)

    def _state(self) -> dict[str, Any]:
        return super()._state() | {"temperature": self.temperature_}

    def _restore(self, state: dict[str, Any]) -> None:
        super()._restore(state)
        self.temperature_ = state.get("temperature", 1.0)

    def _target_of(self, y: Any) -> Any:
        target = target_of(y)
        target.levels(self.threshold)  # a wrong one is not found out after training
        return target

    def _weights_of(self, y: Any) -> np.ndarray | None:
        if self.class_weight is None:
            return None
        checks.check_one_label("class_weight", self.target_.kind == "classes")
        labels, classes = checks.plain_labels(y), self.target_.classes
        return label_weights("class_weight", self.class_weight, classes, labels)

    def _decode(self, outputs: np.ndarray, source: Any) -> Any:
        labels = self.target_.decode(outputs, self.threshold)
        if source is None:
            return labels
        if isinstance(labels, pd.DataFrame):
            return labels.set_axis(source)
        if isinstance(labels, np.ndarray) and labels.ndim == 2:
            return pd.DataFrame(labels, index=source, columns=self.classes_)
        return pd.Series(list(labels), index=source, name="label")
