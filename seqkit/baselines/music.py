"""Which chord follows which: what a network that writes music has to beat.

Chords are whole numbers (timesteps, voices), -1 where a voice is silent, as
`sequences.roll_of_chords` reads them; only which pitches sound counts, not who sings
them. Probabilities are natural logarithms, one for each step.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.sequences.chords import SILENCE, roll_of_chords
from seqkit.sequences.notes import PITCHES

RandomState = int | np.random.Generator | None
Chord = tuple[int, ...]
_BEGINNING: Chord = (-2,)  # what stands before the first chord


@dataclass(frozen=True, eq=False)
class ChordModel:
    """Guess a chord from the one before it, as often as it followed.

    What followed a chord is mixed with how frequent chords are at all, and these with
    every pitch by itself, which sounds or not with a probability that depends on
    whether it sounded a step before. So each of the 2^128 chords has a probability,
    they sum to 1, and the negative log-probability of a step is that of the piano roll.
    The weights are those of Witten and Bell: a chord that had many different followers
    is the likelier to have another one.

    Make one with `ChordModel.of`.

    Attributes
    ----------
    followers : chord → the chords behind it and how often; chords are tuples of rising
        pitches
    chords : how often each chord stands at all
    rates : float64 array (2, 128), how likely a pitch sounds that was silent, and that
        sounded, a step before

    References
    ----------
    Boulanger-Lewandowski, Bengio and Vincent (2012), "Modeling temporal dependencies in
    high-dimensional sequences", ICML, for the score. Witten and Bell (1991), "The
    zero-frequency problem", IEEE Transactions on Information Theory 37(4), method C.

    Examples
    --------
    >>> tune = np.array([[64, 60], [67, 59], [64, 60], [67, 59], [64, 60]])
    >>> model = ChordModel.of([tune] * 9)
    >>> round(model.loss_per_step([tune]), 2)
    0.03
    >>> round(model.loss_per_step([[[64, 60], [65, 57]]]), 2) > 5
    True
    >>> model.sample(3, voices=2, random_state=0).tolist()
    [[64, 60], [67, 59], [64, 60]]
    """

    followers: dict[Chord, Counter[Chord]]
    chords: Counter[Chord]
    rates: np.ndarray

    @classmethod
    def of(cls, pieces: Sequence[Any]) -> "ChordModel":
        """Count chords, and which follows which.

        Parameters
        ----------
        pieces : whole numbers (timesteps, voices) each, pitches or -1

        Raises
        ------
        TypeError
            If pieces are no list.
        ValueError
            If they hold no chord, or one has another shape or other values.
        """
        rolls = [roll_of_chords(piece) for piece in checks.check_pieces(pieces)]
        checks.check_some_steps(sum(map(len, rolls)))
        followers: defaultdict[Chord, Counter[Chord]] = defaultdict(Counter)
        for roll in rolls:
            before = _BEGINNING
            for chord in _tuples(roll):
                followers[before][chord] += 1
                before = chord
        return cls(dict(followers), _at_all(followers), _rates(rolls))

    def __repr__(self) -> str:
        return f"ChordModel({len(self.chords)} chords, {self.chords.total()} steps)"

    def log_probabilities(self, pieces: Sequence[Any]) -> list[np.ndarray]:
        """Return how likely the chord of each step was, given the one before.

        Parameters
        ----------
        pieces : whole numbers (timesteps, voices) each, pitches or -1

        Returns
        -------
        list of float64 arrays (timesteps,), in nats

        Raises
        ------
        TypeError, ValueError
            If pieces are no list, or one has another shape or other values.
        """
        rolls = [roll_of_chords(piece) for piece in checks.check_pieces(pieces)]
        return [self._of_piece(roll) for roll in rolls]

    def loss_per_step(self, pieces: Sequence[Any]) -> float:
        """Return the mean negative log-probability of a step, in nats.

        Every step weighs the same; the first of a piece counts, too.

        Parameters and errors are those of `log_probabilities`; NaN without steps.
        """
        losses = [-each for each in self.log_probabilities(pieces)]
        row = np.concatenate(losses) if losses else np.zeros(0)
        return float(row.mean()) if len(row) else float("nan")

    def sample(
        self, timesteps: int, *, voices: int = 4, random_state: RandomState = None
    ) -> np.ndarray:
        """Draw a piece, chord by chord, of the chords that were counted.

        Parameters
        ----------
        timesteps : how many steps
        voices : the columns of the result, at least as many as the fullest chord has
            pitches
        random_state : seed, generator, or None for another draw each time

        Returns
        -------
        int64 array (timesteps, voices), highest pitch first, -1 behind the lowest

        Raises
        ------
        ValueError
            If a number is too small.
        """
        checks.check_count("timesteps", timesteps, 0)
        checks.check_count("voices", voices, max(map(len, self.chords)))
        draw = np.random.default_rng(random_state)
        drawn = np.full((timesteps, voices), SILENCE, dtype="int64")
        before = _BEGINNING
        for row in drawn:
            seen = self.followers.get(before, Counter())
            mixed = draw.random() * (seen.total() + len(seen)) >= seen.total()
            source = self.chords if mixed else seen
            before = _one_of(source, draw)
            row[: len(before)] = before[::-1]
        return drawn

    def to_state(self) -> dict[str, Any]:
        """Return what was counted as plain JSON values and arrays."""
        chords = list(dict.fromkeys([*self.followers, *self.chords]))
        places = {chord: place for place, chord in enumerate(chords)}
        counts = [
            (places[before], places[chord], count)
            for before, seen in self.followers.items()
            for chord, count in seen.items()
        ]
        return {
            "chords": [list(chord) for chord in chords],
            "counts": np.array(counts, dtype="int64").reshape(-1, 3),
            "rates": self.rates,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "ChordModel":
        """Return what `to_state` wrote."""
        chords = [tuple(chord) for chord in state["chords"]]
        followers: defaultdict[Chord, Counter[Chord]] = defaultdict(Counter)
        for before, chord, count in state["counts"].tolist():
            followers[chords[before]][chords[chord]] = count
        return cls(dict(followers), _at_all(followers), state["rates"])

    @cached_property
    def _odds(self) -> np.ndarray:
        """The log-odds of each pitch, (2, 128)."""
        return np.log(self.rates) - np.log1p(-self.rates)

    def _of_piece(self, roll: np.ndarray) -> np.ndarray:
        held = np.zeros_like(roll)
        held[1:] = roll[:-1]
        held = held.astype("int64")
        columns = np.arange(PITCHES)
        silent = np.log1p(-self.rates)[held, columns].sum(axis=1)
        each = silent + (self._odds[held, columns] * roll).sum(axis=1)
        found, before = np.empty(len(roll)), _BEGINNING
        for step, chord in enumerate(_tuples(roll)):
            found[step] = np.log(self._mixed(before, chord, float(np.exp(each[step]))))
            before = chord
        return found

    def _mixed(self, before: Chord, chord: Chord, by_pitch: float) -> float:
        """Mix followers, frequencies and pitches."""
        at_all = _mix(self.chords, chord, by_pitch)
        seen = self.followers.get(before)
        return at_all if seen is None else _mix(seen, chord, at_all)


def _at_all(followers: dict[Chord, Counter[Chord]]) -> Counter[Chord]:
    """Return how often each chord follows any other."""
    chords: Counter[Chord] = Counter()
    for seen in followers.values():
        chords.update(seen)
    return chords


def _mix(counts: Counter[Chord], chord: Chord, below: float) -> float:
    return (counts[chord] + len(counts) * below) / (counts.total() + len(counts))


def _rates(rolls: Sequence[np.ndarray]) -> np.ndarray:
    """Return how often a pitch sounds behind silence and behind itself, smoothed."""
    sounds, steps = np.full((2, PITCHES), 0.5), np.ones((2, PITCHES))
    for roll in rolls:
        held = np.zeros_like(roll)
        held[1:] = roll[:-1]
        for row, state in enumerate((~held, held)):
            sounds[row] += (roll & state).sum(axis=0)
            steps[row] += state.sum(axis=0)
    return sounds / steps


def _one_of(counts: Counter[Chord], draw: np.random.Generator) -> Chord:
    sums = np.cumsum(list(counts.values()))
    place = np.searchsorted(sums, draw.random() * sums[-1], side="right")
    return list(counts)[min(int(place), len(sums) - 1)]


def _tuples(roll: np.ndarray) -> list[Chord]:
    """Return the pitches of each step, rising."""
    return [tuple(np.flatnonzero(row).tolist()) for row in roll]
