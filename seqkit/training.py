"""One `fit` for every network: seed, early stopping, best weights, history, batches.

Seeds are set for the time of a fit and put back afterwards, so a fit is repeatable (bit
for bit on one CPU with the same number of threads) and leaves no trace.
"""

import logging
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.keras_backend import keras, tf
from seqkit.sequences.batches import Source, as_dataset, lengths_of
from seqkit.sequences.buckets import bucket_batches

_PREDICTION_BATCH = 2048
_PREDICTION_BYTES = 8 << 20  # of inputs; larger batches fall out of the caches
_PREDICTION_STEPS = 16_384
_MOST_STEPS_AT_ONCE = 32
_CLIP_NORM = 1.0
_CALL = "_seqkit_compiled_call"


@dataclass(frozen=True)
class Recipe:
    """How to train: the training arguments that all estimators share.

    Attributes
    ----------
    learning_rate : of Adam; halved whenever the loss has not improved for patience / 2
        epochs
    batch_size : samples per step
    epochs : most passes over the training samples
    patience : epochs without improvement before training stops
    verbose : 0 silent, 1 a line of progress with the losses and the validation score
    callbacks : further Keras callbacks
    """

    learning_rate: float = 1e-3
    batch_size: int = 64
    epochs: int = 100
    patience: int = 10
    verbose: int = 0
    callbacks: tuple = ()


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


class OneOpAdam(keras.optimizers.Adam):
    """Adam (Kingma & Ba, 2015) with TensorFlow's one op a variable, not a dozen.

    The update is Keras's to the last rounding, as is the clipping before it; small
    networks spend a tenth of a step less. Of an embedding, only the rows that a batch
    holds are updated, their moments with them: the others neither drift on old momentum
    nor cost anything, however large the vocabulary.
    """

    def _clip_by_norm(self, values, axes=None):
        """Scale one gradient down to the norm `clipnorm`, as Keras asks for it."""
        if axes is not None:
            return super()._clip_by_norm(values, axes)
        if isinstance(values, tf.IndexedSlices):
            rows = _summed(values)
            clipped = self._clip_by_norm(rows.values)
            return tf.IndexedSlices(clipped, rows.indices, rows.dense_shape)
        norm = tf.sqrt(2 * tf.nn.l2_loss(values))
        return values * (self.clipnorm / tf.maximum(norm, self.clipnorm))

    def update_step(self, gradient, variable, learning_rate):
        """Update one variable, as Keras asks for it."""
        if variable.dtype != "float32":
            super().update_step(gradient, variable, learning_rate)
            return
        index = self._get_variable_index(variable)
        m, v = _handle(self._momentums[index]), _handle(self._velocities[index])
        step = tf.cast(self.iterations + 1, tf.float32)
        fade_1, fade_2 = tf.pow(self.beta_1, step), tf.pow(self.beta_2, step)
        rate = tf.cast(learning_rate, tf.float32)
        if isinstance(gradient, tf.IndexedSlices):
            rate *= tf.sqrt(1 - fade_2) / (1 - fade_1)
            self._update_rows(_summed(gradient), _handle(variable), m, v, rate)
            return
        tf.raw_ops.ResourceApplyAdam(
            var=_handle(variable),
            m=m,
            v=v,
            beta1_power=fade_1,
            beta2_power=fade_2,
            lr=rate,
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )

    def _update_rows(self, gradient, variable, m, v, rate):
        """Update the rows a sparse gradient names, each once."""
        rows, g = gradient.indices, gradient.values

        def moved(handle, old_share, new):
            old = tf.raw_ops.ResourceGather(
                resource=handle, indices=rows, dtype=tf.float32
            )
            now = old_share * old + new
            tf.raw_ops.ResourceScatterUpdate(resource=handle, indices=rows, updates=now)
            return now

        first = moved(m, self.beta_1, (1 - self.beta_1) * g)
        second = moved(v, self.beta_2, (1 - self.beta_2) * tf.square(g))
        moved(variable, 1.0, -rate * first / (tf.sqrt(second) + self.epsilon))


