"""What a picture of attention between words draws and says."""

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from seqkit import plotting
from seqkit.estimators.alignment import Alignment

SOURCE, TARGET = ["ein", "großer", "Hund"], ["a", "big", "dog", "."]
ATTENTION = np.array([[0.7, 0.2, 0.1], [0, 0.8, 0.2], [0, 0, 1], [0.5, 0.25, 0.25]])


@pytest.fixture
def ax():
    return Figure(figsize=(6, 4), layout="constrained").subplots()


def labels(axis):
    return [tick.get_text() for tick in axis]


def test_rows_are_written_and_columns_read(ax):
    assert plotting.plot_alignment(SOURCE, TARGET, ATTENTION, ax=ax) is ax
    assert labels(ax.get_xticklabels()) == SOURCE
    assert labels(ax.get_yticklabels()) == TARGET
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("written", "read")
    np.testing.assert_array_equal(ax.images[0].get_array(), ATTENTION)
    assert ax.images[0].get_clim() == (0, 1)


def test_the_title_names_the_strongest_look(ax):
    plotting.plot_alignment(SOURCE, TARGET, ATTENTION, ax=ax)
    title = ax.get_title(loc="left").replace("\n", " ")
    assert title == "looked at most: Hund for dog (100 %)"


def test_blanks_and_dollars_are_drawn_as_they_are(ax):
    plotting.plot_alignment([" ", "$a$"], ["\n"], [[0.2, 0.8]], ax=ax)
    assert labels(ax.get_xticklabels()) == ["␣", "$a$"]
    assert labels(ax.get_yticklabels()) == ["⏎"]
    ax.figure.draw_without_rendering()


def test_long_texts_have_small_letters():
    sizes = []
    for count in (5, 60):
        words = [f"w{n}" for n in range(count)]
        ax = plotting.plot_alignment(words, words, np.eye(count))
        sizes.append(ax.get_yticklabels()[0].get_fontsize())
        pyplot.close(ax.figure)
    assert sizes[0] > sizes[1] >= 4


def test_an_alignment_draws_itself(ax):
    Alignment(SOURCE, TARGET, ATTENTION).plot(ax)
    assert labels(ax.get_yticklabels()) == TARGET
    other = Figure().subplots()
    numbers = np.zeros((2, 1))
    Alignment(np.zeros((3, 2)), numbers, ATTENTION[:2]).plot(other)
    assert labels(other.get_xticklabels()) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("attention", "words"),
    [
        (ATTENTION.T, "must have a row for each of the 4 tokens written and a column"),
        (ATTENTION[0], r"got shape \(3,\)"),
        (-ATTENTION, "attention must be finite numbers >= 0, got -1 among them"),
        (ATTENTION * np.nan, "attention must be finite numbers"),
        (None, "must have a row for each"),
    ],
)
def test_bad_attention_gets_one_sentence(ax, attention, words):
    with pytest.raises(ValueError, match=words):
        plotting.plot_alignment(SOURCE, TARGET, attention, ax=ax)
    with pytest.raises(ValueError, match="one at least, got shape"):
        plotting.plot_alignment([], [], np.zeros((0, 0)), ax=ax)
