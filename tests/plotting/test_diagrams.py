"""Diagrams: the curves they draw, the arrows of the graph, and what the titles say."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from seqkit import plotting
from seqkit.keras_backend import keras, tf
from seqkit.plotting.axes import RED
from seqkit.plotting.diagrams import ACTIVATIONS


@pytest.fixture
def ax():
    return Figure(figsize=(8, 3), layout="constrained").subplots()


def arrows(ax, color=None):
    """Return (from, to) of every arrow."""
    found = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    if color is not None:
        found = [a for a in found if a.arrowprops["color"] == color]
    return [(tuple(a.xyann), tuple(a.xy)) for a in found]


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_derivatives_equal_keras(name):
    a = tf.constant(np.linspace(-4, 4, 100))
    with tf.GradientTape() as tape:
        tape.watch(a)
        value = keras.activations.get(name)(a)
    slope = tape.gradient(value, a)
    ours = ACTIVATIONS[name]
    np.testing.assert_allclose(ours.value(a.numpy()), value, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(ours.slope(a.numpy()), slope, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("derivative", [False, True])
def test_activation_curves_are_drawn_as_computed(ax, derivative):
    plotting.plot_activation_functions(["tanh", "sigmoid"], ax, derivative=derivative)
    assert [line.get_label() for line in ax.lines] == ["tanh", "sigmoid"]
    for line, name in zip(ax.lines, ["tanh", "sigmoid"], strict=True):
        a, drawn = line.get_data()
        np.testing.assert_array_equal(drawn, ACTIVATIONS[name][derivative](a))


def test_jump_of_a_derivative_is_a_gap(ax):
    plotting.plot_activation_functions(["relu"], ax, derivative=True)
    a, drawn = ax.lines[0].get_data()
    assert np.isnan(drawn).sum() == 1
    assert set(drawn[a < -0.1]) == {0.0}
    assert set(drawn[a > 0.1]) == {1.0}


@pytest.mark.parametrize(
    ("names", "derivative", "title"),
    [
        (("sigmoid", "tanh", "relu"), False, "bounded: sigmoid, tanh; not: relu"),
        (("relu",), False, "unbounded: relu"),
        (("tanh",), False, "bounded: tanh"),
        (("sigmoid", "tanh"), True, "peak: sigmoid 0.25, tanh 1"),
    ],
)
def test_title_says_reach_or_steepest_slope(ax, names, derivative, title):
    plotting.plot_activation_functions(names, ax, derivative=derivative)
    assert ax.get_title(loc="left") == title


def test_activations_refuse_an_unknown_name():
    with pytest.raises(ValueError, match="each of names='gelu' is unknown"):
        plotting.plot_activation_functions(["gelu"])


def test_graph_names_every_node_and_weight(ax):
    plotting.plot_unfolded_graph(3, ax)
    said = words(ax)
    assert {"$x_{1}$", "$x_{2}$", "$x_{3}$", "$h_{3}$"} <= set(said)
    assert said.count("$W$") == said.count("$U$") == 1 + 3
    assert "$y_{3}$" in said
    assert "$y_{2}$" not in said


def test_graph_draws_outputs_at_every_step(ax):
    plotting.plot_unfolded_graph(3, ax, outputs="all")
    assert {"$y_{1}$", "$y_{2}$", "$y_{3}$"} <= set(words(ax))


def test_graph_without_gradients_has_no_red_arrow(ax):
    plotting.plot_unfolded_graph(3, ax)
    assert arrows(ax)
    assert not arrows(ax, RED)


@pytest.mark.parametrize(
    ("choices", "expected", "bars"),
    [
        # y → h, then per step reached h → x, and h → h between steps of a chunk
        ({"gradients": True}, 1 + 5 + 4, 0),
        ({"tbptt_steps": 5}, 1 + 5 + 4, 0),
        ({"tbptt_steps": 3}, 1 + 2 + 1, 1),
        ({"tbptt_steps": 2}, 1 + 1 + 0, 2),
        ({"tbptt_steps": 2, "outputs": "all"}, 5 + 5 + 2, 2),
        ({"tbptt_steps": 1, "outputs": "all"}, 5 + 5 + 0, 4),
    ],
)
def test_gradients_stay_within_chunks(ax, choices, expected, bars):
    plotting.plot_unfolded_graph(5, ax, **choices)
    assert len(arrows(ax, RED)) == expected
    assert len(ax.lines) == bars


@pytest.mark.parametrize(
    ("timesteps", "choices", "title"),
    [
        (1, {}, "unfolded over one step: one copy of one layer, one W, U and b"),
        (5, {"tbptt_steps": 9}, "unfolded over 5 steps: 5 copies of one layer"),
        (6, {"tbptt_steps": 3}, "chunks of 3 steps: .* stops after 3 of 6 steps"),
        (3, {"tbptt_steps": 1}, "chunks of one step: .* stops after 1 of 3 steps"),
        (3, {"tbptt_steps": 2, "outputs": "all"}, "no gradient passes"),
    ],
)
def test_graph_title_says_how_far_the_gradient_goes(ax, timesteps, choices, title):
    plotting.plot_unfolded_graph(timesteps, ax, **choices)
    assert re.search(title, ax.get_title(loc="left"))


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"timesteps": 0}, "timesteps must be a whole number >= 1"),
        ({"timesteps": 13}, "timesteps must be at most 12 to stay readable, got 13"),
        ({"tbptt_steps": 0}, "tbptt_steps must be a whole number >= 1"),
        ({"outputs": "none"}, "outputs='none' is unknown"),
    ],
)
def test_graph_refuses_what_it_cannot_draw(choices, message):
    with pytest.raises(ValueError, match=message):
        plotting.plot_unfolded_graph(**choices)


def test_graph_can_be_written_to_a_file(tmp_path):
    ax = plotting.plot_unfolded_graph(12, tbptt_steps=5)
    ax.figure.savefig(tmp_path / "graph.png")
    assert (tmp_path / "graph.png").stat().st_size > 1000
