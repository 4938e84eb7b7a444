"""Read handwriting: pictures of words or lines in, texts out."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.estimators.base import like
from seqkit.estimators.recogniser_hooks import RecognisesText
from seqkit.estimators.recognition_report import RecognitionReport
from seqkit.estimators.recognition_samples import Frames, Masking, Spoken
from seqkit.readers.lines_of_writing import read_lines_of_writing


class Columns(NamedTuple):
    """How pictures become columns of one height.

    height : in pixels
    """

    height: int

    def read(self, X: Any) -> Frames:
        """Read pictures; a warning names those that cannot be read."""
        pictures = checks.check_picture_list(X)
        checks.check_some_pictures(len(pictures))
        read = read_lines_of_writing(pictures, self.height)
        checks.check_some_read(len(read.whole), read.problems)
        checks.warn_unread_images(read.problems)
        counts = np.array([len(columns) for columns in read.columns])
        return Frames(
            frames=[_inked(columns) for columns in read.columns],
            whole=read.whole,
            places=X.index if isinstance(X, pd.Series) else range(len(pictures)),
            starts=np.zeros(len(counts)),
            lengths=read.scales,
            ends=counts * read.scales,
        )

    def to_state(self) -> dict[str, Any]:
        """Return it as plain values."""
        return self._asdict()


class HandwritingRecognizer(RecognisesText):
    """Read pictures of handwriting after examples.

    A recurrent network reads the columns of a picture from both sides and says of each
    how likely each symbol is, or none; where in the picture the symbols of the examples
    stand is not known and found out (connectionist temporal classification).

    Pictures are turned to grey and scaled to one height; their width follows. What is
    written may be darker or lighter than what it is written on.

    Parameters
    ----------
    height : of the columns, in pixels, which pictures are scaled to
    stacked : neighbouring columns that are one step of the network
    filters : of each convolution over columns and rows, which halves the
        rows; none for columns as they are
    tokens : "character" or "word": what the symbols are
    lowercase : learn and write in lower case
    beam_width : transcripts kept at every step when the best is searched; 1 takes the
        likeliest symbol at each step
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    bidirectional : whether columns are read both ways
    dropout : fraction of the recurrent layers' inputs and outputs dropped in training
    learning_rate, batch_size, epochs, patience : of the training
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    schedule : "cosine" lets the learning rate fall to 0 over all `epochs`; None halves
        it when the validation loss stands still
    validation_fraction : share of the pictures held back to stop training
    random_state : seed; equal seeds give equal fits on one CPU
    verbose : 1 shows progress
    callbacks : further Keras callbacks
    network : function from `seqkit.networks.RecognisingSizes` to an uncompiled
        keras.Model, in place of the default network, with its inputs and output

    Attributes
    ----------
    network_ : keras.Model
    history_ : DataFrame, losses in nats per text for each epoch
    vocabulary_ : Vocabulary of the symbols, the blank first
    baseline_ : NearestTranscript of the training pictures, which `report` scores, too

    References
    ----------
    Graves et al. (2006), "Connectionist temporal classification"; Graves et al. (2009),
    "A novel connectionist system for unconstrained handwriting recognition", IEEE
    Transactions on Pattern Analysis and Machine Intelligence 31(5).

    Examples
    --------
    >>> from seqkit import HandwritingRecognizer
    >>> marks = {"i": np.ones((8, 1)), "x": np.eye(8)}
    >>> marks = {sign: np.pad(mark, [(0, 0), (2, 0)]) for sign, mark in marks.items()}
    >>> texts = ["i", "x", "xi", "ix", "xx", "iix"] * 20
    >>> pictures = [np.hstack([marks[sign] for sign in text]) for text in texts]
    >>> reader = HandwritingRecognizer(
    ...     height=8,
    ...     stacked=1,
    ...     filters=(),
    ...     units=(16,),
    ...     learning_rate=0.03,
    ...     epochs=12,
    ...     validation_fraction=0,
    ...     random_state=0,
    ... )
    >>> reader.fit(pictures, texts).predict(pictures[2:4])
    ['xi', 'ix']
    """

    def __init__(
        self,
        *,
        height: int = 32,
        stacked: int = 2,
        filters: tuple[int, ...] = (16, 32),
        tokens: str = "character",
        lowercase: bool = False,
        beam_width: int = 10,
        cell: str = "gru",
        units: tuple[int, ...] = (128, 128),
        bidirectional: bool = True,
        dropout: float = 0.2,
        learning_rate: float = 3e-3,
        batch_size: int = 32,
        epochs: int = 30,
        patience: int = 10,
        averaging: float = 0.5,
        schedule: str | None = "cosine",
        validation_fraction: float = 0.1,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.height = height
        self.stacked = stacked
        self.filters = filters
        self.tokens = tokens
        self.lowercase = lowercase
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
    ) -> "HandwritingRecognizer":
        """Learn from pictures and what is written in them.

        Parameters
        ----------
        X : list or Series of pictures, each a path, a Pillow image, or an array
            (height, width) or (height, width, channels), as `read_image` takes them;
            or an array of pictures
        y : the text of each
        sample_weight : weight of each picture in the loss (pictures,)
        validation : pictures and texts to stop training on; a share of `X` when None

        Raises
        ------
        ValueError
            If no picture can be read, or no text fits into the steps of its picture.
        TypeError
            If a text is no string, by its position.
        """
        self._check_arguments()
        self._front = Columns(self.height)
        own = Spoken.checked(self._read(X), X, y, sample_weight)
        held = None
        if validation is not None:
            held = Spoken.checked(self._read(validation[0]), *validation)
        self._learn(own, held)
        return self

    def predict(
        self,
        X: Any,
        *,
        n_best: int = 1,
        beam_width: int | None = None,
        language: Any = None,
        language_weight: float = 0.5,
        symbol_bonus: float = 0.0,
    ) -> Any:
        """Write the likeliest texts that a search finds.

        Parameters
        ----------
        X : as for `fit`
        n_best : texts of a picture, at most `beam_width`
        beam_width : transcripts kept at every step; that of the constructor when None
        language : fitted `TextGenerator` of the same tokens, or a function from texts
            to log probabilities (texts, symbols) of what comes next, in the order of
            `vocabulary_.tokens`, that of the end in the place of the blank
        language_weight, symbol_bonus : what log probabilities of the language, and each
            symbol, count beside those of the network

        Returns
        -------
        list of texts; of lists of them, best first, for n_best above 1; a Series, with
        its index, for a Series. None for what cannot be read, with a warning.

        Raises
        ------
        ValueError
            If arguments do not fit each other.
        """
        self._check_fitted()
        search = self._search(
            *(beam_width, n_best, language, language_weight, symbol_bonus)
        )
        texts = self._texts(self._read(X), search, n_best)
        return like(X, texts, "text")

    def predict_texts(
        self,
        X: Any,
        *,
        n_best: int = 3,
        beam_width: int | None = None,
        language: Any = None,
        language_weight: float = 0.5,
        symbol_bonus: float = 0.0,
    ) -> pd.DataFrame:
        """Return the likeliest texts of each picture with their probabilities.

        Parameters
        ----------
        X : as for `fit`
        n_best : texts of a picture
        beam_width : `n_best` at least; the larger of it and the constructor's when None
        language, language_weight, symbol_bonus : as for `predict`

        Returns
        -------
        DataFrame with a row for each text: row (place in X, or its index), rank from 1,
        text, log_probability, summed over all ways to spell it, and score, with what
        the language and the bonus add
        """
        self._check_fitted()
        checks.check_count("n_best", n_best)
        width = max(n_best, self.beam_width) if beam_width is None else beam_width
        search = self._search(*(width, n_best, language, language_weight, symbol_bonus))
        return self._ranked(self._read(X), search)

    def predict_proba(self, X: Any) -> Any:
        """Return the probability of each symbol at each step.

        Parameters
        ----------
        X : as for `fit`

        Returns
        -------
        list of DataFrames with a row for each step, indexed by where it begins, in
        columns of the picture, and a column for each symbol, "<blank>" first; a Series
        of them for a Series. None for what cannot be read, with a warning.
        """
        self._check_fitted()
        found = self._probabilities(self._read(X), "column")
        return like(X, found, "probabilities")

    def predict_times(
        self,
        X: Any,
        *,
        texts: Any = None,
        beam_width: int | None = None,
    ) -> pd.DataFrame:
        """Return where each symbol of the likeliest text, or of a given one, stands.

        Parameters
        ----------
        X : as for `fit`
        texts : the text of each that is to be found in it ("forced alignment"); the
            likeliest when None
        beam_width : as for `predict`

        Returns
        -------
        DataFrame with a row for each symbol: row (place in X, or its index), symbol,
        start and end in columns of the picture, and probability, the mean over its
        steps. A network trained to spell tends to name a symbol in one place, not over
        all its width, and one that reads both ways may do so a little beside it.

        Raises
        ------
        ValueError
            If a text has a symbol that was not learnt, or needs more steps than there
            are.
        """
        self._check_fitted()
        return self._times(self._read(X), self._search(beam_width), X, texts)

    def score(self, X: Any, y: Any) -> float:
        """Return 1 - the character error rate of the texts that are written.

        Raises
        ------
        ImportError
            If the extra 'speech' is not installed.
        """
        self._check_fitted()
        return self._accuracy(self._read(X), X, y)

    def report(self, X: Any, y: Any, *, worst: int = 5) -> RecognitionReport:
        """Return what is written well and badly, beside a baseline.

        Parameters
        ----------
        X, y : pictures and their texts
        worst : how many of the worst texts are shown

        Returns
        -------
        RecognitionReport, whose `scores` stand beside those of the training
        picture most alike; a warning says where the latter are better

        Raises
        ------
        ImportError
            If the extra 'speech' is not installed.
        """
        self._check_fitted()
        return self._reported(self._read(X), X, y, worst)

    def _read(self, X: Any, **given: Any) -> Frames:
        return self._front.read(X)

    def _restored_front(self, state: dict[str, Any]) -> Columns:
        return Columns(**state)

    def _masking(self) -> Masking | None:
        return None

    def _check_own_arguments(self) -> None:
        checks.check_count("height", self.height)


def _inked(columns: np.ndarray) -> np.ndarray:
    """Return columns in which the ground is 0, as padding is, and what is written > 0.

    The ground is what most pixels are; contrasts are alike in all pictures.
    """
    away = columns - np.median(columns)
    size = away.std()
    if not size:
        return np.zeros_like(away)
    return (away / (size if away.mean() >= 0 else -size)).astype("float32")
