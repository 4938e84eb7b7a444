"""Draw how a network was trained."""

from typing import Any

import pandas as pd

from seqkit.plotting import axes


def plot_history(history: pd.DataFrame, ax: Any = None) -> Any:
    """Draw training and validation loss per epoch and mark the epoch that was kept.

    Parameters
    ----------
    history : an estimator's `history_`; of an ensemble each network gets a line
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
    ax = axes.axes_or_new(ax)
    if "network" in history:
        return _plot_networks(history, ax)
    watched, what = history["loss"], "training"
    axes.draw_line(ax, watched, what, color=axes.BLACK)
    if "val_loss" in history:
        watched, what = history["val_loss"], "validation"
        axes.draw_line(ax, watched, what, color=axes.BLUE)
    best, epochs = watched.idxmin(), len(history)
    mark = {"color": axes.RED, "label": f"epoch {best}, kept", "zorder": 3}
    ax.plot([best], [watched[best]], "o", **mark)
    falling = ", still falling" if best == epochs > 1 else ""
    found = f"best epoch {best} of {epochs}: {what} loss {watched[best]:.3g}{falling}"
    return _finished(ax, history, found)


def plot_learning_rates(found: pd.DataFrame, ax: Any = None) -> Any:
    """Draw the loss at each learning rate and mark the rate that is suggested.

    Parameters
    ----------
    found : as `seqkit.inspection.learning_rate_range` returns it
    ax : matplotlib axes, or None for a new figure

    Returns
    -------
    the axes

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> losses = {"rate": [0.001, 0.01, 0.1], "loss": [3, 1, 2], "smoothed": [3, 2, 2]}
    >>> found = pd.DataFrame(losses)
    >>> found.attrs["suggestion"] = 0.01
    >>> plot_learning_rates(found, ax=Figure().subplots()).get_title(loc="left")
    'the loss falls fastest at a learning rate of 0.01'
    """
    ax = axes.axes_or_new(ax)
    losses = found.set_index("rate")
    axes.draw_line(ax, losses["loss"], "batch", color=axes.GREY)
    axes.draw_line(ax, losses["smoothed"], "smoothed", color=axes.BLUE)
    rate = found.attrs["suggestion"]
    title = "the loss does not fall at any of these learning rates"
    if pd.notna(rate):
        title = f"the loss falls fastest at a learning rate of {rate:.2g}"
        mark = {"color": axes.RED, "label": f"suggested: {rate:.2g}", "zorder": 3}
        ax.plot([rate], [losses.loc[rate, "smoothed"]], "o", **mark)
    ax.set_xscale("log")
    ax.set_xlabel("learning rate")
    return axes.finish(ax, title, "loss (scaled targets)")


def _plot_networks(history: pd.DataFrame, ax: Any) -> Any:
    """Draw the losses of an ensemble's networks, each to the epoch that was kept."""
    name, what = "loss", "training"
    if "val_loss" in history:
        name, what = "val_loss", "validation"
    kept = []
    for number, losses in history.groupby("network")[name]:
        axes.draw_line(ax, losses, f"network {number}", color=axes.BLUE, alpha=0.6)
        best = losses.idxmin()
        kept.append(losses[best])
        ax.plot([best], [kept[-1]], "o", color=axes.RED, zorder=3)
    low, high = f"{min(kept):.3g}", f"{max(kept):.3g}"
    found = f"{len(kept)} networks, {what} loss of their best epochs {low} to {high}"
    return _finished(ax, history, found)


def _finished(ax: Any, history: pd.DataFrame, title: str) -> Any:
    """Scale and label the losses; those of likelihoods may be below 0."""
    from matplotlib.ticker import LogLocator

    if history.filter(regex="^(val_)?loss$").min(axis=None) > 0:
        ax.set_yscale("log", subs=[])
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 3, 5)))
    ax.yaxis.set_major_formatter("{x:g}")
    axes.label_steps(ax, "epoch")
    return axes.finish(ax, title, "loss (scaled targets)")
