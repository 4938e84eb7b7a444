"""Check texts, rows of texts or token lists, tokens and their vocabulary."""

from collections.abc import Collection, Container, Iterable, Sequence
from typing import Any

import numpy as np

from seqkit.checks.sequences import check_some_sequences
from seqkit.checks.wording import listed, plain


def check_text(text: Any) -> None:
    """Require a string."""
    if not isinstance(text, str):
        raise TypeError(
            f"text must be a string, got {plain(text)!r} of type "
            f"{type(text).__name__}; fill missing texts with ''"
        )


def check_texts(texts: Any) -> list[str]:
    """Require a list (or series, or array) of strings; the error names the row."""
    if isinstance(texts, str) or not isinstance(texts, Iterable):
        raise TypeError(
            f"texts must be a list of strings, got {texts!r}; for one text pass [text]"
        )
    found = list(texts)
    for where, text in enumerate(found):
        if not isinstance(text, str):
            raise TypeError(
                f"text {where} must be a string, got {plain(text)!r}; drop the row or "
                "fill it with ''"
            )
    return found


def check_rows(rows: Any) -> None:
    """Require a list of texts or token lists, not one text."""
    if isinstance(rows, str) or not hasattr(rows, "__len__"):
        raise TypeError(
            f"X must be a list of texts or of token lists, got {plain(rows)!r}; for "
            "one text pass [text]"
        )


def check_text_rows(rows: Any) -> None:
    """Require texts or token lists, each row one of them, with a row at least."""
    if hasattr(rows, "columns"):
        raise TypeError(
            "X must be a list of texts or of token lists, got a frame with the columns "
            f"{listed(list(rows.columns), 'and')}; pass the one that holds the texts"
        )
    check_rows(rows)
    check_some_sequences(len(rows))
    for where, row in enumerate(rows):
        if isinstance(row, str) and not row.strip():
            raise ValueError(f"text {where} is empty; drop it")
        if not isinstance(row, str) and not hasattr(row, "__len__"):
            raise TypeError(
                f"text {where} must be a string or a list of tokens, got "
                f"{plain(row)!r}; drop it"
            )


def check_tokens(tokens: Any, where: int | None = None) -> None:
    """Require a list of strings, not one string."""
    which = "" if where is None else f" {where}"
    listable = isinstance(tokens, Iterable) and hasattr(tokens, "__len__")
    if isinstance(tokens, str) or not listable:
        raise TypeError(
            f"sequence{which} must be a list of tokens, got {tokens!r}; cut a text "
            "into tokens first"
        )
    if {str}.issuperset(map(type, tokens)):
        return
    for place, token in enumerate(tokens):
        if not isinstance(token, str):
            raise TypeError(
                f"token {place} of sequence{which} must be a string, got "
                f"{plain(token)!r}; pass the texts of the tokens"
            )


def check_token_lists(sequences: Any) -> np.ndarray:
    """Require lists of tokens, none of them empty; return their lengths."""
    if isinstance(sequences, str) or not hasattr(sequences, "__len__"):
        raise TypeError(
            f"sequences must be a list of lists of tokens, got {plain(sequences)!r}; "
            "for one sentence pass [tokens]"
        )
    for where, tokens in enumerate(sequences):
        check_tokens(tokens, where)
        if not len(tokens):
            raise ValueError(f"sequence {where} has no tokens; drop it")
    return np.array([len(tokens) for tokens in sequences], dtype="int64")


def check_some_tokens(found: Collection[str], specials: Sequence[str]) -> None:
    """Require a token at all, and none that is spelled like a special."""
    if not found:
        raise ValueError(
            "the sequences hold no token, so there is nothing to learn; give at least "
            "one sequence with tokens"
        )
    clash = [name for name in specials if name in found]
    if clash:
        raise ValueError(
            f"the token {clash[0]!r} of the data is spelled like a special; rename it "
            f"in the data, or choose other specials than {listed(specials, 'and')}"
        )


def check_specials(specials: Any) -> tuple[str, ...]:
    """Require different names."""
    names = specials if isinstance(specials, (tuple, list)) else (None,)
    if not all(isinstance(name, str) and name for name in names):
        raise ValueError(
            "specials must be a tuple of names like ('<pad>', '<unk>'), got "
            f"{specials!r}"
        )
    if len(set(names)) < len(names):
        raise ValueError(f"specials must differ from each other, got {specials!r}")
    return tuple(names)


def check_vocabulary(
    tokens: Sequence[str], counted: int, specials: Sequence[str]
) -> None:
    """Require different tokens, one count each, none spelled like a special."""
    if len(tokens) != counted:
        raise ValueError(
            f"a vocabulary needs one count per token, got {len(tokens)} tokens and "
            f"{counted} counts"
        )
    seen = set(specials)
    for token in tokens:
        if token in seen:
            raise ValueError(
                f"the token {token!r} stands twice in the vocabulary, or is a special; "
                "name it once"
            )
        seen.add(token)


def check_has_specials(wanted: Iterable[str], specials: Sequence[str]) -> None:
    """Require specials that an encoding asks for."""
    for name in wanted:
        if name not in specials:
            raise ValueError(
                f"the vocabulary has no special {name!r}, only "
                f"{listed(specials, 'and') or 'none'}; name it in specials="
            )


def check_known(
    tokens: Iterable[str], known: Container[str], where: int | None
) -> None:
    """Require known tokens where nothing stands for unknown ones."""
    for place, token in enumerate(tokens):
        if token not in known:
            which = "" if where is None else f" {where}"
            raise ValueError(
                f"token {token!r} at position {place} of sequence{which} is not in the "
                "vocabulary, which has no special '<unk>'; name it in specials="
            )


def check_token_ids(ids: np.ndarray, size: int) -> np.ndarray:
    """Require whole numbers in [0, size) in one row."""
    if ids.size == 0:
        return ids.ravel()
    if ids.ndim != 1 or ids.dtype.kind not in "iu":
        raise ValueError(
            f"ids must be one row of whole numbers, got shape {ids.shape} of "
            f"{ids.dtype}; decode sequence by sequence"
        )
    outside = np.flatnonzero((ids < 0) | (ids >= size))
    if len(outside):
        raise ValueError(
            f"id {int(ids[outside[0]])} at position {int(outside[0])} is outside the "
            f"vocabulary's 0 to {size - 1}; decode with the vocabulary that encoded it"
        )
    return ids
