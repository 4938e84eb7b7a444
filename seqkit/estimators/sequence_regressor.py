"""Predict a number, or several, from a whole numeric sequence."""

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd
from sklearn.base import RegressorMixin
from sklearn.metrics import r2_score

from seqkit import checks
from seqkit.baselines.classification import number_baselines
from seqkit.estimators.labelled_sequences import Labelled
from seqkit.estimators.numeric_inputs import NumericInputs
from seqkit.estimators.regression_report import (
    Measured,
    RegressionReport,
    regression_report,
)
from seqkit.estimators.targets import NumberTarget
from seqkit.sequences.series_arrays import SCALINGS


class SequenceRegressor(RegressorMixin, NumericInputs):
    """Predict a number, or several, from a whole sequence of numbers.

    Parameters
    ----------
    scaling : "standard" brings each feature to mean 0 and deviation 1 over the training
        data, "sequence" each feature of each sequence by itself, None leaves them
    pooling : what stands for a sequence: the "last" outputs, or "max", "mean" or
        "attention" over those of all steps; or a tuple of several, side by side
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    bidirectional : read sequences both ways
    dropout : fraction of the recurrent layers' outputs dropped in training
    learning_rate, batch_size, epochs, patience : of the training
    batch_steps : padded steps of a batch in place of `batch_size` sequences; short ones
        then come in larger batches
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    validation_fraction : share of the sequences held back to stop training
    random_state : seed; equal seeds give equal fits on one CPU
    verbose : 1 shows progress
    callbacks : further Keras callbacks
    network : function from `seqkit.networks.SequenceSizes` to an uncompiled
        keras.Model, in place of the default network

    Attributes
    ----------
    network_ : keras.Model
    history_ : DataFrame, losses per epoch

    Examples
    --------
    >>> import numpy as np
    >>> from seqkit import SequenceRegressor
    >>> draw = np.random.default_rng(0)
    >>> X = [draw.normal(size=n) for n in draw.integers(4, 8, 200)]
    >>> y = np.array([x.mean() for x in X])
    >>> model = SequenceRegressor(
    ...     units=(8,), pooling="mean", learning_rate=0.02, epochs=30, random_state=0
    ... )
    >>> bool(model.fit(X[:150], y[:150]).score(X[150:], y[150:]) > 0.9)
    True
    """

    def __init__(
        self,
        *,
        scaling: str | None = "standard",
        pooling: str | tuple[str, ...] = "last",
        cell: str = "gru",
        units: tuple[int, ...] = (64,),
        bidirectional: bool = True,
        dropout: float = 0.0,
        learning_rate: float = 2e-3,
        batch_size: int = 32,
        batch_steps: int | None = None,
        epochs: int = 100,
        patience: int = 10,
        averaging: float = 0.0,
        validation_fraction: float = 0.2,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.scaling = scaling
        self.pooling = pooling
        self.cell = cell
        self.units = units
        self.bidirectional = bidirectional
        self.dropout = dropout
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.batch_steps = batch_steps
        self.epochs = epochs
        self.patience = patience
        self.averaging = averaging
        self.validation_fraction = validation_fraction
        self.random_state = random_state
        self.verbose = verbose
        self.callbacks = callbacks
        self.network = network

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        id: Hashable | None = None,
        time: Hashable | None = None,
        validation: tuple[Any, Any] | None = None,
    ) -> "SequenceRegressor":
        """Learn from sequences with their numbers.

        Parameters
        ----------
        X : list of arrays (timesteps,) or (timesteps, features), of any length; array
            (samples, timesteps) or (samples, timesteps, features); frame with a row per
            sample; or, with `id`, frame with a row per step
        y : numbers (samples,) or (samples, numbers). Of a frame with `id`, a Series
            indexed by the ids.
        sample_weight : weight of each sequence in the loss (samples,)
        id, time : columns of a frame with a row per step: which sequence, and when
        validation : sequences and numbers to stop training on; a share of `X` when None

        Raises
        ------
        ValueError
            For an empty sequence, other numbers of features, or values that are
            infinite, by their place.
        """
        self._check_shared_arguments()
        checks.check_choice("scaling", self.scaling, SCALINGS)
        rows = self._training_rows(X, id, time)
        self._fit(rows, y, sample_weight, validation)
        return self

    def predict(self, X: Any) -> Any:
        """Return the number, or numbers, of each sequence.

        Returns
        -------
        float64 array (samples,), or (samples, numbers); a Series or frame with the
        index of `X` where it has one
        """
        self._check_fitted()
        rows = self._rows(X)
        return self._decode(self._outputs(rows), rows.names)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return the coefficient of determination R², at most 1, the mean of all."""
        self._check_fitted()
        rows = self._rows(X)
        data = Labelled.checked(rows, y, sample_weight)
        found = self.target_.read(self._decode(self._outputs(rows), None))
        expected = self.target_.read(data.y)
        return float(r2_score(expected, found, sample_weight=data.weights))

    def report(
        self, X: Any, y: Any, *, train: tuple[Any, Any] | None = None, worst: int = 10
    ) -> RegressionReport:
        """Return how far predictions are from the truth.

        Parameters
        ----------
        X, y : sequences and their numbers
        train : the sequences and numbers of the training, to set simple baselines
            beside the network: the mean, and ridge regression on summaries. The
            estimator keeps no training data, so they are fitted anew. A warning says
            where one of them has a better R².
        worst : how many of the sequences with the largest errors are shown
        """
        self._check_fitted()
        checks.check_count("worst", worst, 0)
        rows = self._rows(X)
        data, target = Labelled.checked(rows, y), self.target_
        measured = Measured(
            rows.places,
            target,
            target.read(data.y),
            target.in_units(self._outputs(rows)),
        )
        baselines = self._fitted_baselines(target, train)
        return regression_report(
            measured, baselines, self._plain(rows.sequences), worst
        )

    def _baselines(self, target: Any, data: Labelled) -> dict[str, Any]:
        return number_baselines(self._plain(data.sequences), target.encode(data.y))

    def _target_of(self, y: Any) -> NumberTarget:
        return NumberTarget.of(y)

    def _decode(self, outputs: Any, source: Any) -> Any:
        values = self.target_.decode(outputs)
        if source is None:
            return values
        if values.ndim == 1:
            return pd.Series(values, index=source, name="prediction")
        return pd.DataFrame(values).set_axis(source)
