"""Which tokens or steps an answer rests on.

Four ways to ask a network: occlusion (how much the probability of a label falls when a
token is replaced by the unknown word, or a step by the mean), gradient × input (of the
label's log odds, which move even where the network is sure; summed over features; at
the input, or integrated on the way to it from nothing but unknown words or means) and
the weights of attention pooling, which say where the network looked, not what for. Of a
regressor, the number takes the probability's place, in its own units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.estimators.regression_report import number_names
from seqkit.inspection.layers import all_layers
from seqkit.inspection.observations import calls_of, run_network
from seqkit.inspection.saliency_maps import saliency
from seqkit.inspection.subjects import Subject
from seqkit.keras_backend import keras, tf
from seqkit.networks.pooling import AttentionPooling
from seqkit.sequences.buckets import bucket_batches
from seqkit.training import ForNetwork

METHODS = ("occlusion", "gradient", "integrated", "attention")
COLUMNS = ("row", "step", "token", "weight")
_STEPS_AT_ONCE = 4096
_ROWS_SHOWN = 20
_LEAST = 1e-30  # of a probability, to take its logarithm
_AGAINST, _FOR = (255, 140, 130), (130, 175, 255)  # light enough for black letters


@dataclass(frozen=True, eq=False)
class Explanation:
    """What answers rest on, step by step.

    Attributes
    ----------
    method : "occlusion", "gradient", "integrated" or "attention"
    rows : where each sequence stands for the user, its place in X or its index
    tokens : lists of tokens; of numeric sequences the numbers of steps
    weights : float64 arrays (timesteps,); above 0 in favour of the label (or for a
        larger number), below 0 against it; of attention shares that add up to 1
    labels : the label that is explained in each row; of a regressor the number's name
    predicted : what was predicted of each row: a label, a tuple of labels, or a number
    probabilities : of the labels, float array (rows,); None of a regressor
    are_texts : whether tokens are tokens

    Examples
    --------
    >>> weights = [np.array([0.1, 0.5])]
    >>> found = Explanation(
    ...     "occlusion", [0], [["so", "good"]], weights, ["+"], ["+"], np.array([0.9])
    ... )
    >>> found.to_frame().to_numpy().tolist()
    [[0, 0, 'so', 0.1], [0, 1, 'good', 0.5]]
    """

    method: str
    rows: Sequence[Any]
    tokens: Sequence[Sequence[Any]]
    weights: list[np.ndarray]
    labels: list[Any]
    predicted: list[Any]
    probabilities: np.ndarray | None
    are_texts: bool = True

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each step: row, step (from 0), token and weight."""
        rows = [
            (row, step, token, weight)
            for row, tokens, weights in zip(
                self.rows, self.tokens, self.weights, strict=True
            )
            for step, (token, weight) in enumerate(zip(tokens, weights, strict=True))
        ]
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        return table.astype({"step": "int64", "weight": "float64"})

    def __repr__(self) -> str:
        return f"Explanation: {self.method} of {len(self.rows):,} sequences"

    def _repr_html_(self) -> str:
        shown = min(len(self.rows), _ROWS_SHOWN)
        parts = [self.weights[place] for place in range(shown)]
        most = max((np.abs(part).max(initial=0) for part in parts), default=0)
        rows = [
            f"<p>{self._title(k)}<br>{self._body(k, most)}</p>" for k in range(shown)
        ]
        rest = len(self.rows) - shown
        more = [f"<p>… and {rest:,} more</p>"] if rest else []
        return "\n".join([f"<p>{escape(repr(self))}</p>", *rows, *more])

    def _title(self, place: int) -> str:
        """Say of one row what is explained, in HTML."""
        row, predicted = self.rows[place], self.predicted[place]
        if self.probabilities is None:
            return f"<b>{escape(f'{row}: {predicted:.4g}')}</b>"
        probability = f"{self.probabilities[place]:.2f}"
        about = f"{row}: {predicted} (probability of {self.labels[place]}: "
        return f"<b>{escape(about)}{probability})</b>"

    def _body(self, place: int, most: float) -> str:
        """Colour the steps of one row, in HTML."""
        tokens, weights = self.tokens[place], self.weights[place]
        if not self.are_texts:
            return "".join(map(_bar, tokens, weights, [most] * len(weights)))
        between = "" if all(len(token) == 1 for token in tokens) else " "
        words = map(_word, tokens, weights, [most] * len(weights))
        return f'<span dir="auto">{between.join(words)}</span>'


