"""What the pictures of a network's inside draw and say."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from seqkit import plotting
from seqkit.inspection import GateTraces, Memory, compare_gradients
from seqkit.plotting.axes import BLUE, RED


@pytest.fixture
def ax():
    return Figure(figsize=(8, 4), layout="constrained").subplots()


def by_step(**columns):
    return pd.DataFrame(columns).rename_axis("step")


def title(ax):
    return ax.get_title(loc="left").replace("\n", " ")


def line(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


class TestGradientNorms:
    def test_steps_are_counted_from_the_end(self, ax):
        norms = by_step(state=[0.01, 0.1, 1.0], q10=[0.01, 0.1, 0.5], q90=[0.1, 1, 2])
        assert plotting.plot_gradient_norms(norms, ax) is ax
        drawn = line(ax, "gradient")
        assert drawn.get_xdata().tolist() == [-2, -1, 0]
        assert drawn.get_ydata().tolist() == [0.01, 0.1, 1.0]
        assert ax.get_yscale() == "log"
        assert labels(ax) == ["gradient", "80 % of samples"]
        assert title(ax) == "gradient, first step over last: 0.01"
        assert ax.get_xlabel() == "step, counted from the last one (0)"

    def test_several_networks_lie_over_each_other_with_lengths_of_their_own(self, ax):
        norms = {
            "LSTM": by_step(state=[0.5, 1.0], cell=[1.0, 4.0]),
            "GRU": by_step(state=[1e-9, 0.1, 1.0]),
        }
        plotting.plot_gradient_norms(norms, ax)
        assert line(ax, "LSTM").get_xdata().tolist() == [-1, 0]
        assert line(ax, "GRU").get_xdata().tolist() == [-2, -1, 0]
        assert line(ax, "LSTM").get_linestyle() != line(ax, "GRU").get_linestyle()
        assert title(ax).endswith("over last: LSTM 0.5, GRU 1.0e-09")

    def test_another_column_is_chosen_and_named(self, ax):
        plotting.plot_gradient_norms(
            by_step(state=[1.0], cell=[2.0]), ax, column="cell"
        )
        assert line(ax, "gradient").get_ydata().tolist() == [2.0]
        assert "∂L/∂c" in ax.get_ylabel()
        with pytest.raises(
            ValueError, match="column='cell' is unknown; choose 'state'"
        ):
            plotting.plot_gradient_norms(by_step(state=[1.0]), ax, column="cell")

    def test_zeros_and_masked_steps_stay_open(self, ax):
        plotting.plot_gradient_norms(by_step(state=[0.0, np.nan, 0.5, 1.0]), ax)
        drawn = line(ax, "gradient").get_ydata()
        np.testing.assert_array_equal(drawn, [np.nan, np.nan, 0.5, 1.0])
        assert title(ax).endswith("0.5")


class TestJacobians:
    def test_draws_powers_of_ten(self, ax):
        step, product = [-0.5, -1.0, -1.5], [-400.0, -1.5, 0.0]
        norms = by_step(log10_step_norm=step, log10_product_norm=product)
        plotting.plot_jacobians(norms, ax)
        assert line(ax, "one step ∂s(t)/∂s(t-1)").get_ydata().tolist() == step
        assert line(ax, "to the end ∂s(T)/∂s(t)").get_ydata().tolist() == product
        said = "a step stretches the state by 0.1, the 2 behind the first together by"
        assert title(ax) == f"{said} 10^-400"
        assert ax.get_ylabel() == "spectral norm (powers of ten)"


class TestMemory:
    def test_draws_the_profile_and_how_far_it_reaches(self, ax):
        profile = pd.DataFrame({"norm": [4.0, 2.0, 0.0]}).rename_axis("lag")
        plotting.plot_memory(Memory(2, 1.0, 0.95, profile), ax)
        drawn = line(ax, "‖∂h(T)/∂x(T-lag)‖").get_ydata()
        np.testing.assert_array_equal(drawn, [4.0, 2.0, np.nan])
        assert line(ax, "95 % of the whole").get_xdata()[0] == 1.5
        said = "the newest 2 of 3 steps hold 95 % of the whole; it halves within 1.00"
        assert title(ax) == f"{said} steps"

    def test_says_that_nothing_fades(self, ax):
        profile = pd.DataFrame({"norm": [1.0, 1.0]}).rename_axis("lag")
        plotting.plot_memory(Memory(2, np.inf, 0.95, profile), ax)
        assert title(ax).endswith("it never halves")


class TestGradientCheck:
    def table(self, mine):
        right = np.array([1.0, 2.0])
        rows = [
            compare_gradients("U", right, right),
            compare_gradients("W", mine, right),
        ]
        return pd.DataFrame(rows).set_index("name")

    def test_wrong_gradients_stand_out(self, ax):
        plotting.plot_gradient_check(self.table([1.0, 3.0]), ax)
        assert title(ax) == "1 of 2 gradients is wrong, most of all W by 0.5"
        wrong = line(ax, "wrong")
        assert (wrong.get_xdata()[0], wrong.get_ydata()[0]) == (0.5, 1)
        assert wrong.get_color() == RED
        assert line(ax, "close").get_xdata().tolist() == [1e-17]
        assert [text.get_text() for text in ax.get_yticklabels()] == ["U", "W"]

    def test_right_ones_are_said_to_agree(self, ax):
        plotting.plot_gradient_check(self.table([1.0, 2.0 + 4e-8]), ax)
        assert title(ax) == "all 2 gradients agree, within 2e-08"
        assert labels(ax) == ["close"]

    def test_gradients_that_are_no_numbers_are_wrong(self, ax):
        plotting.plot_gradient_check(self.table([1.0, np.nan]), ax)
        assert title(ax).startswith("1 of 2 gradients is wrong")
        assert line(ax, "wrong").get_xdata()[0] == 1.0


def traces():
    """Two samples, three steps, two units; the second sample's last step is masked."""
    mask = np.array([[True, True, True], [True, True, False]])
    h = np.arange(12.0).reshape(2, 3, 2) / 12
    values = {"z": 1 - h, "h": h}
    values = {name: np.where(mask[..., None], v, np.nan) for name, v in values.items()}
    ranges = {"z": "sigmoid", "h": "tanh"}
    return GateTraces(values, ranges, mask, np.array([0, 7]), "gru")


