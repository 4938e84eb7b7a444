"""Write music, chord by chord, and say how likely pieces are."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.estimators.base import like
from seqkit.estimators.music_hooks import ModelsMusic
from seqkit.estimators.music_pieces import (
    chords_of_played,
    is_one_piece,
    read_piece,
)
from seqkit.estimators.music_report import (
    COUNTED,
    MODEL,
    MusicReport,
    music_report,
    nll_per_step,
)
from seqkit.estimators.music_writing import MusicDrawing
from seqkit.sequences.chords import roll_of_chords
from seqkit.sequences.keyboard import notes_of_played, played_of_roll
from seqkit.sequences.notes import Note


class MusicGenerator(ModelsMusic):
    """Guess what each step of a piece plays from all before it; so it writes music.

    A piece is the path of a MIDI file, what `seqkit.readers.read_midi` gives, a list of
    `seqkit.sequences.Note`, chords, whole numbers (timesteps, voices) with -1 for
    silence, or a piano roll, truth values (timesteps, 88) or (timesteps, 128). Which
    voice or track sings a note, and how hard it is struck, is not read; in chords and
    rolls a pitch that is repeated goes on.

    Parameters
    ----------
    representation : "events" guesses the notes of a step one by one from the highest
        down, each knowing those before it, and whether one begins or goes on, so chords
        fit together; "roll" guesses for each of 88 keys by itself whether it sounds, as
        published comparisons do
    steps_per_beat : the grid on which files are read, in steps a quarter note
    transpositions : training pieces are moved by up to so many semitones, at most 11,
        up or down, drawn anew each epoch; for music in all keys
    chord_units : hidden units that join the notes of a step, of "events"
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    dropout : fraction of the features of frames and of recurrent layers dropped in
        training
    learning_rate, batch_size, epochs, patience : of the training
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    validation_fraction : share of the pieces held back to stop training
    random_state : seed; equal seeds give equal fits on one CPU
    verbose : 1 shows progress
    callbacks : further Keras callbacks
    network : function from `seqkit.networks.MusicSizes` to an uncompiled keras.Model,
        in place of the default network, with its inputs and outputs

    Attributes
    ----------
    network_ : keras.Model, from what was played and states to log odds and states
    history_ : DataFrame, losses in nats per step, for each epoch
    baseline_ : ChordModel of the same pieces, which `report` scores, too
    representation_ : that of the network
    steps_per_beat_ : the grid that was learnt, on which files are read

    References
    ----------
    Boulanger-Lewandowski, Bengio and Vincent (2012), Modeling temporal dependencies in
    high-dimensional sequences, ICML.

    Examples
    --------
    >>> from seqkit import MusicGenerator
    >>> tune = [[72, 48], [72, 48], [74, 55], [76, 48]] * 4
    >>> generator = MusicGenerator(
    ...     units=(16,), learning_rate=0.03, batch_size=4, epochs=10, random_state=0
    ... )
    >>> generator = generator.fit([tune] * 8)
    >>> written = generator.generate(tune[:4], steps=4, temperature=0)
    >>> [(note.start, note.pitch) for note in written if note.start > 3]
    [(4, 72), (6, 55), (6, 74), (7, 48), (7, 76)]
    """

    def __init__(
        self,
        *,
        representation: str = "events",
        steps_per_beat: int = 4,
        transpositions: int = 0,
        chord_units: int = 128,
        cell: str = "lstm",
        units: tuple[int, ...] = (256,),
        dropout: float = 0.5,
        learning_rate: float = 8e-3,
        batch_size: int = 16,
        epochs: int = 100,
        patience: int = 10,
        averaging: float = 0.5,
        validation_fraction: float = 0.1,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.representation = representation
        self.steps_per_beat = steps_per_beat
        self.transpositions = transpositions
        self.chord_units = chord_units
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

    def fit(self, X: Any, y: Any = None, *, validation: Any = None) -> "MusicGenerator":
        """Learn from pieces.

        Parameters
        ----------
        X : list of pieces, in any of the forms
        y : ignored
        validation : pieces to stop training on; a share of `X` when None

        Raises
        ------
        TypeError
            If X is no list, or a piece has none of the forms.
        OSError
            If there is no such file.
        ValueError
            If a file is no MIDI file, or damaged; or a piece has no step, or a pitch
            that is no key of a piano, by its number.
        """
        self._check_arguments()
        self.steps_per_beat_ = self.steps_per_beat
        pieces = self._pieces(X)
        if validation is None:
            own, held = self._held_out(pieces)
        else:
            own, held = pieces, self._pieces(validation)
        self._train(self._encode((own, held)))
        return self

    def generate(
        self,
        primer: Any = None,
        *,
        steps: int = 64,
        temperature: float = 1.0,
        voices: int | None = None,
        random_state: int | None = None,
    ) -> Any:
        """Write on behind a piece, each step drawn by its probability.

        Parameters
        ----------
        primer : the piece that stands before, None for nothing; or a list of such
        steps : how many to write
        temperature : divides log odds: below 1 likely notes grow likelier; 0 takes the
            likeliest
        voices : most notes at once; None: as many as come
        random_state : seed; equal seeds give equal music

        Returns
        -------
        list of Note, as `seqkit.readers.write_midi` and `write_wav` take it: the primer
        and what is written behind it; for a list of primers a list of these, for a
        Series a Series with its index

        Raises
        ------
        ValueError
            If a wish is out of range.
        """
        self._check_fitted()
        checks.check_count("steps", steps, 0)
        checks.check_number("temperature", temperature, 0, 1e6)
        if voices is not None:
            checks.check_count("voices", voices)
        one = is_one_piece(primer)
        several = [primer] if one else checks.check_music_list(primer, "primer")
        primers = [
            read_piece(piece, self.steps_per_beat_, f"primer {number}")
            for number, piece in enumerate(several)
        ]
        drawing = MusicDrawing(temperature, voices)
        written = self._written(primers, steps, drawing, random_state)
        notes = [notes_of_played(played) for played in written]
        return notes[0] if one else like(primer, notes, "notes")

    def predict(self, X: Any) -> Any:
        """Return the likeliest pitches of the step behind each piece.

        Parameters
        ----------
        X : list of pieces

        Returns
        -------
        list of int64 arrays (pitches,), highest first; a Series with its index for a
        Series
        """
        self._check_fitted()
        written = self._written(self._pieces(X), 1, MusicDrawing(0), 0)
        return like(X, self._decode(written, None), "pitches")

    def log_probabilities(self, X: Any) -> list[np.ndarray]:
        """Return how likely what each step plays was, given the steps before.

        Of "events" it is the probability of all that a step plays together, whether
        notes begin or go on included; of "roll" the product over 88 keys.

        Parameters
        ----------
        X : list of pieces

        Returns
        -------
        list of float64 arrays (timesteps,), natural logarithms
        """
        return self._chances(X)

    def log_prob(self, X: Any) -> np.ndarray:
        """Return the natural logarithm of each piece's probability, (pieces,).

        Parameters
        ----------
        X : list of pieces; where they end is not scored
        """
        return np.array([each.sum() for each in self._chances(X)])

    def nll_per_step(self, X: Any) -> float:
        """Return the mean negative log-probability of what a step plays, in nats.

        Every step weighs the same; the first of a piece counts, too.

        Parameters
        ----------
        X : list of pieces
        """
        return nll_per_step(self._chances(X))

    def score(self, X: Any, y: Any = None) -> float:
        """Return minus the nats per step: higher is better, 0 the best.

        Parameters
        ----------
        X : list of pieces
        y : ignored
        """
        return -self.nll_per_step(X)

    def report(
        self, X: Any, *, sample: int = 64, random_state: int | None = 0
    ) -> MusicReport:
        """Return nats per step beside those of a counted chain of chords.

        Parameters
        ----------
        X : list of pieces that training did not see
        sample : steps that each model writes, to be heard
        random_state : seed of what they write

        Returns
        -------
        MusicReport; a warning says where the chain needs fewer nats
        """
        self._check_fitted()
        checks.check_count("sample", sample, 0)
        chords = chords_of_played(self._pieces(X))
        most = max(map(len, self.baseline_.chords))
        counted = self.baseline_.sample(
            sample, voices=max(1, most), random_state=random_state
        )
        return music_report(
            {
                MODEL: self._chances(X),
                COUNTED: self.baseline_.log_probabilities(chords),
            },
            {
                MODEL: self.generate(steps=sample, random_state=random_state),
                COUNTED: _notes_of_chords(counted),
            },
        )


def _notes_of_chords(chords: np.ndarray) -> list[Note]:
    """Return notes, of a pitch that is repeated one."""
    return notes_of_played(played_of_roll(roll_of_chords(chords)))
