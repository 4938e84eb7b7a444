"""Look inside any fitted estimator, or any Keras model with recurrent layers.

How gradients and memory run through time, what gates do, what an output rests on, and
whether gradients are right; and at which rates a network learns. `seqkit.plotting`
draws what comes out. The names below load on first use, since they need TensorFlow.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOMES = {
    "Diagnosis": "diagnosis",
    "GateTraces": "gates",
    "GradientComparison": "comparison",
    "Memory": "memory",
    "check_gradients": "checking",
    "compare_gradients": "comparison",
    "diagnose": "diagnosis",
    "gate_traces": "gates",
    "gradient_norms": "gradients",
    "jacobian_norms": "jacobians",
    "learning_rate_range": "learning_rates",
    "memory_length": "memory",
    "recurrent_layers": "layers",
    "saliency": "saliency_maps",
}

__all__ = [
    "Diagnosis",
    "GateTraces",
    "GradientComparison",
    "Memory",
    "check_gradients",
    "compare_gradients",
    "diagnose",
    "gate_traces",
    "gradient_norms",
    "jacobian_norms",
    "learning_rate_range",
    "memory_length",
    "recurrent_layers",
    "saliency",
]

if TYPE_CHECKING:
    from seqkit.inspection.checking import check_gradients as check_gradients
    from seqkit.inspection.comparison import GradientComparison as GradientComparison
    from seqkit.inspection.comparison import compare_gradients as compare_gradients
    from seqkit.inspection.diagnosis import Diagnosis as Diagnosis
    from seqkit.inspection.diagnosis import diagnose as diagnose
    from seqkit.inspection.gates import GateTraces as GateTraces
    from seqkit.inspection.gates import gate_traces as gate_traces
    from seqkit.inspection.gradients import gradient_norms as gradient_norms
    from seqkit.inspection.jacobians import jacobian_norms as jacobian_norms
    from seqkit.inspection.layers import recurrent_layers as recurrent_layers
    from seqkit.inspection.learning_rates import (
        learning_rate_range as learning_rate_range,
    )
    from seqkit.inspection.memory import Memory as Memory
    from seqkit.inspection.memory import memory_length as memory_length
    from seqkit.inspection.saliency_maps import saliency as saliency


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'seqkit.inspection' has no attribute {name!r}")
    return getattr(import_module(f"seqkit.inspection.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
