"""Tag clips: a class for each, or any of several labels."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.baselines.classification import frame_baselines
from seqkit.estimators.classifies import Classifies
from seqkit.estimators.explanation import Blank
from seqkit.estimators.labelled_sequences import Labelled, Rows
from seqkit.networks.video import FrameSizes
from seqkit.readers.clips import read_clips
from seqkit.sequences.sequence_sets import read_sequences
from seqkit.sequences.series_arrays import SeriesArrays, SeriesScaling

_ENCODERS = ("cnn", None)
_GREY = 127.5  # what stands for a frame that is left out


class Eyes(NamedTuple):
    """How clips are seen: what `read_clips` is told."""

    size: tuple[int, int]
    frames: int | None
    every: int | None
    fit: str

    def read(self, X: Any) -> list[np.ndarray]:
        """Return clips as bytes."""
        return read_clips(
            X, self.size, frames=self.frames, every=self.every, fit=self.fit
        )


class VideoTagger(Classifies):
    """Say what happens in a clip: a class, or any of several labels.

    Clips are read once, scaled down and kept as bytes, 49 kB for 16 frames of 32 × 32
    pixels.

    Parameters
    ----------
    encoder : "cnn" sees frames with a small convolutional network of our own; None
        takes features of frames, computed elsewhere
    frames : most frames of a clip, taken evenly from its first to its last; None for
        all
    every : take each so many-th frame, before `frames` counts; None for each
    image_size : height and width of frames in pixels, 8 at least; one number for both
    image_fit : how pictures are brought to that size: "crop" or "stretch", see
        `readers.read_image`
    frame_units : features of a frame, with an encoder
    pooling : what stands for a clip: "attention" over the outputs of all frames, or
        "last", "max" or "mean"; or a tuple of several, side by side
    class_weight : weight of each class in the loss, by label (1 where not named), or
        "balanced" for weights in inverse proportion to how often classes stand
    threshold : probability from which a label holds, of two classes the second; one for
        all or by label
    calibrate : divide the log odds by a number that makes the clips held back likeliest
        (temperature scaling, Guo et al., 2017)
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    bidirectional : read clips both ways
    dropout : fraction of frame features and recurrent outputs dropped in training
    learning_rate, batch_size, epochs, patience : of the training
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    schedule : "cosine" lets the learning rate fall over all epochs; None keeps it
    validation_fraction : share of the clips held back to stop training
    random_state : seed; equal seeds give equal fits on one CPU
    verbose : 1 shows progress
    callbacks : further Keras callbacks
    network : function from `seqkit.networks.SequenceSizes`, whose features are
        `FrameSizes` with an encoder, to an uncompiled keras.Model, in place of the
        default network

    Attributes
    ----------
    network_ : keras.Model
    history_ : DataFrame, losses per epoch
    classes_ : array of the labels, in the order of probabilities
    temperature_ : what log odds were divided by; 1 without `calibrate`

    Examples
    --------
    >>> import numpy as np
    >>> from seqkit import VideoTagger
    >>> draw = np.random.default_rng(0)
    >>> still = [draw.integers(0, 255, (1, 8, 8)) for _ in range(24)]
    >>> X = [np.repeat(clip, 4, axis=0) for clip in still]  # nothing changes, or all
    >>> X += [draw.integers(0, 255, (4, 8, 8)) for _ in range(24)]
    >>> y = ["still"] * 24 + ["flicker"] * 24
    >>> quick = {"image_size": 8, "units": (8,), "dropout": 0.2, "epochs": 6}
    >>> model = VideoTagger(**quick, random_state=0).fit(X, y)
    >>> model.predict([X[0], X[-1]]).tolist()
    ['still', 'flicker']
    """

    _ranked = True

    def __init__(
        self,
        *,
        encoder: str | None = "cnn",
        frames: int | None = 16,
        every: int | None = None,
        image_size: int | tuple[int, int] = (32, 32),
        image_fit: str = "crop",
        frame_units: int = 64,
        pooling: str | tuple[str, ...] = "attention",
        class_weight: Mapping[Any, float] | str | None = None,
        threshold: float | Mapping[Any, float] = 0.5,
        calibrate: bool = False,
        cell: str = "gru",
        units: tuple[int, ...] = (64,),
        bidirectional: bool = True,
        dropout: float = 0.4,
        learning_rate: float = 2e-3,
        batch_size: int = 16,
        epochs: int = 30,
        patience: int = 15,
        averaging: float = 0.5,
        schedule: str | None = "cosine",
        validation_fraction: float = 0.1,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.encoder = encoder
        self.frames = frames
        self.every = every
        self.image_size = image_size
        self.image_fit = image_fit
        self.frame_units = frame_units
        self.pooling = pooling
        self.class_weight = class_weight
        self.threshold = threshold
        self.calibrate = calibrate
        self.cell = cell
        self.units = units
        self.bidirectional = bidirectional
        self.dropout = dropout
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.epochs = epochs
        self.patience = patience
        self.averaging = averaging
        self.schedule = schedule
        self.validation_fraction = validation_fraction
        self.random_state = random_state
        self.verbose = verbose
        self.callbacks = callbacks
        self.network = network

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        validation: tuple[Any, Any] | None = None,
    ) -> "VideoTagger":
        """Learn from tagged clips.

        Parameters
        ----------
        X : list, Series or array of clips of any length: arrays (frames, height, width
            [, 1, 3 or 4]), uint8, other whole numbers to 255 or floats from 0 to 1;
            folders of pictures; video files (extra 'video'). With encoder=None arrays
            (frames, features), as `SequenceClassifier` takes them, of which all frames
            are read.
        y : a label for each clip; or several: lists of labels, or a column of 0 and 1
            for each label
        sample_weight : weight of each clip in the loss (clips,)
        validation : clips and labels to stop training on; a share of `X` when None

        Raises
        ------
        ValueError
            For a clip without frames, of another shape, or that cannot be read, by its
            path or place; for a missing label; for one class.
        """
        self._check_shared_arguments()
        checks.check_choice("encoder", self.encoder, _ENCODERS)
        checks.check_count("frame_units", self.frame_units)
        self._eyes, self._width = self._own_eyes(), None
        rows = self._rows(X)
        if self._eyes is None:
            self._width = rows.sequences[0].shape[1]
        self._fit(rows, y, sample_weight, validation)
        return self

    def _own_eyes(self) -> "Eyes | None":
        """Return how arguments say that clips are seen; None for given features."""
        if self.encoder is None:
            return None
        size = checks.check_image_size(self.image_size)
        return Eyes(size, self.frames, self.every, self.image_fit)

    def _rows(self, X: Any) -> Rows:
        if self._eyes is None:
            read = read_sequences(X)
            checks.check_same_features(read.arrays, self._width)
            return Rows(read.arrays, read.names)
        checks.check_some_sequences(len(checks.check_clip_list(X)))
        clips = self._eyes.read(X)
        return Rows(clips, X.index if isinstance(X, pd.Series) else None)

    def _learn_inputs(self, sequences: list) -> None:
        self._scaling = SeriesScaling.of(sequences) if self._eyes is None else None

    def _inputs(self, sequences: list) -> SeriesArrays:
        if self._scaling is not None:
            return self._scaling.encode(sequences)
        return SeriesArrays.of_bytes(sequences)

    def _in_training(self, source: Any) -> Any:
        return source

    def _features(self) -> Any:
        return self._width if self._eyes is None else FrameSizes(*self._eyes.size)

    def _token_arguments(self) -> dict[str, Any]:
        return {} if self._eyes is None else {"frame_units": self.frame_units}

    def _blank(self) -> Blank:
        # features are scaled, so that 0 is their mean
        return Blank("values", 0.0 if self._eyes is None else _GREY)

    def _plain(self, sequences: list) -> list:
        if self._scaling is None:
            return [clip.reshape(len(clip), -1) for clip in sequences]
        arrays = self._inputs(sequences)
        return np.split(arrays.flat, np.cumsum(arrays.lengths)[:-1])

    def _baselines(self, target: Any, data: Labelled) -> dict[str, Any]:
        clips = self._plain(data.sequences)
        return frame_baselines(clips, target.encode(data.y), target.outputs)

    def _input_state(self) -> dict[str, Any]:
        scaling = None if self._scaling is None else self._scaling.to_state()
        eyes = None if self._eyes is None else self._eyes._asdict()
        return {"scaling": scaling, "width": self._width, "eyes": eyes}

    def _restore_inputs(self, state: dict[str, Any]) -> None:
        scaling = state["scaling"]
        self._scaling = None if scaling is None else SeriesScaling.from_state(scaling)
        self._width = state["width"]
        eyes = state["eyes"]
        if eyes is not None:
            eyes = Eyes(**eyes | {"size": tuple(eyes["size"])})
        self._eyes = eyes
