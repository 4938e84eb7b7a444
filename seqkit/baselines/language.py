"""Counted n-grams as a language model: what a generator of text has to beat.

A stream is a text, whose characters are the tokens, or a list of tokens: strings, or
token ids. Probabilities are natural logarithms, one for each token.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.baselines import ngram_tables
from seqkit.metrics.language import bits_per_token

RandomState = int | np.random.Generator | None
_REMEMBERED = 2**14  # contexts, while a sample is drawn
Stream = str | Sequence[Any] | np.ndarray


@dataclass(frozen=True, eq=False)
class NGramModel:
    """Guess a token from the few before it, as often as they stood together.

    Interpolated modified Kneser-Ney smoothing. Of the tokens before, those that were
    seen together count; fewer, where fewer were, or where a stream is younger. Below
    single tokens stand all known ones and one unknown, evenly: probabilities of these
    sum to 1 whatever stood before.

    Make one with `NGramModel.of`.

    Attributes
    ----------
    order : n, the tokens of the longest n-gram
    tokens : the known ones, in their order; the unknown one follows them
    levels : a table for each of the orders 1 to n

    References
    ----------
    Chen and Goodman (1999), "An empirical study of smoothing techniques for language
    modeling", Computer Speech & Language 13, section 4; after Kneser and Ney (1995),
    "Improved backing-off for m-gram language modeling", ICASSP.

    Examples
    --------
    >>> model = NGramModel.of("to be or not to be, that is to be asked", order=3)
    >>> round(model.bits_per_token("to be or not"), 2)
    1.51
    >>> round(model.bits_per_token("bee to"), 2)
    3.06
    >>> "".join(model.sample(12, "to", random_state=3))
    ' be, io be i'
    """

    order: int
    tokens: tuple[Hashable, ...]
    levels: tuple[ngram_tables.Level, ...]

    @classmethod
    def of(
        cls,
        tokens: Stream | Sequence[Stream],
        order: int = 5,
        *,
        minimum_count: int = 1,
    ) -> "NGramModel":
        """Count n-grams.

        Parameters
        ----------
        tokens : a text, whose characters are counted; a list or array of tokens,
            strings or whole numbers; or a list of such lists, which are streams of
            their own. A list of strings is one stream: [list(text) for text in texts]
            makes several
        order : n, at least 1: a token is guessed from n - 1 before it
        minimum_count : how often a token must stand to be known; the others teach
            when to expect an unknown one

        Raises
        ------
        TypeError
            If the tokens are neither all strings nor all whole numbers, by position.
        ValueError
            If there is no token, or a number is too small.
        """
        checks.check_count("order", order)
        checks.check_count("minimum_count", minimum_count)
        streams, _ = checks.check_streams(tokens)
        found = Counter(chain.from_iterable(streams))
        checks.check_some_stream(found.total())
        known = sorted(token for token, n in found.items() if n >= minimum_count)
        size = len(known) + 1
        ids, ages = _one_row(streams, {token: row for row, token in enumerate(known)})
        counted = ngram_tables.count_orders(ids, ages, order, size)
        weighed = ngram_tables.continuations(counted, ages)
        below, levels = np.array([1 / size]), []
        for level, counts in zip(counted, weighed, strict=True):
            levels.append(ngram_tables.smooth(level, counts, below, size))
            below = levels[-1].probabilities
        return cls(order, tuple(known), tuple(levels))

    def __repr__(self) -> str:
        grams = sum(len(level.keys) for level in self.levels)
        return (
            f"NGramModel(order {self.order}, {len(self.tokens)} tokens, {grams} rows)"
        )

    def log_probabilities(
        self, tokens: Stream | Sequence[Stream]
    ) -> np.ndarray | list[np.ndarray]:
        """Return how likely each token was, given up to n - 1 before it in its stream.

        Parameters
        ----------
        tokens : one stream or several, as in `of`; a token that is not known counts as
            the unknown one

        Returns
        -------
        float64 array (tokens,), in nats; for several streams a list of them

        Raises
        ------
        TypeError
            If the tokens are neither all strings nor all whole numbers, by position.
        """
        streams, several = checks.check_streams(tokens)
        ids, ages = _one_row(streams, self._ids)
        each = np.log(self._probabilities(ids, ages))
        if not several:
            return each
        return np.split(each, np.cumsum([len(stream) for stream in streams])[:-1])

    def bits_per_token(self, tokens: Stream | Sequence[Stream]) -> float:
        """Return the mean of `log_probabilities` as bits, as `metrics.bits_per_token`.

        Parameters and errors are those of `log_probabilities`; NaN without tokens.
        """
        return bits_per_token(self.log_probabilities(tokens))

    def next_probabilities(self, context: Stream = ()) -> np.ndarray:
        """Return the probability of each token behind a few others.

        Parameters
        ----------
        context : the tokens before, one stream; the last n - 1 of them count

        Returns
        -------
        float64 array (known tokens + 1,), which sums to 1; the last is the unknown
        token's

        Raises
        ------
        TypeError
            If the tokens are neither all strings nor all whole numbers, by position.
        """
        rows = self._begin()
        for token in _last(checks.check_streams(context)[0][0], self.order - 1):
            rows = self._step(rows, self._ids.get(token, len(self.tokens)))
        return self._after(rows)

    def sample(
        self, length: int, prompt: Stream = (), random_state: RandomState = None
    ) -> list[Any]:
        """Draw tokens one by one, never the unknown one.

        Parameters
        ----------
        length : how many to draw
        prompt : tokens that stand before them, and are not returned
        random_state : seed, generator, or None for another draw each time

        Returns
        -------
        list of length tokens; `"".join` makes a text of characters

        Raises
        ------
        TypeError, ValueError
            If the prompt is no stream, the length too small, or no token known.
        """
        checks.check_count("length", length, 0)
        checks.check_some_known(len(self.tokens))
        rising = lru_cache(_REMEMBERED)(lambda rows: np.cumsum(self._after(rows)[:-1]))
        step = lru_cache(_REMEMBERED)(self._step)
        rows, drawn = self._begin(), []
        for token in _last(checks.check_streams(prompt)[0][0], self.order - 1):
            rows = step(rows, self._ids.get(token, len(self.tokens)))
        for chance in np.random.default_rng(random_state).random(length):
            sums = rising(rows)
            token = int(np.searchsorted(sums, chance * sums[-1], side="right"))
            drawn.append(min(token, len(sums) - 1))
            rows = step(rows, drawn[-1])
        return [self.tokens[token] for token in drawn]

    def to_state(self) -> dict[str, Any]:
        """Return what was counted as plain JSON values and arrays."""
        levels = [vars(level).copy() for level in self.levels]
        return {"order": self.order, "tokens": list(self.tokens), "levels": levels}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "NGramModel":
        """Return what `to_state` wrote."""
        levels = tuple(ngram_tables.Level(**level) for level in state["levels"])
        return cls(state["order"], tuple(state["tokens"]), levels)

    @cached_property
    def _ids(self) -> dict[Hashable, int]:
        return {token: row for row, token in enumerate(self.tokens)}

    @property
    def _size(self) -> int:
        return len(self.tokens) + 1

    def _probabilities(self, ids: np.ndarray, ages: np.ndarray) -> np.ndarray:
        """Return the probability of each token, from the longest n-gram seen down."""
        found = np.full(len(ids), 1 / self._size)
        before = np.zeros(len(ids), dtype="int64")
        for n, level in enumerate(self.levels):
            places = np.flatnonzero((before >= 0) & (ages >= n))
            if not len(level.keys):
                break  # no stream was so long
            contexts = before[places]
            rows = ngram_tables.find(level, contexts * self._size + ids[places])
            found[places] = np.where(
                rows >= 0,
                level.probabilities[rows],
                found[places] * level.backoffs[contexts],
            )
            own = np.full(len(ids), -1)
            own[places] = rows
            before = np.concatenate([[-1], own[:-1]])[: len(ids)]
        return found

    def _begin(self) -> tuple[int, ...]:
        """Return the rows of the contexts of 0, 1, … tokens: only the empty one."""
        return (0, *[-1] * (self.order - 1))

    def _step(self, rows: tuple[int, ...], token: int) -> tuple[int, ...]:
        """Return the rows of the contexts behind one more token."""
        longer = [
            int(ngram_tables.find(level, np.array([row * self._size + token]))[0])
            if row >= 0
            else -1
            for row, level in zip(rows, self.levels, strict=True)
        ]
        return (0, *longer[:-1])

    def _after(self, rows: tuple[int, ...]) -> np.ndarray:
        """Return the distribution behind contexts of 0, 1, … tokens."""
        found = np.full(self._size, 1 / self._size)
        for row, level in zip(rows, self.levels, strict=True):
            if row >= 0:
                ends = np.array([row, row + 1]) * self._size
                start, stop = np.searchsorted(level.keys, ends)
                found *= level.backoffs[row]
                tokens = level.keys[start:stop] - ends[0]
                found[tokens] = level.probabilities[start:stop]
        return found


def _one_row(
    streams: list[list[Any]], ids: dict[Hashable, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ids of all streams, and how many tokens of its own precede each."""
    lengths = np.array([len(stream) for stream in streams], dtype="int64")
    unknown = len(ids)
    flat = (ids.get(token, unknown) for token in chain.from_iterable(streams))
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    row = np.fromiter(flat, dtype="int64", count=int(lengths.sum()))
    return row, np.arange(len(row)) - starts


def _last(stream: list[Any], most: int) -> list[Any]:
    return stream[len(stream) - most :] if len(stream) > most else stream
