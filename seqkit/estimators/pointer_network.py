"""Answer with positions of the input: put elements in order, or choose some of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.baselines.pointing import input_order
from seqkit.estimators.base import (
    Samples,
    SequenceEstimator,
    like,
    restored_history,
    written_history,
)
from seqkit.estimators.holdout import hold_out
from seqkit.estimators.labelled_sequences import Labelled, Rows
from seqkit.estimators.pointing_decoding import PointedAt, point
from seqkit.estimators.pointing_report import (
    INPUT_ORDER,
    Answer,
    PointedRows,
    PointingReport,
    pointing_report,
)
from seqkit.estimators.pointing_samples import (
    InputsOf,
    PointingSource,
    pointed_rows,
)
from seqkit.metrics import exact_match
from seqkit.networks.losses import PointingLoss
from seqkit.networks.pointing import (
    ATTENTIONS,
    KINDS,
    PointingSizes,
    pointing_network,
)
from seqkit.sequences.sequence_sets import read_sequences
from seqkit.sequences.series_arrays import SCALINGS, SeriesScaling
from seqkit.training import predict_batches


class PointerNetwork(SequenceEstimator):
    """Point, step by step, at elements of the input.

    An encoder reads any number of elements; a pointer goes over them, and its attention
    is the answer. What it points at can only be an element that is there.

    Parameters
    ----------
    kind : "permutation" points at every element once (an order), "subset" at an element
        once at most, and says when to end (a hull), "free" wherever it will
    attention : "additive" or "dot": how elements are scored
    scaling : "standard" brings each feature to mean 0 and deviation 1 over the training
        data, "sequence" each feature of each sequence by itself, None leaves them
    longest : most steps of a sequence of kind="free"; those of the longest in the
        training data when None
    beam_width : sequences kept at every length when the best is searched; 1 takes the
        likeliest position each time
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer, of the encoder and of the pointer
    bidirectional : whether the encoder reads elements both ways
    dropout : fraction of the recurrent layers' outputs dropped in training
    learning_rate, batch_size, epochs, patience : of the training
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    validation_fraction : share of the sequences held back to stop training
    random_state : seed; equal seeds give equal fits on one CPU
    verbose : 1 shows progress
    callbacks : further Keras callbacks
    network : function from `seqkit.networks.PointingSizes` to an uncompiled
        keras.Model, in place of the default network, with its inputs, output and parts

    Attributes
    ----------
    network_ : keras.Model
    history_ : DataFrame, losses and validation score (exact match) per epoch
    features_ : numbers of an element
    longest_ : most steps of a sequence of kind="free"

    References
    ----------
    Vinyals, Fortunato and Jaitly (2015), "Pointer networks".

    Examples
    --------
    >>> from seqkit import PointerNetwork
    >>> from seqkit.datasets import sorting_problem
    >>> X, y = sorting_problem(400, size=(2, 4), random_state=0)
    >>> model = PointerNetwork(
    ...     units=(16,), learning_rate=0.01, batch_size=32, epochs=8, random_state=0
    ... )
    >>> model.fit(X, y).predict([[0.9, 0.1, 0.5]])
    [array([1, 2, 0])]
    """

    def __init__(
        self,
        *,
        kind: str = "permutation",
        attention: str = "additive",
        scaling: str | None = "standard",
        longest: int | None = None,
        beam_width: int = 1,
        cell: str = "gru",
        units: tuple[int, ...] = (128,),
        bidirectional: bool = True,
        dropout: float = 0.0,
        learning_rate: float = 4e-3,
        batch_size: int = 128,
        epochs: int = 20,
        patience: int = 6,
        averaging: float = 0.5,
        validation_fraction: float = 0.1,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.kind = kind
        self.attention = attention
        self.scaling = scaling
        self.longest = longest
        self.beam_width = beam_width
        self.cell = cell
        self.units = units
        self.bidirectional = bidirectional
        self.dropout = dropout
        self.learning_rate = learning_rate
        self.batch_size = batch_size
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
        validation: tuple[Any, Any] | None = None,
    ) -> "PointerNetwork":
        """Learn from sequences and the positions to point at.

        Parameters
        ----------
        X : list of arrays (positions, features) or (positions,), of any length; array
            (samples, positions, features) or (samples, positions)
        y : for each sequence the positions to point at, from 0, in order
        sample_weight : weight of each sequence in the loss (samples,)
        validation : sequences and positions to stop training on; a share of `X` when
            None

        Raises
        ------
        ValueError
            For an empty sequence, other numbers of features, infinite values, or
            positions that do not exist or do not fit `kind`, by the sequence's place.
        """
        self._check_arguments()
        rows = _rows(X)
        own = pointed_rows(rows, y, sample_weight, self.kind)
        self.features_ = rows.sequences[0].shape[1]
        if validation is None:
            count = len(own.sequences)
            held = hold_out(count, self.validation_fraction, self.random_state)
            parts = own.subset(held.training), own.subset(held.validation)
        else:
            X, y = validation
            parts = own, self._pointed(X, y)
        self._train(self._encode(parts))
        return self

    def predict(
        self,
        X: Any,
        *,
        beam_width: int | None = None,
        return_attention: bool = False,
    ) -> Any:
        """Return the positions that the network points at.

        Parameters
        ----------
        X : sequences, as for `fit`
        beam_width : sequences kept at every length; that of the constructor when None
        return_attention : return probabilities, too

        Returns
        -------
        list of int64 arrays (steps,); a Series, with its index, for a Series. With
        `return_attention` a second one, of float32 arrays (steps, positions): the
        probability of each position at each step. What a row lacks to 1 is that of the
        end.
        """
        self._check_fitted()
        found = self._found(self._fitted_rows(X), beam_width, return_attention)
        positions = like(X, [one.positions for one in found], "positions")
        if not return_attention:
            return positions
        return positions, like(X, [one.attention for one in found], "attention")

    def score(self, X: Any, y: Any) -> float:
        """Return the share of sequences that are right from first to last, in [0, 1].

        Each is decoded from its own steps, never from the right ones.
        """
        self._check_fitted()
        given = self._pointed(X, y)
        return exact_match(given.y, self._answers(given.sequences))

    def report(
        self, X: Any, y: Any, *, baselines: Mapping[str, Answer] | None = None
    ) -> PointingReport:
        """Return how often the network is right, by the number of elements, too.

        Parameters
        ----------
        X, y : sequences and the positions to point at
        baselines : functions from the elements of a sequence (positions, features) to
            positions, by name, such as `seqkit.baselines.by_angle`

        Returns
        -------
        PointingReport, whose `scores` stand beside those of the order of the input and
        of the baselines; a warning says where one of them is better
        """
        self._check_fitted()
        rows = self._fitted_rows(X)
        given = pointed_rows(rows, y, None, self.kind)
        pointed = PointedRows(
            rows.places, given.sequences, given.y, self._answers(given.sequences)
        )
        every = {INPUT_ORDER: input_order, **(baselines or {})}
        return pointing_report(pointed, every)

    def _encode(self, data: tuple[Labelled, Labelled]) -> Samples:
        """Learn from the first part; the second tells when to stop."""
        own, held = data
        self._scaling = SeriesScaling.of(own.sequences, self.scaling)
        steps = max(len(pointed) for pointed in own.y)
        self.longest_ = max(1, steps if self.longest is None else self.longest)
        sizes, loss = PointingSizes(self.features_, self.kind), PointingLoss()
        if not held.sequences:
            return Samples(self._source(own), None, sizes, loss)
        checked = self._source(held)
        return Samples(self._source(own), checked, sizes, loss, _judge(checked))

    def _encode_again(self, data: Any) -> Samples:
        source = self._source(self._pointed(*data))
        sizes = PointingSizes(self.features_, self.kind)
        return Samples(source, None, sizes, PointingLoss())

    def _source(self, data: Labelled) -> PointingSource:
        inputs = self._scaling.encode(data.sequences)
        return PointingSource(inputs, data.y, data.weights)

    def _build_network(self, sizes: PointingSizes) -> Any:
        return pointing_network(
            sizes,
            cell=self.cell,
            units=tuple(self.units),
            bidirectional=self.bidirectional,
            attention=self.attention,
            dropout=self.dropout,
        )

    def _decode(self, outputs: list[PointedAt], source: Any) -> list[np.ndarray]:
        """Return positions alone."""
        return [one.positions for one in outputs]

    def _state(self) -> dict[str, Any]:
        return {
            "features": self.features_,
            "longest": self.longest_,
            "scaling": self._scaling.to_state(),
            "history": written_history(self.history_),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.features_, self.longest_ = state["features"], state["longest"]
        self._scaling = SeriesScaling.from_state(state["scaling"])
        self.history_ = restored_history(state["history"])

    def _check_arguments(self) -> None:
        self._check_training_arguments()
        checks.check_choice("kind", self.kind, KINDS)
        checks.check_choice("attention", self.attention, ATTENTIONS)
        checks.check_choice("scaling", self.scaling, SCALINGS)
        checks.check_count("beam_width", self.beam_width)
        if self.longest is not None:
            checks.check_count("longest", self.longest)

    def _fitted_rows(self, X: Any) -> Rows:
        """Read sequences with the features that were fitted."""
        rows = _rows(X)
        checks.check_same_features(rows.sequences, self.features_)
        return rows

    def _pointed(self, X: Any, y: Any, weights: Any = None) -> Labelled:
        return pointed_rows(self._fitted_rows(X), y, weights, self.kind)

    def _answers(self, sequences: list[np.ndarray]) -> list[np.ndarray]:
        return self._decode(self._found(Rows(sequences)), None)

    def _found(
        self, rows: Rows, beam_width: int | None = None, attention: bool = False
    ) -> list[PointedAt]:
        """Return what the network points at in each sequence."""
        width = self.beam_width if beam_width is None else beam_width
        return point(
            self.network_,
            self._scaling.encode(rows.sequences),
            beam_width=checks.check_count("beam_width", width),
            longest=self.longest_ if self.kind == "free" else None,
            attention=attention,
        )


def _rows(X: Any) -> Rows:
    read = read_sequences(X)
    return Rows(read.arrays, read.names)


def _judge(source: PointingSource) -> Any:
    """Return what tells the share of sequences that greedy decoding has right.

    It does, if and only if the likeliest place behind every right beginning is right:
    one pass over the right beginnings tells.
    """

    def judge(network: Any) -> float:
        right = 0
        for which, scores in predict_batches(network, InputsOf(source)):
            places = source.take(which)[1]
            right += ((scores.argmax(-1) == places) | (places < 0)).all(axis=1).sum()
        return float(right) / len(source)

    return judge
