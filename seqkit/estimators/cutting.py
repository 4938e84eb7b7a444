"""How texts are cut into tokens, and put together again."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from seqkit.sequences.subwords import BytePairs, ExactPairs
from seqkit.sequences.tokens import TOKENIZERS, joined

PIECES = "bpe"
CUTS = (*TOKENIZERS, PIECES)


class Cutting(NamedTuple):
    """How a text is cut: into which tokens, and whether in lower case.

    tokens : "word", "character" or "bpe"
    lowercase : whether texts are read in lower case
    pieces : those learnt for "bpe"
    """

    tokens: str
    lowercase: bool
    pieces: BytePairs | None = None

    @classmethod
    def of(
        cls, tokens: str, lowercase: bool, texts: Sequence[str], size: int
    ) -> "Cutting":
        """Learn pieces of texts, `size` at most, if they are cut so."""
        cutting = cls(tokens, lowercase)
        if tokens != PIECES:
            return cutting
        return cls(tokens, lowercase, cls._pairs().of(map(cutting.plain, texts), size))

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of a text, none where it is blank."""
        plain = self.plain(text)
        if self.pieces is not None:
            return self.pieces.cut(plain)
        return [token.text for token in TOKENIZERS[self.tokens](plain)]

    def plain(self, text: str) -> str:
        """Return a text as it is cut."""
        text = text.strip()
        return text.lower() if self.lowercase else text

    def join(self, tokens: Sequence[str]) -> str:
        """Return tokens as a text."""
        if self.pieces is not None:
            return self.pieces.join(tokens)
        return joined(tokens, self.tokens)

    def to_state(self) -> dict[str, Any]:
        """Return it as plain values."""
        pieces = self.pieces and self.pieces.to_state()
        return {"tokens": self.tokens, "lowercase": self.lowercase, "pieces": pieces}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Cutting":
        """Return what `to_state` wrote."""
        pieces = state["pieces"] and cls._pairs().from_state(state["pieces"])
        return cls(state["tokens"], state["lowercase"], pieces)

    @staticmethod
    def _pairs() -> type[BytePairs]:
        """Return what learns pieces of words."""
        return BytePairs


class TextCutting(Cutting):
    """How a text is cut of which every character counts, blanks at its ends, too.

    Examples
    --------
    >>> TextCutting("character", lowercase=True)("Oh \\n")
    ['o', 'h', ' ', '\\n']
    """

    __slots__ = ()

    def plain(self, text: str) -> str:
        """Return a text as it is cut."""
        return text.lower() if self.lowercase else text

    @staticmethod
    def _pairs() -> type[BytePairs]:
        return ExactPairs
