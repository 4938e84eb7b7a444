"""What a recogniser does behind its verbs: samples, decoding, times, saving.

An estimator adds how frames are read of the user's data (`_front_end` at `fit`, a
`FrontEnd` that is saved), what is hidden in training, and its verbs.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from seqkit import checks, training
from seqkit.baselines.transcripts import NearestTranscript
from seqkit.decoding import Transcript, best_paths, prefix_beam
from seqkit.decoding.ctc import transcript_log_probabilities
from seqkit.estimators.base import (
    Samples,
    SequenceEstimator,
    restored_history,
    written_history,
)
from seqkit.estimators.cutting import Cutting
from seqkit.estimators.holdout import hold_out
from seqkit.estimators.recognition_language import language_of
from seqkit.estimators.recognition_report import (
    NEAREST,
    Recognised,
    RecognitionReport,
    recognition_report,
)
from seqkit.estimators.recognition_samples import (
    Frames,
    FrameSource,
    Masking,
    Spoken,
)
from seqkit.estimators.recognition_tables import (
    Scale,
    joined_tables,
    probability_table,
    time_table,
)
from seqkit.metrics import character_errors
from seqkit.networks.ctc import CTCLoss, frames_needed
from seqkit.networks.ctc_recursion import IMPOSSIBLE
from seqkit.networks.recognising import RecognisingSizes, recognising_network
from seqkit.sequences.tokens import TOKENIZERS
from seqkit.sequences.vocabulary import UNKNOWN, Vocabulary
from seqkit.training import predict_batches

EMPTY = "<blank>"
TEXT_COLUMNS = ("row", "rank", "text", "log_probability", "score")
Search = Callable[[np.ndarray], list[list[Transcript]]]


class FrontEnd(Protocol):
    """How frames are read of the user's data, as `fit` learnt it."""

    def to_state(self) -> dict[str, Any]:
        """Return it as plain values."""


