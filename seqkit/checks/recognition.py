"""Check what recognisers are given, and what their frames can say."""

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np

from seqkit.checks.translation import check_side_texts
from seqkit.checks.wording import plain, some, warn

_FIRST = 3  # rows that a warning shows
_LEAST = -1e29  # what is below is the logarithm of 0


def check_frame_chances(log_probs: Any) -> np.ndarray:
    """Require log probabilities (rows, frames, classes); return float64."""
    array = np.asarray(log_probs)
    if array.ndim != 3 or array.dtype.kind != "f" or not array.shape[1]:
        raise ValueError(
            "log probabilities must have shape (rows, frames, classes), one frame at "
            f"least, got {array.shape} of {array.dtype}; for one row pass x[None]"
        )
    if array.shape[2] < 2 or np.isnan(array).any():
        raise ValueError(
            "log probabilities must be numbers of the blank and of one symbol at "
            f"least, got {array.shape[2]} classes{_with_nan(array)}"
        )
    wide = array.astype("float64")
    return np.where(wide < _LEAST, -np.inf, wide)


def check_symbol_chances(probabilities: Any) -> np.ndarray:
    """Require a frame of probabilities, a row for each step; return float64."""
    if not hasattr(probabilities, "columns"):
        raise TypeError(
            "probabilities must be a DataFrame of one row of predict_proba, got "
            f"{plain(probabilities)!r:.60}; take predict_proba(X)[0]"
        )
    found = probabilities.to_numpy(dtype="float64")
    if not found.size or not ((found >= 0) & (found <= 1 + 1e-5)).all():
        raise ValueError(
            "probabilities must hold numbers from 0 to 1 for one step at least, got "
            f"shape {found.shape}; take predict_proba(X)[0]"
        )
    return found


def check_scored_prefixes(found: tuple, wanted: tuple[int, int]) -> None:
    """Require that a language model scored what may follow each prefix."""
    if found != wanted:
        raise ValueError(
            "the language model must give an array (prefixes, classes) of shape "
            f"{wanted}, got {found}"
        )


def check_enough_frames(frames: int, needed: int, row: Any = None) -> None:
    """Require as many frames as a transcript needs."""
    if frames < needed:
        where = "" if row is None else f" of row {plain(row)!r}"
        raise ValueError(
            f"the transcript{where} needs {needed} frames, one between equal "
            f"neighbours, but there are {frames}; shorten it, or stack fewer frames"
        )


def check_known_symbols(text: str, known: bool, row: Any) -> None:
    """Require a text of symbols that were learnt."""
    if not known:
        raise ValueError(
            f"the text {text!r:.60} of row {plain(row)!r} has a symbol that no text "
            "of the training had; leave the row out, or train with it"
        )


def check_transcripts(predicted: Any, references: Any) -> tuple[list[str], list[str]]:
    """Require texts, and a reference for each transcript; return lists."""
    for name, texts in (("predicted", predicted), ("references", references)):
        if isinstance(texts, str) or not hasattr(texts, "__len__"):
            raise TypeError(
                f"{name} must be a list of texts, got {plain(texts)!r:.60}; for one "
                "text pass [text]"
            )
    said = check_side_texts("predicted", predicted)
    wanted = check_side_texts("references", references)
    if len(said) != len(wanted):
        raise ValueError(
            f"got {len(said)} transcripts but {len(wanted)} references; give one for "
            "each"
        )
    if not said:
        raise ValueError("there are no transcripts to score; give at least one")
    return said, wanted


def warn_too_long(rows: Sequence[Any]) -> None:
    """Say which transcripts have more symbols than their frames can hold."""
    if len(rows):
        many = "s" if len(rows) > 1 else ""
        warn(
            f"left out {len(rows)} row{many} whose text needs more steps than there "
            f"are ({some(rows, _FIRST)}); check the text, or lower stacked="
        )


def check_some_spelt(count: int) -> None:
    """Require a row that can be learnt from."""
    if not count:
        raise ValueError(
            "no row has a text that fits into its steps; give at least one, or lower "
            "stacked="
        )


def check_recognised(shape: Any, steps: int | None, classes: int) -> None:
    """Require that a network says of each step how likely each symbol is."""
    one = isinstance(shape, tuple) and len(shape) == 3
    if not one or shape[2] != classes or steps not in (None, shape[1]):
        raise ValueError(
            "the network of network= must give log probabilities (batch, steps, "
            f"classes), a step for each `stacked` frames and {classes} classes, got "
            f"shape {shape}; begin with seqkit.networks.recognising_network"
        )


def check_masks(name: str, masks: Any) -> tuple[int, float]:
    """Require how many masks there are, and the size of the largest."""
    pair = masks if isinstance(masks, (tuple, list)) else ()
    whole = len(pair) == 2 and isinstance(pair[0], Integral) and int(pair[0]) >= 0
    if not whole or not isinstance(pair[1], Real) or float(pair[1]) < 0:
        raise ValueError(
            f"{name} must be (how many, size of the largest), like (2, 0.1), got "
            f"{masks!r}"
        )
    return int(pair[0]), float(pair[1])


def check_streamed_normalisation(running: bool) -> None:
    """Require that frames are normalised by what came before them alone."""
    if not running:
        raise ValueError(
            "stream needs frames that are normalised without what is still to come; "
            "fit with bidirectional=False and normalise='running'"
        )


def check_streamed_layers(kinds: Sequence[str]) -> None:
    """Require layers that see no frame that is still to come."""
    if kinds:
        raise ValueError(
            f"stream needs a network that sees no later frame, but it has {kinds[0]} "
            "layers; fit with bidirectional=False, filters=() and normalise='running'"
        )


def check_streamed_outputs(equal: bool) -> None:
    """Require that a network says of chunks what it says of the whole."""
    if not equal:
        raise ValueError(
            "stream needs recurrent and dense layers one after the other, but the "
            "network says other things of chunks than of the whole; fit without "
            "network="
        )


def check_streamed_rate(found: int, expected: int) -> None:
    """Require chunks at the rate of the model."""
    if found != expected:
        raise ValueError(
            f"stream hears {expected} samples a second, the rate of the model, got "
            f"rate={found}; record at {expected}, or fit with rate={found}"
        )


def check_language_cut(own: str, other: str) -> None:
    """Require a language model of the symbols that a recogniser writes."""
    if own != other:
        raise ValueError(
            f"the language model reads tokens={other!r}, but the recognizer writes "
            f"tokens={own!r}; fit both with the same"
        )


def check_language_model(there: bool, given: Any) -> None:
    """Require something that can score texts."""
    if not there:
        raise TypeError(
            "language must be a fitted TextGenerator, or a function from texts to log "
            f"probabilities of what comes next, got {plain(given)!r:.60}"
        )


def _with_nan(array: np.ndarray) -> str:
    return " and NaN" if np.isnan(array).any() else ""
