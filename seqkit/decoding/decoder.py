"""The door to decoding: one step function, compiled loops around it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.decoding.beam import Trace, beam_search, with_another
from seqkit.decoding.rules import Decoded, Rules, Step
from seqkit.decoding.sampling import drawn, likeliest, row_draws, walk
from seqkit.decoding.tree import BeamTree, Walked, grown, with_walked
from seqkit.keras_backend import tf


class Decoder:
    """Turns a step function into sequences.

    Each way to decode is compiled on its first use and runs as one graph, however many
    rows there are. Results are NumPy arrays, and those of a row do not depend on the
    rows beside it.

    Parameters
    ----------
    step : function from the latest tokens int32 (rows,) and a state, a nest of tensors
        (rows, …), to scores of the next token (rows, vocabulary), logits or log
        probabilities, and the next state of the same shapes
    rules : what a sequence may be

    Examples
    --------
    >>> chances = tf.math.log([[0.1, 0.5, 0.4], [0.8, 0.1, 0.1], [0.7, 0.2, 0.1]])
    >>> def step(tokens, state):
    ...     return tf.gather(chances, tokens), state
    >>> decoder = Decoder(step, Rules(start=0, end=0, maximum_length=3))
    >>> decoder.greedy(tf.zeros((1, 1))).tokens[0, 0].tolist()
    [1, 0, 0]
    >>> found = decoder.beam(tf.zeros((1, 1)), beam_width=3)
    >>> [tokens[:n].tolist() for tokens, n in zip(found.tokens[0], found.lengths[0])]
    [[1], [2], []]
    """

    def __init__(self, step: Step, rules: Rules):
        self._step, self._rules = step, rules
        self._compiled: dict[tuple, Any] = {}

    def greedy(self, state: Any, *, prefix: Any = None) -> Decoded:
        """Take the likeliest token each time.

        Parameters
        ----------
        state : nest of tensors (rows, …), before the first token
        prefix : int32 (rows, tokens), what sequences begin with, -1 where they are free

        Returns
        -------
        Decoded (rows, 1, …)
        """
        return self._run(("greedy",), self._greedy, state, prefix)[0]

    def sample(
        self,
        state: Any,
        *,
        seed: int,
        rows: Sequence[int] | None = None,
        samples: int = 1,
        temperature: float = 1.0,
        top_k: int = 0,
        top_p: float = 1.0,
        prefix: Any = None,
    ) -> Decoded:
        """Draw each token at random, by its probability.

        Parameters
        ----------
        state, prefix : as for `greedy`
        seed : equal seeds give equal sequences
        rows : number of each row in the user's data, which has random numbers of its
            own; places in this batch when None
        samples : sequences of each row
        temperature : divides log probabilities: below 1 likely tokens grow likelier; 0
            is greedy
        top_k : only so many of the likeliest tokens; 0 for all
        top_p : only the likeliest tokens that make up this probability together
            (Holtzman et al., 2020)

        Returns
        -------
        Decoded (rows, samples, …), in the order they were drawn
        """
        checks.check_number("temperature", temperature, 0, 1e6)
        checks.check_count("top_k", top_k, 0)
        checks.check_number("top_p", top_p, 0, 1, low_ok=False, high_ok=True)
        checks.check_count("samples", samples)
        numbers = range(_rows(state)) if rows is None else rows
        draws = row_draws(seed, numbers, self._rules.maximum_length, samples)
        wide = tf.nest.map_structure(lambda part: tf.repeat(part, samples, 0), state)
        if prefix is not None:
            prefix = np.repeat(prefix, samples, axis=0)
        way = partial(
            self._sample, greedy=not temperature, top_k=top_k, top_p=float(top_p)
        )
        key = ("sample", not temperature, top_k, top_p)
        warmth = tf.constant(temperature or 1.0, "float32")
        found, _ = self._run(key, way, wide, prefix, tf.constant(draws), warmth)
        shape = (-1, samples)
        return Decoded(*(part.reshape(*shape, *part.shape[2:]) for part in found))

    def beam(
        self,
        state: Any,
        *,
        beam_width: int,
        n_best: int | None = None,
        length_penalty: float = 0.0,
        prefix: Any = None,
    ) -> Decoded:
        """Keep the best few sequences at every length.

        What `greedy` finds stands among the sequences found, unless others beat it: a
        search finds none that is worse.

        Parameters
        ----------
        state, prefix : as for `greedy`
        beam_width : sequences kept; 1 keeps what `greedy` finds
        n_best : how many are given back; all when None
        length_penalty : α of the divisor ((5 + n) / 6)^α of log probabilities (Wu et
            al., 2016), n the tokens with their end: 0 ranks by probability, which
            favours short sequences, 1 about by the mean of a token

        Returns
        -------
        Decoded (rows, n_best, …), best first
        """
        _check_search(beam_width, length_penalty)
        n = checks.check_count("n_best", beam_width if n_best is None else n_best)
        checks.check_not_above("n_best", n, "beam_width", beam_width)
        if beam_width == 1:
            return self.greedy(state, prefix=prefix)
        way = partial(self._beam, beams=beam_width, penalty=length_penalty)
        key = ("beam", beam_width, length_penalty)
        found = with_another(
            self._run(key, way, state, prefix)[0],
            self.greedy(state, prefix=prefix),
            length_penalty,
        )
        return Decoded(*(part[:, :n] for part in found))

    def beam_tree(
        self,
        state: Any,
        *,
        beam_width: int,
        length_penalty: float = 0.0,
        prefix: Any = None,
    ) -> list[BeamTree]:
        """Tell what `beam` keeps at every length, and from what it grows.

        Parameters
        ----------
        state, beam_width, length_penalty, prefix : as for `beam`

        Returns
        -------
        a tree for each row, whose best ends are the sequences that `beam` finds. What
        greedy decoding found is in it where it is one of these.

        Examples
        --------
        >>> chances = tf.math.log([[0.1, 0.5, 0.4], [0.8, 0.1, 0.1], [0.7, 0.2, 0.1]])
        >>> def step(tokens, state):
        ...     return tf.gather(chances, tokens), state
        >>> decoder = Decoder(step, Rules(start=0, end=0, maximum_length=3))
        >>> (tree,) = decoder.beam_tree(tf.zeros((1, 1)), beam_width=2)
        >>> tree.tokens[:6].tolist(), tree.parents[:6].tolist()
        ([0, 0, 1, 2, 0, 0], [-1, 0, 0, 0, 2, 3])
        """
        _check_search(beam_width, length_penalty)
        running: Any
        way = partial(self._greedy, traced=True)
        greedy, running = self._run(("greedy tree",), way, state, prefix)
        found, trace = greedy, None
        if beam_width > 1:
            sizes = beam_width, length_penalty
            beam = partial(self._beam, beams=sizes[0], penalty=sizes[1], traced=True)
            found, trace = self._run(("beam tree", *sizes), beam, state, prefix)
            found = with_another(found, greedy, length_penalty)
        trees = []
        for row in range(len(greedy.tokens)):
            own = None if trace is None else Trace(*(part[row] for part in trace))
            tree = grown(own, self._rules, length_penalty)
            walked = Walked.of(found, greedy, running, row)
            trees.append(with_walked(tree, walked, self._rules) if walked else tree)
        return trees

    def _run(
        self, key: tuple, way: Any, state: Any, prefix: Any, *more: Any
    ) -> tuple[Decoded, Any]:
        """Run one way to decode, compiled at its first use."""
        if prefix is None:
            prefix = np.zeros((_rows(state), 0))
        checks.check_not_above(
            *("the length of prefix", np.shape(prefix)[1]),
            *("maximum_length", self._rules.maximum_length),
        )
        given = (state, tf.constant(prefix, "int32"), *more)
        any_rows = tf.nest.map_structure(_any_rows, given)
        key = (*key, str(any_rows))
        if key not in self._compiled:
            self._compiled[key] = tf.function(way, input_signature=any_rows)
        found = self._compiled[key](*given)
        return tf.nest.map_structure(lambda part: part.numpy(), found)

    def _greedy(self, state: Any, prefix: Any, *, traced: bool = False) -> Any:
        rules = self._rules
        return walk(self._step, state, rules, prefix, likeliest, traced=traced)

    def _sample(
        self,
        state: Any,
        prefix: Any,
        draws: Any,
        temperature: Any,
        *,
        greedy: bool,
        top_k: int,
        top_p: float,
    ) -> tuple[Decoded, Any]:
        choose = likeliest if greedy else drawn(draws, temperature, top_k, top_p)
        return walk(self._step, state, self._rules, prefix, choose)

    def _beam(
        self,
        state: Any,
        prefix: Any,
        *,
        beams: int,
        penalty: float,
        traced: bool = False,
    ) -> tuple[Decoded, Any]:
        rules = self._rules
        return beam_search(
            self._step, state, rules, prefix, beams, penalty, traced=traced
        )


def _check_search(beam_width: int, length_penalty: float) -> None:
    checks.check_count("beam_width", beam_width)
    checks.check_number("length_penalty", length_penalty, 0, 1e6)


def _rows(state: Any) -> int:
    return int(tf.shape(tf.nest.flatten(state)[0])[0])


def _any_rows(part: Any) -> Any:
    """Return what a tensor is like, whatever the number of its rows."""
    part = tf.convert_to_tensor(part)
    rows = [None] if part.shape.rank else []
    return tf.TensorSpec([*rows, *part.shape[1:]], part.dtype)
