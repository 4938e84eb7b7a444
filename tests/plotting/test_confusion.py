"""What the picture of mix-ups draws and says."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from seqkit import plotting
from seqkit.metrics import tag_confusion
from seqkit.plotting.axes import BLUE, RED


@pytest.fixture
def ax():
    return Figure(figsize=(8, 4), layout="constrained").subplots()


def table(counts, names="ABC"):
    names = list(names)
    return pd.DataFrame(
        counts,
        index=pd.Index(names, name="expected"),
        columns=pd.Index(names, name="predicted"),
    )


def title(ax):
    return ax.get_title(loc="left").replace("\n", " ")


def written(ax):
    """Return the counts by (row, column)."""
    cells = {}
    for text in ax.texts:
        column, row = text.get_position()
        cells[row, column] = text.get_text()
    return cells


def test_counts_stand_where_expected_rows_and_predicted_columns_meet(ax):
    confusion = tag_confusion([[*"AAAB"]], [[*"ABBB"]])
    assert plotting.plot_confusion(confusion, ax) is ax
    assert written(ax) == {(0, 0): "1", (0, 1): "2", (1, 1): "1"}
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["A", "B"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["A", "B"]
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("expected", "predicted")


def test_the_title_names_the_most_frequent_mix_up(ax):
    plotting.plot_confusion(table([[9000, 2, 0], [40, 1960, 0], [0, 7, 1]]), ax)
    assert title(ax) == "most frequent mix-up: B taken for A, 40 of 2,000 (2.00 %)"


def test_the_title_says_when_nothing_is_mixed_up(ax):
    plotting.plot_confusion(table([[3, 0, 0], [0, 1, 0], [0, 0, 0]]), ax)
    assert title(ax) == "all 4 are right"


def test_right_cells_are_shaded_by_share_and_wrong_ones_by_count(ax):
    plotting.plot_confusion(table([[50, 50, 0], [25, 75, 0], [0, 0, 4]]), ax)
    (image,) = ax.images
    depths = [[0.5, 1, 0], [0.5, 0.75, 0], [0, 0, 1]]
    for row, column in np.ndindex(3, 3):
        full = np.array(to_rgb(BLUE if row == column else RED))
        depth = 0.85 * depths[row][column]
        expected = 1 - depth * (1 - full)
        np.testing.assert_allclose(image.get_array()[row, column], expected)


def test_a_tag_that_is_only_predicted_leaves_its_row_empty(ax):
    plotting.plot_confusion(table([[5, 1], [0, 0]], "AB"), ax)
    assert written(ax) == {(0, 0): "5", (0, 1): "1"}


def test_every_count_fits_into_its_cell():
    counts = np.full((17, 17), 12345)
    ax = plotting.windowless_axes()[0]
    ax.figure.set_size_inches(8, 7)
    plotting.plot_confusion(table(counts, [f"B-LABEL{i}" for i in range(17)]), ax)
    ax.figure.canvas.draw()
    corners = ax.transData.transform([[0, 0], [1, 1]])
    width, height = np.abs(np.diff(corners, axis=0)[0])
    boxes = [text.get_window_extent() for text in ax.texts]
    assert max(box.width for box in boxes) <= width
    assert max(box.height for box in boxes) <= height
    assert min(text.get_fontsize() for text in ax.texts) >= 5


def test_an_empty_table_is_refused(ax):
    with pytest.raises(ValueError, match=r"must hold counts .* shape \(0, 0\)"):
        plotting.plot_confusion(tag_confusion([], []), ax)
