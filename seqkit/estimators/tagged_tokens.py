"""Tagged sentences: as the user gives them, and as a network trains on them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from seqkit import checks
from seqkit.sequences.padding import padded_places
from seqkit.sequences.token_features import TokenArrays

NO_TAG = -1


class TaggedRows(NamedTuple):
    """Sentences, their tags, and sentence weights or None."""

    sentences: Sequence[Sequence[str]]
    tags: Sequence[Sequence[str]]
    weights: Any = None

    @classmethod
    def checked(cls, sentences: Any, tags: Any, weights: Any = None) -> "TaggedRows":
        """Require a sentence or more, a tag for each token, and weights if any."""
        lengths = checks.check_token_lists(sentences)
        checks.check_some_sequences(len(lengths))
        checks.check_one_each(tags)
        data = cls(list(sentences), list(tags), weights)
        checks.check_aligned(data.sentences, data.tags, ("tokens", "tags"))
        for where, row in enumerate(data.tags):
            checks.check_tag_texts(row, where)
        if weights is None:
            return data
        return data._replace(weights=checks.check_sample_weights(weights, len(lengths)))

    def subset(self, which: np.ndarray) -> "TaggedRows":
        """Return some of the sentences."""
        weights = self.weights
        return TaggedRows(
            [self.sentences[i] for i in which],
            [self.tags[i] for i in which],
            None if weights is None else np.asarray(weights)[which],
        )

    def flat_tags(self) -> list[str]:
        """Return the tags of all sentences behind each other."""
        return list(chain.from_iterable(self.tags))


@dataclass(frozen=True)
class TaggedTokens:
    """Sentences, their tags and how much each token counts.

    Attributes
    ----------
    tokens : what a network reads
    tags : int32 array (tokens,), all sentences behind each other, -1 for no tag
    weights : float32 array (tokens,), or None where all count alike
    """

    tokens: TokenArrays
    tags: np.ndarray
    weights: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each sentence."""
        return self.tokens.lengths

    def take(self, which: np.ndarray) -> tuple[Any, ...]:
        """Return inputs, tags (n, timesteps), -1 = padding, and weights if any."""
        which = np.asarray(which)
        mask, places = padded_places(self.lengths, which)
        taken = (self.tokens.take(which), np.where(mask, self.tags[places], NO_TAG))
        if self.weights is None:
            return taken
        return (*taken, np.where(mask, self.weights[places], np.float32(0)))

    def subset(self, which: np.ndarray) -> "TaggedTokens":
        """Return some of the sentences, in the order asked for."""
        mask, places = padded_places(self.lengths, which)
        kept = places[mask]
        weights = None if self.weights is None else self.weights[kept]
        return replace(
            self,
            tokens=self.tokens.subset(which),
            tags=self.tags[kept],
            weights=weights,
        )
