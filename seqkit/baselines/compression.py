"""What a compressor spends on a text: a bound that no model of language was fitted for.

xz finds what stood before, however far back, and codes the rest bit by bit (LZMA).
"""

import lzma
from collections.abc import Sequence

from seqkit import checks

_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]


def xz_bits_per_character(
    texts: str | Sequence[str], training: str | Sequence[str] = ""
) -> float:
    """Return the bits that xz spends on a character of texts behind those of training.

    The size of all texts, in UTF-8, less that of the training texts alone, both as one
    raw stream (LZMA2, preset 9 extreme) without the headers and sums of a file. Sizes
    are whole bytes, so short texts are measured coarsely. Texts follow each other
    without a sign between them, and 64 MiB back are remembered.

    Parameters
    ----------
    texts : a text, or a list or Series of texts
    training : what stands before them, in the same form; "" for nothing

    Returns
    -------
    float, in bits per character, at least 0

    Raises
    ------
    TypeError
        If a text is no string, by its position.
    ValueError
        If the texts hold no character.

    References
    ----------
    Bell, Cleary and Witten (1990), "Text compression": a compressor is a model, its
    output the surprise. Benedetto, Caglioti and Loreto (2002), "Language trees and
    zipping", Physical Review Letters 88(4), for sizes of texts behind others.

    Examples
    --------
    >>> verse = "the quick brown fox jumps over the lazy dog; " * 5
    >>> xz_bits_per_character(verse, verse) < xz_bits_per_character(verse) < 3
    True
    """
    following = checks.check_documents(texts)
    characters = sum(map(len, following))
    checks.check_some_characters(characters)
    before = _bytes([training] if isinstance(training, str) else training)
    both = before + _bytes(following)
    return max(0, 8 * (_size(both) - _size(before))) / characters


def _bytes(texts: Sequence[str]) -> bytes:
    return "".join(checks.check_documents(texts)).encode(errors="surrogatepass")


def _size(data: bytes) -> int:
    """Return how many bytes are left of some."""
    return len(lzma.compress(data, lzma.FORMAT_RAW, filters=_FILTERS))
