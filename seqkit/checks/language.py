"""Check streams of tokens of a language model, and the scores that it gives."""

from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any

import numpy as np

from seqkit.checks.sequences import check_some_sequences
from seqkit.checks.wording import listed, plain

_ROUNDING = 1e-5  # of a float32 logarithm of a probability of 1


def check_documents(X: Any) -> list[str]:
    """Require a text, or a list of texts; return a list."""
    if hasattr(X, "columns"):
        raise TypeError(
            "X must be a text or a list of texts, got a frame with the columns "
            f"{listed(list(X.columns), 'and')}; pass the one that holds the texts"
        )
    if not isinstance(X, str) and not hasattr(X, "__len__"):
        raise TypeError(
            f"X must be a text or a list of texts, got {plain(X)!r}; pass a string"
        )
    documents = [X] if isinstance(X, str) else list(X)
    check_some_sequences(len(documents))
    for where, text in enumerate(documents):
        if not isinstance(text, str):
            raise TypeError(
                f"text {where} must be a string, got {plain(text)!r}; drop it"
            )
    return documents


def check_learnt_documents(documents: Sequence[Sequence[Any]]) -> None:
    """Require a token in every text that is learnt from."""
    for where, tokens in enumerate(documents):
        if not len(tokens):
            raise ValueError(f"text {where} is empty; drop it")


def check_language_network(network: Any, states: Mapping[str, int]) -> None:
    """Require the inputs and outputs that a language network has."""
    inputs: Any = getattr(network, "input", None)
    outputs: Any = getattr(network, "output", None)
    named = isinstance(inputs, dict) and isinstance(outputs, dict)
    if not (named and "tokens" in inputs and {"scores", *states} == set(outputs)):
        raise ValueError(
            "network= must return a model from a dict of 'tokens' and states to a dict "
            f"of 'scores' and the same states, got inputs {_names(inputs)} and outputs "
            f"{_names(outputs)}; begin with seqkit.networks.language_network"
        )


def check_some_characters(characters: int) -> None:
    """Require a character to share bits out to."""
    if not characters:
        raise ValueError(
            "the texts hold no character, so bits per character are not defined; give "
            "at least one"
        )


def check_prompt(prompt: Any) -> None:
    """Require one text to write on from."""
    if not isinstance(prompt, str):
        raise TypeError(
            f"prompt must be a string, got {plain(prompt)!r}; for several prompts "
            "call generate"
        )


def check_given(given: Any, texts: int) -> list[str]:
    """Require a text that stands before all others, or one before each."""
    several = [given] * texts if isinstance(given, str) else check_documents(given)
    if len(several) != texts:
        raise ValueError(
            f"given must be one text or as many as the {texts} that follow, got "
            f"{len(several)}; pass one for each"
        )
    return several


def check_stops(stop: Any) -> tuple[str, ...]:
    """Require None, a text that ends the writing, or several; return all."""
    if stop is None:
        return ()
    stops = (stop,) if isinstance(stop, str) else tuple(stop)
    if not all(isinstance(each, str) and each for each in stops):
        raise ValueError(
            f"stop must be a text, or several, none of them empty, got {stop!r}; leave "
            "it out to write to the end"
        )
    return stops


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


def _names(tensors: Any) -> list[str]:
    return list(tensors) if isinstance(tensors, dict) else [type(tensors).__name__]


def _is_list(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str)
