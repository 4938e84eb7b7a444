"""Say in words what a picture shows."""

from collections.abc import Callable, Sequence
from os import PathLike
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.decoding import Decoded, Decoder
from seqkit.estimators.base import like
from seqkit.estimators.caption_encoders import EncoderChoice
from seqkit.estimators.caption_hooks import WritesCaptions
from seqkit.estimators.caption_report import (
    MOST_COMMON,
    NEAREST,
    Captioned,
    CaptionReport,
    caption_report,
)
from seqkit.estimators.sequence_writing import Written
from seqkit.networks.writing import has_attention


class WordLooks(NamedTuple):
    """The tokens of a caption, and where the network looked for each.

    words : tokens, as many as the attention has steps
    attention : float32 array (words, rows, columns), each adding up to 1
    """

    words: list[str]
    attention: np.ndarray


class ImageCaptioner(WritesCaptions):
    """Write a caption for a picture, word by word.

    An encoder turns the picture into a grid of features; recurrent layers write, and
    look at another place of the grid for each word.

    Parameters
    ----------
    encoder : "cnn" for a small network of our own, trained from scratch; the name of
        one in `keras.applications`; a keras.Model from pictures (batch, height, width,
        3), numbers from 0 to 255, to features (batch, rows, columns, features) or
        (batch, features); None where X holds features already
    encoder_weights : of a network of `keras.applications`: a file, "imagenet" to
        download them, None for random ones
    train_encoder : whether the encoder learns; None for "cnn" alone. The features of
        one that does not are computed once and kept on disk
    fine_tune_epochs : epochs in which an encoder that did not learn goes on with the
        rest, at a tenth of the learning rate (its batch statistics stay)
    feature_cache : folder where features outlast the training; None forgets them
    image_size : height and width that pictures are scaled to, or one number for both;
        that of its input for a keras.Model
    image_fit : "crop" cuts off what is over, "stretch" changes proportions
    augmentation : keras.Layer that changes pictures in training, such as
        `keras.layers.RandomTranslation`; for "cnn"
    attention : "dot" or "additive" looks at the grid for each word; None shows the
        writer the whole picture once, before the first
    doubly_stochastic : weight λ of what the loss of captions, and with it the
        validation loss, adds: for each caption the sum over places of (1 - attention
        over all its tokens and the end)², so that no place is left out or stared at
        (Xu et al., 2015, equation 14; they take 1); 0 adds nothing
    tokens : "word" or "character"
    lowercase : write in lower case
    minimum_count : how often a token must stand to be known
    longest : most tokens of a caption that are read, and written
    embedding_units : features of a token
    tie_weights : score tokens by their embeddings
    word_dropout : fraction of tokens hidden from the writer in training
    scheduled_sampling : probability with which each of the tokens that the writer reads
        in training is its own instead of the right one, reached at the end of a rise
        from 0 over all `epochs` (Bengio et al., 2015, in two passes as Mihaylova &
        Martins, 2019); fine-tuning begins with all of it. Validation reads the right
        ones; without it the last epoch is kept. 0 leaves it out
    captions_per_picture : most captions of a picture that a step learns from, drawn
        anew in each epoch; None for all
    beam_width : captions kept at every length when the best is searched; 1 takes the
        likeliest token each time
    length_penalty : how much longer captions are preferred, see `Decoder.beam`
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer; attention stands behind the first
    dropout : fraction of the recurrent layers' inputs and outputs dropped in training
    learning_rate, batch_size, epochs, patience : of the training; a batch counts
        pictures
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    schedule : "cosine" lets the learning rate fall to 0 over all `epochs`; None halves
        it when the validation loss stands still
    validation_fraction : share of the pictures held back to stop training
    random_state : seed; equal seeds give equal fits on one CPU
    verbose : 1 shows progress
    callbacks : further Keras callbacks
    network : function from `seqkit.networks.CaptioningSizes` to an uncompiled
        keras.Model, in place of the default network, with its inputs, outputs and parts

    Attributes
    ----------
    network_ : keras.Model
    history_ : DataFrame, losses per epoch
    vocabulary_ : the tokens
    image_size_ : height and width that pictures are scaled to, None for features
    grid_ : rows and columns of the places that attention looks at
    baseline_ : the commonest caption, which `report` scores, too
    unread_ : pictures, validation included, that could not be read, and why

    Examples
    --------
    >>> from seqkit import ImageCaptioner
    >>> pictures = np.zeros((8, 16, 16, 3), dtype="uint8")
    >>> pictures[::2] = 255
    >>> captions = ["a white square", "it is black"] * 4
    >>> captioner = ImageCaptioner(
    ...     image_size=16,
    ...     units=(16,),
    ...     learning_rate=0.01,
    ...     epochs=25,
    ...     random_state=0,
    ... )
    >>> captioner.fit(pictures, captions).predict(pictures[:2])
    ['a white square', 'it is black']
    """

    def __init__(
        self,
        *,
        encoder: Any = "cnn",
        encoder_weights: str | PathLike | None = None,
        train_encoder: bool | None = None,
        fine_tune_epochs: int = 0,
        feature_cache: str | PathLike | None = None,
        image_size: int | tuple[int, int] = 64,
        image_fit: str = "crop",
        augmentation: Any = None,
        attention: str | None = "dot",
        doubly_stochastic: float = 0.0,
        tokens: str = "word",
        lowercase: bool = True,
        minimum_count: int = 1,
        longest: int = 40,
        embedding_units: int = 128,
        tie_weights: bool = True,
        word_dropout: float = 0.0,
        scheduled_sampling: float = 0.0,
        captions_per_picture: int | None = 2,
        beam_width: int = 3,
        length_penalty: float = 0.0,
        cell: str = "gru",
        units: tuple[int, ...] = (192, 192),
        dropout: float = 0.3,
        learning_rate: float = 2e-3,
        batch_size: int = 32,
        epochs: int = 13,
        patience: int = 6,
        averaging: float = 0.5,
        schedule: str | None = "cosine",
        validation_fraction: float = 0.1,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.encoder = encoder
        self.encoder_weights = encoder_weights
        self.train_encoder = train_encoder
        self.fine_tune_epochs = fine_tune_epochs
        self.feature_cache = feature_cache
        self.image_size = image_size
        self.image_fit = image_fit
        self.augmentation = augmentation
        self.attention = attention
        self.doubly_stochastic = doubly_stochastic
        self.tokens = tokens
        self.lowercase = lowercase
        self.minimum_count = minimum_count
        self.longest = longest
        self.embedding_units = embedding_units
        self.tie_weights = tie_weights
        self.word_dropout = word_dropout
        self.scheduled_sampling = scheduled_sampling
        self.captions_per_picture = captions_per_picture
        self.beam_width = beam_width
        self.length_penalty = length_penalty
        self.cell = cell
        self.units = units
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
    ) -> "ImageCaptioner":
        """Learn from pictures with captions.

        Parameters
        ----------
        X : pictures: array (pictures, height, width[, channels]), or list of paths,
            Pillow images and arrays; features, array (pictures[, positions], features)
            or (pictures, rows, columns, features), with encoder=None
        y : for each picture a caption, or a list of captions
        sample_weight : weight of each picture in the loss (pictures,)
        validation : pictures and captions to stop training on; a share of `X` when None

        Raises
        ------
        ValueError
            If no picture can be read or has a caption with a word; if arguments do not
            fit each other.
        OSError
            If the encoder's weights are not to be had.
        """
        self._check_arguments()
        self.image_size_ = EncoderChoice.of(self).size
        own = self._given(self._pictures(X), X, y, sample_weight)
        if validation is None:
            own, held = self._held_out(own)
        else:
            X, y = validation
            held = self._given(self._pictures(X), X, y)
        held = held.readable()
        with TemporaryDirectory(prefix="seqkit-features-") as folder:
            self._train(self._encode((own, held, self.feature_cache or folder)))
        if self.fine_tune_epochs:
            self._fine_tune(own, held)
        self.unread_ = own.pictures.problems | held.pictures.problems
        for given in (own, held):
            given.pictures.warn_unread()
        return self

    def predict(
        self,
        X: Any,
        *,
        beam_width: int | None = None,
        n_best: int = 1,
        length_penalty: float | None = None,
        no_repeat_ngrams: int = 0,
        minimum_length: int = 1,
        maximum_length: int | None = None,
        return_attention: bool = False,
    ) -> Any:
        """Write the likeliest captions that a search finds.

        Parameters
        ----------
        X : pictures, or features, as for `fit`
        beam_width : captions kept at every length; that of the constructor when None
        n_best : captions of a picture, at most `beam_width`
        length_penalty : how much longer captions are preferred, see `Decoder.beam`;
            that of the constructor when None
        no_repeat_ngrams : no run of so many tokens stands twice; 0 allows all
        minimum_length, maximum_length : fewest and most tokens; at most `longest` when
            None
        return_attention : return where the network looked, too

        Returns
        -------
        list of captions; of lists of them, best first, for n_best above 1; a Series,
        with its index, for a Series. None for a picture that cannot be read, with a
        warning. With `return_attention` a second list, of `WordLooks` in the places of
        the captions.

        Raises
        ------
        ValueError
            If arguments do not fit each other, or the network has no attention.
        """
        self._check_fitted()
        if return_attention:
            checks.check_has_attention(has_attention(self.network_))
        pictures = self._fitted_pictures(X)
        found = self._written(
            pictures,
            self._search(beam_width, n_best, length_penalty),
            attention=return_attention,
            maximum_length=maximum_length,
            minimum_length=minimum_length,
            no_repeat_ngrams=no_repeat_ngrams,
        )
        captions = like(X, _each(found, lambda one: one.text, n_best), "caption")
        if not return_attention:
            return captions

        def looks(caption: Written) -> WordLooks:
            seen: Any = caption.attention
            return WordLooks(caption.words, seen.reshape(-1, *self.grid_))

        return captions, _each(found, looks, n_best)

    def predict_captions(
        self,
        X: Any,
        *,
        n_best: int = 3,
        beam_width: int | None = None,
        length_penalty: float | None = None,
    ) -> pd.DataFrame:
        """Return the likeliest captions of each picture with their probabilities.

        Parameters
        ----------
        X : as for `predict`
        n_best : captions of a picture
        beam_width : `n_best` at least; the larger of it and the constructor's when None
        length_penalty : as for `predict`

        Returns
        -------
        DataFrame with a row per caption: row (place in X, or its index), rank from 1,
        caption, words (its tokens), and log_probability, of all its tokens and the end
        """
        self._check_fitted()
        checks.check_count("n_best", n_best)
        width = max(n_best, self.beam_width) if beam_width is None else beam_width
        pictures = self._fitted_pictures(X)
        found = self._written(pictures, self._search(width, n_best, length_penalty))
        names = X.index if isinstance(X, pd.Series) else range(len(pictures))
        rows = [
            (name, rank, caption.text, caption.words, caption.log_probability)
            for name, captions in zip(names, found, strict=True)
            for rank, caption in enumerate(captions or [], start=1)
        ]
        columns = ["row", "rank", "caption", "words", "log_probability"]
        return pd.DataFrame(rows, columns=columns)

    def beam_tree(
        self,
        picture: Any,
        *,
        beam_width: int | None = None,
        length_penalty: float | None = None,
        no_repeat_ngrams: int = 0,
        minimum_length: int = 1,
        maximum_length: int | None = None,
    ) -> pd.DataFrame:
        """Return the beginnings of captions that the search for the best one kept.

        Parameters
        ----------
        picture : one picture, or the features of one
        beam_width, length_penalty, no_repeat_ngrams, minimum_length, maximum_length :
            as for `predict`

        Returns
        -------
        DataFrame with a row for each beginning, by its number, for
        `seqkit.plotting.plot_beam_tree`: parent, the one that it continues, -1 for the
        start; length, its tokens; token, the last of them; log_probability of all of
        them; score, by which captions that ended are ranked, NaN for others; best,
        whether the caption of the highest score, as `predict` gives it, begins so

        Raises
        ------
        ValueError
            If the picture cannot be read.
        """
        self._check_fitted()
        return self._tree(
            self._fitted_pictures([picture]),
            **self._wished(beam_width, length_penalty),
            maximum_length=maximum_length,
            minimum_length=minimum_length,
            no_repeat_ngrams=no_repeat_ngrams,
        )

    def sample(
        self,
        X: Any,
        *,
        samples: int = 1,
        temperature: float = 1.0,
        top_k: int = 0,
        top_p: float = 1.0,
        maximum_length: int | None = None,
        random_state: int | None = None,
    ) -> Any:
        """Draw captions at random, each token by its probability.

        Parameters
        ----------
        X : as for `predict`
        samples : captions of a picture
        temperature, top_k, top_p : see `Decoder.sample`
        maximum_length : most tokens; `longest` when None
        random_state : seed; equal seeds give equal captions

        Returns
        -------
        list of lists of captions; a Series of them for a Series. None for a picture
        that cannot be read, with a warning.
        """
        self._check_fitted()
        seed = np.random.SeedSequence(random_state).generate_state(1)[0]

        def draw(decoder: Decoder, state: Any, which: np.ndarray) -> Decoded:
            return decoder.sample(
                state,
                seed=int(seed),
                rows=which.tolist(),
                samples=samples,
                temperature=temperature,
                top_k=top_k,
                top_p=top_p,
            )

        pictures = self._fitted_pictures(X)
        found = self._written(pictures, draw, maximum_length=maximum_length)
        texts = [
            captions and [caption.text for caption in captions] for captions in found
        ]
        return like(X, texts, "captions")

    def score(self, X: Any, y: Any) -> float:
        """Return CIDEr-D of the captions that the network writes, in [0, 10].

        Raises
        ------
        ValueError
            If fewer than two pictures can be read: CIDEr-D weighs words by how few
            pictures they stand with.
        """
        self._check_fitted()
        given = self._given(self._fitted_pictures(X), X, y)
        score = self._cider(self._best(given), given)
        given.pictures.warn_unread()
        return score

    def report(
        self, X: Any, y: Any, *, training: tuple[Any, Any] | None = None, worst: int = 5
    ) -> CaptionReport:
        """Return what is said well and badly, beside captions that need no network.

        Parameters
        ----------
        X, y : pictures, or features, and their captions
        training : what the network was fitted on, for a second baseline: a caption of
            the training picture whose features are nearest
        worst : how many of the worst and of the best pictures are shown

        Returns
        -------
        CaptionReport, whose `scores` stand beside those of the commonest caption of the
        training data; a warning says where a baseline scores higher

        Raises
        ------
        ImportError
            If the extra 'text' is not installed.
        ValueError
            If no picture can be read.
        """
        self._check_fitted()
        checks.check_count("worst", worst, 0)
        given = self._given(self._fitted_pictures(X), X, y)
        found = self._best(given)
        numbers = np.array(sorted(found))
        checks.check_some_read(len(numbers), given.pictures.problems)
        baselines = {MOST_COMMON: self.baseline_.predict(len(numbers))}
        if training is not None:
            known = self._given(self._fitted_pictures(training[0]), *training)
            baselines[NEAREST] = self._nearest(known, given, numbers)
        names = X.index if isinstance(X, pd.Series) else range(len(X))
        captioned = Captioned(
            rows=[names[number] for number in numbers],
            references=self._references(given, numbers),
            predicted=[found[number] for number in numbers],
            image_of=self._shown(X, numbers),
            left_out=len(given.rows.numbers) - len(numbers),
        )
        given.pictures.warn_unread()
        return caption_report(captioned, baselines, worst)


def _each(found: list, what: Callable[[Written], Any], n_best: int) -> list:
    """Return something of each caption: in lists, or of the best one alone."""
    rows = [captions and [what(caption) for caption in captions] for captions in found]
    return rows if n_best > 1 else [row and row[0] for row in rows]
