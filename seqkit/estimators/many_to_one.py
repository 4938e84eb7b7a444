"""What estimators of one target per sequence share, whatever the sequences are."""

from abc import abstractmethod
from typing import Any

import numpy as np

from seqkit.estimators.base import (
    Samples,
    SequenceEstimator,
    restored_history,
    written_history,
)
from seqkit.estimators.explanation import Blank, Explanation, Given, explanation
from seqkit.estimators.holdout import hold_out
from seqkit.estimators.labelled_sequences import Labelled, LabelledSequences, Rows
from seqkit.estimators.targets import restored_target, written_target
from seqkit.networks.classification import SequenceSizes, sequence_network
from seqkit.networks.pooling import poolings
from seqkit.training import predict


class ManyToOne(SequenceEstimator):
    """Base of the estimators that predict one target of a sequence."""

    target_: Any

    @abstractmethod
    def _rows(self, X: Any) -> Rows:
        """Read the user's data."""

    @abstractmethod
    def _learn_inputs(self, sequences: list) -> None:
        """Set what is learnt of the training sequences."""

    @abstractmethod
    def _target_of(self, y: Any) -> Any:
        """Return the target that `y` holds."""

    @abstractmethod
    def _inputs(self, sequences: list) -> Any:
        """Return a ragged source of network inputs."""

    @abstractmethod
    def _in_training(self, source: Any) -> Any:
        """Return the source as training takes it."""

    @abstractmethod
    def _features(self) -> Any:
        """Return what a step gives the network: see `SequenceSizes.features`."""

    @abstractmethod
    def _token_arguments(self) -> dict[str, Any]:
        """Return how tokens are embedded: see `embed_tokens`."""

    @abstractmethod
    def _input_state(self) -> dict[str, Any]:
        """Return what `_learn_inputs` set, for saving."""

    @abstractmethod
    def _restore_inputs(self, state: dict[str, Any]) -> None:
        """Set what `_input_state` returned."""

    @abstractmethod
    def _blank(self) -> Blank:
        """Return what stands in for a step, to see what is answered without it."""

    @abstractmethod
    def _plain(self, sequences: list) -> list:
        """Return what baselines read of sequences."""

    @abstractmethod
    def _baselines(self, target: Any, data: Labelled) -> dict[str, Any]:
        """Fit baselines, by name."""

    def explain(
        self, X: Any, *, method: str = "occlusion", label: Any = None
    ) -> Explanation:
        """Say which tokens or steps the answers rest on.

        Parameters
        ----------
        X : as for `predict`
        method : "occlusion": how much the probability of the label falls without the
            step (an unknown word, or the mean, in its place), which runs the network
            once for each step; "gradient": gradient of its log odds × input, one run
            for all; "integrated": the mean of that gradient on the way from blank
            steps, × the way, which adds up to the log odds gained (17 runs for all);
            "attention": the weights of pooling="attention", whatever the label. Of a
            regressor the number takes the probability's place.
        label : the one to explain; None: the predicted class, or the most probable of
            several labels. Of several numbers the column, or its place, of one.

        Returns
        -------
        Explanation: weights (timesteps,) of each sequence, coloured in a notebook

        Raises
        ------
        ValueError
            If the label is unknown, or the network has no attention.
        """
        self._check_fitted()
        rows = self._rows(X)
        outputs = self._outputs(rows)
        given = Given(
            self.network_,
            self.target_,
            self._inputs(rows.sequences),
            rows.places,
            rows.sequences,
            outputs,
            self._decode(outputs, None),
        )
        return explanation(given, self._blank(), method, label)

    def _fitted_baselines(self, target: Any, train: Any) -> dict[str, Any]:
        """Fit baselines to training data (X, y); none without."""
        if train is None:
            return {}
        X, y = train
        return self._baselines(target, Labelled.checked(self._rows(X), y))

    def _fit(self, rows: Rows, y: Any, weights: Any, validation: Any) -> None:
        data = Labelled.checked(rows, y, weights)
        self.target_ = self._target_of(data.y)
        self._class_weights = self._weights_of(data.y)
        if validation is not None:
            X, held_y = validation
            parts = data, Labelled.checked(self._rows(X), held_y)
        else:
            strata = (
                self.target_.encode(data.y) if self.target_.kind == "classes" else None
            )
            held = hold_out(
                len(data.y), self.validation_fraction, self.random_state, strata
            )
            parts = data.subset(held.training), data.subset(held.validation)
        self._train(self._encode(parts))

    def _weights_of(self, y: Any) -> np.ndarray | None:
        """Return a weight for each class, None for equal ones."""
        return None

    def _outputs(self, rows: Rows) -> np.ndarray:
        """Return the network's outputs (samples, outputs)."""
        return predict(self.network_, self._inputs(rows.sequences))

    def _encode(self, data: tuple[Labelled, Labelled]) -> Samples:
        """Learn from the first part; the second tells when to stop."""
        own, held = data
        self._learn_inputs(own.sequences)
        training = self._in_training(self._labelled(own))
        checked = self._labelled(held) if held.sequences else None
        return Samples(training, checked, self._sizes(), self.target_.loss)

    def _encode_again(self, data: Any) -> Samples:
        X, *others = data
        labelled = Labelled.checked(self._rows(X), *others)
        return Samples(self._labelled(labelled), None, self._sizes(), self.target_.loss)

    def _build_network(self, sizes: Any) -> Any:
        return sequence_network(
            sizes,
            cell=self.cell,
            units=self.units,
            bidirectional=self.bidirectional,
            dropout=self.dropout,
            pooling=self.pooling,
            **self._token_arguments(),
        )

    def _state(self) -> dict[str, Any]:
        return {
            "target": written_target(self.target_),
            "inputs": self._input_state(),
            "class_weights": self._class_weights,
            "history": written_history(self.history_),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.target_ = restored_target(state["target"])
        self._restore_inputs(state["inputs"])
        self._class_weights = state["class_weights"]
        self.history_ = restored_history(state["history"])

    def _check_shared_arguments(self) -> None:
        self._check_training_arguments()
        poolings(self.pooling)

    def _labelled(self, data: Labelled) -> LabelledSequences:
        y = self.target_.encode(data.y)
        weights = data.weights
        if self._class_weights is not None:
            own = self._class_weights[y]
            weights = own if weights is None else own * weights
        if weights is not None:
            weights = np.asarray(weights, dtype="float32")
        return LabelledSequences(self._inputs(data.sequences), y, weights)

    def _sizes(self) -> SequenceSizes:
        return SequenceSizes(self._features(), self.target_.outputs, self.target_.kind)
