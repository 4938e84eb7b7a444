"""Draw what textbooks draw: activation functions, and a recurrence unfolded in time."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from seqkit import checks
from seqkit.plotting import axes

_X, _H, _Y = 0.0, 1.0, 2.0
_RADIUS, _FOLDED, _FIRST, _WIDTH = 0.25, 0.0, 2.3, 1.2
_MOST_DRAWN, _SPAN = 12, 4.0
_CENTRED = {"ha": "center", "va": "center"}
_COLOURS = (axes.BLUE, axes.RED, axes.BLACK, "#009E73", "#CC79A7")


class Activation(NamedTuple):
    """An activation function and its derivative, both of arrays."""

    value: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]


def _sigmoid(a: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-a))


ACTIVATIONS = {
    "sigmoid": Activation(_sigmoid, lambda a: _sigmoid(a) * (1 - _sigmoid(a))),
    "tanh": Activation(np.tanh, lambda a: 1 - np.tanh(a) ** 2),
    "relu": Activation(lambda a: np.maximum(a, 0.0), lambda a: (a > 0) * 1.0),
}


def plot_activation_functions(
    names: Sequence[str] = ("sigmoid", "tanh", "relu"),
    ax: Any = None,
    *,
    derivative: bool = False,
) -> Any:
    """Draw activation functions φ(a), or their derivatives φ′(a), for a in -4 … 4.

    Parameters
    ----------
    names : some of 'sigmoid', 'tanh', 'relu'
    ax : matplotlib axes, or None for a new figure
    derivative : whether to draw the derivatives

    Returns
    -------
    the axes

    Raises
    ------
    ValueError
        If a name is unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> ax = plot_activation_functions(["sigmoid", "tanh"], ax, derivative=True)
    >>> ax.get_title(loc="left")
    'peak: sigmoid 0.25, tanh 1'
    """
    for name in names:
        checks.check_choice("each of names", name, tuple(ACTIVATIONS))
    ax = axes.axes_or_new(ax)
    a = np.linspace(-_SPAN, _SPAN, 401)
    for name, colour in zip(names, _COLOURS, strict=False):
        drawn = _drawn(name, a, derivative)
        # a jump is a gap in the line, not a slope
        jumps = np.abs(np.diff(drawn, append=drawn[-1])) > 0.5
        ax.plot(a, np.where(jumps, np.nan, drawn), color=colour, label=name)
    ax.set_xlabel("a (input of the activation)")
    title = _steepest(names, a) if derivative else _reach(names)
    return axes.finish(ax, title, "φ′(a)" if derivative else "φ(a)")


def _drawn(name: str, a: np.ndarray, derivative: bool) -> np.ndarray:
    return ACTIVATIONS[name].slope(a) if derivative else ACTIVATIONS[name].value(a)


def _steepest(names: Sequence[str], a: np.ndarray) -> str:
    found = [f"{name} {_drawn(name, a, True).max():.2g}" for name in names]
    return f"peak: {', '.join(found)}"


def _reach(names: Sequence[str]) -> str:
    """Say which functions stay within bounds far out."""
    far = np.array([-1e2, 1e2])
    bounded = [name for name in names if np.abs(_drawn(name, far, False)).max() <= 1]
    rest = [name for name in names if name not in bounded]
    said = {"bounded": bounded, "not" if bounded else "unbounded": rest}
    return "; ".join(
        f"{what}: {', '.join(some)}" for what, some in said.items() if some
    )


def plot_unfolded_graph(
    timesteps: int = 4,
    ax: Any = None,
    *,
    outputs: str = "last",
    tbptt_steps: int | None = None,
    gradients: bool = False,
) -> Any:
    """Draw a recurrent layer folded, and beside it unfolded over its time steps.

    Parameters
    ----------
    timesteps : steps to draw, 1 to 12
    ax : matplotlib axes, or None for a new figure
    outputs : 'last' for one output y after the last step, 'all' for one at every step
    tbptt_steps : length of the chunks of truncated backpropagation through time, as
        in `seqkit.recurrent.backward`; draws the gradients, and where they are cut
    gradients : whether to draw the way of the gradients backwards

    Returns
    -------
    the axes

    Raises
    ------
    ValueError
        If a number is out of range, or `outputs` is unknown.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = plot_unfolded_graph(3, Figure().subplots())
    >>> ax.get_title(loc="left")
    'unfolded over 3 steps: 3 copies of one layer, one W, U and b'
    >>> ax = plot_unfolded_graph(5, Figure().subplots(), tbptt_steps=2)
    >>> ax.get_title(loc="left")
    'chunks of 2 steps: the gradient of the last output stops after 1 of 5 steps'
    """
    checks.check_count("timesteps", timesteps)
    if timesteps > _MOST_DRAWN:
        raise ValueError(
            f"timesteps must be at most {_MOST_DRAWN} to stay readable, got {timesteps}"
        )
    checks.check_choice("outputs", outputs, ("last", "all"))
    k = timesteps
    if tbptt_steps is not None:
        k = checks.check_count("tbptt_steps", tbptt_steps)
    ax = axes.axes_or_new(ax, (8, 3))
    _draw_folded(ax)
    for t in range(1, timesteps + 1):
        _draw_step(ax, t, outputs == "all" or t == timesteps)
    if gradients or tbptt_steps is not None:
        _draw_gradients(ax, timesteps, outputs, k)
    right = _column(timesteps) + 0.5
    ax.set(xlim=(_FOLDED - 0.9, right), ylim=(-0.4, 2.4), aspect="equal")
    ax.set_axis_off()
    ax.set_title(_graph_title(timesteps, outputs, k), loc="left")
    return ax


def _column(t: int) -> float:
    """Return where step t (from 1) stands; step 0 is the state before the first."""
    return _FIRST + (t - 1) * _WIDTH


def _draw_folded(ax: Any) -> None:
    for height, name in ((_X, "$x_t$"), (_H, "$h_t$"), (_Y, "$y_t$")):
        _node(ax, _FOLDED, height, name)
    _arrow(ax, (_FOLDED, _X), (_FOLDED, _H), "$W$")
    _arrow(ax, (_FOLDED, _H), (_FOLDED, _Y), "$V$")
    loop = {"arrowstyle": "-|>", "color": axes.BLACK, "shrinkA": 0, "shrinkB": 0}
    loop["connectionstyle"] = "arc3,rad=1.8"
    start, end = (_FOLDED - 0.15, _H + 0.2), (_FOLDED - 0.15, _H - 0.2)
    ax.annotate("", end, start, arrowprops=loop)
    ax.text(_FOLDED - 0.7, _H, "$U$", **_CENTRED, fontsize="small")
    middle = (_FOLDED + _column(0)) / 2
    ax.text(middle, _H, "=", **_CENTRED, fontsize="xx-large")


def _draw_step(ax: Any, t: int, output: bool) -> None:
    here = _column(t)
    if t == 1:
        ax.text(_column(0) + 0.1, _H, "$h_0$", **_CENTRED)
    _arrow(ax, (_column(t - 1), _H), (here, _H), "$U$")
    _node(ax, here, _X, f"$x_{{{t}}}$")
    _node(ax, here, _H, f"$h_{{{t}}}$")
    _arrow(ax, (here, _X), (here, _H), "$W$")
    if output:
        _node(ax, here, _Y, f"$y_{{{t}}}$")
        _arrow(ax, (here, _H), (here, _Y), "$V$")


def _draw_gradients(ax: Any, timesteps: int, outputs: str, k: int) -> None:
    """Draw the way back: red arrows, and a bar where a state counts as a constant."""
    style: dict[str, Any] = {"color": axes.RED, "bend": -0.35}
    last_chunk = (timesteps - 1) // k * k
    for t in range(timesteps, 0, -1):
        here, reached = _column(t), outputs == "all" or t > last_chunk
        if outputs == "all" or t == timesteps:
            _arrow(ax, (here, _Y), (here, _H), **style)
        if reached:
            _arrow(ax, (here, _H), (here, _X), **style)
        if t > 1 and (t - 1) % k == 0:
            middle = here - _WIDTH / 2
            bar = [_H - 0.45, _H + 0.04]
            ax.plot([middle, middle], bar, color=axes.RED, linewidth=3)
        elif t > 1 and reached:
            _arrow(ax, (here, _H), (_column(t - 1), _H), **style)


def _node(ax: Any, x: float, y: float, name: str) -> None:
    from matplotlib.patches import Circle

    colour, face = (axes.BLUE, "#E3EFF7") if y == _H else (axes.BLACK, "white")
    style = {"facecolor": face, "edgecolor": colour, "linewidth": 1.2, "zorder": 3}
    ax.add_patch(Circle((x, y), _RADIUS, **style))
    ax.text(x, y, name, **_CENTRED, zorder=4)


def _arrow(ax, start, end, name: str = "", color: str = axes.BLACK, bend=0.0) -> None:
    """Draw an arrow from node to node, its weight beside its middle."""
    start, end = np.array(start), np.array(end)
    away = (end - start) / np.linalg.norm(end - start)
    ends = end - away * _RADIUS, start + away * _RADIUS
    style = {"arrowstyle": "-|>", "color": color, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", *ends, arrowprops=style | {"connectionstyle": f"arc3,rad={bend}"})
    beside = (start + end) / 2 + 0.17 * np.array([-away[1], away[0]])
    ax.text(*beside, name, **_CENTRED, fontsize="small")


def _graph_title(timesteps: int, outputs: str, k: int) -> str:
    if k >= timesteps:
        copies = f"{timesteps} copies" if timesteps > 1 else "one copy"
        steps = f"{timesteps} steps" if timesteps > 1 else "one step"
        return f"unfolded over {steps}: {copies} of one layer, one W, U and b"
    chunk = f"chunks of {k} steps" if k > 1 else "chunks of one step"
    if outputs == "all":
        return f"{chunk}: no gradient passes from one to the one before"
    depth = timesteps - (timesteps - 1) // k * k
    steps = f"{depth} of {timesteps} steps"
    return f"{chunk}: the gradient of the last output stops after {steps}"
