"""Samples as a network takes them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.keras_backend import keras
from seqkit.sequences.batches import Source, lengths_of


@dataclass(frozen=True)
class ForNetwork:
    """A source cut down to the inputs that a network has, by name."""

    network: Any
    source: Source

    def __len__(self) -> int:
        return len(self.source)

    @property
    def lengths(self) -> np.ndarray | None:
        """Lengths of the samples, None where all are alike."""
        return lengths_of(self.source)

    @property
    def fixed(self) -> tuple[str, ...]:
        """Inputs that have one shape for all samples, of samples that differ."""
        return getattr(self.source, "fixed", ())

    def take(self, which: np.ndarray) -> Any:
        """Return what the source gives, without inputs the network does not take."""
        taken = self.source.take(which)
        if isinstance(taken, tuple):
            inputs, *others = taken
            return (self._taken(inputs), *others)
        return self._taken(taken)

    def _taken(self, inputs: dict[str, np.ndarray]) -> Any:
        if not getattr(self.network, "inputs", None):
            return inputs
        for tensor in self.network.inputs:
            checks.check_choice("a network input", tensor.name, tuple(inputs))
        structure = self.network.input
        if isinstance(structure, list):
            structure = tuple(structure)  # a list would become one tensor in tf.data
        return keras.tree.map_structure(lambda tensor: inputs[tensor.name], structure)
