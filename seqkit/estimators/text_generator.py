"""Write texts, letter by letter or word by word, and say how likely texts are."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.baselines.compression import xz_bits_per_character
from seqkit.estimators.base import like
from seqkit.estimators.cutting import TextCutting
from seqkit.estimators.language_hooks import NGRAM_ORDER, ModelsText
from seqkit.estimators.language_report import (
    MODEL,
    Judged,
    LanguageReport,
    bits_per_character,
    language_report,
)
from seqkit.estimators.text_writing import Drawing
from seqkit.metrics import perplexity
from seqkit.sequences.vocabulary import END


class TextGenerator(ModelsText):
    """Guess each token of a text from all before it; so it scores texts, and writes.

    Training reads the text as streams side by side, window after window, and carries
    the recurrent states along (truncated backpropagation through time). The first token
    of a text is guessed from nothing; several texts are separated by ends, which are
    learnt, so that what is written ends, too.

    Probabilities are those of a text's tokens. An unknown token is spelt letter by
    letter, all letters equally likely: no text is free. Whitespace between words is not
    scored.

    Parameters
    ----------
    tokens : "character", "word", or "bpe" for pieces of words that are learnt from the
        texts (Sennrich et al., 2016; the extra 'tokenizers')
    pieces : most pieces of words, with tokens="bpe"; at least every letter is one
    lowercase : read and write in lower case
    minimum_count : how often a token must stand to be known
    embedding_units : features of a token
    tie_weights : score tokens by their embeddings (Press & Wolf, 2017); None: all
        but characters are
    tbptt_steps : tokens of a window, through which gradients run
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    dropout : fraction of embeddings' and recurrent layers' features dropped in
        training, the same throughout a window (Gal & Ghahramani, 2016)
    learning_rate, epochs, patience : of the training
    batch_size : streams that are read side by side; fewer of a short text
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    validation_fraction : share held back to stop training: of several texts some, of
        one its end
    random_state : seed; equal seeds give equal fits on one CPU
    verbose : 1 shows progress
    callbacks : further Keras callbacks
    network : function from `seqkit.networks.LanguageSizes` to an uncompiled
        keras.Model, in place of the default network, with its inputs and outputs

    Attributes
    ----------
    network_ : keras.Model, from tokens and states to log odds and states
    history_ : DataFrame, losses in nats per token, for each epoch
    vocabulary_ : the tokens
    baseline_ : NGramModel of order 5 of the same texts, which `report` scores, too
    ends_ : whether ends of texts are learnt: of several, not of one

    References
    ----------
    Mikolov, Karafiát, Burget, Černocký and Khudanpur (2010), Recurrent neural network
    based language model, Interspeech.

    Examples
    --------
    >>> from seqkit import TextGenerator
    >>> generator = TextGenerator(
    ...     units=(16,), tbptt_steps=8, learning_rate=0.02, epochs=40, random_state=0
    ... )
    >>> generator = generator.fit("abcabcabc" * 40)
    >>> generator.generate("abca", max_new=5, temperature=0)
    'bcabc'
    >>> generator.bits_per_char("abcabc") < generator.bits_per_char("aabbcc")
    True
    """

    def __init__(
        self,
        *,
        tokens: str = "character",
        pieces: int = 2000,
        lowercase: bool = False,
        minimum_count: int = 1,
        embedding_units: int = 64,
        tie_weights: bool | None = None,
        tbptt_steps: int = 100,
        cell: str = "lstm",
        units: tuple[int, ...] = (384,),
        dropout: float = 0.2,
        learning_rate: float = 4e-3,
        batch_size: int = 32,
        epochs: int = 12,
        patience: int = 3,
        averaging: float = 0.5,
        validation_fraction: float = 0.05,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.tokens = tokens
        self.pieces = pieces
        self.lowercase = lowercase
        self.minimum_count = minimum_count
        self.embedding_units = embedding_units
        self.tie_weights = tie_weights
        self.tbptt_steps = tbptt_steps
        self.cell = cell
        self.units = units
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

    def fit(self, X: Any, y: Any = None, *, validation: Any = None) -> "TextGenerator":
        """Learn from a text, or from several.

        Parameters
        ----------
        X : a text, or a list or Series of texts that have nothing to do with each other
        y : ignored
        validation : a text or texts to stop training on; a share of `X` when None

        Raises
        ------
        ValueError
            If there is no text, or one is empty.
        TypeError
            If a text is no string, by its position.
        """
        self._check_arguments()
        texts = checks.check_documents(X)
        self._cutting = TextCutting.of(self.tokens, self.lowercase, texts, self.pieces)
        documents = self._documents(texts)
        checks.check_learnt_documents(documents)
        if validation is None:
            own, held = self._held_out(documents)
        else:
            own, held = documents, self._documents(validation)
            checks.check_learnt_documents(held)
        self.ends_ = len(documents) > 1
        samples = self._encode((own, held))
        streams: Any = samples.training
        self._train(samples, batch_size=len(streams.ids))
        self._learn_first_states(self._one_row(own))
        return self

    def generate(
        self,
        prompt: Any = "",
        *,
        max_new: int = 200,
        temperature: float = 1.0,
        top_k: int = 0,
        top_p: float = 1.0,
        stop: Any = None,
        random_state: int | None = None,
    ) -> Any:
        """Write on, each token drawn by its probability.

        Parameters
        ----------
        prompt : what stands before, "" for nothing; or a list or Series of prompts
        max_new : most tokens to write
        temperature : divides log probabilities: below 1 likely tokens grow likelier; 0
            takes the likeliest
        top_k : only so many of the likeliest tokens; 0 for all
        top_p : only the likeliest tokens that make up this probability together
            (Holtzman et al., 2020)
        stop : a text, or several, before the first of which the writing ends
        random_state : seed; equal seeds give equal texts

        Returns
        -------
        str, what comes behind the prompt; for a list of prompts a list, for a Series a
        Series with its index
        """
        prompts = self._prompts(prompt)
        drawing = Drawing(temperature, top_k, top_p)
        given = self._wishes(max_new, stop)
        texts = [""] * len(prompts)
        for pieces in self._writing(prompts, drawing, *given, random_state):
            texts = [text + piece for text, piece in zip(texts, pieces, strict=True)]
        return _given_back(prompt, texts, "text")

    def stream(
        self,
        prompt: str = "",
        *,
        max_new: int = 200,
        temperature: float = 1.0,
        top_k: int = 0,
        top_p: float = 1.0,
        stop: Any = None,
        random_state: int | None = None,
    ) -> Iterator[str]:
        """Write on as `generate` does, and give pieces of the text as they are written.

        Parameters are those of `generate`, for one prompt; the pieces joined are what
        `generate` returns for the same seed.

        Yields
        ------
        str
        """
        checks.check_prompt(prompt)
        prompts = self._prompts(prompt)
        drawing = Drawing(temperature, top_k, top_p)
        given = self._wishes(max_new, stop)
        rows = self._writing(prompts, drawing, *given, random_state)
        return (piece for (piece,) in rows if piece)

    def predict(self, X: Any) -> Any:
        """Return the likeliest next token of each text; "" where the text ends there.

        Parameters
        ----------
        X : a text, or a list or Series of texts

        Returns
        -------
        str; a list, or a Series with its index
        """
        chances = self.predict_proba(X)
        chances[:, list(self._never())] = 0
        best = self.vocabulary_.decode(chances.argmax(axis=1))
        tokens = ["" if token == END else token for token in best]
        return _given_back(X, tokens, "token")

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return the probability of each token to come next.

        Parameters
        ----------
        X : a text, or a list or Series of texts

        Returns
        -------
        float64 array (texts, tokens), in the order of `vocabulary_.tokens`: padding,
        which never comes, any unknown token, the end, and the known tokens. Rows sum
        to 1.
        """
        self._check_fitted()
        rows = [self._ids(tokens) for tokens in self._documents(X)]
        chances = np.exp(self._reader().behind(rows)[0].astype("float64"))
        return chances / chances.sum(axis=1, keepdims=True)

    def log_prob(self, texts: Any, *, given: Any = "") -> Any:
        """Return the natural logarithm of each text's probability.

        Parameters
        ----------
        texts : a text, or a list or Series of texts; where they end is not scored
        given : what stands before all of them, or a list of what stands before each

        Returns
        -------
        float; array (texts,) for a list, a Series with its index for a Series

        Raises
        ------
        ValueError
            If there are not as many texts given as follow.
        """
        self._check_fitted()
        before = self._documents(
            checks.check_given(given, len(checks.check_documents(texts)))
        )
        behind = self._documents(texts)
        whole = [a + b for a, b in zip(before, behind, strict=True)]
        sums = np.array(
            [
                chances[len(own) :].sum()
                for own, chances in zip(before, self._chances(whole), strict=True)
            ]
        )
        if isinstance(texts, str):
            return float(sums[0])
        if isinstance(texts, pd.Series):
            return pd.Series(sums, index=texts.index, name="log_probability")
        return sums

    def perplexity(self, texts: Any) -> float:
        """Return among how many equally likely tokens the network was in doubt.

        Every token weighs the same; those that are not known count as one.

        Parameters
        ----------
        texts : a text, or a list or Series of texts
        """
        self._check_fitted()
        documents = self._documents(texts)
        return perplexity(np.concatenate(self._token_chances(documents)))

    def bits_per_char(self, texts: Any) -> float:
        """Return the bits that texts take, shared out to all their characters.

        Parameters
        ----------
        texts : a text, or a list or Series of texts; unknown tokens are spelt

        Raises
        ------
        ValueError
            If the texts hold no character.
        """
        self._check_fitted()
        characters = _characters(texts)
        return bits_per_character(self._chances(self._documents(texts)), characters)

    def score(self, X: Any, y: Any = None) -> float:
        """Return minus the bits per character: higher is better, 0 the best.

        Parameters
        ----------
        X : a text, or a list or Series of texts
        y : ignored
        """
        return -self.bits_per_char(X)

    def report(
        self,
        texts: Any,
        *,
        training: Any = None,
        sample: int = 200,
        random_state: int | None = 0,
    ) -> LanguageReport:
        """Return bits per character beside those of counted n-grams of order 5.

        Parameters
        ----------
        texts : a text, or a list or Series of texts that training did not see
        training : what the network was fitted on, for a second baseline: the bits that
            xz spends on the texts behind these, of words on what is between them, too
        sample : tokens that each model writes, to be read
        random_state : seed of what they write

        Returns
        -------
        LanguageReport; a warning says where a baseline needs fewer bits

        Raises
        ------
        ValueError
            If the texts hold no character.
        """
        self._check_fitted()
        checks.check_count("sample", sample, 0)
        documents, characters = self._documents(texts), _characters(texts)
        tokens = self._token_chances(documents)
        counted: Any = self.baseline_.log_probabilities(documents)
        text = self.generate(max_new=sample, random_state=random_state)
        judged = {
            MODEL: Judged(self._decode(tokens, documents), tokens, text),
            f"ngrams_of_{NGRAM_ORDER}": Judged(
                self._decode(counted, documents),
                counted,
                self._counted_sample(sample, random_state),
            ),
        }
        unknown = self.vocabulary_.unknown_share(documents)
        compressed = None if training is None else self._compressed(texts, training)
        return language_report(judged, characters, unknown, compressed)

    def _prompts(self, prompt: Any) -> list[str]:
        self._check_fitted()
        return checks.check_documents(prompt)

    def _wishes(self, max_new: int, stop: Any) -> tuple[int, tuple[str, ...]]:
        return checks.check_count("max_new", max_new, 0), checks.check_stops(stop)

    def _compressed(self, texts: Any, training: Any) -> float:
        """Return the bits per character of xz, in lower case if the network's are."""
        given = (checks.check_documents(several) for several in (texts, training))
        return xz_bits_per_character(
            *([self._cutting.plain(text) for text in rows] for rows in given)
        )

    def _counted_sample(self, length: int, random_state: int | None) -> str:
        """Return what the baseline writes, until a text ends."""
        tokens = self.baseline_.sample(length, random_state=random_state)
        if END in tokens:
            tokens = tokens[: tokens.index(END)]
        return self._cutting.join(tokens)


def _characters(texts: Any) -> int:
    """Return how many characters texts have, at least one."""
    characters = sum(map(len, checks.check_documents(texts)))
    checks.check_some_characters(characters)
    return characters


def _given_back(X: Any, values: list, name: str) -> Any:
    """Return results in the user's type: one, a list, or a Series."""
    return values[0] if isinstance(X, str) else like(X, values, name)
