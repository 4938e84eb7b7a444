"""What it costs to spell a token that a language model does not know.

A model that gives all unknown tokens one probability has not said which of them stood
there. Spelling it, letter by letter, makes probabilities of texts add up to no more
than 1, so that bits are honest whatever a text holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_CODE_POINTS = 1_114_112  # of Unicode
_FURTHER = 2  # choices besides the letters: another code point, the end of the token


@dataclass(frozen=True)
class Spelling:
    """Letters that are all equally likely, as is the end; others are code points.

    Attributes
    ----------
    letters : the characters of the training texts

    Examples
    --------
    >>> spelling = Spelling.of(["to", "be"])
    >>> round(float(np.exp(spelling.log_probability("bet"))) * 6**4, 6)
    1.0
    """

    letters: frozenset[str]

    @classmethod
    def of(cls, tokens: Iterable[str]) -> "Spelling":
        """Learn the letters of tokens."""
        return cls(frozenset().union(*tokens))

    def log_probability(self, token: str) -> float:
        """Return how likely the letters of a token and its end are, in nats."""
        even = np.log(len(self.letters) + _FURTHER)
        others = sum(letter not in self.letters for letter in token)
        return float(-even * (len(token) + 1) - others * np.log(_CODE_POINTS))

    def charged(
        self, chances: np.ndarray, tokens: Sequence[str], known: Any
    ) -> np.ndarray:
        """Return log probabilities in which unknown tokens are spelt as well.

        Parameters
        ----------
        chances : float array (tokens,), nats, of one that stands for all unknown ones
        tokens : what they are
        known : has the known tokens in it
        """
        spelt = [
            0.0 if token in known else self.log_probability(token) for token in tokens
        ]
        return chances + np.array(spelt)

    def to_state(self) -> list[int]:
        """Return the letters as code points."""
        return sorted(map(ord, self.letters))

    @classmethod
    def from_state(cls, state: list[int]) -> "Spelling":
        """Return what `to_state` wrote."""
        return cls(frozenset(map(chr, state)))
