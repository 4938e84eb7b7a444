"""Numeric sequences of different lengths, scaled, as a network reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.sequences.padding import padded_places

SCALINGS = ("standard", "sequence", None)


@dataclass(frozen=True)
class SeriesScaling:
    """How numbers are brought to a common size.

    Attributes
    ----------
    kind : "standard", each feature to mean 0 and deviation 1 over all training steps;
        "sequence", each feature of each sequence to its own; None to leave them
    mean, deviation : float64 arrays (features,), of the training data
    """

    kind: str | None
    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def of(
        cls, sequences: Sequence[np.ndarray], kind: str | None = "standard"
    ) -> "SeriesScaling":
        """Learn means and deviations from arrays (timesteps, features), NaN left out.

        Examples
        --------
        >>> scaling = SeriesScaling.of([np.array([[1.0], [3.0]])])
        >>> scaling.encode([np.array([[5.0]])]).take([0])["values"].tolist()
        [[[3.0]]]
        """
        checks.check_choice("scaling", kind, SCALINGS)
        mean, deviation = _moments(np.concatenate(list(sequences)))
        return cls(kind, mean, deviation)

    def encode(self, sequences: Sequence[np.ndarray]) -> "SeriesArrays":
        """Scale arrays (timesteps, features); missing values become the mean."""
        scaled = [self._scaled(sequence) for sequence in sequences]
        lengths = np.array([len(sequence) for sequence in scaled], dtype="int64")
        flat = np.concatenate(scaled) if scaled else np.empty((0, len(self.mean)))
        return SeriesArrays(lengths, flat.astype("float32"))

    def to_state(self) -> dict[str, Any]:
        """Return what was learnt, plain values and arrays."""
        return {"kind": self.kind, "mean": self.mean, "deviation": self.deviation}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "SeriesScaling":
        """Return what `to_state` wrote."""
        return cls(**state)

    def _scaled(self, sequence: np.ndarray) -> np.ndarray:
        mean, deviation = self.mean, self.deviation
        if self.kind == "sequence":
            mean, deviation = _moments(sequence)
        filled = np.where(np.isnan(sequence), mean, sequence)
        return filled if self.kind is None else (filled - mean) / deviation


@dataclass(frozen=True)
class SeriesArrays:
    """Sequences behind each other.

    Attributes
    ----------
    lengths : int64 array (sequences,)
    flat : float32 or uint8 array (steps, features)
    """

    lengths: np.ndarray
    flat: np.ndarray

    @classmethod
    def of_bytes(cls, clips: Sequence[np.ndarray]) -> "SeriesArrays":
        """Keep uint8 arrays (timesteps, …) as they are, until they are taken.

        Examples
        --------
        >>> source = SeriesArrays.of_bytes([np.ones((3, 2, 2), "uint8")])
        >>> source.take([0])["values"].shape, source.take([0])["values"].dtype.name
        ((1, 3, 4), 'float32')
        """
        lengths = np.array([len(clip) for clip in clips], dtype="int64")
        return cls(lengths, np.concatenate([c.reshape(len(c), -1) for c in clips]))

    def __len__(self) -> int:
        return len(self.lengths)

    def take(self, which: np.ndarray) -> dict[str, np.ndarray]:
        """Return inputs for sequences by number, padded to the longest of them.

        Returns
        -------
        values : float32 array (n, timesteps, features), 0 at padding
        mask : bool array (n, timesteps), True = real step
        """
        mask, places = padded_places(self.lengths, np.asarray(which))
        values = np.where(mask[..., None], self.flat[places], np.float32(0))
        return {"values": values, "mask": mask}


def _moments(steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and deviation of each feature, 0 and 1 where there is none."""
    seen = ~np.isnan(steps)
    count = np.maximum(seen.sum(axis=0), 1)
    mean = np.where(seen, steps, 0.0).sum(axis=0) / count
    away = np.where(seen, steps - mean, 0.0)
    deviation = np.sqrt((away**2).sum(axis=0) / count)
    # what rounding leaves of equal values is no deviation, however small their unit
    return mean, np.where(deviation > 1e-12 * np.abs(mean), deviation, 1.0)
