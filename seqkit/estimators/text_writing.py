"""A language network at work: texts of any length scored piece by piece, and written.

Everything is compiled once for each network. States are dicts of tensors (rows, units).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from seqkit.decoding import Decoder, Rules
from seqkit.keras_backend import tf
from seqkit.networks.language import SCORES, TOKENS, state_sizes
from seqkit.networks.stepping import one_step
from seqkit.sequences.padding import pad
from seqkit.training.prediction import quiet_tracing

_MADE = "_seqkit_reader"
_WINDOW, _ROWS = 512, 32  # tokens and texts that are read at once
_PIECE = 128  # tokens that are written at once
_NONE = -1
States = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """How tokens are drawn; see `Decoder.sample`."""

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0


class Piece(NamedTuple):
    """Tokens that were written, int32 (tokens,), and whether the text ends there."""

    tokens: np.ndarray
    ends: bool


class Reader:
    """The graphs of a language network; compiled once.

    Parameters
    ----------
    network : as `language_network` builds it; token 0 is padding, which never comes
    first : states that texts begin with, float32 arrays (1, units); None for zeros
    """

    def __init__(self, network: Any, first: States | None = None):
        self._network, self._one = network, one_step(network)
        self._first = first
        self._sizes = state_sizes(network)
        self._scored = tf.function(self._likelihoods, reduce_retracing=True)
        self._read = tf.function(self._behind, reduce_retracing=True)
        self._decoders: dict[Rules, Decoder] = {}

    @classmethod
    def of(cls, network: Any, first: States) -> "Reader":
        """Return the reader of a fitted network, which lies in its `__dict__`."""
        made = vars(network).get(_MADE)
        if made is None:
            made = vars(network)[_MADE] = cls(network, first)
        return made

    def log_probabilities(self, rows: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return how likely each token but the first was, given those before it.

        Parameters
        ----------
        rows : int32 (tokens + 1,) each, of any lengths

        Returns
        -------
        float64 arrays (tokens,), natural logarithms
        """
        found: list[Any] = [np.zeros(0)] * len(rows)
        order = np.argsort([-len(row) for row in rows], kind="stable")
        for start in range(0, len(order), _ROWS):
            which = order[start : start + _ROWS]
            together = self._together([rows[number] for number in which])
            for number, each in zip(which, together, strict=True):
                found[number] = each
        return found

    def behind(self, rows: Sequence[np.ndarray]) -> tuple[np.ndarray, States]:
        """Return log probabilities of what comes behind texts, and the states there.

        Parameters
        ----------
        rows : int32 (tokens,) each, at least one token

        Returns
        -------
        float32 (texts, vocabulary), and states
        """
        each = [self._behind_one(row) for row in rows]
        scores = np.concatenate([scores for scores, _ in each])
        return scores, _stacked([states for _, states in each])

    def write(
        self,
        rows: Sequence[np.ndarray],
        rules: Rules,
        drawing: Drawing,
        seed: int,
    ) -> Iterator[list[Piece]]:
        """Write on behind texts, a piece of all of them at a time.

        Parameters
        ----------
        rows : int32 (tokens,) each, at least one token
        rules : what may be written; a text goes on until its end is drawn
        seed : equal seeds give equal texts, row by row

        Yields
        ------
        the next piece of each text; an empty one behind its end
        """
        states = _stacked([self._states_before_last(row) for row in rows])
        last = np.array([row[-1] for row in rows], dtype="int32")
        open_ = np.arange(len(rows))
        seeds = np.random.SeedSequence(seed)
        while len(open_):
            piece = int(seeds.spawn(1)[0].generate_state(1)[0])
            pieces, whole, states_after = self._piece(
                states, last[open_], rules, drawing, piece, open_
            )
            written = [Piece(np.zeros(0, dtype="int32"), True)] * len(rows)
            for number, tokens, goes_on in zip(open_, pieces, whole, strict=True):
                written[number] = Piece(tokens, not goes_on)
            yield written
            last[open_[whole]] = [pieces[n][-1] for n in np.flatnonzero(whole)]
            open_, states = open_[whole], states_after

    def _piece(
        self,
        states: States,
        last: np.ndarray,
        rules: Rules,
        drawing: Drawing,
        seed: int,
        rows: np.ndarray,
    ) -> tuple[list[np.ndarray], np.ndarray, States]:
        """Return tokens of each row, which go on, and the states of those that do."""
        with quiet_tracing():
            decoded = self._decoder(rules).sample(
                {"last": tf.constant(last), **states},
                seed=seed,
                rows=rows.tolist(),
                **vars(drawing),
            )
        lengths = decoded.lengths[:, 0]
        pieces = [
            tokens[:n] for tokens, n in zip(decoded.tokens[:, 0], lengths, strict=True)
        ]
        whole = lengths == rules.maximum_length
        if not whole.any():
            return pieces, whole, states
        read = np.concatenate([last[:, None], decoded.tokens[:, 0, :-1]], axis=1)
        kept = {name: tf.boolean_mask(part, whole) for name, part in states.items()}
        return pieces, whole, self._run(self._read, read[whole], kept)[1]

    def _decoder(self, rules: Rules) -> Decoder:
        if rules not in self._decoders:
            self._decoders[rules] = Decoder(self._step, rules)
        return self._decoders[rules]

    def _step(self, tokens: Any, state: States) -> tuple[Any, States]:
        """Return scores of the next token; the first step reads what came last."""
        given = tf.where(state["last"] == _NONE, tokens, state["last"])
        states = {name: state[name] for name in self._sizes}
        outputs = self._one({TOKENS: given[:, None], **states}, training=False)
        after = {name: outputs[name] for name in self._sizes}
        return outputs[SCORES][:, 0], {"last": tf.fill(tf.shape(given), _NONE), **after}

    def _together(self, rows: list[np.ndarray]) -> list[np.ndarray]:
        """Score texts side by side, the longest first, window by window."""
        lengths = np.array([len(row) - 1 for row in rows])
        ids = pad(rows).values
        found = np.zeros((len(rows), max(0, ids.shape[1] - 1)))
        states = self._begun(len(rows))
        for start in range(0, found.shape[1], _WINDOW):
            going = int((lengths > start).sum())
            states = {name: part[:going] for name, part in states.items()}
            own = ids[:going, start : start + _WINDOW + 1]
            chances, states = self._run(self._scored, own, states)
            found[:going, start : start + _WINDOW] = chances
        return [each[:n] for each, n in zip(found, lengths, strict=True)]

    def _states_before_last(self, row: np.ndarray) -> States:
        """Return the states of one text before its last token is read."""
        return self._behind_one(row[:-1])[1] if len(row) > 1 else self._begun(1)

    def _behind_one(self, row: np.ndarray) -> tuple[np.ndarray, States]:
        states = self._begun(1)
        for start in range(0, len(row), _WINDOW):
            window = row[None, start : start + _WINDOW]
            scores, states = self._run(self._read, window, states)
        return scores, states

    def _run(
        self, graph: Any, tokens: np.ndarray, states: States
    ) -> tuple[Any, States]:
        with quiet_tracing():
            found, states = graph(tf.constant(tokens, "int32"), states)
        return found.numpy(), states

    def _begun(self, rows: int) -> States:
        first = self._first or {n: tf.zeros((1, k)) for n, k in self._sizes.items()}
        return {name: tf.repeat(state, rows, 0) for name, state in first.items()}

    def _likelihoods(self, tokens: Any, states: States) -> tuple[Any, States]:
        """Return the log probability of each token but the first; token 0 gets 0."""
        outputs = self._network({TOKENS: tokens[:, :-1], **states}, training=False)
        scores = tf.nn.log_softmax(_without_padding(outputs[SCORES]))
        wanted = tokens[:, 1:]
        chances = tf.gather(scores, wanted, batch_dims=2)
        after = {name: outputs[name] for name in self._sizes}
        return tf.where(wanted == 0, 0.0, chances), after

    def _behind(self, tokens: Any, states: States) -> tuple[Any, States]:
        """Return log probabilities of what comes behind the last token."""
        outputs = self._network({TOKENS: tokens, **states}, training=False)
        scores = tf.nn.log_softmax(_without_padding(outputs[SCORES][:, -1]))
        return scores, {name: outputs[name] for name in self._sizes}


def rules_of(end: int, never: tuple[int, ...]) -> Rules:
    """Return what a piece of a text may be: without some tokens, and till its end."""
    return Rules(end, end, _PIECE, forbidden=never)


def _stacked(states: list[States]) -> States:
    names = states[0]
    return {name: tf.concat([each[name] for each in states], 0) for name in names}


def _without_padding(scores: Any) -> Any:
    """Return log odds in which token 0 has no chance."""
    padding = tf.one_hot(0, scores.shape[-1], on_value=-float("inf"), off_value=0.0)
    return scores + padding