class Blank(NamedTuple):
    """Which input of a network holds the steps, and what stands in for one.

    input : "words" or "values"
    value : a word id, or an array (features,)
    """

    input: str
    value: Any


class Given(NamedTuple):
    """Sequences that a network answered.

    network : keras.Model that gives (batch, outputs)
    target : what it predicts
    source : ragged source of its inputs
    rows : where each sequence stands for the user, a number or an index
    sequences : token lists, or arrays (timesteps, features)
    outputs : what the network gave, (samples, outputs)
    predicted : the same in the user's form
    """

    network: Any
    target: Any
    source: Any
    rows: Sequence[Any]
    sequences: Sequence[Any]
    outputs: np.ndarray
    predicted: Any


def explanation(given: Given, blank: Blank, method: str, label: Any) -> Explanation:
    """Say which steps answers rest on.

    Parameters
    ----------
    given : sequences and answers
    blank : what stands in for a step
    method : one of `METHODS`
    label : the one to explain; None: the predicted class, the most probable label

    Raises
    ------
    ValueError
        If the label is not known, one of several numbers has to be named, or there is
        no attention.
    """
    checks.check_choice("method", method, METHODS)
    if method == "attention":
        _attention_layer(given.network)
    names = _names(given.target)
    chosen = _chosen(given, label, names)
    weights = _weights(given, chosen, method, blank)
    texts, numbers = blank.input == "words", given.target.kind == "numbers"
    if numbers and method != "attention":
        weights = [given.target.deviation[chosen[0]] * each for each in weights]
    return Explanation(
        method=method,
        rows=given.rows,
        tokens=[list(x) if texts else range(len(x)) for x in given.sequences],
        weights=weights,
        labels=[names[place] for place in chosen],
        predicted=_told(given.target, given.predicted, chosen),
        probabilities=None
        if numbers
        else given.outputs[np.arange(len(chosen)), chosen].astype("float64"),
        are_texts=texts,
    )


def _names(target: Any) -> list[Any]:
    """Return what the network's outputs are called."""
    return number_names(target) if target.kind == "numbers" else target.classes.tolist()


def _chosen(given: Given, label: Any, names: list[Any]) -> np.ndarray:
    """Return which output is explained of each sample, whole numbers (samples,)."""
    if label is not None:
        checks.check_choice("label", label, names)
        return np.full(len(given.outputs), names.index(label))
    if given.target.kind == "classes":
        return given.target.encode(given.predicted)
    if given.target.kind == "numbers" and len(names) > 1:
        raise ValueError(
            f"label must name the number to explain, one of {len(names)}, got None; "
            f"pass label={names[0]!r}"
        )
    return given.outputs.argmax(axis=1)


def _told(target: Any, predicted: Any, chosen: np.ndarray) -> list[Any]:
    """Return what was predicted of each sample: label, tuple of labels or number."""
    if target.kind == "classes":
        return list(predicted)
    if target.kind == "labels":
        held = target.encode(predicted) > 0
        return [tuple(target.classes[row].tolist()) for row in held]
    values = np.asarray(predicted, dtype="float64").reshape(len(chosen), target.outputs)
    return values[np.arange(len(chosen)), chosen].tolist()


