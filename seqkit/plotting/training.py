"""Draw how a network was trained."""

from typing import Any

import pandas as pd

from seqkit.plotting import axes


def plot_history(history: pd.DataFrame, ax: Any = None) -> Any:
    """Draw training and validation loss per epoch and mark the epoch that was kept.

    Parameters
    ----------
    history : an estimator's `history_`
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> epochs = pd.RangeIndex(1, 4, name="epoch")
    >>> losses = {"loss": [0.9, 0.5, 0.4], "val_loss": [0.8, 0.6, 0.7]}
    >>> history = pd.DataFrame(losses, index=epochs)
    >>> plot_history(history, ax=Figure().subplots()).get_title(loc="left")
    'best epoch 2 of 3: validation loss 0.6'
    """
    from matplotlib.ticker import LogLocator

    ax = axes.axes_or_new(ax)
    watched, what = history["loss"], "training"
    axes.draw_line(ax, watched, what, color=axes.BLACK)
    if "val_loss" in history:
        watched, what = history["val_loss"], "validation"
        axes.draw_line(ax, watched, what, color=axes.BLUE)
    best, epochs = watched.idxmin(), len(history)
    mark = {"color": axes.RED, "label": f"epoch {best}, kept", "zorder": 3}
    ax.plot([best], [watched[best]], "o", **mark)
    ax.set_yscale("log", subs=[])
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 3, 5)))
    ax.yaxis.set_major_formatter("{x:g}")
    axes.label_steps(ax, "epoch")
    falling = ", still falling" if best == epochs > 1 else ""
    found = f"best epoch {best} of {epochs}: {what} loss {watched[best]:.3g}{falling}"
    return axes.finish(ax, found, "loss (scaled targets)")
