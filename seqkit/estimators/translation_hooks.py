"""What writes sequences of sequences does behind its verbs: samples, files, search."""

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from seqkit import checks, training
from seqkit.estimators.base import (
    Samples,
    SequenceEstimator,
    restored_history,
    written_history,
)
from seqkit.estimators.cutting import CUTS, Cutting
from seqkit.estimators.holdout import hold_out
from seqkit.estimators.labelled_sequences import Labelled, Rows
from seqkit.estimators.sequence_sides import (
    SERIES,
    TEXTS,
    SeriesSide,
    TokenSide,
    read_side,
    side_from_state,
)
from seqkit.estimators.sequence_writing import Scribe, WritesByBeam, Written
from seqkit.estimators.translation_samples import PairSource, batches_of
from seqkit.networks.attending import ATTENTIONS
from seqkit.networks.translating import (
    ENCODER,
    TranslatingSizes,
    covers,
    trained_form,
    translating_loss,
    translating_network,
)
from seqkit.networks.writing import WRITER, has_attention
from seqkit.sequences.vocabulary import UNKNOWN

Side = TokenSide | SeriesSide


class GivenPairs(NamedTuple):
    """Pairs as the user gave them.

    kinds : of the sources and of the targets, see `GivenSide`
    data : sources, targets and weights
    places : where each pair stands for the user: its name, or its number
    """

    kinds: tuple[str, str]
    data: Labelled
    places: Any

    @classmethod
    def checked(
        cls,
        X: Any,
        y: Any,
        weights: Any = None,
        kinds: tuple[str | None, str | None] = (None, None),
    ) -> "GivenPairs":
        """Require a target for each source, and a weight each if any."""
        sources = read_side(X, "X", kinds[0])
        rows = Rows(sources.rows, sources.names)
        data = Labelled.checked(rows, y, weights)
        targets = read_side(data.y, "y", kinds[1])
        data = data._replace(y=targets.rows)
        return cls((sources.kind, targets.kind), data, rows.places)

    def subset(self, which: np.ndarray) -> "GivenPairs":
        """Return some of the pairs."""
        places = [self.places[number] for number in which]
        return GivenPairs(self.kinds, self.data.subset(which), places)


