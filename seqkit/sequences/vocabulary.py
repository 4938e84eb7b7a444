"""Tokens ↔ ids: what a network reads instead of text.

Ids count from 0: the specials first (padding, unknown, ...), then the tokens of the
training data, most frequent first. A vocabulary never changes once it is made.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from seqkit import checks

PAD, UNKNOWN, START, END = "<pad>", "<unk>", "<start>", "<end>"


class Vocabulary:
    """The tokens a network knows, and their ids.

    Make one with `Vocabulary.of`. Specials are entries, never tokens: a token of a text
    that is spelled like one ("<pad>") is unknown, and `in` knows no specials.

    Parameters
    ----------
    tokens : the tokens by falling frequency, without specials
    counts : how often each stood in the training data
    specials : names of the specials, in the order of their ids; among them "<pad>",
        "<unk>", "<start>" and "<end>" play their part, others are yours

    Examples
    --------
    >>> vocabulary = Vocabulary.of([["to", "be"], ["not", "to", "be"]])
    >>> vocabulary.tokens
    ('<pad>', '<unk>', 'to', 'be', 'not')
    >>> vocabulary.encode(["be", "bee"]).tolist()
    [3, 1]
    >>> vocabulary.decode([3, 1])
    ['be', '<unk>']
    """

    def __init__(
        self,
        tokens: Iterable[str],
        counts: Iterable[int],
        specials: Sequence[str] = (PAD, UNKNOWN),
    ):
        own = tuple(tokens)
        self._specials = checks.check_specials(specials)
        self._tokens = (*self._specials, *own)
        self._counts = np.array([*[0] * len(self._specials), *counts], dtype="int64")
        self._counts.setflags(write=False)
        first = len(self._specials)
        self._ids = {token: first + place for place, token in enumerate(own)}
        checks.check_vocabulary(own, len(self._counts) - first, self._specials)

    @classmethod
    def of(
        cls,
        sequences: Iterable[Sequence[str]],
        *,
        minimum_count: int = 1,
        maximum_size: int | None = None,
        specials: Sequence[str] = (PAD, UNKNOWN),
    ) -> "Vocabulary":
        """Learn the tokens of many sequences.

        Parameters
        ----------
        sequences : lists of tokens
        minimum_count : how often a token must stand to be known
        maximum_size : most entries, specials included; None for all
        specials : names of the specials, in the order of their ids

        Returns
        -------
        Vocabulary, most frequent first; equal counts in the order of first appearance

        Raises
        ------
        ValueError
            If there is no token, or one is spelled like a special.
        TypeError
            If a sequence is a text, or a token no string, each by its position.

        Examples
        --------
        >>> Vocabulary.of([["b", "a", "b"]], minimum_count=2).tokens
        ('<pad>', '<unk>', 'b')
        """
        checks.check_count("minimum_count", minimum_count)
        specials = checks.check_specials(specials)
        if maximum_size is not None:
            checks.check_count("maximum_size", maximum_size, len(specials) + 1)
        found: Counter[str] = Counter()
        for where, tokens in enumerate(sequences):
            checks.check_tokens(tokens, where)
            found.update(tokens)
        checks.check_some_tokens(found, specials)
        most = None if maximum_size is None else maximum_size - len(specials)
        kept = [pair for pair in found.most_common(most) if pair[1] >= minimum_count]
        return cls([str(token) for token, _ in kept], [n for _, n in kept], specials)

    def __len__(self) -> int:
        return len(self._tokens)

    def __contains__(self, token: object) -> bool:
        return token in self._ids

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Vocabulary):
            return NotImplemented
        same = self._tokens == other._tokens and self._specials == other._specials
        return same and np.array_equal(self._counts, other._counts)

    def __hash__(self) -> int:
        return hash((self._specials, self._tokens))

    def __repr__(self) -> str:
        return f"Vocabulary({len(self)} entries, specials={self._specials!r})"

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every entry, specials first: `tokens[id]` is the name of an id."""
        return self._tokens

    @property
    def counts(self) -> np.ndarray:
        """How often each entry stood in the training data: int64 (len,), specials 0."""
        return self._counts

    @property
    def specials(self) -> tuple[str, ...]:
        """The names of the specials, in the order of their ids."""
        return self._specials

    @property
    def marks(self) -> tuple[int, ...]:
        """The ids of specials that stand for no token: all but "<unk>".

        Examples
        --------
        >>> Vocabulary.of([["a"]], specials=(PAD, UNKNOWN, START, END)).marks
        (0, 2, 3)
        """
        names = enumerate(self._specials)
        return tuple(number for number, name in names if name != UNKNOWN)

    @property
    def pad_id(self) -> int | None:
        """The id of "<pad>", or None without one."""
        return self._special(PAD)

    @property
    def unknown_id(self) -> int | None:
        """The id of "<unk>", or None without one."""
        return self._special(UNKNOWN)

    @property
    def start_id(self) -> int | None:
        """The id of "<start>", or None without one."""
        return self._special(START)

    @property
    def end_id(self) -> int | None:
        """The id of "<end>", or None without one."""
        return self._special(END)

    def encode(
        self, tokens: Sequence[str], *, start: bool = False, end: bool = False
    ) -> np.ndarray:
        """Turn tokens into ids.

        Parameters
        ----------
        tokens : list of tokens (timesteps,)
        start, end : put "<start>" before and "<end>" behind them

        Returns
        -------
        int32 array (timesteps + start + end,); tokens not known get `unknown_id`

        Raises
        ------
        ValueError
            If a token is not known and there is no "<unk>", or a special is missing.
        TypeError
            If `tokens` is a text, or a token no string.
        """
        return self._encoded(tokens, None, start, end)

    def encode_all(
        self,
        sequences: Iterable[Sequence[str]],
        *,
        start: bool = False,
        end: bool = False,
    ) -> list[np.ndarray]:
        """Turn many lists of tokens into a list of int32 arrays; see `encode`."""
        pairs = enumerate(sequences)
        return [self._encoded(tokens, where, start, end) for where, tokens in pairs]

    def decode(self, ids: Iterable[int], *, specials: bool = True) -> list[str]:
        """Turn ids into tokens.

        Parameters
        ----------
        ids : whole numbers in [0, len)
        specials : keep the names of specials; False leaves them out

        Raises
        ------
        ValueError
            If an id is out of range.

        Examples
        --------
        >>> Vocabulary.of([["a"]]).decode([2, 0, 0], specials=False)
        ['a']
        """
        found = checks.check_token_ids(np.asarray(ids), len(self)).tolist()
        first = 0 if specials else len(self._specials)
        return [self._tokens[each] for each in found if each >= first]

    def unknown_share(self, sequences: Iterable[Sequence[str]]) -> float:
        """Return the share of tokens in many sequences that are not known, in [0, 1].

        NaN without any token.

        Examples
        --------
        >>> Vocabulary.of([["a", "b"]]).unknown_share([["a", "c"], ["d", "b"]])
        0.5
        """
        tokens = list(chain.from_iterable(sequences))
        unknown = sum(token not in self._ids for token in tokens)
        return unknown / len(tokens) if tokens else float("nan")

    def to_state(self) -> dict[str, Any]:
        """Return the vocabulary as plain JSON values.

        A token with a surrogate in it becomes its list of code points: JSON would join
        two halves that stood apart, and files refuse one half.
        """
        first = len(self._specials)
        return {
            "specials": [_to_json(name) for name in self._specials],
            "tokens": [_to_json(token) for token in self._tokens[first:]],
            "counts": self._counts[first:].tolist(),
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Vocabulary":
        """Rebuild a vocabulary from `to_state`."""
        tokens = [_from_json(token) for token in state["tokens"]]
        specials = [_from_json(name) for name in state["specials"]]
        return cls(tokens, state["counts"], specials)

    def _special(self, name: str) -> int | None:
        return self._specials.index(name) if name in self._specials else None

    def _encoded(
        self, tokens: Sequence[str], where: int | None, start: bool, end: bool
    ) -> np.ndarray:
        checks.check_tokens(tokens, where)
        wanted = [name for name, used in ((START, start), (END, end)) if used]
        checks.check_has_specials(wanted, self._specials)
        unknown = self.unknown_id
        if unknown is None:
            checks.check_known(tokens, self._ids, where)
        ids = [self._ids.get(token, unknown) for token in tokens]
        before = [self.start_id] if start else []
        behind = [self.end_id] if end else []
        return np.array([*before, *ids, *behind], dtype="int32")


def _to_json(token: str) -> str | list[int]:
    halved = any("\ud800" <= character <= "\udfff" for character in token)
    return [ord(character) for character in token] if halved else token


def _from_json(token: str | list[int]) -> str:
    return token if isinstance(token, str) else "".join(map(chr, token))
