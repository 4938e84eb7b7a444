"""Recognise speech: recordings in, texts out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.estimators.base import like
from seqkit.estimators.hearing import RECORDING, RUNNING, Hearing
from seqkit.estimators.recogniser_hooks import RecognisesText
from seqkit.estimators.recognition_report import RecognitionReport
from seqkit.estimators.recognition_samples import Frames, Masking, Spoken
from seqkit.estimators.speech_streams import SpeechStream, StreamedText, Writing
from seqkit.readers.audio import Recordings, read_recordings


class SpeechRecognizer(RecognisesText):
    """Write down recordings of speech after examples.

    Recordings become log-mel frames; a recurrent network reads them from both sides and
    says of each how likely each symbol is, or none. When the symbols of the examples
    are spoken is not known and found out (connectionist temporal classification).

    Parameters
    ----------
    rate : samples a second, which all recordings are brought to; the commonest of the
        training when None
    bands : mel bands of a frame
    window, hop : length of a frame, and from frame to frame, in seconds
    normalise : "recording" brings each band of a recording to mean 0 and deviation 1 by
        all of it; "running" by what came so far (`sequences.RunningNormalisation`),
        after 0.1 s of average speech of the recordings of `fit`, so that `stream`
        can write while one speaks
    time_masks : how many stretches of each recording are hidden in training, and the
        longest of them in seconds (Park et al., 2019); (0, 0) hides nothing
    band_masks : how many runs of bands are hidden, and the most bands of one
    speed_factors : speeds at which each recording trains, each beside the others, so
        that an epoch is as many times as long; 0.9 is slower and lower, 1.1 faster and
        higher (Ko et al., 2015). Recordings held back stay as they are.
    stacked : neighbouring frames that are one step of the network
    filters : of each convolution over frames and bands, which halves the
        bands; none for frames as they are
    tokens : "character" or "word": what the symbols are
    lowercase : learn and write in lower case
    beam_width : transcripts kept at every step when the best is searched; 1 takes the
        likeliest symbol at each step
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    bidirectional : whether frames are read both ways
    dropout : fraction of the recurrent layers' inputs and outputs dropped in training
    learning_rate, batch_size, epochs, patience : of the training
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    schedule : "cosine" lets the learning rate fall to 0 over all `epochs`; None halves
        it when the validation loss stands still
    validation_fraction : share of the recordings held back to stop training
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
    rate_ : samples a second, which recordings are brought to
    given_rate_ : that of arrays at `fit`, which further arrays are taken to have
    baseline_ : NearestTranscript of the training recordings, which `report` scores, too

    References
    ----------
    Graves et al. (2006), "Connectionist temporal classification"; Graves and Jaitly
    (2014), "Towards end-to-end speech recognition with recurrent neural networks",
    ICML; Park et al. (2019), "SpecAugment", Interspeech; Ko et al. (2015), "Audio
    augmentation for speech recognition", Interspeech.

    Examples
    --------
    >>> from seqkit import SpeechRecognizer
    >>> low, high = np.sin(np.arange(800) * np.array([[0.3], [1.2]]))
    >>> sounds, texts = {"o": low, "i": high}, ["o", "i", "oi", "io", "oio"] * 20
    >>> waves = [np.concatenate([sounds[sign] for sign in text]) for text in texts]
    >>> recognizer = SpeechRecognizer(
    ...     bands=8,
    ...     stacked=2,
    ...     units=(16,),
    ...     learning_rate=0.03,
    ...     epochs=12,
    ...     validation_fraction=0,
    ...     random_state=0,
    ... )
    >>> recognizer.fit(waves, texts, rate=8000).predict(waves[2:4])
    ['oi', 'io']
    """

    def __init__(
        self,
        *,
        rate: int | None = None,
        bands: int = 40,
        window: float = 0.025,
        hop: float = 0.010,
        normalise: str = RECORDING,
        time_masks: tuple[int, float] = (2, 0.1),
        band_masks: tuple[int, int] = (2, 8),
        speed_factors: tuple[float, ...] = (1.0,),
        stacked: int = 3,
        filters: tuple[int, ...] = (),
        tokens: str = "character",
        lowercase: bool = False,
        beam_width: int = 10,
        cell: str = "gru",
        units: tuple[int, ...] = (128, 128),
        bidirectional: bool = True,
        dropout: float = 0.3,
        learning_rate: float = 3e-3,
        batch_size: int = 32,
        epochs: int = 40,
        patience: int = 10,
        averaging: float = 0.5,
        schedule: str | None = "cosine",
        validation_fraction: float = 0.1,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.rate = rate
        self.bands = bands
        self.window = window
        self.hop = hop
        self.normalise = normalise
        self.time_masks = time_masks
        self.band_masks = band_masks
        self.speed_factors = speed_factors
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
        rate: Any = None,
        validation: tuple[Any, Any] | None = None,
    ) -> "SpeechRecognizer":
        """Learn from recordings and what is said in them.

        Parameters
        ----------
        X : list or Series of recordings, each an array (samples,) or (samples,
            channels), or a path, as `read_recordings` takes them
        y : the text of each
        sample_weight : weight of each recording in the loss (recordings,)
        rate : samples a second of the arrays, one number or one for each; files say
            their own
        validation : recordings and texts to stop training on, arrays of one `rate`; a
            share of `X` when None

        Raises
        ------
        ValueError
            If no recording can be read, or no text fits into the steps of its
            recording.
        TypeError
            If a text is no string, by its position.
        """
        self._check_arguments()
        self.given_rate_ = _only(rate)
        read = read_recordings(X, rate, skip=True)
        self.rate_ = _commonest(read.rates) if self.rate is None else self.rate
        self._front = Hearing(
            *(self.rate_, self.bands, self.window, self.hop, self.given_rate_),
            normalise=self.normalise,
        ).learnt(read)
        heard = self._front.frames(read, _places(X))
        own = Spoken.checked(heard, X, y, sample_weight)
        held = None
        if validation is not None:
            held = Spoken.checked(self._read(validation[0]), *validation)
        speeds = [self._at_speed(each, read, own) for each in self.speed_factors]
        self._learn(own, held, speeds)
        return self

    def predict(
        self,
        X: Any,
        *,
        rate: Any = None,
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
        rate : samples a second of arrays; that of `fit` when None
        n_best : texts of a recording, at most `beam_width`
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
        texts = self._texts(self._read(X, rate=rate), search, n_best)
        return like(X, texts, "text")

    def predict_texts(
        self,
        X: Any,
        *,
        rate: Any = None,
        n_best: int = 3,
        beam_width: int | None = None,
        language: Any = None,
        language_weight: float = 0.5,
        symbol_bonus: float = 0.0,
    ) -> pd.DataFrame:
        """Return the likeliest texts of each recording with their probabilities.

        Parameters
        ----------
        X : as for `fit`
        rate : samples a second of arrays; that of `fit` when None
        n_best : texts of a recording
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
        return self._ranked(self._read(X, rate=rate), search)

    def predict_proba(self, X: Any, *, rate: Any = None) -> Any:
        """Return the probability of each symbol at each step.

        Parameters
        ----------
        X : as for `fit`
        rate : samples a second of arrays; that of `fit` when None

        Returns
        -------
        list of DataFrames with a row for each step, indexed by where it begins, in
        seconds, and a column for each symbol, "<blank>" first; a Series of them for a
        Series. None for what cannot be read, with a warning.
        """
        self._check_fitted()
        found = self._probabilities(self._read(X, rate=rate), "seconds")
        return like(X, found, "probabilities")

    def predict_times(
        self,
        X: Any,
        *,
        texts: Any = None,
        rate: Any = None,
        beam_width: int | None = None,
    ) -> pd.DataFrame:
        """Return where each symbol of the likeliest text, or of a given one, stands.

        Parameters
        ----------
        X : as for `fit`
        texts : the text of each that is to be found in it ("forced alignment"); the
            likeliest when None
        rate : samples a second of arrays; that of `fit` when None
        beam_width : as for `predict`

        Returns
        -------
        DataFrame with a row for each symbol: row (place in X, or its index), symbol,
        start and end in seconds, and probability, the mean over its steps. A network
        trained to spell tends to name a symbol for a moment, not for as long as it
        lasts, and one that reads both ways may name it before it is said.

        Raises
        ------
        ValueError
            If a text has a symbol that was not learnt, or needs more steps than there
            are.
        """
        self._check_fitted()
        read, search = self._read(X, rate=rate), self._search(beam_width)
        return self._times(read, search, X, texts)

    def stream(
        self, chunks: Iterable[Any], *, rate: int | None = None
    ) -> Iterator[StreamedText]:
        """Write a recording down while it comes in, chunk by chunk.

        Needs bidirectional=False, normalise="running" and no `filters`. At the end,
        the text is that of `predict` with beam_width=1, and the probabilities are those
        of `predict_proba`, for chunks of any sizes.

        Parameters
        ----------
        chunks : arrays (samples,) or (samples, channels) that follow each other, like
            a microphone's; empty ones add nothing
        rate : samples a second, which must be `rate_`; that of arrays at `fit` when
            None

        Yields
        ------
        StreamedText after each chunk, and once more when there are no more: text so
        far, and new symbols and steps. Sound is written once its step is complete,
        `stacked` × `hop` and half a `window` later.

        Raises
        ------
        ValueError
            If the network, or the normalisation, looks ahead; if the rate is another;
            when a chunk comes that is no sound.
        """
        self._check_fitted()
        rate = self.given_rate_ or self.rate_ if rate is None else rate
        checks.check_streamed_rate(rate, self.rate_)
        writing = Writing(self._front, self.stacked_, self.vocabulary_, self._text)
        return SpeechStream(self.network_, writing).follow(chunks)

    def score(self, X: Any, y: Any, *, rate: Any = None) -> float:
        """Return 1 - the character error rate of the texts that are written.

        Raises
        ------
        ImportError
            If the extra 'speech' is not installed.
        """
        self._check_fitted()
        return self._accuracy(self._read(X, rate=rate), X, y)

    def report(
        self, X: Any, y: Any, *, rate: Any = None, worst: int = 5
    ) -> RecognitionReport:
        """Return what is written well and badly, beside a baseline.

        Parameters
        ----------
        X, y : recordings and their texts
        rate : samples a second of arrays; that of `fit` when None
        worst : how many of the worst texts are shown

        Returns
        -------
        RecognitionReport, whose `scores` stand beside those of the training
        recording most alike; a warning says where the latter are better

        Raises
        ------
        ImportError
            If the extra 'speech' is not installed.
        """
        self._check_fitted()
        return self._reported(self._read(X, rate=rate), X, y, worst)

    def _read(self, X: Any, **given: Any) -> Frames:
        read = read_recordings(
            X, given.get("rate"), skip=True, of_arrays=self._front.given_rate
        )
        return self._front.frames(read, _places(X))

    def _at_speed(self, speed: float, read: Recordings, own: Spoken) -> Spoken:
        """Return recordings as they sound at a speed."""
        if round(100 * speed) == 100:
            return own
        frames = self._front.frames(read, own.places, speed).frames
        names = [f"{place} at speed {speed:g}" for place in own.places]
        return own._replace(frames=frames, places=names)

    def _restored_front(self, state: dict[str, Any]) -> Hearing:
        front = Hearing(**state)
        self.rate_, self.given_rate_ = front.rate, front.given_rate
        return front

    def _masking(self) -> Masking | None:
        times, seconds = self.time_masks
        bands, widest = self.band_masks
        return Masking(times, round(seconds / self.hop), bands, int(widest))

    def _check_own_arguments(self) -> None:
        if self.rate is not None:
            checks.check_rate("rate", self.rate)
        for name in ("window", "hop"):
            checks.check_number(name, getattr(self, name), 0, 10, low_ok=False)
        checks.check_count("bands", self.bands)
        checks.check_masks("time_masks", self.time_masks)
        checks.check_masks("band_masks", self.band_masks)
        checks.check_choice("normalise", self.normalise, (RECORDING, RUNNING))
        checks.check_speeds("speed_factors", self.speed_factors)


def _only(rate: Any) -> int | None:
    """Return the one rate that is given, for all recordings or for each."""
    rates = {each for each in np.ravel(rate).tolist() if each is not None}
    return int(rates.pop()) if len(rates) == 1 else None


def _places(X: Any) -> Any:
    return X.index if isinstance(X, pd.Series) else range(len(X))


def _commonest(rates: np.ndarray) -> int:
    """Return the rate of most recordings, the highest of equals."""
    found, counts = np.unique(rates, return_counts=True)
    return int(found[counts == counts.max()].max())
