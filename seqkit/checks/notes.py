"""Check notes, rolls, chords, events of music, and the files that hold them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from seqkit.checks.wording import plain

_PITCHES = 128
_LOUDEST = 127
_SLOWEST, _FASTEST = 8000, 192_000  # samples a second
_EVENTS = {"on": (0, 127), "off": (0, 127), "shift": (1, None), "velocity": (1, 127)}


def check_notes(notes: Any) -> list[Any]:
    """Require notes in their ranges; return a list of them, sorted."""
    if not isinstance(notes, Iterable):
        raise TypeError(f"notes must be a list of Note, got {plain(notes)!r:.60}")
    found = list(notes)
    for place, note in enumerate(found):
        if not hasattr(note, "velocity"):
            raise TypeError(
                f"note {place} must be a Note, got {plain(note)!r:.60}; make it with "
                "Note(start, pitch, length)"
            )
        for name, value, low, high in (
            ("start", note.start, 0, None),
            ("pitch", note.pitch, 0, _PITCHES - 1),
            ("length", note.length, 1, None),
            ("velocity", note.velocity, 1, _LOUDEST),
        ):
            if not _is_whole(value, low, high):
                raise ValueError(
                    f"the {name} of note {place} must be {_range(low, high)}, got "
                    f"{plain(value)!r}; mend it"
                )
    return sorted(found)


def check_untangled(notes: Any) -> list[Any]:
    """Require that of notes of one pitch who begins first does not end last."""
    known = check_notes(notes)
    latest: dict[int, Any] = {}
    for note in known:
        around = latest.get(note.pitch)
        if around is not None and around.end > note.end:
            raise ValueError(
                f"the note of pitch {note.pitch} at step {note.start} lies within the "
                f"one from step {around.start} to {around.end}, so that ends cannot be "
                "told apart; cut or drop one"
            )
        latest[note.pitch] = note
    return known


def check_velocity(velocity: Any) -> None:
    """Require a velocity of a note."""
    if not _is_whole(velocity, 1, _LOUDEST):
        raise ValueError(
            f"velocity must be {_range(1, _LOUDEST)}, got {plain(velocity)!r}"
        )


def check_ends_within(last: int, timesteps: Any) -> int:
    """Require that the last note ends before a length does."""
    if not _is_whole(timesteps, 0, None) or timesteps < last:
        raise ValueError(
            f"timesteps must be a whole number >= {last}, where the last note ends, "
            f"got {plain(timesteps)!r}"
        )
    return int(timesteps)


def check_roll(name: str, roll: Any) -> np.ndarray:
    """Require a piano roll of truth values; return bool."""
    array = np.asarray(roll)
    if array.ndim != 2 or array.shape[1] != _PITCHES:
        raise ValueError(
            f"{name} must have shape (timesteps, {_PITCHES}), got {array.shape}; give "
            "every pitch its column"
        )
    if array.dtype != bool and not np.isin(array, (0, 1)).all():
        raise ValueError(
            f"{name} must hold True and False, or 1 and 0, got "
            f"{array[~np.isin(array, (0, 1))][0]}; compare it with a threshold"
        )
    return array.astype(bool)


def check_onsets(onsets: Any, sounding: np.ndarray) -> np.ndarray:
    """Require onsets of the shape of a roll, where it sounds."""
    array = check_roll("onsets", onsets)
    if array.shape != sounding.shape:
        raise ValueError(
            f"onsets must have the shape {sounding.shape} of roll, got {array.shape}"
        )
    silent = np.argwhere(array & ~sounding)
    if len(silent):
        step, pitch = map(int, silent[0])
        raise ValueError(
            f"onsets begin a note of pitch {pitch} at step {step}, where roll is "
            "silent; make both from the same notes"
        )
    return array


def check_chords(chords: Any, name: str = "chords") -> np.ndarray:
    """Require pitches of voices, -1 for silence; return int64 (timesteps, voices)."""
    array = np.asarray(chords)
    if array.ndim != 2 or (array.size and array.dtype.kind not in "iu"):
        raise ValueError(
            f"{name} must be whole numbers (timesteps, voices), got shape "
            f"{array.shape} of {array.dtype}; write -1 where a voice is silent"
        )
    outside = np.argwhere((array < -1) | (array >= _PITCHES))
    if len(outside):
        step, voice = map(int, outside[0])
        raise ValueError(
            f"{name} hold {array[step, voice]} at step {step} of voice {voice}, "
            f"expected a pitch from 0 to {_PITCHES - 1}, or -1 for silence"
        )
    return array.astype("int64")


def check_four_voices(chords: np.ndarray) -> np.ndarray:
    """Require four voices and a step."""
    if chords.shape[1] != 4 or not len(chords):
        raise ValueError(
            "chords must have shape (timesteps, 4), soprano first, with a step at "
            f"least, got {chords.shape}"
        )
    return chords


def check_pieces(pieces: Any) -> list[np.ndarray]:
    """Require a list of the chords of several pieces; the error names the piece."""
    if isinstance(pieces, str) or not hasattr(pieces, "__len__"):
        raise TypeError(
            "pieces must be a list of arrays (timesteps, voices), got "
            f"{plain(pieces)!r:.60}; for one piece pass [chords]"
        )
    return [
        check_chords(piece, f"the chords of piece {where}")
        for where, piece in enumerate(pieces)
    ]


def check_some_steps(steps: int) -> None:
    """Require a step of a piece."""
    if not steps:
        raise ValueError(
            "the pieces hold no step, so there is nothing to count; give at least one"
        )


def check_one_at_a_time(voice: int, step: int, sung: np.ndarray) -> None:
    """Require that a voice is free where a note begins and while it lasts."""
    if (sung >= 0).any():
        busy = step + int(np.argmax(sung >= 0))
        raise ValueError(
            f"voice {voice} has two notes at step {busy}; divide them among voices"
        )


def check_enough_voices(sounding: np.ndarray, voices: int) -> None:
    """Require that no more pitches sound at once than there are voices."""
    if len(sounding) and sounding.max() > voices:
        step = int(np.argmax(sounding > voices))
        raise ValueError(
            f"{sounding[step]} pitches sound at step {step}, but there are "
            f"voices={voices}; ask for more"
        )


def check_events(events: Any) -> list[tuple[str, int]]:
    """Require events; return their kinds and numbers."""
    if isinstance(events, str) or not isinstance(events, Iterable):
        raise TypeError(
            "events must be a list of words like 'on 60', got "
            f"{plain(events)!r:.60}; cut a text with split('\\n')"
        )
    return [_event(place, event) for place, event in enumerate(events)]


def check_mendable(mend: bool, place: int, pitch: int) -> bool:
    """Require a note that an event ends, or the wish to leave the event out."""
    if not mend:
        raise ValueError(
            f"event {place} ends pitch {pitch}, which is not sounding; begin it with "
            f"'on {pitch}', or pass mend=True to leave such events out"
        )
    return False


def check_all_ended(mend: bool, pitches: Sequence[int]) -> None:
    """Require that no note is left sounding, or the wish to end them."""
    if pitches and not mend:
        raise ValueError(
            f"pitch {pitches[0]} still sounds after the last event; end it with 'off "
            f"{pitches[0]}', or pass mend=True"
        )


def check_lengths_of_events(mend: bool, notes: Sequence[Any]) -> None:
    """Require that time goes by while a note sounds, or the wish to drop the note."""
    for note in notes:
        if not note.length and not mend:
            raise ValueError(
                f"the note of pitch {note.pitch} ends at step {note.start}, where it "
                "began; put a 'shift' between, or pass mend=True to leave it out"
            )


def check_tracks(notes: Any, *, untangled: bool = True) -> list[list[Any]]:
    """Require notes, or a list of them for each track; return the latter."""
    check = check_untangled if untangled else check_notes
    found = list(notes) if isinstance(notes, Iterable) else [notes]
    if all(isinstance(track, list) for track in found) and found:
        return [check(track) for track in found]
    return [check(found if isinstance(notes, Iterable) else notes)]


def check_sample_rate(sample_rate: Any) -> None:
    """Require a rate that music is sampled at."""
    if not _is_whole(sample_rate, _SLOWEST, _FASTEST):
        raise ValueError(
            f"sample_rate must be {_range(_SLOWEST, _FASTEST)}, in Hz, got "
            f"{plain(sample_rate)!r}"
        )


def check_audible(frequencies: Sequence[float], sample_rate: int) -> None:
    """Require tones below half of the sample rate, in Hz."""
    highest = max(frequencies, default=0)
    if highest >= sample_rate / 2:
        raise ValueError(
            f"a note sounds at {highest:.0f} Hz, but sample_rate={sample_rate} holds "
            f"what is below {sample_rate / 2:g} Hz; sample faster, or move the note"
        )


def check_midi_clock(path: Path, ticks_per_beat: int) -> None:
    """Require a file that counts time in beats."""
    if ticks_per_beat <= 0:
        raise ValueError(
            f"{path} counts time in frames of film, not in beats; export it again with "
            "ticks per quarter note"
        )


def check_midi_grid(steps_per_beat: Any, most: int) -> None:
    """Require a grid that a file can state."""
    if not _is_whole(steps_per_beat, 1, most):
        raise ValueError(
            f"steps_per_beat must be {_range(1, most)}, the ticks of a beat that a "
            f"MIDI file can state, got {plain(steps_per_beat)!r}"
        )


def reject_midi(path: Path, reason: object) -> NoReturn:
    """Say that a file is not MIDI, or not whole."""
    why = str(reason).strip(" .") or type(reason).__name__
    raise ValueError(f"{path} is not a whole MIDI file ({why}); get it again")


def _event(place: int, event: Any) -> tuple[str, int]:
    kind, _, digits = event.partition(" ") if isinstance(event, str) else ("", "", "")
    number = int(digits) if digits.isascii() and digits.isdigit() else -1
    if kind not in _EVENTS or not _is_whole(number, *_EVENTS[kind]):
        raise ValueError(
            f"event {place} must be 'on 60', 'off 60', 'shift 4' or 'velocity 90' with "
            f"a number that fits, got {plain(event)!r:.60}"
        )
    return kind, number


def _is_whole(value: Any, low: int, high: int | None) -> bool:
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    return whole and value >= low and (high is None or value <= high)


def _range(low: int, high: int | None) -> str:
    return f"a whole number {f'>= {low}' if high is None else f'from {low} to {high}'}"
