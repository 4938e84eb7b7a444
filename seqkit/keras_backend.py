"""Load TensorFlow and Keras once, quietly, and only on the TensorFlow backend.

Every module that needs Keras takes it from here. TensorFlow writes start-up lines to
the process's error stream before any Python setting can silence them, so the stream is
held back during the import and shown only if the import fails. A user's own
`TF_CPP_MIN_LOG_LEVEL` is respected: then nothing is held back.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

LOG_LEVEL = "TF_CPP_MIN_LOG_LEVEL"


def _check_environment() -> None:
    wanted = os.environ.get("KERAS_BACKEND", "tensorflow")
    if wanted != "tensorflow":
        raise ImportError(
            f"seqkit runs on Keras's TensorFlow backend, but KERAS_BACKEND={wanted!r}; "
            "unset it or set it to 'tensorflow' before Python starts"
        )


def _check_backend(running: str) -> None:
    if running != "tensorflow":
        raise ImportError(
            "seqkit runs on Keras's TensorFlow backend, but Keras is set to "
            f"{running!r}; set KERAS_BACKEND=tensorflow or change ~/.keras/keras.json"
        )


@contextmanager
def _held_back_errors() -> Iterator[None]:
    """Keep what C++ libraries write to file descriptor 2; show it only on failure."""
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            os.dup2(saved, 2)
            held.seek(0)
            os.write(2, held.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)


_check_environment()
if LOG_LEVEL in os.environ or "tensorflow" in sys.modules:
    import keras
    import tensorflow as tf
else:
    os.environ[LOG_LEVEL] = "3"
    with _held_back_errors():
        import keras
        import tensorflow as tf
_check_backend(keras.backend.backend())

__all__ = ["keras", "tf"]
