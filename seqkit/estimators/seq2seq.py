"""Write a sequence for each sequence: tokens or numbers, of any length on each side."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.metrics import r2_score

from seqkit import checks
from seqkit.estimators.alignment import Alignment
from seqkit.estimators.base import like
from seqkit.estimators.sequence_sides import SERIES, TEXTS, SeriesSide
from seqkit.estimators.series_writing import write_series
from seqkit.estimators.translation_hooks import (
    GivenPairs,
    Side,
    WritesTargets,
    best_or_each,
)
from seqkit.estimators.translation_samples import batches_of
from seqkit.networks.writing import has_attention
from seqkit.sequences.series_arrays import SCALINGS


class Seq2Seq(WritesTargets):
    """Write a sequence for each sequence, of another length and another kind.

    Either side may be texts, lists of tokens or series of numbers; fit sees which. An
    encoder reads the source, a writer says the target step by step, each from the steps
    before it, and attention looks at the source for each step anew. Training gives the
    writer the right steps (teacher forcing), prediction its own.

    Parameters
    ----------
    attention : "dot" (Luong et al., 2015) or "additive" (Bahdanau et al., 2015) looks
        at the source for each step; None lets the last states be all that is known
    input_feeding : whether each step reads what the one before made of what it saw
        (Luong et al., 2015), so that it knows where it looked. Steps then wait for each
        other in training, too, which takes longer, and only seqkit opens the files
    tokens : "word", "character", or "bpe" for pieces of words that are learnt from the
        texts of each side (the extra 'tokenizers'): how texts are cut
    lowercase : read and write tokens in lower case
    minimum_count : how often a word or letter must stand to be known, on either side
    pieces : most pieces of words that are learnt of a side, with tokens="bpe"; at least
        every letter is one
    longest : most steps of a sequence; longer pairs are left out of training, longer
        sources are read up to there, each with a warning; None for any
    replace_unknown : where the network would write an unknown token, write the source
        token that it looks at most; needs attention, and tokens on both sides
    scaling : of source series: "standard" brings each feature to mean 0 and deviation 1
        over the training data, "sequence" each feature of each sequence by itself, None
        leaves them. Target series are always scaled over the training data
    embedding_units : features of a token
    tie_weights : score target tokens by their embeddings (Press & Wolf, 2017)
    word_dropout : fraction of target steps hidden from the writer in training; of
        series that follow themselves closely, hidden steps teach it to look at the
        source
    scheduled_sampling : probability with which each of the steps that the writer reads
        in training is its own instead of the right one, reached at the end of a rise
        from 0 over all `epochs` (Bengio et al., 2015, in two passes as Mihaylova &
        Martins, 2019). Validation reads the right ones; without it the last epoch is
        kept. 0 leaves it out
    label_smoothing : share of each target token that goes to all tokens alike
    coverage : weight λ of what the loss, and with it the validation loss, adds for each
        token: the sum over source steps of the smaller of its attention and all
        attention before, so that it looks where none looked yet and repeats less (See
        et al., 2017, equation 13; they take 1). Needs attention, and tokens to write; 0
        adds nothing
    beam_width : token sequences kept at every length when the best is searched; 1 takes
        the likeliest token each time
    length_penalty : how much longer ones are preferred, see `Decoder.beam`
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer, of the encoder and of the writer
    bidirectional : whether the encoder reads both ways
    dropout : fraction of embeddings and recurrent outputs dropped in training
    learning_rate, batch_size, epochs, patience : of the training
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    schedule : "cosine" lets the learning rate fall to 0 over all `epochs`; None halves
        it when the validation loss stands still
    validation_fraction : share of the pairs held back to stop training
    random_state : seed; equal seeds give equal fits on one CPU
    verbose : 1 shows progress
    callbacks : further Keras callbacks
    network : function from `seqkit.networks.TranslatingSizes` to an uncompiled
        keras.Model, in place of the default network, with its inputs, output and parts

    Attributes
    ----------
    network_ : keras.Model
    history_ : DataFrame, losses per epoch: nats per token, smoothed as
        `label_smoothing` says, or squared scaled errors
    source_, target_ : what was learnt of each side: `kind`, and `vocabulary` or
        `scaling`
    longest_ : most tokens that are written, those of the longest target of the training
    steps_ : steps of all target series of the training, None where they differ

    Examples
    --------
    >>> from seqkit import Seq2Seq
    >>> doubled = Seq2Seq(
    ...     units=(24,), embedding_units=12, dropout=0, learning_rate=0.02,
    ...     epochs=25, patience=25, validation_fraction=0, random_state=0,
    ... )
    >>> X = [["a"], ["b"], ["a", "b"], ["b", "a"]] * 8
    >>> y = [["a", "a"], ["b", "b"], [*"aabb"], [*"bbaa"]] * 8
    >>> doubled.fit(X, y).predict([["b", "a"]])
    [['b', 'b', 'a', 'a']]
    """

    def __init__(
        self,
        *,
        attention: str | None = "dot",
        input_feeding: bool = False,
        tokens: str = "word",
        lowercase: bool = False,
        minimum_count: int = 1,
        pieces: int = 8000,
        longest: int | None = None,
        replace_unknown: bool = True,
        scaling: str | None = "standard",
        embedding_units: int = 64,
        tie_weights: bool = True,
        word_dropout: float = 0.0,
        scheduled_sampling: float = 0.0,
        label_smoothing: float = 0.0,
        coverage: float = 0.0,
        beam_width: int = 5,
        length_penalty: float = 0.0,
        cell: str = "gru",
        units: tuple[int, ...] = (128,),
        bidirectional: bool = True,
        dropout: float = 0.1,
        learning_rate: float = 2e-3,
        batch_size: int = 32,
        epochs: int = 30,
        patience: int = 8,
        averaging: float = 0.5,
        schedule: str | None = "cosine",
        validation_fraction: float = 0.1,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.attention = attention
        self.input_feeding = input_feeding
        self.tokens = tokens
        self.lowercase = lowercase
        self.minimum_count = minimum_count
        self.pieces = pieces
        self.longest = longest
        self.replace_unknown = replace_unknown
        self.scaling = scaling
        self.embedding_units = embedding_units
        self.tie_weights = tie_weights
        self.word_dropout = word_dropout
        self.scheduled_sampling = scheduled_sampling
        self.label_smoothing = label_smoothing
        self.coverage = coverage
        self.beam_width = beam_width
        self.length_penalty = length_penalty
        self.cell = cell
        self.units = units
        self.bidirectional = bidirectional
        self.dropout = dropout
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.epochs = epochs
        self.patience = patience
        self.averaging = averaging
        self.schedule = schedule
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
    ) -> "Seq2Seq":
        """Learn from sequences and what is to be written for each.

        Parameters
        ----------
        X : list or Series of texts, of token lists, or of arrays (timesteps, features)
            or (timesteps,); array (samples, timesteps[, features])
        y : for each its target, in any of these forms
        sample_weight : weight of each pair in the loss (pairs,)
        validation : sources and targets to stop training on; a share of `X` when None

        Raises
        ------
        ValueError
            If there is no pair with a step on both sides, or not one target for each
            source; for infinite values or other numbers of features.
        TypeError
            If rows of one side are of different kinds, by their position.
        """
        self._check_arguments()
        checks.check_choice("scaling", self.scaling, SCALINGS)
        own, held = self._parts(GivenPairs.checked(X, y, sample_weight), validation)
        self._train(self._encode((own, held)))
        return self

    def predict(
        self,
        X: Any,
        *,
        length: Any = None,
        beam_width: int | None = None,
        n_best: int = 1,
        length_penalty: float | None = None,
        maximum_length: int | None = None,
        return_attention: bool = False,
    ) -> Any:
        """Write a sequence for each source.

        Parameters
        ----------
        X : sources of the kind that was fitted
        length : of series that are written: steps, or steps for each source; those of
            the training's targets when None
        beam_width : token sequences kept at every length; that of the constructor when
            None
        n_best : token sequences for a source, at most `beam_width`
        length_penalty : that of the constructor when None
        maximum_length : most tokens; `longest_` when None
        return_attention : return where the network looked, too

        Returns
        -------
        list of texts, token lists, or float64 arrays (timesteps, features), as the
        targets were; of lists of them, best first, for n_best above 1; a Series, with
        its index, for a Series. With `return_attention` a second list, of `Alignment`.

        Raises
        ------
        ValueError
            If arguments do not fit each other, the network has no attention, or series
            of unknown length are to be written.
        """
        self._check_fitted()
        if return_attention:
            checks.check_looks(has_attention(self.network_))
        rows = self._read(X)
        if self.target_.kind == SERIES:
            checks.check_one_best(n_best)
            found = self._series(rows, length)
        else:
            found = self._sequences(
                rows,
                self._search(beam_width, n_best, length_penalty),
                attention=return_attention,
                maximum_length=maximum_length,
            )
        written = like(X, best_or_each(found, n_best, lambda one: one.target), "target")
        if not return_attention:
            return written
        return written, best_or_each(found, n_best, lambda one: one)

    def score(self, X: Any, y: Any) -> float:
        """Return how right the sequences are that the network writes, free-running.

        Of tokens the share of sequences that are right from first to last, in [0, 1];
        of series the coefficient of determination R², at most 1, the mean over
        features, for as many steps as `y` has.
        """
        self._check_fitted()
        pairs = self._pairs(X, y).data
        expected = self.target_.cut(pairs.y)
        if self.target_.kind == SERIES:
            rows = self._read(pairs.sequences)
            found = self._series(rows, [len(row) for row in expected])
            steps = np.concatenate(expected)
            known = ~np.isnan(steps).any(axis=1)
            numbers = np.concatenate([one.target for (one,) in found])
            return float(r2_score(steps[known], numbers[known]))
        rows = self._read(pairs.sequences)
        said = self._texts(rows, self._search(None, 1, None))
        right = [one.words == row for (one,), row in zip(said, expected, strict=True)]
        return float(np.mean(right))

    def _learnt(self, kind: str, rows: list, writes: bool) -> Side:
        if kind == SERIES:
            return SeriesSide.of(rows, "standard" if writes else self.scaling)
        return self._token_side(kind, rows)

    def _own_state(self) -> dict[str, Any]:
        return {}

    def _restore_own(self, state: dict[str, Any]) -> None:
        """Nothing is learnt but what all learn."""

    def _sequences(
        self, rows: list, decode: Any, **wishes: Any
    ) -> list[list[Alignment]]:
        """Return the tokens, or texts, that are written for each source."""
        whole = self.target_.kind == TEXTS
        return [
            [
                Alignment(row, one.text if whole else one.words, one.attention)
                for one in several
            ]
            for row, several in zip(
                rows, self._texts(rows, decode, **wishes), strict=True
            )
        ]

    def _series(self, rows: list, length: Any) -> list[list[Alignment]]:
        """Return the series that is written for each source, in the user's units."""
        steps = checks.check_written_lengths(length, len(rows), self.steps_)
        side: Any = self.target_
        batches = batches_of(self.source_.sources(rows))
        return [
            [Alignment(row, side.restored(one.numbers), one.looks_at(len(row)))]
            for row, one in zip(
                rows, write_series(self.network_, batches, steps), strict=True
            )
        ]
