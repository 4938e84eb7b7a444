"""What a text generator does behind its verbs: samples, scoring, writing, saving."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.baselines.language import NGramModel
from seqkit.estimators.base import (
    Samples,
    SequenceEstimator,
    restored_history,
    written_history,
)
from seqkit.estimators.cutting import CUTS, Cutting, TextCutting
from seqkit.estimators.holdout import hold_out
from seqkit.estimators.spelling import Spelling
from seqkit.estimators.text_streams import Passages, Streams, WholeTexts
from seqkit.estimators.text_writing import Drawing, Reader, rules_of
from seqkit.estimators.written_text import WrittenText
from seqkit.networks.language import (
    SCORES,
    CarriedStates,
    LanguageSizes,
    language_network,
    state_sizes,
)
from seqkit.networks.losses import NextTokenLoss
from seqkit.sequences.vocabulary import END, PAD, UNKNOWN, Vocabulary

NGRAM_ORDER = 5
_TAIL = 512  # tokens
Documents = list[list[str]]


class ModelsText(SequenceEstimator):
    """Base of what gives texts probabilities: the hooks, and what its verbs share."""

    network_: Any
    vocabulary_: Vocabulary
    baseline_: NGramModel
    ends_: bool
    _cutting: Cutting
    _spelling: Spelling
    _first: dict[str, np.ndarray]

    def _encode(self, data: tuple[Documents, Documents]) -> Samples:
        """Learn from the first documents; the second tell when to stop."""
        own, held = data
        self.vocabulary_ = Vocabulary.of(
            own, minimum_count=self.minimum_count, specials=(PAD, UNKNOWN, END)
        )
        self._spelling = Spelling.of(token for tokens in own for token in tokens)
        ending = [END] if self.ends_ else []
        self.baseline_ = NGramModel.of(
            [[*tokens, *ending] for tokens in own],
            NGRAM_ORDER,
            minimum_count=self.minimum_count,
        )
        streams = Streams.of(self._one_row(own), self.batch_size, self.tbptt_steps)
        passages = Passages(self._one_row(held)) if held else None
        sizes = LanguageSizes(len(self.vocabulary_))
        return Samples(streams, passages, sizes, NextTokenLoss())

    def _encode_again(self, data: Any) -> Samples:
        documents = self._documents(data)
        checks.check_learnt_documents(documents)
        rows = [self._ids(tokens) for tokens in documents]
        source = WholeTexts(rows, self._first)
        sizes = LanguageSizes(len(self.vocabulary_))
        return Samples(source, None, sizes, {SCORES: NextTokenLoss()})

    def _build_network(self, sizes: Any) -> Any:
        tied = self.tie_weights
        if tied is None:
            tied = self._cutting.tokens != "character"
        return language_network(
            sizes,
            cell=self.cell,
            units=tuple(self.units),
            embedding_units=self.embedding_units,
            tie_weights=tied,
            dropout=self.dropout,
        )

    def _trained_part(self, network: Any, source: Any) -> Any:
        """Return the network with states that go on from window to window."""
        checks.check_language_network(network, state_sizes(network))
        return CarriedStates(network, len(source.ids))

    def _decode(self, outputs: list[np.ndarray], source: Documents) -> list[np.ndarray]:
        """Return log probabilities of all tokens, unknown ones spelt, too."""
        return [
            self._spelling.charged(chances, tokens, self.vocabulary_)
            for chances, tokens in zip(outputs, source, strict=True)
        ]

    def _state(self) -> dict[str, Any]:
        return {
            "cutting": self._cutting.to_state(),
            "vocabulary": self.vocabulary_.to_state(),
            "letters": self._spelling.to_state(),
            "baseline": self.baseline_.to_state(),
            "ends": self.ends_,
            "first": self._first,
            "history": written_history(self.history_),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        before = {"tokens": self.tokens, "lowercase": self.lowercase, "pieces": None}
        self._cutting = TextCutting.from_state(state.get("cutting", before))
        self.vocabulary_ = Vocabulary.from_state(state["vocabulary"])
        self._spelling = Spelling.from_state(state["letters"])
        self.baseline_ = NGramModel.from_state(state["baseline"])
        self.ends_ = state["ends"]
        self._first = state["first"]
        self.history_ = restored_history(state["history"])

    def _check_arguments(self) -> None:
        self._check_training_arguments()
        checks.check_choice("tokens", self.tokens, CUTS)
        for name in ("minimum_count", "embedding_units", "tbptt_steps", "pieces"):
            checks.check_count(name, getattr(self, name))

    def _documents(self, X: Any) -> Documents:
        """Return the tokens of each text."""
        return [self._cutting(text) for text in checks.check_documents(X)]

    def _held_out(self, documents: Documents) -> tuple[Documents, Documents]:
        """Return what trains and what tells when to stop; of one text its end does."""
        if len(documents) == 1:
            (tokens,) = documents
            first = len(tokens) - int(len(tokens) * self.validation_fraction)
            return [tokens[:first]], [tokens[first:]] if first < len(tokens) else []
        held = hold_out(len(documents), self.validation_fraction, self.random_state)
        own, others = ([documents[n] for n in numbers] for numbers in held)
        return own, others

    def _one_row(self, documents: Documents) -> np.ndarray:
        """Return the ids of all texts in one row, with an end before each."""
        rows = [self._ids(tokens) for tokens in documents]
        last = [self._ids([])] if self.ends_ else []
        return np.concatenate([*rows, *last])

    def _ids(self, tokens: list[str]) -> np.ndarray:
        """Return the ids of a text behind the end of whatever came before."""
        return np.concatenate(
            [[self._end()], self.vocabulary_.encode(tokens)], dtype="int32"
        )

    def _never(self) -> tuple[int, ...]:
        """Return the ids of what is never written: specials, but for an end learnt."""
        ids = range(len(self.vocabulary_.specials))
        return tuple(one for one in ids if not (self.ends_ and one == self._end()))

    def _end(self) -> int:
        """Return the id of the end, which stands before each text, too."""
        end: Any = self.vocabulary_.end_id
        return end

    def _learn_first_states(self, row: np.ndarray) -> None:
        """Let texts begin as they did in training: behind others, or at its start.

        States of zeros stand before the first of several texts alone, so a network has
        hardly seen a text begin with them.

        Parameters
        ----------
        row : the ids that training read
        """
        sizes = state_sizes(self.network_)
        first: dict[str, Any] = {
            name: np.zeros((1, n), "float32") for name, n in sizes.items()
        }
        if self.ends_:  # the last one is read again before each text
            first = Reader(self.network_).behind([row[-_TAIL:-1]])[1]
        self._first = {name: np.array(state) for name, state in first.items()}

    def _reader(self) -> Reader:
        return Reader.of(self.network_, self._first)

    def _token_chances(self, documents: Documents) -> list[np.ndarray]:
        """Return log probabilities of the tokens; unknown ones are all one token."""
        rows = [self._ids(tokens) for tokens in documents]
        return self._reader().log_probabilities(rows)

    def _chances(self, documents: Documents) -> list[np.ndarray]:
        return self._decode(self._token_chances(documents), documents)

    def _writing(
        self,
        prompts: list[str],
        drawing: Drawing,
        most: int,
        stops: tuple[str, ...],
        random_state: int | None,
    ) -> Iterator[list[str]]:
        """Yield what is written next behind each prompt, until all have ended."""
        documents = self._documents(prompts)
        written = [
            WrittenText(tokens, self._cutting.join, most, stops) for tokens in documents
        ]
        vocabulary, end = self.vocabulary_, self._end()
        seed = int(np.random.SeedSequence(random_state).generate_state(1)[0])
        pieces = self._reader().write(
            [self._ids(tokens) for tokens in documents],
            rules_of(end, self._never()),
            drawing,
            seed,
        )
        for piece in pieces:
            yield [
                text.add(vocabulary.decode(tokens), ended)
                for text, (tokens, ended) in zip(written, piece, strict=True)
            ]
            if all(text.done for text in written):
                return
