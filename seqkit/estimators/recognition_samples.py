"""Frames with transcripts: as a recogniser reads them, and as its network trains."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.estimators.labelled_sequences import in_order
from seqkit.networks.ctc import NOTHING, frames_needed
from seqkit.sequences.series_arrays import SeriesArrays


class Frames(NamedTuple):
    """What was read of pictures or recordings.

    frames : list of float32 arrays (frames, features)
    whole : whole numbers, which of those given these are
    places : where each of those given stands for the user: its name, or its number
    starts, lengths : float64 (rows,), where the first frame begins, and how long a
        frame is, in the user's unit
    ends : float64 (rows,), where there is nothing any more, in this unit
    """

    frames: list[np.ndarray]
    whole: np.ndarray
    places: Any
    starts: np.ndarray
    lengths: np.ndarray
    ends: np.ndarray

    def arrays(self) -> SeriesArrays:
        """Return the frames as a network reads them."""
        return _arrays(self.frames)

    def spread(self, found: list) -> list:
        """Return what was found of those read in the places given, None elsewhere."""
        spread: list[Any] = [None] * len(self.places)
        for place, each in zip(self.whole.tolist(), found, strict=True):
            spread[place] = each
        return spread


class Spoken(NamedTuple):
    """Frames with what was said or written in them.

    frames : list of float32 arrays (frames, features)
    texts : one for each
    places : where each stands for the user
    weights : float64 (rows,), or None
    """

    frames: list[np.ndarray]
    texts: list[str]
    places: list
    weights: np.ndarray | None = None

    @classmethod
    def checked(cls, read: Frames, X: Any, y: Any, weights: Any = None) -> "Spoken":
        """Require a text for each of those given; a Series is put in their order."""
        names = X.index if isinstance(X, pd.Series) else None
        checks.check_one_each(y)
        texts = checks.check_side_texts("y", in_order(y, names, "y"))
        checks.check_as_many(len(read.places), len(texts))
        if weights is not None:
            weights = in_order(weights, names, "sample_weight")
            weights = checks.check_sample_weights(weights, len(texts))[read.whole]
        whole = read.whole.tolist()
        return cls(
            read.frames,
            [texts[number] for number in whole],
            [read.places[number] for number in whole],
            weights,
        )

    def subset(self, which: np.ndarray) -> "Spoken":
        """Return some of the rows."""
        return Spoken(
            [self.frames[number] for number in which],
            [self.texts[number] for number in which],
            [self.places[number] for number in which],
            None if self.weights is None else self.weights[which],
        )

    def beside(self, others: Sequence["Spoken"]) -> "Spoken":
        """Return these rows, and below them those of others with the same fields."""
        every = (self, *others)
        weights = [each.weights for each in every if each.weights is not None]
        return Spoken(
            [frames for each in every for frames in each.frames],
            [text for each in every for text in each.texts],
            [place for each in every for place in each.places],
            np.concatenate(weights) if weights else None,
        )

    def arrays(self) -> SeriesArrays:
        """Return the frames as a network reads them."""
        return _arrays(self.frames)

    def fitting(self, symbols: list[np.ndarray], stacked: int) -> np.ndarray:
        """Return which rows have steps enough for their symbols; warn of the others."""
        steps = np.array([-(-len(each) // stacked) for each in self.frames])
        fits = steps >= np.array([frames_needed(each) for each in symbols])
        checks.warn_too_long([self.places[number] for number in np.flatnonzero(~fits)])
        return np.flatnonzero(fits)


class Masking(NamedTuple):
    """Runs of frames and of neighbouring features hidden in training, set to 0.

    Each mask has a length drawn evenly from 0 to its largest, and lies anywhere (Park
    et al., 2019, "SpecAugment", Interspeech, section 2, without time warping). At most
    half of the frames of a sequence are hidden by one mask.

    time_masks, longest : how many, and frames of the largest
    feature_masks, widest : how many, and features of the largest
    """

    time_masks: int = 0
    longest: int = 0
    feature_masks: int = 0
    widest: int = 0

    def hide(
        self, values: np.ndarray, lengths: np.ndarray, draw: np.random.Generator
    ) -> None:
        """Hide parts of values (n, frames, features), of which some are padding."""
        features = values.shape[2]
        for row, length in zip(values, lengths.tolist(), strict=True):
            for _ in range(self.time_masks):
                row[_drawn(min(self.longest, length // 2), length, draw)] = 0
            for _ in range(self.feature_masks):
                row[:, _drawn(min(self.widest, features), features, draw)] = 0


@dataclass(frozen=True)
class FrameSource:
    """A ragged source of frames with symbols.

    Attributes
    ----------
    frames : ragged source of frames
    symbols : int32 arrays (symbols,), from 1
    weights : (rows,), or None where all count alike
    masking : what is hidden, anew each time, or None
    draw : what draws it
    """

    frames: SeriesArrays
    symbols: list[np.ndarray]
    weights: np.ndarray | None = None
    masking: Masking | None = None
    draw: np.random.Generator | None = None

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def lengths(self) -> np.ndarray:
        """Frames of each sequence."""
        return self.frames.lengths

    def take(self, which: np.ndarray) -> tuple[Any, ...]:
        """Return inputs, targets (n, symbols), -1 behind the last, and weights."""
        inputs = self.frames.take(which)
        if self.masking is not None and self.draw is not None:
            self.masking.hide(inputs["values"], self.lengths[which], self.draw)
        rows = [self.symbols[number] for number in which]
        most = max([1, *map(len, rows)])
        targets = np.full((len(rows), most), NOTHING, dtype="int32")
        for target, symbols in zip(targets, rows, strict=True):
            target[: len(symbols)] = symbols
        if self.weights is None:
            return inputs, targets
        return inputs, targets, self.weights[which].astype("float32")


def _arrays(frames: list[np.ndarray]) -> SeriesArrays:
    counts = np.array([len(each) for each in frames], dtype="int64")
    flat = np.concatenate(frames) if frames else np.zeros((0, 1), "float32")
    return SeriesArrays(counts, flat)


def _drawn(most: int, room: int, draw: np.random.Generator) -> slice:
    """Return a run of up to so many places anywhere in a room."""
    length = int(draw.integers(0, most + 1))
    start = int(draw.integers(0, room - length + 1))
    return slice(start, start + length)
