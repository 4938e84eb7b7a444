"""The tag each word has most often: what a tagger has to beat.

Sentences are lists of tokens, tags lists of strings, one for each token.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from seqkit import checks

Sentences = Sequence[Sequence[str]]
Tags = Sequence[Sequence[str]]


@dataclass(frozen=True)
class MostFrequentTag:
    """Give each word the tag that it had most often in the training data.

    A word that was not seen as it is written has the most frequent tag of its letters
    in whatever case, and one that was not seen at all the most frequent tag of all. Of
    tags that a word had equally often, the one more frequent in all wins, then the
    first in the alphabet.

    Make one with `MostFrequentTag.of`.

    Attributes
    ----------
    words : tag of each word as written
    lowered : tag of each word in lower case, counted in whatever case it stood
    otherwise : tag of any other word

    References
    ----------
    Charniak, Hendrickson, Jacobson, Perkowitz (1993), "Equations for part-of-speech
    tagging", AAAI.

    Examples
    --------
    >>> tags = [["PRON", "AUX", "VERB"], ["DET", "NOUN"]]
    >>> baseline = MostFrequentTag.of([["I", "can", "see"], ["a", "can"]], tags)
    >>> baseline.tags_of([["Can", "I", "see", "Bob"]])
    [['AUX', 'PRON', 'VERB', 'AUX']]
    """

    words: dict[str, str]
    lowered: dict[str, str]
    otherwise: str

    @classmethod
    def of(cls, sentences: Sentences, tags: Tags) -> "MostFrequentTag":
        """Count the tags of words.

        Parameters
        ----------
        sentences : lists of tokens
        tags : lists of tags, one for each token

        Raises
        ------
        ValueError
            If there is no sentence, one has no token, or another number of tags than
            tokens, by its number.
        TypeError
            If a tag or a token is no string.
        """
        checks.check_token_lists(sentences)
        checks.check_aligned(sentences, tags, ("tokens", "tags"))
        words, flat = (list(chain.from_iterable(part)) for part in (sentences, tags))
        checks.check_some_tokens(words, ())
        overall = Counter(flat)
        checks.check_tag_texts(overall)
        counts = Counter(zip(words, flat, strict=True))
        lowered: Counter[tuple[str, str]] = Counter()
        for (word, tag), count in counts.items():
            lowered[word.lower(), tag] += count
        falling = sorted(overall, key=lambda tag: (-overall[tag], tag))
        ranks = {tag: rank for rank, tag in enumerate(falling)}
        return cls(
            _most_frequent(counts, ranks), _most_frequent(lowered, ranks), falling[0]
        )

    def __repr__(self) -> str:
        return f"MostFrequentTag({len(self.words)} words, else {self.otherwise!r})"

    def tags_of(self, sentences: Sentences) -> list[list[str]]:
        """Return a tag for each token of each sentence."""
        checks.check_token_lists(sentences)
        return [[self._tag_of(word) for word in tokens] for tokens in sentences]

    def to_state(self) -> dict[str, Any]:
        """Return what was learnt as plain JSON values."""
        return {
            "words": [list(self.words), list(self.words.values())],
            "lowered": [list(self.lowered), list(self.lowered.values())],
            "otherwise": self.otherwise,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "MostFrequentTag":
        """Return what `to_state` wrote."""
        return cls(
            dict(zip(*state["words"], strict=True)),
            dict(zip(*state["lowered"], strict=True)),
            state["otherwise"],
        )

    def _tag_of(self, word: str) -> str:
        if word in self.words:
            return self.words[word]
        return self.lowered.get(word.lower(), self.otherwise)


def _most_frequent(
    counts: Counter[tuple[str, str]], ranks: dict[str, int]
) -> dict[str, str]:
    """Return the tag that stands most often with each word, the first rank at a tie."""
    rising = sorted(counts, key=lambda pair: (counts[pair], -ranks[pair[1]]))
    return dict(rising)
