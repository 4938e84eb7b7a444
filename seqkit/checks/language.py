"""Check streams of tokens of a language model, and the scores that it gives."""

from collections.abc import Sequence
from numbers import Integral
from typing import Any

import numpy as np

from seqkit.checks.wording import plain

_ROUNDING = 1e-5  # of a float32 logarithm of a probability of 1


def check_streams(tokens: Any) -> tuple[list[list[Any]], bool]:
    """Require one stream of tokens or several; return lists, and whether several."""
    if not hasattr(tokens, "__len__"):
        raise TypeError(
            "tokens must be a text, a list of tokens or a list of such lists, got "
            f"{plain(tokens)!r}; pass the tokens in one list"
        )
    several = len(tokens) > 0 and all(map(_is_list, tokens))
    streams = [_as_list(stream) for stream in (tokens if several else [tokens])]
    first = next((stream[0] for stream in streams if stream), "")
    kind = str if isinstance(first, str) else int
    for where, stream in enumerate(streams):
        if not {kind}.issuperset(map(type, stream)):
            _check_stream(stream, kind, f" of stream {where}" if several else "")
            stream[:] = map(kind, stream)
    return streams, several


def check_some_stream(tokens: int) -> None:
    """Require a token to count."""
    if not tokens:
        raise ValueError(
            "the streams hold no token, so there is nothing to count; give at least one"
        )


def check_some_known(known: int) -> None:
    """Require a known token to draw."""
    if not known:
        raise ValueError(
            "the model knows no token to draw; count them again with a lower "
            "minimum_count="
        )


def check_log_probabilities(values: Any, mask: Any) -> np.ndarray:
    """Require natural logarithms of probabilities; return those of real steps."""
    ragged = isinstance(values, (list, tuple)) and any(map(_is_list, values))
    row = _in_one_row(values, ragged)
    kept = ~np.isnan(row)
    if mask is not None:
        kept &= _check_token_mask(mask, None if ragged else np.shape(values), len(row))
    above = np.flatnonzero(kept & (row > _ROUNDING))
    if len(above):
        raise ValueError(
            f"log_probabilities must be at most 0, got {row[above[0]]:g} at position "
            f"{above[0]}; take natural logarithms of the probabilities"
        )
    return row[kept]


def _in_one_row(values: Any, ragged: bool) -> np.ndarray:
    parts = values if ragged else [values]
    try:
        rows = [np.asarray(part, dtype="float64").ravel() for part in parts]
    except (TypeError, ValueError) as error:
        raise ValueError(
            "log_probabilities must be an array of numbers, or a list of arrays, got "
            f"{plain(values)!r:.60} ({error})"
        ) from None
    return np.concatenate(rows)


def _check_token_mask(
    mask: Any, shape: tuple[int, ...] | None, steps: int
) -> np.ndarray:
    """Require a mask of the shape of what it masks; return one row."""
    array = _masks_in_one_row(mask) if shape is None else np.asarray(mask)
    wanted = (steps,) if shape is None else shape
    if array.dtype != bool or array.shape != wanted:
        raise ValueError(
            f"mask must be bool of the shape {wanted} of log_probabilities, True = "
            f"real step, got {array.dtype} {array.shape}"
        )
    return array.ravel()


def _masks_in_one_row(mask: Any) -> np.ndarray:
    return np.concatenate([np.asarray(part).ravel() for part in mask])


def _check_stream(stream: Sequence[Any], kind: type, which: str) -> None:
    for place, token in enumerate(stream):
        whole = isinstance(token, Integral) and not isinstance(token, (bool, np.bool_))
        if not (isinstance(token, str) if kind is str else whole):
            raise TypeError(
                f"token {place}{which} must be a "
                f"{'string' if kind is str else 'whole number'}, got "
                f"{plain(token)!r}; pass strings alone, or token ids alone"
            )


def _as_list(stream: Any) -> list[Any]:
    return stream.tolist() if isinstance(stream, np.ndarray) else list(stream)


def _is_list(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str)