def _weights(
    given: Given, chosen: np.ndarray, method: str, blank: Blank
) -> list[np.ndarray]:
    """Return how much each step counts for the chosen outputs."""
    found: list[Any] = [None] * len(chosen)
    for which in _batches(given.source.lengths, chosen):
        inputs = ForNetwork(given.network, given.source).take(which)
        if method == "attention":
            weights = _attention(given.network, inputs)
        else:
            weights = saliency(
                given.network,
                inputs,
                method=method,
                output=_output(given.target.kind, int(chosen[which[0]]), method),
                baseline=blank.value,
                sequence=_place_of(given.network, inputs, blank.input),
                samples=len(which),
            )
        weights = weights.sum(axis=2) if weights.ndim > 2 else weights
        for row, own in zip(which, weights, strict=True):
            found[row] = own[: given.source.lengths[row]].astype("float64")
    return found


def _output(kind: str, place: int, method: str) -> Any:
    """Return which scalar of the network's outputs is explained, as `saliency` asks."""
    if kind == "numbers" or method == "occlusion":
        return place

    def log_odds(outputs: Any) -> Any:
        own = outputs[:, place]
        # the others of a softmax stay exact where 1 - own is rounded to 0
        others = 1 - own
        if kind == "classes":
            others = tf.reduce_sum(outputs[:, :place], 1)
            others += tf.reduce_sum(outputs[:, place + 1 :], 1)
        own, others = (tf.maximum(part, _LEAST) for part in (own, others))
        return tf.math.log(own) - tf.math.log(others)  # of a quotient: 0 / 0

    return log_odds


def _batches(lengths: np.ndarray, chosen: np.ndarray) -> Iterator[np.ndarray]:
    """Yield numbers of samples of about one length, of each chosen output apart."""
    for place in np.unique(chosen):
        own = np.flatnonzero(chosen == place)
        for batch in bucket_batches(
            lengths[own], steps_per_batch=_STEPS_AT_ONCE, shuffle=False
        ):
            yield own[batch.samples]


def _place_of(network: Any, inputs: Any, name: str) -> int:
    """Return which of a network's sequence inputs has a name, masks not counted."""
    if getattr(network, "inputs", None):
        names = [tensor.name for tensor in keras.tree.flatten(network.input)]
    else:
        names = sorted(inputs)
    checks.check_choice("the explained input", name, names)
    return [other for other in names if other != "mask"].index(name)


def _attention_layer(network: Any) -> Any:
    """Return the attention pooling of a network."""
    there = [one for one in all_layers(network) if isinstance(one, AttentionPooling)]
    if not there:
        raise ValueError(
            "method='attention' needs a network fitted with pooling='attention'; "
            "choose 'occlusion' or 'gradient'"
        )
    return there[0]


def _attention(network: Any, inputs: Any) -> np.ndarray:
    """Return the weights of the network's attention pooling (samples, timesteps)."""
    layer = _attention_layer(network)
    samples = len(keras.tree.flatten(inputs)[0])
    tensors = Subject.of(network, inputs, samples=samples).tensors()
    with calls_of(layer, lambda tensor: None) as calls:
        run_network(network, tensors)
    arguments = calls[0].arguments
    return layer.attention(arguments["x"], arguments.get("mask")).numpy()


def _word(token: str, weight: float, most: float) -> str:
    style = f"background:{_colour(weight, most)};color:#000;white-space:pre-wrap"
    return f'<span style="{style}" title="{weight:+.3g}">{escape(token)}</span>'


def _bar(step: int, weight: float, most: float) -> str:
    style = (
        f"display:inline-block;width:6px;height:24px;background:{_colour(weight, most)}"
    )
    return f'<span style="{style}" title="step {step}: {weight:+.3g}"></span>'


def _colour(weight: float, most: float) -> str:
    """Return white for 0, blue in favour and red against, as #rrggbb."""
    share = abs(weight) / most if most else 0.0
    full = _FOR if weight > 0 else _AGAINST
    mixed = [round(255 - share * (255 - part)) for part in full]
    return "#" + "".join(f"{part:02x}" for part in mixed)
