"""Draw pieces of music as piano rolls."""

from typing import Any

import numpy as np

from seqkit import checks
from seqkit.plotting import axes

_HEIGHT, _WIDTH = 0.8, 0.08  # of a note's bar; the gap between two, steps
_OCTAVE, _C = 12, 60
_MARGIN = 2  # semitones
_MOST_OCTAVES = 4  # in which every third note is named, too
_SHARP = (1, 3, 6, 8, 10)


def plot_piano_roll(
    notes: Any,
    ax: Any = None,
    *,
    primer: int = 0,
    bar: int | None = None,
    title: str | None = None,
) -> Any:
    """Draw each note as a bar from its start to its end, at the height of its pitch.

    Parameters
    ----------
    notes : list of Note, or a list of such lists, of a colour each
    ax : matplotlib axes, or None for a new figure
    primer : notes that start before this step are drawn grey: they were given
    bar : a line every so many steps
    title : what was found; how many notes there are when None

    Returns
    -------
    the axes

    Raises
    ------
    ValueError
        If a note is outside of its ranges.

    Examples
    --------
    >>> from seqkit.sequences import Note
    >>> ax = axes.windowless_axes()[0]
    >>> plot_piano_roll([Note(0, 60, 4), Note(4, 64, 2)], ax).get_title(loc="left")
    '2 notes in 6 steps'
    """
    tracks = checks.check_tracks(notes)
    every = sorted(note for track in tracks for note in track)
    last = max((note.end for note in every), default=0)
    ax = axes.axes_or_new(ax, size=(9, 3))
    for number, track in enumerate(tracks):
        _draw_notes(ax, track, _colour(number), primer)
    _label_pitches(ax, [note.pitch for note in every])
    if bar is not None:
        checks.check_count("bar", bar)
        for step in range(0, last + 1, bar):
            ax.axvline(step, color=axes.GREY, linewidth=0.8, zorder=0)
    ax.set(xlim=(0, max(1, last)), xlabel="step")
    ax.locator_params(axis="x", integer=True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_ylabel("pitch")
    counted = f"{len(every)} note{'' if len(every) == 1 else 's'} in {last} steps"
    ax.set_title(counted if title is None else title, loc="left")
    return ax


def _draw_notes(ax: Any, notes: list[Any], colour: str, primer: int) -> None:
    """Draw a bar for each note, grey where it was given."""
    for given in (True, False):
        drawn = [note for note in notes if (note.start < primer) == given]
        ax.barh(
            [note.pitch for note in drawn],
            [note.length - _WIDTH for note in drawn],
            left=[note.start + _WIDTH / 2 for note in drawn],
            height=_HEIGHT,
            color=axes.GREY if given else colour,
        )


def _label_pitches(ax: Any, pitches: list[int]) -> None:
    """Name every C, and shade the black keys."""
    low = min(pitches, default=_C) - _MARGIN
    high = max(pitches, default=_C) + _MARGIN
    ax.set_ylim(low - 0.5, high + 0.5)
    for pitch in range(low, high + 1):
        if pitch % _OCTAVE in _SHARP:
            ax.axhspan(pitch - 0.5, pitch + 0.5, color="#F3F3F3", zorder=0)
    wanted = (0,) if high - low > _MOST_OCTAVES * _OCTAVE else (0, 7)
    named = [p for p in range(low, high + 1) if p % _OCTAVE in wanted]
    ax.set_yticks(named, [_name(pitch) for pitch in named])
    ax.tick_params(axis="y", length=0)


def _name(pitch: int) -> str:
    """Return the name of a white key: 60 is C4, as most programs count."""
    letters = dict(zip((0, 2, 4, 5, 7, 9, 11), "CDEFGAB", strict=True))
    return f"{letters[pitch % _OCTAVE]}{pitch // _OCTAVE - 1}"


def _colour(number: int) -> str:
    colours = (axes.BLUE, axes.RED, "#009E73", "#CC79A7")
    return str(np.array(colours)[number % len(colours)])
