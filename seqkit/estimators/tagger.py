"""Tag every token of a sentence: parts of speech, chunks, entities."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.baselines.tagging import MostFrequentTag
from seqkit.estimators.base import (
    Samples,
    SequenceEstimator,
    like,
    restored_history,
    written_history,
)
from seqkit.estimators.entities import cut_rows, entity_frame, entity_rows
from seqkit.estimators.holdout import hold_out
from seqkit.estimators.label_weights import label_weights
from seqkit.estimators.learnt_tokens import LearntTokens
from seqkit.estimators.sentence_readings import best_and_losses, paths_of, rows_of
from seqkit.estimators.span_reading import SpanReading, f1_threshold
from seqkit.estimators.tagged_tokens import NO_TAG, TaggedRows, TaggedTokens
from seqkit.estimators.tagging_report import (
    Tagged,
    TaggingReport,
    tagging_report,
)
from seqkit.metrics import span_scores, token_accuracy
from seqkit.networks.characters import KINDS
from seqkit.networks.crf import CRFLoss, crf_of
from seqkit.networks.losses import TagLoss
from seqkit.networks.tag_decoding import best_tags, tag_probabilities
from seqkit.networks.tagging import HEADS, TaggingSizes, tagging_network
from seqkit.sequences.spans import (
    SCHEMES,
    detect_scheme,
    illegal_step,
    legal_transitions,
)
from seqkit.sequences.token_features import TokenFeatures, UnknownNow

Sentences = Sequence[Sequence[str]]
Tags = Sequence[Sequence[str]]


class SequenceTagger(SequenceEstimator):
    """Give every token of a sentence a tag.

    Words, their characters and how they are written are read by recurrent layers in
    both directions; a conditional random field (Lafferty et al., 2001) finds the best
    path of tags.

    Parameters
    ----------
    head : "crf" scores whole paths of tags, and never gives one that the scheme
        forbids; "softmax" scores each tag alone
    extra_spans : give, beside the spans of a CRF's best path of tags, those in free
        places whose probability is above a threshold, chosen for F1 on the sentences
        held back: of what is rare they find more
    chars : how characters are read: "cnn", "rnn", or None for words alone
    scheme : how tags stand for spans: "BIO", "IOB1", "BIOES", None for plain tags such
        as parts of speech, "auto" to tell from the tags
    lowercase : look words up in lower case
    minimum_count : how often a word must stand to be known
    embedding_units : features of a word
    word_dropout : how readily known words are hidden in training, rare ones first: one
        that stands n times with probability word_dropout / (word_dropout + n)
    vectors : file of word vectors to begin with (GloVe, fastText, word2vec as text)
    train_vectors : go on training them
    label_weights : weight of each tag in the loss, by name (1 where not named), or
        "balanced" for weights in inverse proportion to how often tags stand
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    bidirectional : read sentences both ways
    dropout : fraction of the recurrent layers' inputs and outputs dropped in training
    learning_rate, batch_size, epochs, patience : of the training
    batch_steps : padded tokens of a batch in place of `batch_size` sentences; short
        ones then come in larger batches
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    validation_fraction : share of the sentences held back to stop training
    random_state : seed; equal seeds give equal fits on one CPU
    verbose : 1 shows progress
    callbacks : further Keras callbacks
    network : function from `seqkit.networks.TaggingSizes` to an uncompiled keras.Model,
        in place of the default network; its output is that of `head`

    Attributes
    ----------
    network_ : keras.Model
    history_ : DataFrame, losses and validation score per epoch
    classes_ : array of the tags, in the order of probabilities
    scheme_ : the scheme, None for plain tags
    features_ : the vocabularies of words and characters
    coverage_ : share of the training tokens that `vectors` has, None without
    span_threshold_ : probability above which extra spans are given; None for the best
        path alone: where no threshold has a higher F1 than that, always for plain tags,
        and where no sentences are held back
    transitions_ : what the CRF thinks of each tag after each
    baseline_ : the tag each word has most often, which `report` scores, too

    Examples
    --------
    >>> from seqkit import SequenceTagger
    >>> sentences = [["see", "Ann"], ["see", "Bob", "run"]] * 8
    >>> tags = [["O", "B-PER"], ["O", "B-PER", "O"]] * 8
    >>> tagger = SequenceTagger(
    ...     units=(8,), learning_rate=0.05, epochs=8, random_state=0
    ... )
    >>> tagger.fit(sentences, tags).predict([["see", "Ann", "run"]])
    [['O', 'B-PER', 'O']]
    """

    scheme_: Any
    span_threshold_: float | None
    _learnt: LearntTokens

    def __init__(
        self,
        *,
        head: str = "crf",
        extra_spans: bool = True,
        chars: str | None = "cnn",
        scheme: str | None = "auto",
        lowercase: bool = True,
        minimum_count: int = 1,
        embedding_units: int = 100,
        word_dropout: float = 0.25,
        vectors: str | PathLike | None = None,
        train_vectors: bool = True,
        label_weights: Mapping[str, float] | str | None = None,
        cell: str = "lstm",
        units: tuple[int, ...] = (128,),
        bidirectional: bool = True,
        dropout: float = 0.5,
        learning_rate: float = 2e-3,
        batch_size: int = 32,
        batch_steps: int | None = None,
        epochs: int = 40,
        patience: int = 8,
        averaging: float = 2.0,
        validation_fraction: float = 0.1,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.head = head
        self.extra_spans = extra_spans
        self.chars = chars
        self.scheme = scheme
        self.lowercase = lowercase
        self.minimum_count = minimum_count
        self.embedding_units = embedding_units
        self.word_dropout = word_dropout
        self.vectors = vectors
        self.train_vectors = train_vectors
        self.label_weights = label_weights
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
        X: Sentences,
        y: Tags,
        sample_weight: Any = None,
        *,
        validation: tuple[Sentences, Tags] | None = None,
    ) -> "SequenceTagger":
        """Learn from tagged sentences.

        Parameters
        ----------
        X : list of sentences, each a list of tokens
        y : list of lists of tags, one for each token
        sample_weight : weight of each sentence in the loss (sentences,)
        validation : sentences and tags to stop training on; a share of `X` when None. A
            tag that `y` does not have counts as wrong, with a warning.

        Raises
        ------
        ValueError
            For a sentence without tokens, with another number of tags than tokens, or
            with tags that the scheme forbids, by its number; for a single tag in all.
        """
        self._check_arguments()
        data = TaggedRows.checked(X, y, sample_weight)
        self._learn_tags(data)
        parts = self._parts(data, validation)
        unseen = ("validation sentence", "tag")
        checks.warn_unseen(parts[1].tags, self.classes_.tolist(), unseen)
        samples = self._encode(parts)
        self._train(samples)
        self.span_threshold_ = self._threshold(samples.validation, parts[1].tags)
        self._learnt = self._learnt._replace(vectors=None)  # the network holds them
        return self

    @property
    def features_(self) -> TokenFeatures:
        """The vocabularies of words and characters."""
        return self._learnt.features

    @property
    def coverage_(self) -> float | None:
        """Share of the training tokens that `vectors` has, None without."""
        return self._learnt.coverage

    @property
    def transitions_(self) -> pd.DataFrame:
        """Score of each move from a tag (row) to the next (column); NaN = illegal.

        Raises
        ------
        AttributeError
            If the network has no CRF.
        """
        self._check_fitted()
        try:
            crf = crf_of(self.network_)
        except ValueError as error:  # scikit-learn asks who has what by AttributeError
            raise AttributeError(error) from None
        legal = True if crf.legal is None else np.array(crf.legal[1])
        scores = np.where(legal, np.asarray(crf.transitions), np.nan)
        return pd.DataFrame(scores, index=self.classes_, columns=self.classes_)

    def predict(self, X: Sentences) -> Any:
        """Return the best tags of each sentence, one for each token.

        Returns
        -------
        list of lists of tags; a Series of them, with its index, for a Series
        """
        self._check_fitted()
        (tags,) = self._read(X, self._best)
        return like(X, self._decode(tags, X), "tags")

    def predict_proba(self, X: Sentences) -> Any:
        """Return the probability of each tag at each token.

        Returns
        -------
        list of float32 arrays (tokens, tags), tags in the order of `classes_`; of a CRF
        the marginals, over all paths of tags
        """
        self._check_fitted()
        (probabilities,) = self._read(X, partial(tag_probabilities, head=self.head))
        return like(X, probabilities, "probabilities")

    def predict_paths(self, X: Sentences, *, n_best: int = 3) -> pd.DataFrame:
        """Return the most probable tag sequences of each sentence, as a CRF sees them.

        Parameters
        ----------
        X : list of token lists
        n_best : most sequences of a sentence

        Returns
        -------
        DataFrame with a row per sequence: row (place in X, or its index), rank from 1,
        tags, and probability; of a sentence, those of all its sequences add up to 1

        Raises
        ------
        ValueError
            If the network has no CRF.
        """
        self._check_fitted()
        checks.check_count("n_best", n_best)
        crf_of(self.network_)
        tokens = self.features_.encode(X)
        checks.check_some_sequences(len(tokens))
        numbers = X.index if isinstance(X, pd.Series) else range(len(X))
        rows = [
            (number, rank, self.classes_[tags].tolist(), probability)
            for number, paths in zip(
                numbers, paths_of(self.network_, tokens, n_best), strict=True
            )
            for rank, (tags, probability) in enumerate(paths, start=1)
        ]
        return pd.DataFrame(rows, columns=["row", "rank", "tags", "probability"])

    def predict_entities(self, X: Sequence[str] | Sentences) -> pd.DataFrame:
        """Return the spans that the tags stand for.

        Parameters
        ----------
        X : list of texts, which are cut into words, or of token lists

        Returns
        -------
        DataFrame with a row per span: row (place in X, or its index), start and end
        (characters of a text, tokens of a list, end exclusive), text, label, and score,
        the mean probability of the span's tags

        Raises
        ------
        ValueError
            If the tags are plain, not spans, or a text holds no word.
        """
        self._check_fitted()
        checks.check_has_spans(self.scheme_, self.classes_.tolist())
        sentences, places = cut_rows(X)
        probable = partial(tag_probabilities, head=self.head)
        tags, probabilities = self._read(sentences, self._best, probable)
        scores = [
            each[np.arange(len(best)), best]
            for each, best in zip(probabilities, tags, strict=True)
        ]
        numbers = X.index if isinstance(X, pd.Series) else pd.RangeIndex(len(X))
        found = zip(numbers, X, places, self._decode(tags, X), scores, strict=True)
        rows = [entity_rows(*each, self.scheme_) for each in found]
        return entity_frame(list(chain.from_iterable(rows)), numbers)

    def score(self, X: Sentences, y: Tags) -> float:
        """Return the micro F1 of spans (strict), or the token accuracy of plain tags.

        A tag that the training data does not know counts as wrong, with a warning.
        """
        self._check_fitted()
        data = TaggedRows.checked(X, y)
        checks.warn_unseen(data.tags, self.classes_.tolist())
        return self._score(data.tags, self.predict(data.sentences))

    def report(self, X: Sentences, y: Tags, *, worst: int = 10) -> TaggingReport:
        """Return what is right and what is wrong, beside a baseline.

        Parameters
        ----------
        X, y : sentences and their tags
        worst : how many of the sentences that surprise the network most are shown

        Returns
        -------
        TaggingReport, whose `scores` stand beside those of the tag that each word had
        most often in the training data; a warning says where that scores higher
        """
        self._check_fitted()
        checks.check_count("worst", worst, 0)
        data = TaggedRows.checked(X, y)
        checks.warn_unseen(data.tags, self.classes_.tolist())
        source = self._tagged(data)
        ids = source.tokens.words[source.tokens.flat]
        best, losses = best_and_losses(self.network_, source, self._loss(), self._best)
        tagged = Tagged(
            rows=X.index if isinstance(X, pd.Series) else range(len(X)),
            sentences=data.sentences,
            expected=data.tags,
            predicted=self._decode(best, source),
            losses=losses,
            unknown=ids == self.features_.words.unknown_id,
        )
        return tagging_report(tagged, self.baseline_, self.scheme_, worst)

    def _encode(self, data: tuple[TaggedRows, TaggedRows]) -> Samples:
        """Learn from the first part; the second tells when to stop."""
        own, checked = data
        self._learn(own)
        training: Any = self._tagged(own)
        if self.word_dropout:
            draw = np.random.default_rng(self.random_state)
            training = UnknownNow(
                training, self.features_.words, self.word_dropout, draw
            )
        if not len(checked.sentences):
            return Samples(training, None, self._sizes(), self._loss())
        held = self._tagged(checked)

        def judge(network: Any) -> float:
            (best,) = rows_of(network, held.tokens, partial(best_tags, head=self.head))
            return self._score(checked.tags, self._decode(best, held))

        return Samples(training, held, self._sizes(), self._loss(), judge)

    def _encode_again(self, data: Any) -> Samples:
        data = TaggedRows.checked(*data)
        return Samples(self._tagged(data), None, self._sizes(), self._loss())

    def _build_network(self, sizes: Any) -> Any:
        return tagging_network(
            sizes,
            cell=self.cell,
            units=self.units,
            bidirectional=self.bidirectional,
            dropout=self.dropout,
            head=self.head,
            embedding_units=self.embedding_units,
            trained_vectors=self.train_vectors,
            chars=self.chars,
        )

    def _decode(self, outputs: list[np.ndarray], source: Any) -> list[list[str]]:
        return [self.classes_[tags].tolist() for tags in outputs]

    def _state(self) -> dict[str, Any]:
        return {
            "classes": self.classes_.tolist(),
            "scheme": self.scheme_,
            "tokens": self._learnt.to_state(),
            "baseline": self.baseline_.to_state(),
            "tag_weights": self._tag_weights,
            "span_threshold": self.span_threshold_,
            "history": written_history(self.history_),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.classes_ = np.array(state["classes"], dtype=object)
        self.scheme_ = state["scheme"]
        self._learnt = LearntTokens.from_state(state["tokens"])
        self.baseline_ = MostFrequentTag.from_state(state["baseline"])
        self._tag_weights = state["tag_weights"]
        self.span_threshold_ = state.get("span_threshold")  # files of before: none
        self.history_ = restored_history(state["history"])

    def _check_arguments(self) -> None:
        self._check_training_arguments()
        checks.check_choice("head", self.head, HEADS)
        checks.check_choice("extra_spans", self.extra_spans, (True, False))
        checks.check_choice("chars", self.chars, (*KINDS, None))
        checks.check_choice("scheme", self.scheme, ("auto", None, *SCHEMES))
        checks.check_number("word_dropout", self.word_dropout, 0, 1e6)
        for name in ("minimum_count", "embedding_units"):
            checks.check_count(name, getattr(self, name))

    def _parts(
        self, data: TaggedRows, validation: Any
    ) -> tuple[TaggedRows, TaggedRows]:
        """Return what trains and what tells when to stop."""
        if validation is not None:
            return data, TaggedRows.checked(*validation)
        held = hold_out(
            len(data.sentences), self.validation_fraction, self.random_state
        )
        return data.subset(held.training), data.subset(held.validation)

    def _scheme_of(self, tags: Tags) -> str | None:
        """Return the scheme, and require that all the user's tags keep to it."""
        scheme = detect_scheme(tags) if self.scheme == "auto" else self.scheme
        if scheme is not None:
            for where, row in enumerate(tags):
                checks.check_legal_tags(row, illegal_step(row, scheme), scheme, where)
        return scheme

    def _learn_tags(self, data: TaggedRows) -> None:
        """Set what is learnt of all tags given, those held back included."""
        self.scheme_ = self._scheme_of(data.tags)
        tags = data.flat_tags()
        known = sorted(set(tags))
        checks.check_several("tags", known)
        self.classes_ = np.array(known, dtype=object)
        self._tag_weights = label_weights(
            "label_weights", self.label_weights, self.classes_, tags
        )

    def _learn(self, data: TaggedRows) -> None:
        """Set what is learnt of the training sentences besides the network."""
        self.baseline_ = MostFrequentTag.of(data.sentences, data.tags)
        self._learnt = LearntTokens.of(
            data.sentences,
            self.vectors,
            self.random_state,
            characters=self.chars is not None,
            lowercase=self.lowercase,
            minimum_count=self.minimum_count,
        )

    def _tagged(self, data: TaggedRows) -> TaggedTokens:
        """Turn sentences and tags into arrays with what was learnt."""
        tokens = self.features_.encode(data.sentences)
        numbers = {tag: number for number, tag in enumerate(self.classes_)}
        flat = [numbers.get(tag, NO_TAG) for tag in data.flat_tags()]
        tags = np.array(flat, dtype="int32")
        weights = np.ones(len(tags), dtype="float32")
        if self._tag_weights is not None:
            weights *= self._tag_weights[tags]
        if data.weights is not None:
            weights *= np.repeat(data.weights, tokens.lengths)
        alike = bool((weights == 1).all() and (tags != NO_TAG).all())
        return TaggedTokens(tokens, tags, None if alike else weights)

    def _sizes(self) -> TaggingSizes:
        start, steps, end = legal_transitions(self.classes_.tolist(), self.scheme_)
        legal = start.tolist(), steps.tolist(), end.tolist()
        return TaggingSizes(
            self._learnt.sizes(cases=True),
            tags=len(self.classes_),
            legal=None if self.scheme_ is None else legal,
        )

    def _loss(self) -> Any:
        return CRFLoss() if self.head == "crf" else TagLoss()

    def _score(self, expected: Tags, predicted: Tags) -> float:
        if self.scheme_ is None:
            return token_accuracy(expected, predicted)
        scores = span_scores(expected, predicted, scheme=self.scheme_)
        return float(scores.loc["micro average", "f1"])

    def _read(self, X: Sentences, *readings: Any) -> list[list[np.ndarray]]:
        """Return what each reading makes of the network's scores, by sentence."""
        tokens = self.features_.encode(X)
        checks.check_some_sequences(len(tokens))
        return rows_of(self.network_, tokens, *readings)

    @property
    def _best(self) -> Any:
        """The reading of the network's scores that gives tags."""
        if self.span_threshold_ is None:
            return partial(best_tags, head=self.head)
        return self._spans(self.span_threshold_)

    def _spans(self, *threshold: float) -> SpanReading:
        return SpanReading(tuple(self.classes_.tolist()), self.scheme_, *threshold)

    def _threshold(self, held: Any, tags: Tags) -> float | None:
        """Return the probability that suits extra spans of sentences held back."""
        asked = self.extra_spans and self.head == "crf"
        if held is None or self.scheme_ is None or not asked:
            return None
        return f1_threshold(self.network_, held.tokens, tags, self._spans())
