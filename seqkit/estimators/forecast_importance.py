"""What a forecast rests on: how its error grows when part of what it sees is spoilt.

A part is a block of lags, a covariate or the calendar. "permutation" gives each window
that part of another window (Breiman, 2001): its values stay usual, but no longer belong
there. "occlusion" puts in what says nothing: the mean, or, of lags that are scaled by
their window, its location. What windows are scaled by stays as it is.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from seqkit.estimators.panel_arrays import Encoders
from seqkit.estimators.window_plan import WindowPlan
from seqkit.sequences.covariates import CovariateEncoder

METHODS = ("permutation", "occlusion")
_BLOCKS = 12  # of lags, where the network reads no segments

Part = tuple[str, Hashable]


class Columns(NamedTuple):
    """Columns of one of the network's inputs, at some lags or at all steps.

    array : name of the input
    first, width : which of its columns
    lags : int array, 1 = the newest step; None for all steps
    """

    array: str
    first: int
    width: int
    lags: np.ndarray | None = None


@dataclass(frozen=True)
class Seen:
    """What windows show a network: a source of batches.

    Attributes
    ----------
    inputs : arrays (windows, ...), by name
    """

    inputs: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.inputs["mask"])

    def take(self, which: np.ndarray) -> dict[str, np.ndarray]:
        """Return the inputs of some windows."""
        return {name: part[which] for name, part in self.inputs.items()}

    def stand_ins(
        self, method: str, at_0: int, repeats: int, random_state: int | None
    ) -> list["Seen"]:
        """Return the windows whose parts stand in for those of these.

        Parameters
        ----------
        at_0 : how many columns of the past say nothing where they are 0, the first ones
        """
        if method == "occlusion":
            return [self._silent(at_0)]
        draw = np.random.default_rng(random_state)
        orders = [draw.permutation(len(self)) for _ in range(repeats)]
        return [Seen(self.take(order)) for order in orders]

    def _silent(self, at_0: int) -> "Seen":
        """Return windows that say nothing: columns 0, or at their mean."""
        mask = self.inputs["mask"]
        quiet = {"mask": np.ones_like(mask)}
        for name, part in self.inputs.items():
            if name == "mask":
                continue
            real = part[mask] if name == "past" else part.reshape(-1, part.shape[-1])
            quiet[name] = np.zeros_like(part) + real.mean(axis=0)
        quiet["past"][..., :at_0] = 0
        return Seen(quiet)

    def with_columns_of(self, other: "Seen", columns: list[Columns]) -> "Seen":
        """Return the same windows with some columns as other windows have them."""
        inputs = dict(self.inputs)
        for array, first, width, lags in columns:
            own, span = inputs[array].copy(), slice(first, first + width)
            if lags is None:
                own[..., span] = other.inputs[array][..., span]
            else:
                rows, steps, there = self._places(lags, other)
                own[rows, steps, span] = other.inputs[array][rows, there, span]
            if array == "past":
                own[~self.inputs["mask"]] = 0
            inputs[array] = own
        return Seen(inputs)

    def _places(self, lags: np.ndarray, other: "Seen") -> tuple[np.ndarray, ...]:
        """Return windows, and where they and the other ones have lags that both do."""
        ends, others = (each.inputs["mask"].sum(axis=1) for each in (self, other))
        steps, there = ends[:, None] - lags, others[:, None] - lags
        rows, which = np.nonzero((steps >= 0) & (there >= 0))
        return rows, steps[rows, which], there[rows, which]


def importance_of(
    seen: Seen,
    parts: dict[Part, list[Columns]],
    others: list[Seen],
    errors: Callable[[Seen], np.ndarray],
) -> pd.DataFrame:
    """Return how much errors (horizon,) grow with each part of other windows.

    Returns
    -------
    DataFrame with a row for each part, indexed by kind and name, and a column for each
    step from 1; `attrs["error"]` has the error of each with nothing spoilt
    """
    error = errors(seen)
    grown = [
        np.mean([errors(seen.with_columns_of(o, columns)) for o in others], 0) - error
        for columns in parts.values()
    ]
    index = pd.MultiIndex.from_tuples(parts, names=["kind", "name"])
    steps = pd.RangeIndex(1, len(error) + 1, name="step")
    frame = pd.DataFrame(np.array(grown), index, steps)
    # pandas compares attrs of frames it joins
    frame.attrs["error"] = dict(zip(steps.tolist(), error.tolist(), strict=True))
    return frame


def parts_of(
    names: list[Hashable], encoders: Encoders, plan: WindowPlan, known: int
) -> dict[Part, list[Columns]]:
    """Return the columns of each part that windows show, by its kind and name.

    Parameters
    ----------
    names : of the targets of a window; one stands for any with shared channels
    known : columns of the known future, the calendar's behind those of covariates
    """
    parts: dict[Part, list[Columns]] = {}
    for column, name in enumerate(names):
        for lags in _blocks(plan):
            block = f"lags {lags[0]}–{lags[-1]}" if lags[1:].size else f"lag {lags[0]}"
            label = block if plan.shared else f"{name}, {block}"
            parts["target", label] = [Columns("past", column, 1, lags)]
    first = len(names)
    for name, width in encoders.past.widths():
        parts["past", name] = [Columns("past", first, width)]
        first += width
    first += len(names) if plan.marks_missing else 0
    calendar = known - sum(width for _, width in encoders.future.widths())
    ahead = [("future", name, width) for name, width in encoders.future.widths()]
    ahead += [("calendar", "calendar", calendar)] if calendar else []
    place = 0
    for kind, name, width in ahead:
        both = (("past", first + place), ("future", place))
        parts[kind, name] = [Columns(array, at, width) for array, at in both]
        place += width
    return parts | _static(encoders.static, len(plan.scale_norm))


def _static(encoder: CovariateEncoder, scales: int) -> dict[Part, list[Columns]]:
    parts: dict[Part, list[Columns]] = {}
    first = 0
    for name, width in encoder.widths():
        parts["static", name] = [Columns("static", first, width)]
        first += width
    if scales:
        parts["scale", "scale"] = [Columns("static", first, scales)]
    return parts


def _blocks(plan: WindowPlan) -> list[np.ndarray]:
    """Return the lags of a window in blocks, the newest first."""
    size = plan.segment if plan.segment > 1 else -(-plan.lookback // _BLOCKS)
    lags = np.arange(1, plan.lookback + 1)
    return [lags[start : start + size] for start in range(0, len(lags), size)]
