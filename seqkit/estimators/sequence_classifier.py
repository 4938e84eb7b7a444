"""Label numeric sequences: sensor series, images read row by row."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from seqkit import checks
from seqkit.baselines.classification import series_baselines
from seqkit.estimators.classifies import Classifies
from seqkit.estimators.labelled_sequences import Labelled
from seqkit.estimators.numeric_inputs import NumericInputs
from seqkit.sequences.series_arrays import SCALINGS


class SequenceClassifier(NumericInputs, Classifies):
    """Say what a sequence of numbers is: a class, or any of several labels.

    Parameters
    ----------
    scaling : "standard" brings each feature to mean 0 and deviation 1 over the training
        data, "sequence" each feature of each sequence by itself, None leaves them
    pooling : what stands for a sequence: the "last" outputs, or "max", "mean" or
        "attention" over those of all steps; or a tuple of several, side by side
    class_weight : weight of each class in the loss, by label (1 where not named), or
        "balanced" for weights in inverse proportion to how often classes stand
    threshold : probability from which a label holds, of two classes the second; one for
        all or by label
    calibrate : divide the log odds by a number that makes the sequences held back
        likeliest (temperature scaling, Guo et al., 2017): probabilities then tell how
        often answers are right, and predicted classes stay what they are
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
    classes_ : array of the labels, in the order of probabilities
    temperature_ : what log odds were divided by; 1 without `calibrate`

    Examples
    --------
    >>> import numpy as np
    >>> from seqkit import SequenceClassifier
    >>> draw = np.random.default_rng(0)
    >>> rising = [np.arange(n) + draw.normal(size=n) for n in draw.integers(5, 9, 40)]
    >>> X, y = rising + [-x for x in rising], ["up"] * 40 + ["down"] * 40
    >>> model = SequenceClassifier(units=(8,), epochs=15, random_state=0).fit(X, y)
    >>> model.predict([[1, 2, 3, 4, 5], [-1, -2, -3, -4]]).tolist()
    ['up', 'down']
    """

    def __init__(
        self,
        *,
        scaling: str | None = "standard",
        pooling: str | tuple[str, ...] = "max",
        class_weight: Mapping[Any, float] | str | None = None,
        threshold: float | Mapping[Any, float] = 0.5,
        calibrate: bool = False,
        cell: str = "gru",
        units: tuple[int, ...] = (64,),
        bidirectional: bool = True,
        dropout: float = 0.2,
        learning_rate: float = 2e-3,
        batch_size: int = 16,
        batch_steps: int | None = None,
        epochs: int = 100,
        patience: int = 15,
        averaging: float = 0.0,
        validation_fraction: float = 0.2,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.scaling = scaling
        self.pooling = pooling
        self.class_weight = class_weight
        self.threshold = threshold
        self.calibrate = calibrate
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
    ) -> "SequenceClassifier":
        """Learn from labelled sequences.

        Parameters
        ----------
        X : list of arrays (timesteps,) or (timesteps, features), of any length; array
            (samples, timesteps) or (samples, timesteps, features); frame with a row per
            sample; or, with `id`, frame with a row per step
        y : a label for each sequence; or several: lists of labels, or a column of 0 and
            1 for each label. Of a frame with `id`, a Series indexed by the ids.
        sample_weight : weight of each sequence in the loss (samples,)
        id, time : columns of a frame with a row per step: which sequence, and when
        validation : sequences and labels to stop training on; a share of `X` when None

        Raises
        ------
        ValueError
            For an empty sequence, other numbers of features, infinite values or a
            missing label, by its place; for one class.
        """
        self._check_shared_arguments()
        checks.check_choice("scaling", self.scaling, SCALINGS)
        rows = self._training_rows(X, id, time)
        self._fit(rows, y, sample_weight, validation)
        return self

    def _baselines(self, target: Any, data: Labelled) -> dict[str, Any]:
        sequences = self._plain(data.sequences)
        return series_baselines(sequences, target.encode(data.y), target.outputs)
