"""Check pieces of music, in the forms that a generator reads, and its network."""

from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np

from seqkit.checks.sequences import check_some_sequences
from seqkit.checks.wording import listed, plain

_FORMS = (
    "the path of a MIDI file, what read_midi gives, a list of Note, whole numbers "
    "(timesteps, voices), or a roll (timesteps, 88)"
)


def check_music_list(X: Any, name: str = "X") -> list[Any]:
    """Require a list of pieces; return a list."""
    if hasattr(X, "columns") or isinstance(X, str) or not hasattr(X, "__len__"):
        raise TypeError(
            f"{name} must be a list of pieces, got {type(X).__name__}; for one piece "
            "pass [piece]"
        )
    pieces = list(X)
    check_some_sequences(len(pieces))
    if any(hasattr(piece, "velocity") for piece in pieces):
        raise TypeError(
            "X must be a list of pieces, got a list of Note, which is one; pass [notes]"
        )
    return pieces


def check_piece_form(piece: Any, name: str) -> np.ndarray:
    """Require an array of two dimensions, of a piece that is no notes and no file."""
    try:
        array = np.asarray(piece)
    except ValueError:  # rows of different lengths
        array = np.zeros(0)
    if array.ndim != 2 or array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be {_FORMS}, got {plain(piece)!r:.60}")
    return array


def check_played(steps: int, name: str) -> None:
    """Require a step of a piece."""
    if not steps:
        raise ValueError(f"{name} holds no note and no step; drop it")


def check_piano_pitches(pitches: np.ndarray, lowest: int, keys: int, name: str) -> None:
    """Require pitches that a piano has."""
    outside = pitches[(pitches < lowest) | (pitches >= lowest + keys)]
    if len(outside):
        raise ValueError(
            f"{name} must keep to the keys of a piano, pitches {lowest} to "
            f"{lowest + keys - 1}, got {outside[0]}; move it by octaves, or drop it"
        )


def check_same_grid(steps_per_beat: int, wanted: int, name: str) -> None:
    """Require the grid that is meant."""
    if steps_per_beat != wanted:
        raise ValueError(
            f"{name} has {steps_per_beat} steps a beat, but the generator reads "
            f"steps_per_beat={wanted}; read the file anew"
        )


def check_music_network(network: Any, states: Mapping[str, int], given: Any) -> None:
    """Require the inputs and outputs that a network of music has."""
    inputs: Any = getattr(network, "input", None)
    outputs: Any = getattr(network, "output", None)
    named = isinstance(inputs, dict) and isinstance(outputs, dict)
    whole = named and set(inputs) == {*given, *states}
    if not (whole and set(outputs) == {"scores", *states}):
        raise ValueError(
            f"network= must return a model from a dict of {listed(given, 'and')} and "
            "states to a dict of 'scores' and the same states, got inputs "
            f"{_names(inputs)} and outputs {_names(outputs)}; begin with "
            "seqkit.networks.music_network"
        )


def reject_piece(name: str, error: Exception) -> NoReturn:
    """Say which of several pieces it is that is wrong."""
    raise type(error)(f"{name}: {error}") from error


def _names(tensors: Any) -> list[str]:
    return list(tensors) if isinstance(tensors, dict) else [type(tensors).__name__]
