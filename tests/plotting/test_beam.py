"""What the picture of a beam search draws and says."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from seqkit import plotting
from seqkit.plotting import axes

NO = np.nan
TREE = pd.DataFrame(
    [
        (-1, 0, "<start>", 0.0, NO, True),
        (0, 1, "a", -0.2, NO, True),
        (0, 1, "$b$", -0.1, NO, False),
        (1, 2, "dog", -0.3, NO, True),
        (2, 2, "<end>", -2.0, -1.5, False),
        (3, 3, "<end>", -0.4, -0.2, True),
    ],
    columns=["parent", "length", "token", "log_probability", "score", "best"],
)


@pytest.fixture
def ax():
    return Figure(figsize=(6, 4), layout="constrained").subplots()


def test_tokens_and_log_probabilities_are_written(ax):
    assert plotting.plot_beam_tree(TREE, ax) is ax
    texts = [text.get_text() for text in ax.texts]
    assert [text for text in texts if text in set(TREE["token"])] == [*TREE["token"]]
    numbers = ["−0.20", "−0.10", "−0.30", "−2.00, score −1.50", "−0.40, score −0.20"]
    assert set(numbers) <= set(texts)
    assert len(texts) == 6 + 5  # the start has no number
    ax.figure.draw_without_rendering()


def test_the_best_runs_along_the_top_and_is_blue(ax):
    plotting.plot_beam_tree(TREE, ax)
    tokens = dict(zip([0, 1, 2, 3, 4, 5], ax.texts[::2], strict=False))
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["<start>"] == heights["a"] == heights["dog"] == 0
    assert heights["$b$"] == 1
    assert tokens[0].get_color() == axes.BLUE
    blue = [line for line in ax.lines if line.get_color() == axes.BLUE]
    assert len(blue) == 3
    assert len(ax.lines) == 5
    assert all(set(line.get_ydata()) == {0} for line in blue)
    title = ax.get_title(loc="left")
    assert title == "best of 2 that ended: a dog (score −0.20)"


def test_the_title_has_the_text_as_it_is_written_even_with_signs_of_formulas(ax):
    tree = TREE.assign(token=["<start>", "a", "b", " ", "<end>", "<end>"])
    tree.attrs["text"] = "$ %^^ $ a"
    plotting.plot_beam_tree(tree, ax)
    assert "ended: $ %^^ $ a (score" in ax.get_title(loc="left")
    assert "␣" in {text.get_text() for text in ax.texts}
    ax.figure.draw_without_rendering()


def test_a_large_tree_has_small_letters():
    sizes = []
    for count in (3, 60):
        steps = np.arange(count)
        tree = pd.DataFrame(
            {
                "parent": steps - 1,
                "length": steps,
                "token": "<end>",
                "log_probability": -steps * 1.0,
                "score": np.where(steps == count - 1, -1.0, NO),
                "best": True,
            }
        )
        ax = plotting.plot_beam_tree(tree)
        sizes.append(ax.texts[0].get_fontsize())
        pyplot.close(ax.figure)
    assert sizes[0] > sizes[1] >= 3.5


@pytest.mark.parametrize(
    ("tree", "error", "message"),
    [
        ([1], TypeError, r"tree must be a frame, as beam_tree returns it, got \[1\]"),
        (TREE.drop(columns="score"), ValueError, "tree has no column 'score'; give"),
        (TREE.iloc[:1], ValueError, "tree must begin with its start and name parents"),
        (TREE.iloc[::-1], ValueError, "tree must begin with its start"),
    ],
)
def test_what_is_no_tree_gets_one_sentence(ax, tree, error, message):
    with pytest.raises(error, match=message):
        plotting.plot_beam_tree(tree, ax)
