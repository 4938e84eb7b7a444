"""A network of music at work: pieces of any length scored part by part, and written.

Everything is compiled once for each network. States are dicts of arrays (rows, units).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from seqkit.estimators.music_samples import (
    frames_of,
    music_inputs,
    music_targets,
    padded_steps,
)
from seqkit.keras_backend import tf
from seqkit.networks.music import (
    FRAMES,
    GIVEN,
    ROLL,
    SCORES,
    MusicSizes,
    music_states,
)
from seqkit.networks.stepping import one_step
from seqkit.sequences.keyboard import KEYS, OVER, Played, played_of_events
from seqkit.training.prediction import quiet_tracing

_MADE = "_seqkit_music_reader"
_WINDOW, _ROWS = 256, 32  # steps and pieces that are read at once
States = dict[str, Any]


@dataclass(frozen=True)
class MusicDrawing:
    """How music is drawn.

    Attributes
    ----------
    temperature : divides log odds: below 1 likely keys grow likelier; 0 takes the
        likeliest
    voices : most keys at once; None: as many as come
    """

    temperature: float = 1.0
    voices: int | None = None


class MusicReader:
    """The graphs of a network of music; compiled once.

    Parameters
    ----------
    network : as `music_network` builds it
    sizes : what it is like
    """

    def __init__(self, network: Any, sizes: MusicSizes):
        self._network, self._one = network, one_step(network)
        self._sizes, self._states = sizes, music_states(network)
        self._scored = tf.function(self._likelihoods, reduce_retracing=True)
        self._read = tf.function(self._states_behind, reduce_retracing=True)
        self._next = tf.function(self._one_scores, reduce_retracing=True)

    @classmethod
    def of(cls, network: Any, sizes: MusicSizes) -> "MusicReader":
        """Return the reader of a fitted network, which lies in its `__dict__`."""
        made = vars(network).get(_MADE)
        if made is None:
            made = vars(network)[_MADE] = cls(network, sizes)
        return made

    def log_probabilities(self, pieces: Sequence[Played]) -> list[np.ndarray]:
        """Return how likely what each step plays was, given the steps before.

        Returns
        -------
        float64 arrays (timesteps,), natural logarithms
        """
        found: list[Any] = [np.zeros(0)] * len(pieces)
        order = np.argsort([-len(piece.sounds) for piece in pieces], kind="stable")
        for start in range(0, len(order), _ROWS):
            which = order[start : start + _ROWS]
            together = self._together([pieces[number] for number in which])
            for number, each in zip(which, together, strict=True):
                found[number] = each
        return found

    def write(
        self, primers: Sequence[Played], steps: int, drawing: MusicDrawing, seed: int
    ) -> list[Played]:
        """Write on behind pieces.

        Parameters
        ----------
        primers : what stands before, without a step where nothing does
        steps : how many are written behind each
        seed : equal seeds give equal music, row by row

        Returns
        -------
        the written steps alone
        """
        draws = [np.random.default_rng([seed, row]) for row in range(len(primers))]
        inputs, states = self._behind(primers)
        sounds = np.zeros((len(primers), steps, KEYS), dtype=bool)
        begins = np.zeros_like(sounds)
        before = np.array([_last(primer) for primer in primers])
        choose = self._keys if self._sizes.representation == ROLL else self._events
        for step in range(steps):
            played, states = choose(inputs, before, states, drawing, draws)
            sounds[:, step], begins[:, step] = played
            before, inputs = played.sounds, frames_of(played, self._sizes)[:, None]
        return [Played(*row) for row in zip(sounds, begins, strict=True)]

    def _keys(
        self,
        frames: np.ndarray,
        before: np.ndarray,
        states: States,
        drawing: MusicDrawing,
        draws: list[np.random.Generator],
    ) -> tuple[Played, States]:
        """Draw the keys of one step (rows, 88), each by itself."""
        scores, states = self._run(self._next, {FRAMES: frames}, states)
        chances = np.array([draw.random(KEYS) for draw in draws])
        sounds = chances < _shares(scores, drawing.temperature)
        if drawing.voices is not None:  # the likeliest of those drawn
            ranks = np.where(sounds, -scores, np.inf).argsort(axis=1).argsort(axis=1)
            sounds &= ranks < drawing.voices
        return Played(sounds, sounds & ~before), states

    def _events(
        self,
        frames: np.ndarray,
        before: np.ndarray,
        states: States,
        drawing: MusicDrawing,
        draws: list[np.random.Generator],
    ) -> tuple[Played, States]:
        """Draw the events of one step, from the highest key down."""
        most = KEYS if drawing.voices is None else drawing.voices
        given = np.full((len(draws), 1), OVER, dtype="int32")
        open_ = np.ones(len(draws), dtype=bool)
        while True:
            inputs = {FRAMES: frames, GIVEN: given[:, None]}
            scores, after = self._run(self._next, inputs, states)
            if given.shape[1] > most:
                break
            chances = [
                draw.random() if is_open else 0.0
                for draw, is_open in zip(draws, open_, strict=True)
            ]
            drawn = _one_of(scores, drawing.temperature, np.array(chances))
            open_ &= drawn != OVER
            if not open_.any():
                break
            drawn = np.where(open_, drawn, OVER).astype("int32")
            given = np.concatenate([given, drawn[:, None]], axis=1)
        return played_of_events(given), after

    def _together(self, pieces: list[Played]) -> list[np.ndarray]:
        """Score pieces side by side, the longest first, window by window."""
        lengths = np.array([len(piece.sounds) for piece in pieces])
        found = np.zeros((len(pieces), int(lengths.max(initial=0))))
        states = self._begun(len(pieces))
        for start in range(0, found.shape[1], _WINDOW):
            going = int((lengths > start).sum())
            states = {name: part[:going] for name, part in states.items()}
            inputs, targets = self._window(pieces[:going], start)
            chances, states = self._run(self._scored, inputs, states, targets)
            found[:going, start : start + _WINDOW] = chances
        return [each[:n] for each, n in zip(found, lengths, strict=True)]

    def _window(
        self, pieces: list[Played], start: int
    ) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Return inputs and targets of pieces from a step on."""
        ends = [min(start + _WINDOW, len(piece.sounds)) for piece in pieces]
        bounds = list(zip(pieces, ends, strict=True))
        rows = [music_inputs(p, self._sizes, start, end) for p, end in bounds]
        targets = [music_targets(p.part(start, end), self._sizes) for p, end in bounds]
        inputs = {n: padded_steps([row[n] for row in rows]) for n in self._sizes.inputs}
        return inputs, padded_steps(targets, -1)

    def _behind(self, primers: Sequence[Played]) -> tuple[np.ndarray, States]:
        """Return the frame (rows, 1, features) behind pieces, and the states there."""
        frames, states = [], []
        for primer in primers:
            steps = len(primer.sounds)
            after = self._begun(1)
            for start in range(0, steps, _WINDOW):
                inputs, _ = self._window([primer], start)
                after = self._run(self._read, inputs, after)[1]
            states.append(after)
            frames.append(music_inputs(primer, self._sizes, steps, steps + 1)[FRAMES])
        names = self._states
        stacked = {
            name: tf.concat([each[name] for each in states], 0) for name in names
        }
        return np.array(frames), stacked

    def _run(
        self, graph: Any, inputs: dict[str, np.ndarray], states: States, *more: Any
    ) -> tuple[np.ndarray, States]:
        given = {name: tf.constant(part) for name, part in inputs.items()}
        with quiet_tracing():
            found, after = graph(given, states, *map(tf.constant, more))
        return found.numpy(), after

    def _begun(self, rows: int) -> States:
        return {name: tf.zeros((rows, size)) for name, size in self._states.items()}

    def _likelihoods(self, inputs: Any, states: States, targets: Any) -> Any:
        """Return the log probability of each step, and the states behind the last."""
        outputs = self._network({**inputs, **states}, training=False)
        scores, there = outputs[SCORES], targets >= 0
        wanted = tf.maximum(targets, 0)
        if self._sizes.representation == ROLL:
            labels = tf.cast(wanted, scores.dtype)
            parts = -tf.nn.sigmoid_cross_entropy_with_logits(labels, scores)
        else:
            parts = -tf.nn.sparse_softmax_cross_entropy_with_logits(wanted, scores)
        chances = tf.reduce_sum(tf.where(there, parts, 0.0), axis=-1)
        return chances, self._after(outputs)

    def _states_behind(self, inputs: Any, states: States) -> Any:
        outputs = self._network({**inputs, **states}, training=False)
        return tf.zeros(()), self._after(outputs)

    def _one_scores(self, inputs: Any, states: States) -> Any:
        """Return the log odds at the last place of one step, and the states behind."""
        outputs = self._one({**inputs, **states}, training=False)
        scores = outputs[SCORES][:, 0]
        last = scores if self._sizes.representation == ROLL else scores[:, -1]
        return last, self._after(outputs)

    def _after(self, outputs: Any) -> States:
        return {name: outputs[name] for name in self._states}


def _last(primer: Played) -> np.ndarray:
    """Return what sounds at the last step (88,)."""
    return primer.sounds[-1] if len(primer.sounds) else np.zeros(KEYS, dtype=bool)


def _shares(scores: np.ndarray, temperature: float) -> np.ndarray:
    """Return the probability of each key; at temperature 0 it is 0 or 1."""
    if not temperature:
        return (scores > 0).astype("float64")
    return expit(scores.astype("float64") / temperature)


def _one_of(scores: np.ndarray, temperature: float, chances: np.ndarray) -> np.ndarray:
    """Return the event of each row that a number in [0, 1) falls on."""
    if not temperature:
        return scores.argmax(axis=1)
    scaled = scores.astype("float64") / temperature
    shares = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    reached = shares.cumsum(axis=1)
    return (reached > chances[:, None] * reached[:, -1:]).argmax(axis=1)
