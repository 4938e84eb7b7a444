"""Check pairs of sequences, source and target, of texts, tokens or numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit.checks.sequences import check_some_sequences
from seqkit.checks.wording import plain, some, warn

_FIRST = 3  # numbers that a warning shows


def check_side(name: str, rows: Any) -> None:
    """Require a list with something in it for one side of pairs.

    Parameters
    ----------
    name : "X" for sources, "y" for targets
    """
    if isinstance(rows, str) or not hasattr(rows, "__len__"):
        raise TypeError(
            f"{name} must be a list of texts, of token lists or of series, got "
            f"{plain(rows)!r:.60}; for one text pass [text]"
        )
    check_some_sequences(len(rows))


def check_side_texts(name: str, rows: Sequence[Any]) -> list[str]:
    """Require a text in every row of a side."""
    if hasattr(rows, "columns"):
        raise TypeError(
            f"{name} must be a list of texts, got a frame; pass its column of texts"
        )
    for where, row in enumerate(rows):
        if not isinstance(row, str):
            raise TypeError(
                f"{name}[{where}] must be a text, got {plain(row)!r:.60}; drop the pair"
            )
    return list(rows)


def check_side_tokens(name: str, rows: Sequence[Any]) -> list[list[str]]:
    """Require a list of strings in every row of a side."""
    for where, row in enumerate(rows):
        listed = hasattr(row, "__len__") and not isinstance(row, str)
        if not listed or not all(isinstance(token, str) for token in row):
            raise TypeError(
                f"{name}[{where}] must be a list of tokens, all of them strings, got "
                f"{plain(row)!r:.60}"
            )
    return [list(row) for row in rows]


def check_translating_network(network: Any, parts: Sequence[str]) -> None:
    """Require the parts that a network which writes sequences has."""
    names = {layer.name for layer in network.layers}
    missing = [part for part in parts if part not in names]
    if missing:
        raise ValueError(
            f"network= must return a model with the parts {' and '.join(parts)}, got "
            f"none named {missing[0]}; begin with seqkit.networks.translating_network"
        )


def check_only_parts(network: Any, parts: Sequence[str]) -> None:
    """Require a network that can be put together from its parts in another form."""
    for layer in network.layers:
        if layer.name not in parts and layer.name not in network.input:
            raise ValueError(
                f"the model of network= has the layer {layer.name!r} beside its parts "
                f"{', '.join(parts)}, which such a training leaves out; put it into one"
            )


def check_some_pairs(count: int) -> None:
    """Require a pair that can be learnt from, or scored."""
    if not count:
        raise ValueError(
            "no pair has something on both sides and fits longest=; give at least one"
        )


def check_covers_source(there: bool) -> None:
    """Require tokens that are written with attention."""
    if not there:
        raise ValueError(
            "coverage needs attention='dot' or 'additive', and targets of tokens; "
            "choose one of them, or leave it 0"
        )


def check_feeds_what_is_seen(there: bool) -> None:
    """Require attention, whose findings are fed."""
    if not there:
        raise ValueError(
            "input_feeding=True needs attention='dot' or 'additive'; choose one of "
            "them, or leave it False"
        )


def check_looks(there: bool) -> None:
    """Require a network that looks at the source."""
    if not there:
        raise ValueError(
            "return_attention needs a network with attention; fit with attention='dot' "
            "or 'additive'"
        )


def check_written_lengths(length: Any, sources: int, fitted: int | None) -> np.ndarray:
    """Require how many steps each series has that is written; return int64 (sources,).

    Parameters
    ----------
    length : a whole number, one for each source, or None for that of the training
    fitted : the steps of all targets of the training, None where they differ
    """
    if length is None and fitted is None:
        raise ValueError(
            "the targets of the training have different lengths, so predict needs "
            "length=, a whole number or one for each source"
        )
    found = np.asarray(fitted if length is None else length)
    wrong = found.dtype.kind not in "iu" or found.shape not in ((), (sources,))
    if wrong or found.min(initial=1) < 1:
        raise ValueError(
            f"length must be a whole number >= 1, or one for each of the {sources} "
            f"sources, got {plain(length)!r:.60}"
        )
    return np.broadcast_to(found.astype("int64"), (sources,))


def check_one_best(n_best: int) -> None:
    """Require that of written numbers no second best is asked for."""
    if n_best != 1:
        raise ValueError(
            f"n_best={n_best} needs targets of tokens, but the model writes series; "
            "leave it out"
        )


def warn_unusable_pairs(what: str, pairs: Sequence[Any]) -> None:
    """Say which pairs training leaves out, and why."""
    if len(pairs):
        many = "s" if len(pairs) > 1 else ""
        warn(
            f"left out {len(pairs)} pair{many} {what} ({some(pairs, _FIRST)})",
        )


def warn_cut_sources(sources: Sequence[Any], longest: int) -> None:
    """Say which sources are read to a part only."""
    if len(sources):
        many = "s" if len(sources) > 1 else ""
        warn(
            f"read the first {longest} steps alone of {len(sources)} source{many} "
            f"({some(sources, _FIRST)}); divide what is longer, or raise longest=",
        )


def check_translations(predicted: Any, references: Any) -> tuple[list[str], list[str]]:
    """Require texts, and a reference for each translation; return lists."""
    sides = []
    for name, texts in (("predicted", predicted), ("references", references)):
        if isinstance(texts, str) or not hasattr(texts, "__len__"):
            raise TypeError(
                f"{name} must be a list of texts, got {plain(texts)!r:.60}; for one "
                "text pass [text]"
            )
        sides.append(check_side_texts(name, texts))
    said, wanted = sides
    if len(said) != len(wanted):
        raise ValueError(
            f"got {len(said)} translations but {len(wanted)} references; give one for "
            "each"
        )
    if not said:
        raise ValueError("there are no translations to score; give at least one")
    return said, wanted


def check_alignment(
    attention: Any, source: Sequence[Any], target: Sequence[Any]
) -> np.ndarray:
    """Require attention of each target step to each source step; return float64."""
    found = np.asarray(attention, dtype="float64")
    shape = len(target), len(source)
    if found.shape != shape or not found.size:
        raise ValueError(
            f"attention must have a row for each of the {shape[0]} tokens written and "
            f"a column for each of the {shape[1]} read, one at least, got shape "
            f"{found.shape}"
        )
    if not (np.isfinite(found) & (found >= 0)).all():
        raise ValueError(
            f"attention must be finite numbers >= 0, got {found.min():g} among them"
        )
    return found
