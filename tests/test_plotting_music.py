"""What a piano roll draws: bars where notes are, names of pitches, a title."""

import matplotlib as mpl
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from seqkit.plotting import plot_piano_roll
from seqkit.plotting.axes import BLUE, GREY, RED
from seqkit.sequences import Note

NOTES = [Note(0, 60, 4), Note(4, 64, 2), Note(4, 67, 1)]


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def bars(ax):
    """Return (middle of the bar, start, end, colour) of each note drawn."""
    found = []
    for group in ax.containers:
        for bar in group.patches:
            (x0, y0), (x1, y1) = bar.get_bbox().get_points()
            colour = to_rgb(bar.get_facecolor())
            found.append(((y0 + y1) / 2, round(x0), round(x1), colour))
    return sorted(found)


def test_each_note_is_a_bar_from_its_start_to_its_end():
    ax = plot_piano_roll(NOTES)
    blue = to_rgb(BLUE)
    assert bars(ax) == [(60, 0, 4, blue), (64, 4, 6, blue), (67, 4, 5, blue)]
    assert ax.get_xlim() == (0, 6)
    assert ax.get_title(loc="left") == "3 notes in 6 steps"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step", "pitch")


def test_given_axes_are_drawn_on_and_returned():
    ax = Figure().subplots()
    assert plot_piano_roll(NOTES, ax, title="A tune") is ax
    assert ax.get_title(loc="left") == "A tune"
    assert not pyplot.get_fignums()


def test_primer_is_grey_and_voices_have_colours():
    ax = plot_piano_roll([NOTES[:1], NOTES[1:]], primer=4)
    assert [bar[3] for bar in bars(ax)] == [to_rgb(GREY), *[to_rgb(RED)] * 2]


def test_pitches_are_named_as_programs_count():
    ax = plot_piano_roll(NOTES)
    names = {
        tick: label.get_text()
        for tick, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    }
    assert names == {60: "C4", 67: "G4"}
    wide = plot_piano_roll([Note(0, 21, 1), Note(0, 108, 1)])
    texts = [label.get_text() for label in wide.get_yticklabels()]
    assert texts == [f"C{octave}" for octave in range(1, 9)]


def test_bars_of_music_are_lines():
    ax = plot_piano_roll(NOTES, bar=2)
    assert [line.get_xdata()[0] for line in ax.lines] == [0, 2, 4, 6]
    with pytest.raises(ValueError, match="bar must be a whole number >= 1, got 0"):
        plot_piano_roll(NOTES, bar=0)


def test_nothing_is_drawn_of_nothing():
    ax = plot_piano_roll([])
    assert bars(ax) == []
    assert ax.get_title(loc="left") == "0 notes in 0 steps"


def test_what_is_no_note_is_named_and_settings_stay():
    before = mpl.rcParams.copy()
    plot_piano_roll(NOTES)
    assert mpl.rcParams == before
    with pytest.raises(TypeError, match="note 0 must be a Note, got 3"):
        plot_piano_roll([3])
