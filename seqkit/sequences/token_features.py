"""Tokens → what a network reads of them: word ids, case classes, character ids.

Every distinct token is looked at once, and a sentence is a row of their numbers, so
turning a batch into arrays is a gather however long the words are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.sequences.padding import pad, padded_places
from seqkit.sequences.vocabulary import Vocabulary

CASES = ("<pad>", "lower", "Title", "UPPER", "mIxed", "digits", "w1th digits", "other")
Sentences = Sequence[Sequence[str]]


@dataclass(frozen=True)
class TokenFeatures:
    """What was learnt about tokens: which words and characters there are.

    Make one with `TokenFeatures.of`.

    Attributes
    ----------
    words : the vocabulary of words
    characters : the vocabulary of characters, None to read none
    lowercase : whether words are looked up in lower case (characters keep their case)
    longest : characters read of a token; of a longer one its first and last halves

    Examples
    --------
    >>> features = TokenFeatures.of([["The", "cat"], ["the", "dog", "!"]])
    >>> arrays = features.encode([["The", "cow"]])
    >>> arrays.take([0])["words"].tolist(), arrays.lengths.tolist()
    ([[2, 1]], [2])
    """

    words: Vocabulary
    characters: Vocabulary | None = None
    lowercase: bool = True
    longest: int = 20

    @classmethod
    def of(
        cls,
        sentences: Sentences,
        *,
        characters: bool = False,
        lowercase: bool = True,
        minimum_count: int = 1,
        maximum_size: int | None = None,
        longest: int = 20,
    ) -> "TokenFeatures":
        """Learn words and characters from lists of tokens.

        Parameters
        ----------
        sentences : lists of tokens
        characters : read the characters of tokens, too
        lowercase : look words up in lower case
        minimum_count, maximum_size : of the vocabulary of words
        longest : characters read of a token

        Raises
        ------
        ValueError
            If there is no token, a sentence has none, or one is spelled like a special.
        TypeError
            If a sentence is a text, or a token no string, each by its position.
        """
        checks.check_count("longest", longest, 2)
        checks.check_token_lists(sentences)
        shown = [_lowered(tokens) for tokens in sentences] if lowercase else sentences
        words = Vocabulary.of(
            shown, minimum_count=minimum_count, maximum_size=maximum_size
        )
        letters = None
        if characters:
            distinct = {token for tokens in sentences for token in tokens}
            letters = Vocabulary.of(map(list, sorted(distinct)))
        return cls(words, letters, lowercase, longest)

    def encode(self, sentences: Sentences) -> "TokenArrays":
        """Look at every distinct token of many sentences, once.

        Raises
        ------
        ValueError
            If a sentence has no token, by its number.
        """
        lengths = checks.check_token_lists(sentences)
        numbers: dict[str, int] = {}
        flat = [
            numbers.setdefault(token, len(numbers))
            for tokens in sentences
            for token in tokens
        ]
        tokens = list(numbers)
        words = self.words.encode(_lowered(tokens) if self.lowercase else tokens)
        return TokenArrays(
            lengths,
            np.array(flat, dtype="int32"),
            words,
            np.array([case_of(token) for token in tokens], dtype="int32"),
            self._letters(tokens),
        )

    def to_state(self) -> dict[str, Any]:
        """Return what was learnt as plain JSON values."""
        letters = None if self.characters is None else self.characters.to_state()
        return {
            "words": self.words.to_state(),
            "characters": letters,
            "lowercase": self.lowercase,
            "longest": self.longest,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "TokenFeatures":
        """Return what `to_state` wrote."""
        letters = state["characters"]
        return cls(
            Vocabulary.from_state(state["words"]),
            None if letters is None else Vocabulary.from_state(letters),
            state["lowercase"],
            state["longest"],
        )

    def _letters(self, tokens: list[str]) -> np.ndarray | None:
        if self.characters is None:
            return None
        head, tail = self.longest - self.longest // 2, self.longest // 2
        cut = [
            list(token) or [""]  # an empty token reads as one unknown character
            if len(token) <= self.longest
            else [*token[:head], *token[-tail:]]
            for token in tokens
        ]
        return pad(self.characters.encode_all(cut)).values.astype("int32")


@dataclass(frozen=True)
class TokenArrays:
    """Sentences as numbers of distinct tokens, and what a network reads of each.

    Attributes
    ----------
    lengths : int64 array (sentences,)
    flat : int32 array (tokens,), which distinct token stands where
    words : int32 array (distinct,), word ids
    cases : int32 array (distinct,), places in `CASES`
    characters : int32 array (distinct, characters), padded with 0, or None
    """

    lengths: np.ndarray
    flat: np.ndarray
    words: np.ndarray
    cases: np.ndarray
    characters: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.lengths)

    def take(self, which: np.ndarray) -> dict[str, np.ndarray]:
        """Return inputs for sentences by number, padded to the longest of them.

        Returns
        -------
        words : int32 array (n, timesteps), 0 = padding
        cases : int32 array (n, timesteps), 0 = padding
        characters : int32 array (n, timesteps, characters), 0 = padding, if they are
            read
        """
        which = np.asarray(which)
        mask, places = padded_places(self.lengths, which)
        distinct = self.flat[places]
        inputs = {
            "words": np.where(mask, self.words[distinct], 0),
            "cases": np.where(mask, self.cases[distinct], 0),
        }
        if self.characters is not None:
            letters = self.characters[distinct] * mask[..., None]
            width = max(1, int((letters > 0).any(axis=(0, 1)).sum()))
            inputs["characters"] = letters[..., :width]
        return inputs

    def subset(self, which: np.ndarray) -> "TokenArrays":
        """Return some of the sentences, in the order asked for."""
        which = np.asarray(which)
        mask, places = padded_places(self.lengths, which)
        return replace(self, lengths=self.lengths[which], flat=self.flat[places[mask]])


@dataclass(frozen=True)
class UnknownNow:
    """Sentences some of whose words are unknown, drawn anew each time they are taken.

    A word that stood `count` times in the training data is hidden with probability
    rate / (rate + count): a network so learns to read words it does not know from what
    stands around them and from their characters (Kiperwasser & Goldberg, 2016).
    """

    source: Any
    words: Vocabulary
    rate: float
    draw: np.random.Generator

    def __len__(self) -> int:
        return len(self.source)

    @property
    def lengths(self) -> np.ndarray:
        """Lengths of the sentences."""
        return self.source.lengths

    def take(self, which: np.ndarray) -> tuple:
        """Return what the source gives, with other words hidden each time."""
        inputs, *others = self.source.take(which)
        if not self.rate:
            return (inputs, *others)
        words = inputs["words"]
        hidden = self.rate / (self.rate + self.words.counts[words])
        hidden[words < len(self.words.specials)] = 0
        drawn = self.draw.random(words.shape) < hidden
        words = words.copy()
        words[drawn] = self.words.unknown_id
        return (inputs | {"words": words}, *others)


def case_of(token: str) -> int:
    """Return the place in `CASES` of how a token is written.

    Examples
    --------
    >>> [CASES[case_of(token)] for token in ("cat", "Cat", "CAT", "iPad", "42", "?")]
    ['lower', 'Title', 'UPPER', 'mIxed', 'digits', 'other']
    """
    if any(letter.isdigit() for letter in token):
        plain = all(letter.isdigit() or letter in ".,:/-" for letter in token)
        return CASES.index("digits" if plain else "w1th digits")
    if token.islower():
        return CASES.index("lower")
    if token.isupper() and len(token) > 1:
        return CASES.index("UPPER")
    if token[:1].isupper() and (len(token) == 1 or token[1:].islower()):
        return CASES.index("Title")
    return CASES.index("mIxed" if token.lower() != token else "other")


def _lowered(tokens: Iterable[str]) -> list[str]:
    return [token.lower() for token in tokens]
