"""What an estimator learns of tokens: their vocabularies, and vectors to begin with."""

from collections.abc import Sequence
from os import PathLike
from typing import Any, NamedTuple

import numpy as np

from seqkit.networks.token_inputs import TokenSizes
from seqkit.sequences.token_features import CASES, TokenFeatures
from seqkit.sequences.word_vectors import read_word_vectors


class LearntTokens(NamedTuple):
    """Vocabularies, and how far a file of vectors covers them.

    features : vocabularies of words and characters
    coverage : share of the training tokens that the file has, None without one
    vectors : float32 array (words, units) to begin training with, None without a file
        and after loading: the network holds them
    """

    features: TokenFeatures
    coverage: float | None = None
    vectors: np.ndarray | None = None

    @classmethod
    def of(
        cls,
        sentences: Sequence[Sequence[str]],
        vectors: str | PathLike | None,
        random_state: int | None,
        **features: Any,
    ) -> "LearntTokens":
        """Learn from lists of tokens; `features` as for `TokenFeatures.of`."""
        learnt = TokenFeatures.of(sentences, **features)
        if vectors is None:
            return cls(learnt)
        read = read_word_vectors(vectors, learnt.words, random_state=random_state or 0)
        return cls(learnt, read.tokens, read.matrix)

    def sizes(self, *, cases: bool) -> TokenSizes:
        """Return what a network must fit, with case classes or without."""
        letters = self.features.characters
        return TokenSizes(
            words=len(self.features.words),
            cases=len(CASES) if cases else 0,
            characters=0 if letters is None else len(letters),
            vectors=self.vectors,
        )

    def to_state(self) -> dict[str, Any]:
        """Return what was learnt as plain JSON values, without the vectors."""
        return {"features": self.features.to_state(), "coverage": self.coverage}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "LearntTokens":
        """Return what `to_state` wrote."""
        return cls(TokenFeatures.from_state(state["features"]), state["coverage"])
