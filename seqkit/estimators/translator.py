"""Translate texts, word by word or letter by letter."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.baselines.translation import WordByWord
from seqkit.estimators.alignment import Alignment
from seqkit.estimators.base import like
from seqkit.estimators.sequence_sides import TEXTS, TokenSide
from seqkit.estimators.translation_hooks import (
    GivenPairs,
    WritesTargets,
    best_or_each,
)
from seqkit.estimators.translation_report import (
    BASELINE,
    Translated,
    TranslationReport,
    by_words,
    learnt_by_words,
    translation_report,
)
from seqkit.estimators.translation_samples import batches_of
from seqkit.metrics import translation_bleu
from seqkit.networks.writing import has_attention

_BOTH_TEXTS = (TEXTS, TEXTS)


class Translator(WritesTargets):
    """Translate texts after examples.

    An encoder reads the whole text both ways, and a writer says what comes next, word
    by word; for each word its attention looks at the words of the text anew.

    Parameters
    ----------
    attention : "dot" (Luong et al., 2015) or "additive" (Bahdanau et al., 2015) looks
        at the source for each token; None lets the last states be all that is known
    input_feeding : whether each step reads what the one before made of what it saw
        (Luong et al., 2015), so that it knows where it looked. Steps then wait for each
        other in training, too, which takes longer, and only seqkit opens the files
    tokens : "word", "character", or "bpe" for pieces of words that are learnt from the
        texts of each side (Sennrich et al., 2016; the extra 'tokenizers')
    lowercase : read and write in lower case
    minimum_count : how often a word or letter must stand to be known, on either side
    pieces : most pieces of words that are learnt of a side, with tokens="bpe"; at least
        every letter is one
    longest : most tokens of a text; longer pairs are left out of training, longer
        sources are read up to there, each with a warning; None for any
    replace_unknown : where the network would write an unknown word, write the source
        word that it looks at most (names, numbers); needs attention
    embedding_units : features of a token
    tie_weights : score target tokens by their embeddings (Press & Wolf, 2017)
    word_dropout : fraction of target tokens hidden from the writer in training
    scheduled_sampling : probability with which each of the tokens that the writer reads
        in training is its own instead of the right one, reached at the end of a rise
        from 0 over all `epochs` (Bengio et al., 2015, in two passes as Mihaylova &
        Martins, 2019). Validation reads the right ones; without it the last epoch is
        kept. 0 leaves it out
    label_smoothing : share of each target in training that goes to all tokens alike
    coverage : weight λ of what the loss, and with it the validation loss, adds for each
        token: the sum over source steps of the smaller of its attention and all
        attention before, so that it looks where none looked yet and repeats less (See
        et al., 2017, equation 13; they take 1). Needs attention; 0 adds
        nothing
    beam_width : translations kept at every length when the best is searched; 1 takes
        the likeliest token each time
    length_penalty : how much longer translations are preferred, see `Decoder.beam`
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
    history_ : DataFrame, losses in nats per token, smoothed as `label_smoothing` says,
        for each epoch
    source_, target_ : what was learnt of each side; `vocabulary` are its tokens
    longest_ : most tokens that are written, those of the longest target of the training
    baseline_ : WordByWord of the same pairs, which `report` scores, too

    References
    ----------
    Sutskever, Vinyals and Le (2014), Sequence to sequence learning with neural
    networks; Bahdanau, Cho and Bengio (2015), Neural machine translation by jointly
    learning to align and translate; Luong, Pham and Manning (2015), Effective
    approaches to attention-based neural machine translation.

    Examples
    --------
    >>> from seqkit import Translator
    >>> german = ["ein Hund", "eine Katze", "ein Haus", "eine Blume"]
    >>> english = ["a dog", "a cat", "a house", "a flower"]
    >>> translator = Translator(
    ...     units=(16,),
    ...     embedding_units=16,
    ...     dropout=0,
    ...     learning_rate=0.02,
    ...     epochs=25,
    ...     patience=25,
    ...     validation_fraction=0,
    ...     random_state=0,
    ... )
    >>> translator.fit(german * 8, english * 8).predict(["eine Katze"])
    ['a cat']
    """

    def __init__(
        self,
        *,
        attention: str | None = "dot",
        input_feeding: bool = False,
        tokens: str = "word",
        lowercase: bool = False,
        minimum_count: int = 2,
        pieces: int = 8000,
        longest: int | None = 80,
        replace_unknown: bool = True,
        embedding_units: int = 256,
        tie_weights: bool = True,
        word_dropout: float = 0.0,
        scheduled_sampling: float = 0.0,
        label_smoothing: float = 0.1,
        coverage: float = 0.0,
        beam_width: int = 5,
        length_penalty: float = 1.0,
        cell: str = "gru",
        units: tuple[int, ...] = (256,),
        bidirectional: bool = True,
        dropout: float = 0.3,
        learning_rate: float = 3e-3,
        batch_size: int = 128,
        epochs: int = 8,
        patience: int = 4,
        averaging: float = 0.5,
        schedule: str | None = "cosine",
        validation_fraction: float = 0.05,
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
    ) -> "Translator":
        """Learn from texts and their translations.

        Parameters
        ----------
        X : list or Series of texts
        y : the translation of each
        sample_weight : weight of each pair in the loss (pairs,)
        validation : texts and translations to stop training on; a share of `X` when
            None

        Raises
        ------
        ValueError
            If there is no pair with a token on both sides, or not one translation for
            each text.
        TypeError
            If a text is no string, by its position.
        """
        self._check_arguments()
        given = GivenPairs.checked(X, y, sample_weight, _BOTH_TEXTS)
        own, held = self._parts(given, validation)
        self._train(self._encode((own, held)))
        self.baseline_ = learnt_by_words(own.data.sequences, own.data.y, self.lowercase)
        return self

    def predict(
        self,
        X: Any,
        *,
        beam_width: int | None = None,
        n_best: int = 1,
        length_penalty: float | None = None,
        no_repeat_ngrams: int = 0,
        minimum_length: int = 0,
        maximum_length: int | None = None,
        return_attention: bool = False,
    ) -> Any:
        """Write the likeliest translations that a search finds.

        Parameters
        ----------
        X : list or Series of texts; of an empty one the translation is empty
        beam_width : translations kept at every length; that of the constructor when
            None
        n_best : translations of a text, at most `beam_width`
        length_penalty : how much longer translations are preferred, see `Decoder.beam`;
            that of the constructor when None
        no_repeat_ngrams : no run of so many tokens stands twice; 0 allows all
        minimum_length, maximum_length : fewest and most tokens; at most `longest_` when
            None
        return_attention : return where the network looked, too

        Returns
        -------
        list of texts; of lists of them, best first, for n_best above 1; a Series, with
        its index, for a Series. With `return_attention` a second list, of `Alignment`
        in the places of the texts.

        Raises
        ------
        ValueError
            If arguments do not fit each other, or the network has no attention.
        TypeError
            If a text is no string, by its position.
        """
        self._check_fitted()
        if return_attention:
            checks.check_looks(has_attention(self.network_))
        rows = self._read(X)
        found = self._texts(
            rows,
            self._search(beam_width, n_best, length_penalty),
            attention=return_attention,
            maximum_length=maximum_length,
            minimum_length=minimum_length,
            no_repeat_ngrams=no_repeat_ngrams,
        )
        texts = best_or_each(found, n_best, lambda one: one.text)
        translations = like(X, texts, "translation")
        if not return_attention:
            return translations
        aligned = [
            [Alignment(row, one.words, one.attention) for one in several]
            for row, several in zip(rows, found, strict=True)
        ]
        return translations, best_or_each(aligned, n_best, lambda one: one)

    def beam_tree(
        self,
        text: str,
        *,
        beam_width: int | None = None,
        length_penalty: float | None = None,
        no_repeat_ngrams: int = 0,
        minimum_length: int = 0,
        maximum_length: int | None = None,
    ) -> pd.DataFrame:
        """Return the beginnings of translations that the search for the best one kept.

        Parameters
        ----------
        text : one text
        beam_width, length_penalty, no_repeat_ngrams, minimum_length, maximum_length :
            as for `predict`

        Returns
        -------
        DataFrame with a row for each beginning, for `seqkit.plotting.plot_beam_tree`;
        see `ImageCaptioner.beam_tree`. Tokens are as the network writes them, unknown
        ones not replaced

        Raises
        ------
        ValueError
            If the text has no token.
        TypeError
            If it is no string.
        """
        self._check_fitted()
        rows = self._read([text])
        checks.check_searched(len(rows[0]))
        trees = self._scribe().trees(
            batches_of(self.source_.sources(rows)),
            **self._wished(beam_width, length_penalty),
            maximum_length=maximum_length,
            minimum_length=minimum_length,
            no_repeat_ngrams=no_repeat_ngrams,
        )
        return trees[0]

    def score(self, X: Any, y: Any) -> float:
        """Return sacreBLEU of the translations that the network writes, in [0, 100].

        Raises
        ------
        ImportError
            If the extra 'text' is not installed.
        """
        self._check_fitted()
        pairs = self._pairs(X, y)
        said = self.predict(pairs.data.sequences)
        return translation_bleu(
            said, pairs.data.y, lowercase=self._ignores_case()
        ).score

    def report(self, X: Any, y: Any, *, worst: int = 5) -> TranslationReport:
        """Return what is translated well and badly, beside a dictionary.

        Parameters
        ----------
        X, y : texts and their translations
        worst : how many of the worst translations are shown

        Returns
        -------
        TranslationReport, whose `scores` stand beside those of `baseline_`; a warning
        says where the latter are higher

        Raises
        ------
        ImportError
            If the extra 'text' is not installed.
        """
        self._check_fitted()
        checks.check_count("worst", worst, 0)
        pairs = self._pairs(X, y)
        texts = pairs.data.sequences
        translated = Translated(
            rows=pairs.places,
            sources=texts,
            references=pairs.data.y,
            predicted=self.predict(texts),
            lengths=np.array([len(row) for row in self.source_.cut(texts)]),
        )
        lowercase = self._ignores_case()
        baseline = {BASELINE: by_words(self.baseline_, texts, lowercase)}
        return translation_report(translated, baseline, worst, lowercase)

    def _learnt(self, kind: str, rows: list, writes: bool) -> TokenSide:
        return self._token_side(kind, rows)

    def _ignores_case(self) -> bool:
        """Return whether targets were learnt in lower case."""
        side: Any = self.target_
        return side.cutting.lowercase

    def _own_state(self) -> dict[str, Any]:
        return {"baseline": self.baseline_.to_state()}

    def _restore_own(self, state: dict[str, Any]) -> None:
        self.baseline_ = WordByWord.from_state(state["baseline"])
