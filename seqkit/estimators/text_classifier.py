"""Label texts: sentiment, topics, languages, letters of DNA."""

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.baselines.classification import (
    LETTER_COUNTS,
    WORD_COUNTS,
    word_baselines,
)
from seqkit.estimators.classifies import Classifies
from seqkit.estimators.explanation import Blank
from seqkit.estimators.labelled_sequences import Labelled, Rows
from seqkit.estimators.learnt_tokens import LearntTokens
from seqkit.networks.token_inputs import TokenSizes
from seqkit.sequences.token_features import TokenFeatures, UnknownNow
from seqkit.sequences.tokens import TOKENIZERS

_RATES = {"word": 3e-3, "character": 1e-3}
_WIDTHS = {"word": 0, "character": 7}
_COUNTS = {"word": WORD_COUNTS, "character": LETTER_COUNTS}


class TextClassifier(Classifies):
    """Say what a text is: one of several classes, or any of several labels.

    Parameters
    ----------
    tokens : how texts are cut: "word" or "character" (names, DNA); token lists are
        taken as they are
    lowercase : look tokens up in lower case
    minimum_count : how often a token must stand to be known
    longest : most tokens read of a text; of a longer one its first and last halves
    embedding_units : features of a token
    word_dropout : how readily known tokens are hidden in training, rare ones first: one
        that stands n times with probability word_dropout / (word_dropout + n)
    vectors : file of word vectors to begin with (GloVe, fastText, word2vec as text)
    train_vectors : go on training them
    convolution : how many neighbouring tokens a convolution looks at before the
        recurrence reads what it found around each; 0 for none. None: 7 of characters,
        where short runs are what carries meaning (motifs of DNA, endings of names), and
        none of words
    pooling : what stands for a text: the "last" outputs, or "max", "mean" or
        "attention" over those of all tokens; or a tuple of several, side by side
    class_weight : weight of each class in the loss, by label (1 where not named), or
        "balanced" for weights in inverse proportion to how often classes stand
    threshold : probability from which a label holds, of two classes the second; one for
        all or by label
    calibrate : divide the log odds by a number that makes the texts held back
        likeliest (temperature scaling, Guo et al., 2017): probabilities then tell how
        often answers are right, and predicted classes stay what they are
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    bidirectional : read texts both ways
    dropout : fraction of the recurrent layers' inputs and outputs dropped in training
    learning_rate : of the training; None for 3e-3 over words and 1e-3 over characters,
        whose longer patterns are lost at more
    batch_size, epochs, patience : of the training
    batch_steps : padded tokens of a batch in place of `batch_size` texts; short ones
        then come in larger batches
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    validation_fraction : share of the texts held back to stop training
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
    features_ : the vocabulary
    coverage_ : share of the training tokens that `vectors` has, None without

    Examples
    --------
    >>> from seqkit import TextClassifier
    >>> texts = ["not good", "not bad", "good", "bad"] * 16
    >>> labels = ["-", "+", "+", "-"] * 16
    >>> model = TextClassifier(
    ...     units=(8,), learning_rate=0.02, epochs=12, random_state=0
    ... )
    >>> model.fit(texts, labels).predict(["not good", "good"]).tolist()
    ['-', '+']
    """

    _learnt: LearntTokens

    def __init__(
        self,
        *,
        tokens: str = "word",
        lowercase: bool = True,
        minimum_count: int = 1,
        longest: int = 400,
        embedding_units: int = 100,
        word_dropout: float = 0.25,
        vectors: str | PathLike | None = None,
        train_vectors: bool = True,
        convolution: int | None = None,
        pooling: str | tuple[str, ...] = ("max", "mean"),
        class_weight: Mapping[Any, float] | str | None = None,
        threshold: float | Mapping[Any, float] = 0.5,
        calibrate: bool = False,
        cell: str = "gru",
        units: tuple[int, ...] = (64,),
        bidirectional: bool = True,
        dropout: float = 0.5,
        learning_rate: float | None = None,
        batch_size: int = 32,
        batch_steps: int | None = None,
        epochs: int = 100,
        patience: int = 4,
        averaging: float = 2.0,
        validation_fraction: float = 0.1,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.tokens = tokens
        self.lowercase = lowercase
        self.minimum_count = minimum_count
        self.longest = longest
        self.embedding_units = embedding_units
        self.word_dropout = word_dropout
        self.vectors = vectors
        self.train_vectors = train_vectors
        self.convolution = convolution
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
        X: Sequence,
        y: Any,
        sample_weight: Any = None,
        *,
        validation: tuple[Sequence, Any] | None = None,
    ) -> "TextClassifier":
        """Learn from labelled texts.

        Parameters
        ----------
        X : list of texts, or of token lists
        y : a label for each text; or several: lists of labels, or a column of 0 and 1
            for each label (array or frame)
        sample_weight : weight of each text in the loss (samples,)
        validation : texts and labels to stop training on; a share of `X` when None

        Raises
        ------
        ValueError
            For a text without tokens or a missing label, by its row; for one class.
        """
        checks.check_choice("tokens", self.tokens, tuple(TOKENIZERS))
        self._check_shared_arguments()
        checks.check_number("word_dropout", self.word_dropout, 0, 1e6)
        for name in ("minimum_count", "longest", "embedding_units"):
            checks.check_count(name, getattr(self, name))
        checks.check_count("convolution", self._width(), 0)
        self._fit(self._rows(X), y, sample_weight, validation)
        self._learnt = self._learnt._replace(vectors=None)  # the network holds them
        return self

    @property
    def features_(self) -> TokenFeatures:
        """The vocabulary."""
        return self._learnt.features

    @property
    def coverage_(self) -> float | None:
        """Share of the training tokens that `vectors` has, None without."""
        return self._learnt.coverage

    def _rate(self) -> float:
        if self.learning_rate is not None:
            return self.learning_rate
        return _RATES[self.tokens]

    def _width(self) -> int:
        return _WIDTHS[self.tokens] if self.convolution is None else self.convolution

    def _rows(self, X: Any) -> Rows:
        checks.check_text_rows(X)
        cut = TOKENIZERS[self.tokens]
        rows = [
            [token.text for token in cut(row)] if isinstance(row, str) else row
            for row in X
        ]
        checks.check_token_lists(rows)
        half = self.longest // 2
        kept = [
            row
            if len(row) <= self.longest
            else [*row[: self.longest - half], *row[len(row) - half :]]
            for row in rows
        ]
        return Rows(kept, X.index if isinstance(X, pd.Series) else None)

    def _learn_inputs(self, sequences: list) -> None:
        self._learnt = LearntTokens.of(
            sequences,
            self.vectors,
            self.random_state,
            lowercase=self.lowercase,
            minimum_count=self.minimum_count,
        )

    def _inputs(self, sequences: list) -> Any:
        return self.features_.encode(sequences)

    def _in_training(self, source: Any) -> Any:
        if not self.word_dropout:
            return source
        draw = np.random.default_rng(self.random_state)
        return UnknownNow(source, self.features_.words, self.word_dropout, draw)

    def _features(self) -> TokenSizes:
        return self._learnt.sizes(cases=False)

    def _token_arguments(self) -> dict[str, Any]:
        return {
            "embedding_units": self.embedding_units,
            "trained_vectors": self.train_vectors,
            "convolution": self._width(),
        }

    def _blank(self) -> Blank:
        return Blank("words", self.features_.words.unknown_id)

    def _plain(self, sequences: list) -> list:
        if not self.features_.lowercase:
            return sequences
        return [[token.lower() for token in tokens] for tokens in sequences]

    def _baselines(self, target: Any, data: Labelled) -> dict[str, Any]:
        sentences = self._plain(data.sequences)
        y, counts = target.encode(data.y), _COUNTS[self.tokens]
        return word_baselines(sentences, y, target.outputs, counts)

    def _input_state(self) -> dict[str, Any]:
        return self._learnt.to_state()

    def _restore_inputs(self, state: dict[str, Any]) -> None:
        self._learnt = LearntTokens.from_state(state)
