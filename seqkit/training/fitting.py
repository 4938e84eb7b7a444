"""Train a network: seed, batches, early stopping, best weights, history.

Seeds are set for the time of a fit and put back afterwards, so a fit is repeatable (bit
for bit on one CPU with the same number of threads) and leaves no trace.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from seqkit.sequences.batches import (
    Source,
    as_dataset,
    batches_of_a_pass,
    is_in_order,
)
from seqkit.training.optimizer import OneOpAdam
from seqkit.training.prediction import quiet_tracing, validation_batch
from seqkit.training.sources import ForNetwork
from seqkit.training.watching import Falling, Progress, Rising, RunningMean, Watch

SCHEDULES = ("cosine", None)
_MOST_STEPS_AT_ONCE = 32
_FEW_STEPS = 100
_CLIP_NORM = 1.0


@dataclass(frozen=True)
class Recipe:
    """How to train: the training arguments that all estimators share.

    Attributes
    ----------
    learning_rate : of Adam; halved whenever the loss has not improved for patience / 2
        epochs, unless it has a schedule
    batch_size : samples per step
    epochs : most passes over the training samples
    patience : epochs without improvement before training stops
    verbose : 0 silent, 1 a line of progress with the losses and the validation score
    callbacks : further Keras callbacks
    averaging : share of an epoch's steps over which weights are averaged, see
        `RunningMean`; 0 keeps them as they are
    schedule : "cosine" lets the learning rate fall to 0 over all epochs, see `Falling`
    risen : whether layers with `rise_to` act fully from the first step on, as in a
        training that goes on with another
    batch_steps : padded steps of a batch in place of `batch_size` samples, of samples
        of different lengths
    """

    learning_rate: float = 1e-3
    batch_size: int = 64
    epochs: int = 100
    patience: int = 10
    verbose: int = 0
    callbacks: tuple = ()
    averaging: float = 0.0
    schedule: str | None = None
    risen: bool = False
    batch_steps: int | None = None


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
    network : keras.Model, uncompiled; layers of it with `rise_to` are told before each
        run of steps which share of all epochs is over
    training, validation : sources whose `take` gives (inputs, targets); without
        validation samples the training loss decides which epoch was best, or, where
        layers rise, the last one is kept. Training samples come in a new order every
        epoch, but for those of a source `in_order`
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
    given = ForNetwork(network, training)
    steps = batches_of_a_pass(given, recipe.batch_size, recipe.batch_steps)
    prepare(network, loss, recipe.learning_rate, _steps_at_once(steps, recipe))
    batches = endless_batches(given, training, recipe, random_state)
    checked = None
    if validation is not None and len(validation):
        checked = as_dataset(
            ForNetwork(network, validation), validation_batch(validation)
        )
    changing = _changing(network, recipe, steps)
    # losses of the training do not compare while a layer makes it harder
    rising = any(isinstance(each, Rising) for each in changing)
    watch = Watch(
        recipe.patience,
        (None if rising else "loss") if checked is None else "val_loss",
        judge,
        slows=recipe.schedule is None,
    )
    progress = [Progress(recipe.epochs)] if recipe.verbose else []
    with quiet_tracing(), left_plain(network):
        network.fit(
            batches,
            steps_per_epoch=steps,
            epochs=recipe.epochs,
            validation_data=checked,
            shuffle=False,
            callbacks=[*changing, watch, *progress, *recipe.callbacks],
            verbose=0,
        )
    return watch.history()


def prepare(network: Any, loss: Any, learning_rate: float, at_once: int) -> None:
    """Compile a network for training, `at_once` steps of which need no Python."""
    network.compile(
        optimizer=OneOpAdam(learning_rate, clipnorm=_CLIP_NORM),
        loss=loss,
        steps_per_execution=at_once,
        jit_compile=False,
    )
    # a step that made the optimizer's variables would be traced twice
    network.optimizer.build(network.trainable_variables)


def endless_batches(
    given: Source, training: Source, recipe: Recipe, random_state: int | None
) -> Any:
    """Return the batches of pass after pass over samples, each in an order of its own.

    Parameters
    ----------
    given : the training samples, as the network takes them
    """
    return as_dataset(
        given,
        recipe.batch_size,
        shuffle=not is_in_order(training),
        random_state=random_state,
        repeat=True,
        batch_steps=recipe.batch_steps,
    )


def _changing(network: Any, recipe: Recipe, steps: int) -> list:
    """Return callbacks that change rate, layers or weights in the course of epochs."""
    whole = recipe.epochs * steps
    at_once = _steps_at_once(steps, recipe)
    callbacks: list = [Falling(whole)] if recipe.schedule == "cosine" else []
    callbacks += [
        Rising(whole, layer, at_once, recipe.risen)
        for layer in network.layers
        if hasattr(layer, "rise_to")
    ]
    if recipe.averaging:
        callbacks.append(RunningMean(recipe.averaging * steps))
    return callbacks


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


@contextmanager
def left_plain(network: Any) -> Iterator[None]:
    """Take optimizer and loss off again: what is kept and saved is a plain model."""
    try:
        yield
    finally:
        network.compiled, network.optimizer = False, None
        network.train_function = network.test_function = None


def _steps_at_once(steps: int, recipe: Recipe) -> int:
    """Cut an epoch into equal runs of steps that need no Python in between.

    Few steps in all go one by one, as a run takes longer to trace than it would save;
    but not where weights are averaged or the rate falls, which is done between runs.
    """
    between = recipe.averaging or recipe.schedule
    if steps * recipe.epochs <= _FEW_STEPS and not between:
        return 1
    runs = -(-steps // _MOST_STEPS_AT_ONCE)
    return -(-steps // runs)
