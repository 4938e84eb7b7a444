"""Pieces of words, learnt from texts by joining what stands together most often."""

from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

from seqkit import checks

_BLANK = "▁"  # stands for the blank before a word
_UNKNOWN = "\x00"  # no text is spelled like that


class BytePairs:
    """Cut texts into frequent pieces of words; no word is too rare to be cut.

    Make one with `BytePairs.of`. A piece that begins a word begins with "▁", so pieces
    joined are the text, but for runs of blanks, which become one. A letter that was not
    there to learn from is a piece of its own.

    Parameters
    ----------
    learnt : JSON of the library tokenizers, as `to_state` gives it

    References
    ----------
    Sennrich, Haddow and Birch (2016), Neural machine translation of rare words with
    subword units, ACL.

    Examples
    --------
    >>> pieces = BytePairs.of(["low lower lowest"] * 9, size=16)
    >>> pieces.cut("low slower")
    ['▁low', '▁', 's', 'lo', 'w', 'e', 'r']
    >>> pieces.join(pieces.cut("low  slower"))
    'low slower'
    """

    def __init__(self, learnt: str):
        self._learnt = learnt
        self._cutter = _tokenizers().Tokenizer.from_str(learnt)

    @classmethod
    def of(cls, texts: Iterable[str], size: int = 8000) -> "BytePairs":
        """Learn pieces of texts.

        Parameters
        ----------
        texts : to learn from
        size : most pieces; at least every letter is one

        Raises
        ------
        ImportError
            If the extra 'tokenizers' is not installed.
        """
        checks.check_count("size", size)
        library = _tokenizers()
        cutter = library.Tokenizer(library.models.BPE(unk_token=_UNKNOWN))
        cutter.pre_tokenizer = cls._parts(library)
        trainer = library.trainers.BpeTrainer(
            vocab_size=size, special_tokens=[_UNKNOWN], show_progress=False
        )
        cutter.train_from_iterator(map(cls._read, texts), trainer)
        return cls(cutter.to_str())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BytePairs):
            return NotImplemented
        return self._learnt == other._learnt

    def __hash__(self) -> int:
        return hash(self._learnt)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle by what was learnt."""
        return type(self), (self._learnt,)

    def cut(self, text: str) -> list[str]:
        """Return the pieces of a text, none of a blank one."""
        plain = self._read(text)
        found = self._cutter.encode(plain, add_special_tokens=False)
        return [
            plain[start:end] if piece == _UNKNOWN else piece
            for piece, (start, end) in zip(found.tokens, found.offsets, strict=True)
        ]

    @staticmethod
    def join(pieces: Sequence[str]) -> str:
        """Return pieces as a text."""
        return "".join(pieces).replace(_BLANK, " ").strip()

    def to_state(self) -> str:
        """Return what was learnt as JSON."""
        return self._learnt

    @staticmethod
    def _parts(library: ModuleType) -> Any:
        """Return how texts are cut before pairs are joined, across no border."""
        return library.pre_tokenizers.Sequence(
            [
                library.pre_tokenizers.Metaspace(replacement=_BLANK),
                library.pre_tokenizers.Punctuation(),
            ]
        )

    @staticmethod
    def _read(text: str) -> str:
        """Return a text as it is cut: with one blank between words."""
        return " ".join(text.split())

    @classmethod
    def from_state(cls, state: str) -> "BytePairs":
        """Return what `to_state` wrote."""
        return cls(state)


class ExactPairs(BytePairs):
    """Byte pairs that keep every character: pieces joined are the text.

    A blank belongs to the word behind it; other white space stands by itself.

    Examples
    --------
    >>> pieces = ExactPairs.of(["low lower\\nlowest"] * 9, size=16)
    >>> pieces.cut("low  lowest\\n")
    ['low', ' ', ' lowe', 'st', '\\n']
    """

    @staticmethod
    def join(pieces: Sequence[str]) -> str:
        """Return pieces as a text."""
        return "".join(pieces)

    @staticmethod
    def _parts(library: ModuleType) -> Any:
        words = library.Regex(r" ?\w+| ?[^\w\s]+|\s")
        return library.pre_tokenizers.Split(words, "isolated")

    @staticmethod
    def _read(text: str) -> str:
        return text


def _tokenizers() -> ModuleType:
    try:
        import tokenizers
    except ImportError as error:
        checks.reject_missing_extra("tokens='bpe'", "tokenizers", error)
    return tokenizers
