"""What every estimator shares: training arguments, one way to train, save, predict.

An estimator adds its public verbs with their own arguments and its hooks: `_encode`
(the user's data to samples; `_encode_again` with what is learnt already),
`_build_network` (sizes to a `keras.Model`) and `_decode` (network outputs to the user's
types).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from os import PathLike
from typing import Any, NamedTuple, NoReturn

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import NotFittedError

from seqkit import checks, training
from seqkit.estimators import artifact
from seqkit.keras_backend import keras
from seqkit.sequences.batches import Source

_LEARNING = ("fit", "partial_fit", "fit_panel")


class Samples(NamedTuple):
    """What `_encode` makes of a user's data.

    training, validation : sources of (inputs, targets)
    sizes : what `_build_network` needs to know
    loss : keras.losses.Loss
    judge : function from the network to a validation score that decides, in place of
        the loss, which epoch was best; None for the loss
    """

    training: Source
    validation: Source | None
    sizes: Any
    loss: Any
    judge: Callable[[Any], float] | None = None


class SequenceEstimator(BaseEstimator, ABC):
    """Base of all estimators.

    Attributes
    ----------
    schedule : of the learning rate, see `training.Recipe`
    """

    schedule: str | None = None
    batch_steps: int | None = None
    _fit_network: Callable[..., Any] = staticmethod(training.fit)

    def __init_subclass__(cls, **arguments: Any) -> None:
        """Let no verb that learns lose what was learnt before when it fails."""
        super().__init_subclass__(**arguments)
        for name in set(_LEARNING) & vars(cls).keys():
            setattr(cls, name, _all_or_nothing(vars(cls)[name]))

    def save(self, path: str | PathLike) -> None:
        """Write the fitted estimator to one file that `seqkit.load` reads.

        The file is a zip of `network.keras`, JSON and plain arrays; nothing is pickled.
        """
        self._check_fitted()
        artifact.save(self, path)

    def samples_of(self, data: Any) -> Samples:
        """Return data as the fitted network meets it; nothing is learnt.

        Parameters
        ----------
        data : in the form of the fitted data

        Returns
        -------
        Samples, all of them under `training`: a source whose `take(numbers)` gives
        (inputs, targets), and the loss the network was trained on: that of what it
        gives out, without the parts that `coverage` and `doubly_stochastic` add for
        attention, which is no output of the network that is kept
        """
        self._check_fitted()
        return self._encode_again(data)

    def rehearse(self, trial: Callable[..., Any], *data: Any, **named: Any) -> Any:
        """Return what a trial makes of the network that `fit` would train first.

        The estimator is left as it was, fitted or not.

        Parameters
        ----------
        trial : function of the arguments of `training.fit`, called in its place with a
            new network, which it may train as it likes
        data, named : arguments of `fit`
        """
        copy = clone(self)

        def instead(*arguments: Any) -> NoReturn:
            raise _Rehearsed(trial(*arguments))

        copy._fit_network = instead
        try:
            copy.fit(*data, **named)
        except _Rehearsed as found:
            return found.args[0]
        raise RuntimeError(f"fit of {type(self).__name__} trained no network")

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "network_")

    @abstractmethod
    def _encode(self, data: Any) -> Samples:
        """Turn training data into samples; set what is learnt on the way."""

    @abstractmethod
    def _encode_again(self, data: Any) -> Samples:
        """Turn further data into samples with what `fit` learnt."""

    @abstractmethod
    def _build_network(self, sizes: Any) -> Any:
        """Return the default network for these sizes, uncompiled."""

    @abstractmethod
    def _decode(self, outputs: Any, source: Any) -> Any:
        """Turn network outputs into the user's types."""

    @abstractmethod
    def _state(self) -> dict[str, Any]:
        """Return what `fit` learnt besides the network, for saving."""

    @abstractmethod
    def _restore(self, state: dict[str, Any]) -> None:
        """Set what `_state` returned."""

    def _rate(self) -> float:
        """Return the learning rate to begin with."""
        return self.learning_rate

    def _check_training_arguments(self) -> None:
        checks.check_choice("cell", self.cell, ("simple", "lstm", "gru"))
        checks.check_units(self.units)
        checks.check_number("dropout", self.dropout, 0, 1)
        checks.check_number("learning_rate", self._rate(), 0, 10, low_ok=False)
        checks.check_number("validation_fraction", self.validation_fraction, 0, 1)
        checks.check_number("averaging", self.averaging, 0, 1e6)
        for name in ("batch_size", "epochs", "patience"):
            checks.check_count(name, getattr(self, name))
        for name, least in (("random_state", 0), ("batch_steps", 1)):
            if getattr(self, name) is not None:
                checks.check_count(name, getattr(self, name), least)

    def _train(self, samples: Samples, network: Any = None, **other: Any) -> None:
        """Build a network, or go on with one: sets `network_` and `history_`.

        `other` are settings of the recipe that differ from the estimator's.
        """
        recipe = replace(self._recipe(), **other)
        self.network_, self.history_ = self._trained(
            samples, network, recipe, self.random_state
        )

    def _trained(
        self,
        samples: Samples,
        network: Any,
        recipe: training.Recipe,
        seed: int | None,
    ) -> tuple[Any, pd.DataFrame]:
        """Return a network, a new one or the given one further trained, and losses."""
        with training.seeded(seed):
            if network is None:
                network = (self.network or self._build_network)(samples.sizes)
            if not isinstance(network, keras.Model):
                checks.reject_network(network)
            keeping = training.Keeping(network, recipe.callbacks)
            history = self._fit_network(
                self._trained_part(network, samples.training),
                *samples[:2],
                samples.loss,
                replace(recipe, callbacks=(keeping, *recipe.callbacks)),
                seed,
                samples.judge,
            )
        return network, history

    def _recipe(self) -> training.Recipe:
        """Return how to train, as the arguments say."""
        return training.Recipe(
            self._rate(),
            self.batch_size,
            self.epochs,
            self.patience,
            self.verbose,
            tuple(self.callbacks or ()),
            self.averaging,
            self.schedule,
            batch_steps=self.batch_steps,
        )

    def _trained_part(self, network: Any, source: Source) -> Any:
        """Return the model that training runs; it shares the network's weights.

        Parameters
        ----------
        source : the training samples
        """
        return network

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise NotFittedError(
                f"this {type(self).__name__} is not fitted yet; call fit first"
            )


class _Rehearsed(Exception):
    """Leaves a fit as soon as its trial is done, with what came of it."""


def _all_or_nothing(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that leaves its estimator as it was if it raises."""

    @wraps(verb)
    def kept(self: Any, *given: Any, **named: Any) -> Any:
        before = dict(vars(self))
        network = before.get("network_")
        weights = [] if network is None else network.get_weights()
        try:
            return verb(self, *given, **named)
        except BaseException:
            vars(self).clear()
            vars(self).update(before)
            if network is not None:
                network.set_weights(weights)
            raise

    return kept


def written_history(history: pd.DataFrame) -> dict[str, list]:
    """Return a history as plain lists, for saving."""
    return history.reset_index().to_dict("list")


def restored_history(state: dict[str, list]) -> pd.DataFrame:
    """Return what `written_history` wrote."""
    return pd.DataFrame(state).set_index("epoch")


def like(X: Any, values: list, name: str) -> Any:
    """Return results in the user's type: a Series with its index, or a list."""
    if not isinstance(X, pd.Series):
        return values
    held = np.empty(len(values), dtype=object)
    held[:] = values
    return pd.Series(held, index=X.index, name=name)
