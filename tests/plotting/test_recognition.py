"""Probabilities of symbols over time: lines, names at peaks, what lies behind."""

import numpy as np
import pandas as pd
import pytest

from seqkit.plotting import plot_symbol_probabilities, windowless_axes

STEPS = pd.Index([0.0, 2.0, 4.0, 6.0, 8.0], name="column")
CHANCES = pd.DataFrame(
    {
        "<blank>": [0.1, 0.1, 0.9, 0.2, 0.96],
        "a": [0.9, 0.8, 0.06, 0.1, 0.02],
        "$": [0.0, 0.1, 0.04, 0.7, 0.02],
        "z": [0.0, 0.0, 0.0, 0.0, 0.0],
    },
    STEPS,
)


def test_lines_are_those_of_symbols_that_are_seen():
    ax = plot_symbol_probabilities(CHANCES, ax=windowless_axes()[0])
    assert [text.get_text() for text in ax.texts] == ["a", "$"]
    assert [text.get_position()[0] for text in ax.texts] == [2.0, 7.0]
    blank, first, second = ax.patches
    np.testing.assert_allclose(first.get_data().values, CHANCES["a"])
    np.testing.assert_allclose(second.get_data().values, CHANCES["$"])
    assert blank.get_label() == "blank"
    assert ax.get_title("left") == "the likeliest symbols spell 'a$'"
    assert ax.get_xlabel() == "column"
    assert ax.get_xlim() == (0, 10)


def test_a_picture_lies_behind_the_lines():
    picture = np.eye(5)
    ax = plot_symbol_probabilities(CHANCES, behind=picture, ax=windowless_axes()[0])
    (image,) = ax.images
    np.testing.assert_array_equal(image.get_array(), picture)
    assert image.get_extent() == [0, 10, 0, 1]
    ax.figure.canvas.draw()


def test_one_step_is_drawn():
    ax = plot_symbol_probabilities(CHANCES.iloc[:1], ax=windowless_axes()[0])
    assert ax.get_xlim() == (0, 1)


def test_wrong_probabilities_get_one_sentence():
    with pytest.raises(TypeError, match="must be a DataFrame of one row"):
        plot_symbol_probabilities([CHANCES])
    with pytest.raises(ValueError, match="numbers from 0 to 1 for one step at least"):
        plot_symbol_probabilities(CHANCES.iloc[:0])
    with pytest.raises(ValueError, match="numbers from 0 to 1"):
        plot_symbol_probabilities(np.log(CHANCES.replace(0, 0.5)))