class RecognisesText(SequenceEstimator):
    """Base of what writes down what frames say: the hooks, and what verbs share."""

    network_: Any
    vocabulary_: Vocabulary
    baseline_: NearestTranscript
    stacked_: int
    _front: Any
    _cutting: Cutting

    @abstractmethod
    def _restored_front(self, state: dict[str, Any]) -> FrontEnd:
        """Return what `FrontEnd.to_state` wrote."""

    @abstractmethod
    def _masking(self) -> Masking | None:
        """Return what is hidden in training."""

    @abstractmethod
    def _check_own_arguments(self) -> None:
        """Check arguments that only this estimator has."""

    @abstractmethod
    def _read(self, X: Any, **given: Any) -> Frames:
        """Return frames of the user's data as they were fitted, with warnings."""

    def _encode(self, data: tuple[Spoken, Spoken]) -> Samples:
        """Learn from the first part; the second tells when to stop."""
        own, held = data
        self.stacked_ = self.stacked
        self._cutting = Cutting(self.tokens, self.lowercase)
        self.vocabulary_ = Vocabulary.of(
            self._cut(own.texts), specials=(EMPTY, UNKNOWN)
        )
        draw = np.random.default_rng(self.random_state)
        source = self._source(own, self._masking(), draw)
        checks.check_some_spelt(len(source))
        checked = self._source(self._known(held))
        validation = checked if len(checked) else None
        return Samples(source, validation, self._sizes(own), CTCLoss())

    def _encode_again(self, data: Any) -> Samples:
        X, y = data
        given = Spoken.checked(self._read(X), X, y)
        source = self._source(given)
        checks.check_some_spelt(len(source))
        return Samples(source, None, self._sizes(given), CTCLoss())

    def _build_network(self, sizes: Any) -> Any:
        return recognising_network(
            sizes,
            cell=self.cell,
            units=tuple(self.units),
            bidirectional=self.bidirectional,
            dropout=self.dropout,
            filters=tuple(self.filters),
        )

    def _trained_part(self, network: Any, source: Any) -> Any:
        """Return the network, which says of each step how likely each symbol is."""
        shape = getattr(network, "output_shape", None)  # of subclassed ones unknown
        if shape is not None:
            checks.check_recognised(shape, None, len(self.vocabulary_))
        return network

    def _decode(self, outputs: dict[int, list[Transcript]], source: Any) -> list:
        """Return the texts of transcripts in the order of the source, best first."""
        return [
            [self._text(one.symbols) for one in outputs[number]]
            for number in range(len(source))
        ]

    def _state(self) -> dict[str, Any]:
        return {
            "front": self._front.to_state(),
            "cutting": self._cutting.to_state(),
            "vocabulary": self.vocabulary_.to_state(),
            "stacked": self.stacked_,
            "baseline": self.baseline_.to_state(),
            "history": written_history(self.history_),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self._front = self._restored_front(state["front"])
        self._cutting = Cutting.from_state(state["cutting"])
        self.vocabulary_ = Vocabulary.from_state(state["vocabulary"])
        self.stacked_ = state["stacked"]
        self.baseline_ = NearestTranscript.from_state(state["baseline"])
        self.history_ = restored_history(state["history"])

    def _check_arguments(self) -> None:
        self._check_training_arguments()
        checks.check_choice("tokens", self.tokens, tuple(TOKENIZERS))
        checks.check_choice("schedule", self.schedule, training.SCHEDULES)
        if self.filters not in ((), []):
            checks.check_units(self.filters, "filters")
        for name in ("stacked", "beam_width"):
            checks.check_count(name, getattr(self, name))
        self._check_own_arguments()

    def _learn(
        self, own: Spoken, held: Spoken | None, versions: Sequence[Spoken] = ()
    ) -> None:
        """Train on some rows; others, or a share of these, tell when to stop.

        Parameters
        ----------
        versions : the same rows as they train, changed on purpose; none: as they are
        """
        versions = versions or [own]
        if held is None:
            parts = hold_out(
                len(own.frames), self.validation_fraction, self.random_state
            )
            own, held = own.subset(parts.training), own.subset(parts.validation)
            versions = [each.subset(parts.training) for each in versions]
        self._train(self._encode((versions[0].beside(versions[1:]), held)))
        self.baseline_ = NearestTranscript.of(own.frames, own.texts)

    def _symbols(self, given: Spoken) -> list[np.ndarray]:
        return self.vocabulary_.encode_all(self._cut(given.texts))

    def _cut(self, texts: list[str]) -> list[list[str]]:
        return [self._cutting(text) for text in texts]

    def _source(
        self, given: Spoken, masking: Masking | None = None, draw: Any = None
    ) -> FrameSource:
        """Return samples of the rows that have steps enough for their text."""
        symbols = self._symbols(given)
        fits = given.fitting(symbols, self.stacked_)
        kept = given.subset(fits)
        fitting = [symbols[number] for number in fits]
        return FrameSource(kept.arrays(), fitting, kept.weights, masking, draw)

    def _known(self, held: Spoken) -> Spoken:
        """Return the rows of known symbols: others no network can come to like."""
        unknown, symbols = self.vocabulary_.unknown_id, self._symbols(held)
        known = [n for n, each in enumerate(symbols) if not (each == unknown).any()]
        return held.subset(np.array(known, "int64"))

    def _sizes(self, given: Spoken) -> RecognisingSizes:
        features = given.frames[0].shape[1]
        return RecognisingSizes(features, len(self.vocabulary_), self.stacked_)

    def _text(self, symbols: np.ndarray) -> str:
        return self._cutting.join(self.vocabulary_.decode(symbols))

    def _chances(self, read: Frames) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield rows, and log probabilities (rows, steps, classes) of their symbols."""
        if not read.frames:
            return
        unknown = self.vocabulary_.unknown_id
        arrays = read.arrays()
        for which, found in predict_batches(self.network_, arrays):
            steps = -(-int(arrays.lengths[which].max()) // self.stacked_)
            checks.check_recognised(found.shape, steps, len(self.vocabulary_))
            found[..., unknown] = IMPOSSIBLE
            yield which, found

    def _search(
        self,
        beam_width: int | None = None,
        n_best: int = 1,
        language: Any = None,
        language_weight: float = 0.5,
        symbol_bonus: float = 0.0,
    ) -> Search:
        """Return the search that is asked for, or that of the constructor."""
        width = self.beam_width if beam_width is None else beam_width
        checks.check_count("beam_width", width)
        asked = language_of(
            language, self.vocabulary_, self._cutting, language_weight, symbol_bonus
        )
        if width == 1 and n_best == 1 and asked is None:
            return _greedy
        return lambda log_probs: prefix_beam(
            log_probs, beam_width=width, n_best=n_best, language=asked
        )

    def _found(self, read: Frames, search: Search) -> dict[int, list[Transcript]]:
        """Return transcripts, best first, by row."""
        return {
            row: transcripts
            for which, log_probs in self._chances(read)
            for row, transcripts in zip(which.tolist(), search(log_probs), strict=True)
        }

    def _texts(self, read: Frames, search: Search, n_best: int = 1) -> list:
        """Return texts, or lists of them, in the places given."""
        found = self._decode(self._found(read, search), read.frames)
        return read.spread(found if n_best > 1 else [texts[0] for texts in found])

    def _ranked(self, read: Frames, search: Search) -> pd.DataFrame:
        """Return a row for each text that a search finds, by its place and rank."""
        found = self._found(read, search)
        rows = [
            (read.places[place], rank, self._text(one.symbols), *one[1:])
            for row, place in enumerate(read.whole.tolist())
            for rank, one in enumerate(found[row], start=1)
        ]
        return pd.DataFrame(rows, columns=list(TEXT_COLUMNS))

    def _probabilities(self, read: Frames, unit: str) -> list:
        """Return a table of probabilities for each place given."""
        found = {
            row: probability_table(
                chances, Scale.of(read, row, self.stacked_), self.vocabulary_, unit
            )
            for which, log_probs in self._chances(read)
            for row, chances in zip(which.tolist(), log_probs, strict=True)
        }
        return read.spread([found[row] for row in range(len(read.frames))])

    def _times(
        self, read: Frames, search: Search, X: Any, texts: Any = None
    ) -> pd.DataFrame:
        """Return a row for each symbol, of what is found or of texts, by its place."""
        given = None if texts is None else self._spelt(Spoken.checked(read, X, texts))
        found: dict[int, pd.DataFrame] = {}
        for which, log_probs in self._chances(read):
            if given is None:
                best = [transcripts[0].symbols for transcripts in search(log_probs)]
            else:
                best = [given[row] for row in which]
            for row, chances, symbols in zip(
                which.tolist(), log_probs, best, strict=True
            ):
                scale = Scale.of(read, row, self.stacked_)
                name = read.places[int(read.whole[row])]
                found[row] = time_table(chances, symbols, scale, self.vocabulary_, name)
        return joined_tables([found[row] for row in range(len(read.frames))])

    def _spelt(self, given: Spoken) -> list[np.ndarray]:
        """Return the symbols of texts, each of which its steps can spell."""
        symbols, unknown = self._symbols(given), self.vocabulary_.unknown_id
        for name, text, own, frames in zip(
            given.places, given.texts, symbols, given.frames, strict=True
        ):
            checks.check_known_symbols(text, not (own == unknown).any(), name)
            steps = -(-len(frames) // self.stacked_)
            checks.check_enough_frames(steps, frames_needed(own), name)
        return symbols

    def _accuracy(self, read: Frames, X: Any, y: Any) -> float:
        """Return 1 - the character error rate."""
        given = Spoken.checked(read, X, y)
        said = self._decode(self._found(read, self._search()), read.frames)
        references = self._references(given)
        return 1 - character_errors([texts[0] for texts in said], references).rate

    def _references(self, given: Spoken) -> list[str]:
        """Return texts cut and joined as those written are."""
        return [self._cutting.join(self._cutting(text)) for text in given.texts]

    def _reported(self, read: Frames, X: Any, y: Any, worst: int) -> RecognitionReport:
        checks.check_count("worst", worst, 0)
        given = Spoken.checked(read, X, y)
        said = self._decode(self._found(read, self._search()), read.frames)
        recognised = Recognised(
            given.places, self._references(given), [texts[0] for texts in said]
        )
        baselines = {NEAREST: self.baseline_.predict(read.frames)}
        return recognition_report(recognised, baselines, worst)


def _greedy(log_probs: np.ndarray) -> list[list[Transcript]]:
    """Return the best path of each row as its one transcript."""
    paths = best_paths(log_probs)
    sums = transcript_log_probabilities(log_probs, paths).tolist()
    return [
        [Transcript(path, total, total)]
        for path, total in zip(paths, sums, strict=True)
    ]
