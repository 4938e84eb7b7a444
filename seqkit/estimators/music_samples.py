"""Pieces of music as networks read them: frames in, what is played at each step out.

A frame is what the step before played; the first of a piece says that it begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from seqkit.networks.music import FRAMES, GIVEN, ROLL, SCORES, MusicSizes
from seqkit.sequences.keyboard import KEYS, OVER, Played, events_of_played

_PASSAGE, _RUN_UP = 256, 64  # steps
_NOTHING = -1


@dataclass(frozen=True, eq=False)
class MusicSamples:
    """Passages of pieces to train on, or to tell when to stop.

    Long pieces are cut; each passage but the first of a piece stands behind a run-up,
    which is read and not scored.

    Attributes
    ----------
    pieces : what is played
    sizes : what the network is like
    transpositions : passages are moved by up to so many semitones up or down, drawn
        anew each time they are taken, as far as the keyboard reaches
    draw : source of these moves
    """

    pieces: Sequence[Played]
    sizes: MusicSizes
    transpositions: int = 0
    draw: np.random.Generator = field(default_factory=np.random.default_rng)

    def __len__(self) -> int:
        return len(self._passages)

    @property
    def lengths(self) -> np.ndarray:
        """Steps read of each passage, the run-up among them."""
        bounds = [self._bounds(*passage) for passage in self._passages]
        return np.array([last - first for first, last in bounds], dtype="int64")

    def take(self, which: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Return inputs, and what is played, -1 where that is not scored."""
        inputs, wanted = [], []
        for number, start in [self._passages[n] for n in which]:
            first, last = self._bounds(number, start)
            played = self._moved(self.pieces[number])
            given = music_inputs(played, self.sizes, first, last)
            target = music_targets(played.part(first, last), self.sizes)
            target[: start - first] = _NOTHING
            inputs.append(given)
            wanted.append(target)
        together = {
            name: padded_steps([each[name] for each in inputs])
            for name in self.sizes.inputs
        }
        return together, padded_steps(wanted, _NOTHING)

    @cached_property
    def _passages(self) -> list[tuple[int, int]]:
        """The piece of each passage, and the first step that is scored."""
        return [
            (number, start)
            for number, played in enumerate(self.pieces)
            for start in range(0, len(played.sounds), _PASSAGE)
        ]

    def _bounds(self, number: int, start: int) -> tuple[int, int]:
        """Return the first step that is read, and the one behind the last."""
        end = min(start + _PASSAGE, len(self.pieces[number].sounds))
        return max(0, start - _RUN_UP), end

    def _moved(self, played: Played) -> Played:
        if not self.transpositions:
            return played
        keys = np.flatnonzero(played.sounds.any(axis=0))
        low = max(-self.transpositions, -int(keys.min(initial=KEYS)))
        high = min(self.transpositions, KEYS - 1 - int(keys.max(initial=-1)))
        return transposed(
            played, int(self.draw.integers(min(low, 0), max(high, 0) + 1))
        )


@dataclass(frozen=True, eq=False)
class WithStates:
    """Passages as the fitted network reads them, for looking inside.

    Attributes
    ----------
    samples : the passages
    states : units of each state of the network, which begins with zeros
    """

    samples: MusicSamples
    states: dict[str, int]

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def lengths(self) -> np.ndarray:
        """Steps read of each passage."""
        return self.samples.lengths

    @property
    def fixed(self) -> tuple[str, ...]:
        """The states have one shape."""
        return tuple(self.states)

    def take(self, which: np.ndarray) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return inputs with the first states, and what is played."""
        inputs, wanted = self.samples.take(which)
        states = {
            name: np.zeros((len(which), size), dtype="float32")
            for name, size in self.states.items()
        }
        return {**inputs, **states}, {SCORES: wanted}


def transposed(played: Played, semitones: int) -> Played:
    """Return the same music so many semitones higher.

    Examples
    --------
    >>> row = np.arange(88)[None] == 0
    >>> int(transposed(Played(row, row), 3).sounds.argmax())
    3
    """
    return Played(*(np.roll(part, semitones, axis=1) for part in played))


def music_inputs(
    played: Played, sizes: MusicSizes, first: int, last: int
) -> dict[str, np.ndarray]:
    """Return what a network reads at some steps of a piece.

    Parameters
    ----------
    played : the piece; what stands before step `first` counts for its frame
    sizes : what the network is like
    first, last : the steps, `last` not among them; it may be one behind the piece

    Returns
    -------
    frames : float32 (steps, features)
    given, for events : int32 (steps, places), the event before each place, 0 before the
        first
    """
    frames = np.zeros((last - first, sizes.features), dtype="float32")
    begun = max(first, 1)
    before = played.part(begun - 1, last - 1)
    frames[begun - first :, 1:] = frames_of(before, sizes)[:, 1:]
    frames[: begun - first, 0] = 1
    if sizes.representation == ROLL:
        return {FRAMES: frames}
    events = events_of_played(played.part(first, last))
    given = np.full((len(events), events.shape[1] + 1), OVER, dtype="int32")
    given[:, 1:] = events
    return {FRAMES: frames, GIVEN: given}


def frames_of(played: Played, sizes: MusicSizes) -> np.ndarray:
    """Return what networks read of steps that are over, float32 (steps, features)."""
    parts = [np.zeros((len(played.sounds), 1), dtype=bool)]
    if sizes.representation == ROLL:
        parts.append(played.sounds)
    else:
        parts += [played.begins, played.sounds & ~played.begins]
    return np.concatenate(parts, axis=1).astype("float32")


def music_targets(played: Played, sizes: MusicSizes) -> np.ndarray:
    """Return what is played at each step, as the losses compare it.

    Returns
    -------
    int32 (steps, 88), 1 where a key sounds; or (steps, places), events of which the
    last is 0, and -1 behind it
    """
    if sizes.representation == ROLL:
        return played.sounds.astype("int32")
    events = events_of_played(played)
    counts = played.sounds.sum(axis=1)
    target = np.full((len(events), events.shape[1] + 1), _NOTHING, dtype="int32")
    target[:, :-1] = np.where(events == OVER, _NOTHING, events)
    target[np.arange(len(events)), counts] = OVER
    return target


def padded_steps(rows: Sequence[np.ndarray], value: int = 0) -> np.ndarray:
    """Return arrays (steps, …) as one, with a value behind the shorter ones.

    Examples
    --------
    >>> padded_steps([np.ones((1, 2)), np.ones((2, 1))]).tolist()
    [[[1.0, 1.0], [0.0, 0.0]], [[1.0, 0.0], [1.0, 0.0]]]
    """
    steps, places = (max(row.shape[axis] for row in rows) for axis in (0, 1))
    found = np.full((len(rows), steps, places), value, dtype=rows[0].dtype)
    for whole, row in zip(found, rows, strict=True):
        whole[: row.shape[0], : row.shape[1]] = row
    return found
