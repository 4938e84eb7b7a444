"""The sequence among a model's inputs: its steps, its mask, what stands in for one."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.inspection.layers import recurrent_layers
from seqkit.inspection.observations import calls_of, run_network
from seqkit.inspection.subjects import Subject
from seqkit.keras_backend import keras, tf

STEPS_AXIS = 2


@dataclass(frozen=True, eq=False)
class SequenceInput:
    """The inputs as a flat list, one of them the sequence that is looked at."""

    structure: Any
    parts: list[np.ndarray]
    place: int

    @classmethod
    def of(cls, subject: Subject, sequence: int) -> "SequenceInput":
        """Choose a sequence input by its place among them."""
        parts = keras.tree.flatten(subject.inputs)
        if len({len(part) for part in parts}) > 1:
            raise ValueError(
                "every input of the model must have a row for each sample, got inputs "
                f"of {', '.join(str(len(part)) for part in parts)} rows, such as "
                "pictures with several captions; look at attention instead"
            )
        there = [place for place, part in enumerate(parts) if _is_sequence(part)]
        if not -len(there) <= sequence < len(there):
            raise ValueError(
                f"sequence={sequence} must be one of the model's {len(there)} inputs "
                "of shape (samples, steps, features), or (samples, steps) of token "
                "ids; count from 0"
            )
        return cls(subject.inputs, parts, there[sequence])

    @property
    def steps(self) -> np.ndarray:
        """The sequence that is looked at."""
        return self.parts[self.place]

    @property
    def is_tokens(self) -> bool:
        """Whether it holds token ids."""
        return self.steps.ndim == STEPS_AXIS

    def with_steps(self, steps: np.ndarray) -> "SequenceInput":
        """Return the same inputs with another sequence."""
        parts = list(self.parts)
        parts[self.place] = steps
        return replace(self, parts=parts)

    def tensors(self, steps: Any, rows: np.ndarray, dtype: str) -> Any:
        """Return the inputs of some rows, with this in place of the sequence."""
        parts = [
            tf.convert_to_tensor(part[rows], dtype if part.dtype.kind == "f" else None)
            for part in self.parts
        ]
        parts[self.place] = steps
        return keras.tree.pack_sequence_as(self.structure, parts)


def _is_sequence(part: np.ndarray) -> bool:
    floats = part.dtype.kind == "f" and part.ndim == 1 + STEPS_AXIS
    return floats or (part.dtype.kind in "iu" and part.ndim == STEPS_AXIS)


def stand_in_for(given: SequenceInput, mask: np.ndarray, baseline: Any) -> np.ndarray:
    """Return what is put in place of a step: a token id, or features."""
    if isinstance(baseline, str):
        checks.check_choice("baseline", baseline, ("mean",))
        if given.is_tokens:
            raise ValueError(
                "baseline='mean' has no meaning for token ids; give the id that stands "
                "in, like baseline=0"
            )
        real = given.steps[mask]
        return real.mean(axis=0) if len(real) else np.zeros(given.steps.shape[-1])
    stand_in, shape = np.asarray(baseline), given.steps.shape[2:]
    if stand_in.ndim and stand_in.shape != shape:
        raise ValueError(
            f"baseline must be 'mean', a number or an array of shape {shape}, got "
            f"shape {stand_in.shape}"
        )
    return stand_in


def real_steps(subject: Subject, given: SequenceInput) -> np.ndarray:
    """Return which steps are real: as an input says, or as a layer is told."""
    shape = given.steps.shape[:2]
    for part in given.parts:
        if part.dtype.kind == "b" and part.shape == shape:
            return part
    for layer in recurrent_layers(subject.network):
        with calls_of(layer, lambda tensor: None) as calls:
            run_network(subject.network, subject.tensors())
        for call in calls:
            mask = keras.tree.flatten(call.arguments.get("mask"))
            if mask and mask[0] is not None and tuple(mask[0].shape) == shape:
                return np.asarray(mask[0])
        if calls:
            break
    return np.ones(shape, dtype=bool)
