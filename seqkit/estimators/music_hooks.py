"""What a generator of music does behind its verbs: samples, scores, writing, saving."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.baselines.music import ChordModel
from seqkit.estimators.base import (
    Samples,
    SequenceEstimator,
    restored_history,
    written_history,
)
from seqkit.estimators.holdout import hold_out
from seqkit.estimators.music_pieces import chords_of_played, read_pieces
from seqkit.estimators.music_samples import MusicSamples, WithStates
from seqkit.estimators.music_writing import MusicDrawing, MusicReader
from seqkit.networks.losses import EventLoss, RollLoss
from seqkit.networks.music import (
    REPRESENTATIONS,
    ROLL,
    SCORES,
    FromTheirBeginning,
    MusicSizes,
    music_network,
    music_states,
)
from seqkit.sequences.keyboard import LOWEST, Played

_MOST_MOVED = 11  # semitones; an octave is the same key
Pieces = list[Played]


class ModelsMusic(SequenceEstimator):
    """Base of what gives music probabilities: the hooks, and what its verbs share."""

    network_: Any
    baseline_: ChordModel
    representation_: str
    steps_per_beat_: int

    def _encode(self, data: tuple[Pieces, Pieces]) -> Samples:
        """Learn from the first pieces; the second tell when to stop."""
        own, held = data
        self.representation_ = self.representation
        self.baseline_ = ChordModel.of(chords_of_played(own))
        draw = np.random.default_rng(self.random_state)
        samples = MusicSamples(own, self._sizes(), self.transpositions, draw)
        checked = MusicSamples(held, self._sizes()) if held else None
        return Samples(samples, checked, self._sizes(), self._loss())

    def _encode_again(self, data: Any) -> Samples:
        source = WithStates(
            MusicSamples(self._pieces(data), self._sizes()), music_states(self.network_)
        )
        return Samples(source, None, self._sizes(), {SCORES: self._loss()})

    def _build_network(self, sizes: Any) -> Any:
        return music_network(
            sizes,
            cell=self.cell,
            units=tuple(self.units),
            chord_units=self.chord_units,
            dropout=self.dropout,
        )

    def _trained_part(self, network: Any, source: Any) -> Any:
        """Return the network with states of zeros at the beginning."""
        given = self._sizes().inputs
        checks.check_music_network(network, music_states(network), given)
        return FromTheirBeginning(network)

    def _decode(self, outputs: list[Played], source: Any) -> list[np.ndarray]:
        """Return the pitches of the last step of each piece, highest first."""
        return [
            LOWEST + np.flatnonzero(played.sounds[-1])[::-1].astype("int64")
            for played in outputs
        ]

    def _state(self) -> dict[str, Any]:
        return {
            "baseline": self.baseline_.to_state(),
            "representation": self.representation_,
            "steps_per_beat": self.steps_per_beat_,
            "history": written_history(self.history_),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.baseline_ = ChordModel.from_state(state["baseline"])
        self.history_ = restored_history(state["history"])
        for name in ("representation", "steps_per_beat"):  # not in files of before
            setattr(self, f"{name}_", state.get(name, getattr(self, name)))

    def _check_arguments(self) -> None:
        self._check_training_arguments()
        checks.check_choice("representation", self.representation, REPRESENTATIONS)
        checks.check_count("steps_per_beat", self.steps_per_beat)
        checks.check_count("chord_units", self.chord_units)
        checks.check_count("transpositions", self.transpositions, 0)
        checks.check_not_above(
            *("transpositions", self.transpositions), *("an octave", _MOST_MOVED)
        )

    def _sizes(self) -> MusicSizes:
        return MusicSizes(self.representation_)

    def _loss(self) -> Any:
        return RollLoss() if self.representation_ == ROLL else EventLoss()

    def _pieces(self, X: Any) -> Pieces:
        return read_pieces(X, self.steps_per_beat_)

    def _held_out(self, pieces: Pieces) -> tuple[Pieces, Pieces]:
        """Return what trains, and what tells when to stop."""
        held = hold_out(len(pieces), self.validation_fraction, self.random_state)
        own, others = ([pieces[n] for n in numbers] for numbers in held)
        return own, others

    def _reader(self) -> MusicReader:
        return MusicReader.of(self.network_, self._sizes())

    def _chances(self, X: Any) -> list[np.ndarray]:
        """Return the log probability of each step of each piece."""
        self._check_fitted()
        return self._reader().log_probabilities(self._pieces(X))

    def _written(
        self,
        primers: Sequence[Played],
        steps: int,
        drawing: MusicDrawing,
        random_state: int | None,
    ) -> list[Played]:
        """Return primers with what is written behind them."""
        seed = int(np.random.SeedSequence(random_state).generate_state(1)[0])
        behind = self._reader().write(primers, steps, drawing, seed)
        return [
            Played(*(np.concatenate(pair) for pair in zip(own, more, strict=True)))
            for own, more in zip(primers, behind, strict=True)
        ]