class TestGates:
    def test_units_of_each_gate_lie_below_each_other(self, ax):
        plotting.plot_gates(traces(), ax, sample=1)
        (image,) = ax.images
        shown = np.ma.filled(image.get_array(), np.nan)
        wanted = np.concatenate([traces()["z"][1].T, traces()["h"][1].T])
        np.testing.assert_array_equal(shown, wanted)
        named = [text.get_text() for text in ax.get_yticklabels()]
        assert named == ["update gate z", "hidden state h"]
        assert title(ax) == "gru: each of 2 units at each step of sample 7"
        assert image.get_clim() == (-1, 1)

    def test_means_are_lines(self, ax):
        plotting.plot_gates(traces(), ax, sample=None)
        drawn = line(ax, "hidden state h").get_ydata()
        np.testing.assert_allclose(drawn, traces().mean()["h"], rtol=1e-12)
        assert title(ax) == "gru: mean of 2 units over 2 samples"

    def test_an_unknown_sample_is_refused(self, ax):
        with pytest.raises(ValueError, match="sample=2 is unknown; choose 0 or 1"):
            plotting.plot_gates(traces(), ax, sample=2)


class TestSaturation:
    def test_bars_add_up_to_all_values(self, ax):
        shares = pd.DataFrame(
            {"low": [0.1, 0.3], "high": [0.2, np.nan], "saturated": [0.3, 0.3]},
            index=["f", "h"],
        )
        plotting.plot_saturation(shares, ax)
        widths = [[bar.get_width() for bar in bars] for bars in ax.containers]
        np.testing.assert_allclose(widths, [[10, 30], [70, 70], [20, 0]], rtol=1e-12)
        assert title(ax) == "most saturated: forget gate f, 30 % of its values"

    def test_no_values_are_said(self, ax):
        nothing = {name: [np.nan] for name in ("low", "high", "saturated")}
        plotting.plot_saturation(pd.DataFrame(nothing, index=["h"]), ax)
        assert title(ax) == "no value was seen"


class TestSaliency:
    def test_one_row_is_drawn_as_signed_bars(self, ax):
        plotting.plot_saliency([1.0, -3.0, 0.0], ax, steps=["not", "bad", "!"])
        assert (
            title(ax)
            == "'bad' (step 1) contributes most: 75 % of all, signs left aside"
        )
        up, down = ax.containers
        assert [bar.get_height() for bar in up] == [1.0]
        assert [bar.get_height() for bar in down] == [-3.0]
        assert up[0].get_facecolor()[:3] == pytest.approx((0, 0x72 / 255, 0xB2 / 255))
        named = [text.get_text() for text in ax.get_xticklabels()]
        assert named == ["not", "bad", "!"]

    def test_features_are_drawn_as_a_map(self, ax):
        values = np.array([[1.0, 0.0], [0.0, -4.0], [0.0, 0.0]])
        plotting.plot_saliency(values, ax, features=["a", "b"])
        (image,) = ax.images
        np.testing.assert_array_equal(image.get_array(), values.T)
        assert image.get_clim() == (-4, 4)
        assert [text.get_text() for text in ax.get_yticklabels()] == ["a", "b"]

    def test_nothing_is_said_to_contribute(self, ax):
        plotting.plot_saliency(np.zeros((3, 1)), ax)
        assert title(ax) == "no step contributes to the output"

    def test_shapes_and_names_are_checked(self, ax):
        with pytest.raises(ValueError, match="take one with values"):
            plotting.plot_saliency(np.zeros((2, 3, 1)), ax)
        with pytest.raises(
            ValueError, match="steps must name all 3 steps of the values"
        ):
            plotting.plot_saliency(np.zeros(3), ax, steps=["a"])


def test_without_ax_a_new_figure_is_made():
    from matplotlib import pyplot

    pyplot.switch_backend("agg")
    ax = plotting.plot_gradient_norms(by_step(state=[0.1, 1.0]))
    assert ax.figure.get_layout_engine() is not None
    assert ax.lines[0].get_color() == BLUE
    pyplot.close(ax.figure)


class TestImportance:
    def test_what_matters_most_is_named(self, ax):
        parts = [("target", "lags 1–7"), ("future", "promotion")]
        found = pd.DataFrame(
            [[0.0, 0.1], [0.5, 0.7]],
            pd.MultiIndex.from_tuples(parts),
            pd.RangeIndex(1, 3),
        )
        plotting.plot_importance(found, ax)
        (image,) = ax.images
        np.testing.assert_array_equal(image.get_array(), found)
        assert image.get_clim() == (-0.7, 0.7)
        assert title(ax) == (
            "forecasts rest most on promotion: spoilt, the error is 0.60 larger"
        )
        with pytest.raises(ValueError, match="must have a row to draw, got none"):
            plotting.plot_importance(found[:0], ax)
