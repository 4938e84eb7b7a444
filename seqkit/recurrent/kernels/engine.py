"""Load the native kernels, or say once why stock Keras runs instead."""

import functools
import os
import sys
from importlib.metadata import version
from platform import python_version
from typing import Any, NamedTuple

from seqkit.keras_backend import tf
from seqkit.recurrent.kernels import build

_PACKAGES = ("seqkit", "tensorflow", "keras", "numpy", "pandas", "scikit-learn")


class Engine(NamedTuple):
    """What computes the recurrent layers in this process.

    ops : the library's TensorFlow ops; None: stock Keras runs
    library : the file they came from; "" if there are none
    reason : why there are none, in a few words; "" if there are
    """

    ops: Any
    library: str
    reason: str


@functools.cache
def engine() -> Engine:
    """Return this process's engine; the first call loads, and may compile, it."""
    try:
        path = str(build.library())
        return Engine(tf.load_op_library(path), path, "")
    except build.NoKernels as error:
        reason = str(error)
    except (tf.errors.OpError, OSError) as error:
        reason = f"TensorFlow could not load the library ({_first_line(error)})"
    print(
        f"seqkit: recurrent layers run on stock Keras, several times slower: {reason}",
        file=sys.stderr,
    )
    return Engine(None, "", reason)


def describe() -> dict[str, str]:
    """Return what a report about speed needs: versions, processor, engine and why."""
    gpus = [gpu.name for gpu in tf.config.list_logical_devices("GPU")]
    active = engine()
    if gpus:
        runs = "Keras's own (cuDNN where it fits), because a GPU is here"
    elif active.reason:
        runs = f"Keras's own, because of this: {active.reason}"
    else:
        runs = f"native kernels, {active.library}"
    return {
        "python": python_version(),
        **{name: version(name) for name in _PACKAGES},
        "processor": f"{build.processor_name()}, {os.cpu_count()} cores",
        "gpu": ", ".join(gpus) or "none",
        "recurrent layers": runs,
    }


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