def fit(
    network: Any,
    training: Source,
    validation: Source | None,
    loss: Any,
    recipe: Recipe,
    random_state: int | None = None,
    judge: Callable[[Any], float] | None = None,
) -> pd.DataFrame:
    """Train a network and leave the weights of its best epoch in it.

    Parameters
    ----------
    network : keras.Model, uncompiled
    training, validation : sources whose `take` gives (inputs, targets); without
        validation samples the training loss decides which epoch was best
    loss : keras.losses.Loss
    random_state : seed of the sample order
    judge : function from the network to a score of its validation samples, higher is
        better, which decides in place of the loss which epoch was best; callbacks find
        it in their logs as val_score

    Returns
    -------
    DataFrame, one row per epoch: loss, val_loss (if validated), val_score (if judged),
    learning_rate, seconds

    Raises
    ------
    FloatingPointError
        If the loss became NaN or infinite in the first epoch.
    """
    steps = -(-len(training) // recipe.batch_size)
    network.compile(
        optimizer=OneOpAdam(recipe.learning_rate, clipnorm=_CLIP_NORM),
        loss=loss,
        steps_per_execution=_steps_at_once(steps),
        jit_compile=False,
    )
    batches = as_dataset(
        ForNetwork(network, training),
        recipe.batch_size,
        shuffle=True,
        random_state=random_state,
        repeat=True,
    )
    checked = None
    if validation is not None and len(validation):
        checked = as_dataset(
            ForNetwork(network, validation), _validation_batch(validation)
        )
    watch = _Watch(recipe.patience, "loss" if checked is None else "val_loss", judge)
    extra = [_Progress(recipe.epochs)] if recipe.verbose else []
    with _quiet_tracing():
        network.fit(
            batches,
            steps_per_epoch=steps,
            epochs=recipe.epochs,
            validation_data=checked,
            shuffle=False,
            callbacks=[watch, *extra, *recipe.callbacks],
            verbose=0,
        )
    _leave_plain(network)
    return watch.history()


def predict(network: Any, source: Source, batch_size: int | None = None) -> np.ndarray:
    """Run a network over a source whose `take` gives inputs, in large batches.

    Parameters
    ----------
    batch_size : samples at once; None: as many as suit the processor's caches

    Returns
    -------
    array (samples, ...), in the order of the source; the network's output has the same
    shape for every sample
    """
    which, parts = zip(*predict_batches(network, source, batch_size), strict=True)
    return np.concatenate(parts)[np.argsort(np.concatenate(which))]


def predict_batches(
    network: Any, source: Source, batch_size: int | None = None
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Run a network over a source, and give the output of each batch as it is.

    Samples of different lengths come in batches of about as many padded steps, short
    ones first.

    Yields
    ------
    numbers of the batch's samples, and the network's output for them
    """
    given, run = ForNetwork(network, source), _compiled_call(network)
    for which in _prediction_batches(given, batch_size):
        inputs = given.take(which)
        with _quiet_tracing():
            output = run(inputs).numpy()
        yield which, output


@contextmanager
def seeded(random_state: int | None) -> Iterator[None]:
    """Seed Python and NumPy for a while, then put their states back.

    Keras layers draw their own seeds from Python's generator when they are built.
    """
    if random_state is None:
        yield
        return
    python = random.getstate()
    numpy_ = np.random.get_state()  # noqa: NPY002
    random.seed(random_state)
    np.random.seed(random_state)  # noqa: NPY002 - user networks may draw from it
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy_)  # noqa: NPY002


class _Watch(keras.callbacks.Callback):
    """Early stopping, learning-rate reduction and the history in one place."""

    def __init__(self, patience: int, monitor: str, judge: Any = None):
        super().__init__()
        self._patience, self._monitor, self._judge = patience, monitor, judge
        self._rows: list[dict[str, float]] = []
        self._best: tuple[float, ...] = (np.inf,)
        self._best_epoch, self._weights = -1, None

    def on_epoch_begin(self, epoch, logs=None):
        self._start = tf.timestamp()

    def on_epoch_end(self, epoch, logs=None):
        rate = float(self.model.optimizer.learning_rate)
        if self._judge is not None:
            logs["val_score"] = self._judge(self.model)  # Keras hands logs on
        row = {name: float(value) for name, value in logs.items()}
        error: tuple[float, ...] = (row[self._monitor],)
        if self._judge is not None:
            error = (-row["val_score"], *error)  # of equal scores the smaller loss
            error = error if np.isfinite(row["loss"]) else (np.inf,)
        row |= {"learning_rate": rate, "seconds": float(tf.timestamp() - self._start)}
        self._rows.append(row)
        if error < self._best:
            self._best, self._best_epoch = error, epoch
            self._weights = self.model.get_weights()
        self._react(epoch - self._best_epoch, rate)

    def on_train_end(self, logs=None):
        if self._weights is None:
            raise FloatingPointError(
                "the loss was NaN or infinite from the first epoch on; lower "
                "learning_rate, or look for extreme values in the data"
            )
        self.model.set_weights(self._weights)

    def history(self) -> pd.DataFrame:
        index = pd.RangeIndex(1, len(self._rows) + 1, name="epoch")
        return pd.DataFrame(self._rows, index=index)

    def _react(self, waited: int, rate: float) -> None:
        if waited >= self._patience:
            self.model.stop_training = True
        elif waited and waited % max(1, self._patience // 2) == 0:
            self.model.optimizer.learning_rate = rate / 2


class _Progress(keras.callbacks.Callback):
    """Count epochs, show losses and score: one line that renews itself on a terminal.

    Elsewhere (a log, a notebook) every tenth of the epochs writes a line.
    """

    def __init__(self, epochs: int):
        super().__init__()
        self._epochs = epochs

    def on_epoch_end(self, epoch, logs=None):
        done = self.model.stop_training or epoch + 1 == self._epochs
        shown = ", ".join(f"{name} {float(value):.4g}" for name, value in logs.items())
        line = f"epoch {epoch + 1} of at most {self._epochs}: {shown}"
        if sys.stderr.isatty():
            print(f"\r{line:<79}", end="\n" if done else "", file=sys.stderr)
        elif done or epoch % max(1, self._epochs // 10) == 0:
            print(line, file=sys.stderr)


def _summed(gradient: Any) -> Any:
    """Add up the rows of a sparse gradient that stand for the same row."""
    rows, places = tf.unique(gradient.indices)
    values = tf.math.unsorted_segment_sum(gradient.values, places, tf.size(rows))
    return tf.IndexedSlices(values, rows, gradient.dense_shape)


def _handle(variable: Any) -> Any:
    """Return what TensorFlow's own ops take of a variable, Keras's or its own."""
    inner = variable.value if isinstance(variable, keras.Variable) else variable
    return inner.handle


def _compiled_call(network: Any) -> Any:
    """Return a network's forward pass as one graph, made once for each network.

    It lies in the network's `__dict__`, where Keras does not take it for a part of the
    model, and goes when the network goes.
    """
    made = vars(network).get(_CALL)
    if made is None:
        made = tf.function(
            lambda inputs: network(inputs, training=False), reduce_retracing=True
        )
        vars(network)[_CALL] = made
    return made


def _leave_plain(network: Any) -> None:
    """Take optimizer and loss off again: what is kept and saved is a plain model."""
    network.compiled, network.optimizer = False, None
    network.train_function = network.test_function = None


@contextmanager
def _quiet_tracing() -> Iterator[None]:
    """Hold back TensorFlow's advice on retracing, meant for hand-written loops."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _steps_at_once(steps: int) -> int:
    """Cut an epoch into equal runs of steps that need no Python in between."""
    runs = -(-steps // _MOST_STEPS_AT_ONCE)
    return -(-steps // runs)


def _validation_batch(source: Source) -> int:
    lengths = lengths_of(source)
    if lengths is None:
        return _samples_at_once(source)
    return max(1, min(_PREDICTION_BATCH, _PREDICTION_STEPS // int(np.max(lengths))))


def _prediction_batches(source: Source, batch_size: int | None) -> Iterator[np.ndarray]:
    lengths = lengths_of(source)
    if lengths is not None and len(lengths):
        for batch in bucket_batches(
            lengths, steps_per_batch=_PREDICTION_STEPS, shuffle=False
        ):
            yield batch.samples
        return
    size = batch_size or _samples_at_once(source)
    for start in range(0, len(source), size):
        yield np.arange(start, min(start + size, len(source)))


def _samples_at_once(source: Source) -> int:
    first = keras.tree.flatten(source.take(np.arange(min(1, len(source)))))
    size = sum(np.asarray(part).nbytes for part in first)
    return max(1, min(_PREDICTION_BATCH, _PREDICTION_BYTES // max(1, size)))