class WritesTargets(WritesByBeam, SequenceEstimator):
    """Base of what writes a sequence for each sequence that it reads.

    It leaves to its estimators what is learnt of a side, and what else there is to be
    saved.
    """

    network_: Any
    source_: Side
    target_: Side
    longest_: int
    steps_: int | None

    @abstractmethod
    def _learnt(self, kind: str, rows: list, writes: bool) -> Side:
        """Return what is learnt of the sources, or of the targets, which it writes."""

    @abstractmethod
    def _own_state(self) -> dict[str, Any]:
        """Return what an estimator learnt by itself, for saving."""

    @abstractmethod
    def _restore_own(self, state: dict[str, Any]) -> None:
        """Set what `_own_state` returned."""

    def _encode(self, data: tuple[GivenPairs, GivenPairs]) -> Samples:
        """Learn from the first part; the second tells when to stop."""
        own, held = data
        self.source_ = self._learnt(own.kinds[0], own.data.sequences, False)
        self.target_ = self._learnt(own.kinds[1], own.data.y, True)
        learnt, checked = self._usable(own), self._usable(held)
        checks.check_some_pairs(len(learnt.sequences))
        steps = {len(row) for row in learnt.y}
        self.longest_ = max(steps)
        self.steps_ = self.longest_ if len(steps) == 1 else None
        attended = self.coverage > 0
        source = self._source(learnt, attended)
        validation = self._source(checked, attended) if checked.sequences else None
        return Samples(source, validation, self._sizes(), self._loss(self.coverage))

    def _encode_again(self, data: Any) -> Samples:
        usable = self._usable(self._pairs(*data))
        checks.check_some_pairs(len(usable.sequences))
        return Samples(self._source(usable), None, self._sizes(), self._loss())

    def _build_network(self, sizes: Any) -> Any:
        return translating_network(
            sizes,
            cell=self.cell,
            units=tuple(self.units),
            bidirectional=self.bidirectional,
            attention=self.attention,
            embedding_units=self.embedding_units,
            tie_weights=self.tie_weights,
            dropout=self.dropout,
            word_dropout=self.word_dropout,
            input_feeding=self.input_feeding,
        )

    def _trained_part(self, network: Any, source: Any) -> Any:
        """Return the network, which has the parts that write, as it is trained."""
        checks.check_translating_network(network, (ENCODER, WRITER))
        form = {"sampled": self.scheduled_sampling, "attended": self.coverage > 0}
        if form["attended"]:
            checks.check_covers_source(covers(network))
        if not any(form.values()):
            return network
        checks.check_only_parts(network, (ENCODER, WRITER))
        return trained_form(network, unread=self.target_.marks, **form)

    def _decode(self, outputs: dict[int, list[Written]], source: list) -> list:
        """Return what is written for each source, unknown tokens replaced.

        Parameters
        ----------
        source : the sources as they were read; of one without a step nothing is written
        """
        texts = max(map(len, outputs.values()), default=1)
        nothing = [Written("", [], 0.0, np.zeros((0, 0), "float32"))] * texts
        return [
            [self._finished(one, row) for one in outputs.get(number, nothing)]
            for number, row in enumerate(source)
        ]

    def _state(self) -> dict[str, Any]:
        return {
            "source": self.source_.to_state(),
            "target": self.target_.to_state(),
            "longest": self.longest_,
            "steps": self.steps_,
            "history": written_history(self.history_),
            "own": self._own_state(),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.source_ = side_from_state(state["source"])
        self.target_ = side_from_state(state["target"])
        self.longest_, self.steps_ = state["longest"], state["steps"]
        self.history_ = restored_history(state["history"])
        self._restore_own(state["own"])

    def _check_arguments(self) -> None:
        self._check_training_arguments()
        checks.check_choice("attention", self.attention, ATTENTIONS)
        checks.check_choice("tokens", self.tokens, CUTS)
        checks.check_choice("schedule", self.schedule, training.SCHEDULES)
        for name in ("length_penalty", "coverage"):
            checks.check_number(name, getattr(self, name), 0, 1e6)
        checks.check_covers_source(self.attention is not None or not self.coverage)
        checks.check_feeds_what_is_seen(
            self.attention is not None or not self.input_feeding
        )
        for name in ("word_dropout", "label_smoothing"):
            checks.check_number(name, getattr(self, name), 0, 1)
        checks.check_number(
            "scheduled_sampling", self.scheduled_sampling, 0, 1, high_ok=True
        )
        for name in ("minimum_count", "pieces", "embedding_units", "beam_width"):
            checks.check_count(name, getattr(self, name))
        if self.longest is not None:
            checks.check_count("longest", self.longest)

    def _token_side(self, kind: str, rows: list) -> TokenSide:
        """Learn the tokens of one side."""
        texts = rows if kind == TEXTS else []
        tokens = self.tokens if kind == TEXTS else "word"
        cutting = Cutting.of(tokens, self.lowercase, texts, self.pieces)
        return TokenSide.of(kind, rows, cutting, self.minimum_count)

    def _parts(
        self, own: GivenPairs, validation: tuple[Any, Any] | None
    ) -> tuple[GivenPairs, GivenPairs]:
        """Return what trains and what tells when to stop."""
        if validation is not None:
            return own, GivenPairs.checked(*validation, kinds=own.kinds)
        count = len(own.data.sequences)
        held = hold_out(count, self.validation_fraction, self.random_state)
        return own.subset(held.training), own.subset(held.validation)

    def _pairs(self, X: Any, y: Any) -> GivenPairs:
        """Read pairs of the kinds that were fitted."""
        kinds = self.source_.kind, self.target_.kind
        return GivenPairs.checked(X, y, kinds=kinds)

    def _usable(self, pairs: GivenPairs) -> Labelled:
        """Return pairs as they are encoded, without those that cannot be learnt from.

        A target that is cut off would end where no target does.
        """
        sources = self.source_.cut(pairs.data.sequences)
        targets = self.target_.cut(pairs.data.y)
        both = np.array([[*map(len, side)] for side in (sources, targets)])
        empty = both.reshape(2, -1).min(axis=0) == 0
        limit = np.inf if self.longest is None else self.longest
        long = ~empty & (both.reshape(2, -1).max(axis=0) > limit)
        for which, what in (
            (empty, "with an empty side"),
            (long, f"of more than {limit} steps, as longest= says"),
        ):
            places = [pairs.places[number] for number in np.flatnonzero(which)]
            checks.warn_unusable_pairs(what, places)
        cut = Labelled(sources, targets, pairs.data.weights)
        return cut.subset(np.flatnonzero(~(empty | long)))

    def _source(self, data: Labelled, attended: bool = False) -> PairSource:
        sources = self.source_.sources(data.sequences)
        targets = self.target_.targets(data.y)
        return PairSource(sources, targets, data.weights, self.target_.words, attended)

    def _sizes(self) -> TranslatingSizes:
        return TranslatingSizes(
            source_words=self.source_.words,
            target_words=self.target_.words,
            source_features=self.source_.features,
            target_features=self.target_.features,
        )

    def _loss(self, coverage: float = 0.0) -> Any:
        return translating_loss(self._sizes(), self.label_smoothing, coverage)

    def _read(self, X: Any) -> list:
        """Return sources as the network reads them."""
        given = read_side(X, "X", self.source_.kind)
        rows: list[Any] = self.source_.cut(given.rows)
        if self.longest is None:
            return rows
        places = Rows(rows, given.names).places
        long = [places[k] for k, row in enumerate(rows) if len(row) > self.longest]
        checks.warn_cut_sources(long, self.longest)
        return [row[: self.longest] for row in rows]

    def _begun(self) -> Any:
        """Return the way from a batch of sources to what the writer begins with."""
        return partial(self.network_.get_layer(ENCODER), training=False)

    def _texts(
        self, rows: list, decode: Any, *, attention: bool = False, **rules: Any
    ) -> list[list[Written]]:
        """Return what is written for each source, best first."""
        batches = batches_of(self.source_.sources(rows))
        rules |= {"attention": attention or self._replaces()}
        return self._decode(self._scribe().write(batches, decode, **rules), rows)

    def _scribe(self) -> Scribe:
        side: Any = self.target_
        return Scribe(
            *(self.network_, self._begun(), side.vocabulary, side.cutting.join),
            *(self.longest_, self._replaces()),
        )

    def _replaces(self) -> bool:
        """Return whether <unk> is written, and replaced by what is looked at."""
        return (
            self.replace_unknown
            and SERIES not in (self.source_.kind, self.target_.kind)
            and has_attention(self.network_)
        )

    def _finished(self, written: Written, row: list) -> Written:
        """Return what was written with attention to real steps, and no <unk>."""
        if written.attention is None:
            return written
        looks = written.attention[:, : len(row)]
        words = written.words
        if UNKNOWN in words:
            words = [
                row[look.argmax()] if word == UNKNOWN else word
                for word, look in zip(words, looks, strict=True)
            ]
        side: Any = self.target_
        return Written(side.cutting.join(words), words, written.log_probability, looks)


def best_or_each(found: list[list], n_best: int, what: Callable[[Any], Any]) -> list:
    """Return something of each that was found: in lists, or of the best alone."""
    rows = [[what(one) for one in several] for several in found]
    return rows if n_best > 1 else [row[0] for row in rows]
