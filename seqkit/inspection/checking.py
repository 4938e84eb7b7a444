"""Check a model's gradients against central differences in float64."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.inspection.comparison import compare_gradients
from seqkit.inspection.observations import run_network
from seqkit.inspection.subjects import Subject
from seqkit.inspection.twins import float64_by_default, float64_loss, float64_twin
from seqkit.keras_backend import keras, tf

# the five-point rule: its error is of order step⁴
_RULE = {-2: 1 / 12, -1: -2 / 3, 1: 2 / 3, 2: -1 / 12}
_STEP = 1e-4
_NOTHING = 1e-4


def check_gradients(
    model: Any,
    x: Any,
    y: Any = None,
    *,
    loss: Any = None,
    samples: int = 8,
    entries: int = 12,
    tolerance: float | None = None,
    random_state: int = 0,
) -> pd.DataFrame:
    """Compare a model's own gradients with central differences, weight by weight.

    The model gives its gradients as in training, in its own float type. The differences
    come from a copy of it in float64, by the forward pass alone, so a wrong backward
    pass cannot hide: neither rounding nor the copy's gradients enter. A loss with a
    kink (mae) may show a difference where a sample sits right on it.

    Parameters
    ----------
    model : keras.Model that Keras can rebuild from its configuration, or a fitted
        estimator
    x, y, loss : as for `gradient_norms`
    samples : most samples looked at, spread evenly over those given
    entries : numbers per weight array that are checked: half of them those with the
        largest gradients, the others drawn
    tolerance : largest `relative` that counts as close; None: 1e-4 for a float32 model,
        1e-7 for a float64 one
    random_state : seed of the draw

    Returns
    -------
    DataFrame, index `name`: a row per trainable weight array, and one per float input:
    exact, close, max_difference, relative (as for `compare_gradients`, a gradient below
    1/10000 of the model's largest being as good as 0) and `entries`

    Raises
    ------
    ValueError
        If loss or y is missing, or the model cannot be rebuilt.

    Examples
    --------
    >>> layer = keras.layers.GRU(2, use_bias=False)
    >>> model = keras.Sequential([keras.Input((3, 2)), layer], name="model")
    >>> x, y = np.ones((1, 3, 2)), np.zeros((1, 2))
    >>> table = check_gradients(model, x, y, loss="mse")
    >>> table["close"].tolist(), table["entries"].tolist()
    ([True, True, True], [12, 12, 6])
    """
    checks.check_count("entries", entries)
    subject = Subject.of(model, x, y, loss, samples)
    names, mine = _gradients(subject)
    draw = np.random.default_rng(random_state)
    places = [_places(gradient, entries, draw) for gradient in mine]
    with float64_by_default():
        theirs = list(_differences(subject, places))
    # a gradient that is 0 in truth differs by rounding, which has to count for nothing
    least = _NOTHING * max(np.abs(other).max(initial=0) for other in theirs)
    chosen = [gradient.ravel()[at] for gradient, at in zip(mine, places, strict=True)]
    rows = [
        compare_gradients(*each, tolerance=tolerance, least=least)
        for each in zip(names, chosen, theirs, strict=True)
    ]
    frame = pd.DataFrame(rows).assign(entries=[len(where) for where in places])
    return frame.set_index("name")


def _gradients(subject: Subject) -> tuple[list[str], list[np.ndarray]]:
    """Return names and the model's own gradients, weights first, then float inputs."""
    network, objective = subject.network, subject.objective()
    parts = keras.tree.flatten(subject.tensors())
    floats = [part for part in parts if part.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(floats)
        inputs = keras.tree.pack_sequence_as(subject.inputs, parts)
        value = objective(run_network(network, inputs))
    weights = network.trainable_variables
    variables = [weight.value for weight in weights]
    slopes = tape.gradient(value, [*variables, *floats], unconnected_gradients="zero")
    names = [weight.path for weight in weights] + _input_names(subject.inputs)
    # an embedding's gradient comes as the rows that were used
    dense = [tf.convert_to_tensor(slope) for slope in slopes]
    return names, [keras.ops.convert_to_numpy(slope) for slope in dense]


def _input_names(inputs: Any) -> list[str]:
    named = list(inputs) if isinstance(inputs, dict) else None
    parts = keras.tree.flatten(inputs)
    floats = [place for place, part in enumerate(parts) if part.dtype.kind == "f"]
    if named is not None and len(named) == len(parts):
        return [f"input {sorted(named)[place]}" for place in floats]
    return [f"input {place}" if len(parts) > 1 else "input" for place in floats]


def _places(gradient: np.ndarray, entries: int, draw: Any) -> np.ndarray:
    """Choose entries of the flat array: the largest half, and others by chance."""
    order = np.argsort(-np.abs(gradient).ravel(), kind="stable")
    largest, others = np.split(order, [-(-min(entries, len(order)) // 2)])
    drawn = draw.permutation(others)[: entries - len(largest)]
    return np.sort(np.concatenate([largest, drawn]))


def _differences(subject: Subject, places: list[np.ndarray]) -> Iterator[np.ndarray]:
    """Yield the central differences at these places of every array."""
    # what the model read, rounding included
    read = keras.tree.map_structure(keras.ops.convert_to_numpy, subject.tensors())
    twin = float64_twin(subject.network, read)
    loss = float64_loss(subject.loss)
    wide = replace(subject, network=twin, inputs=read, loss=loss)
    objective = wide.objective()
    parts = [
        tf.Variable(part) if part.dtype.is_floating else part
        for part in keras.tree.flatten(wide.tensors())
    ]

    @tf.function(autograph=False)
    def value() -> Any:
        given = [tf.convert_to_tensor(part) for part in parts]
        inputs = keras.tree.pack_sequence_as(subject.inputs, given)
        return objective(twin(inputs, training=False))

    weights = [weight.value for weight in twin.trainable_variables]
    floats = [part for part in parts if isinstance(part, tf.Variable)]
    for variable, where in zip([*weights, *floats], places, strict=True):
        yield _difference(value, variable, where)


def _difference(
    value: Callable[[], Any], variable: Any, places: np.ndarray
) -> np.ndarray:
    """Differentiate by the five-point rule at some places of a variable."""
    kept = variable.numpy()
    slopes = np.zeros(len(places))
    for number, place in enumerate(places):
        for times, factor in _RULE.items():
            moved = kept.copy()
            moved.flat[place] += times * _STEP
            variable.assign(moved)
            slopes[number] += factor * float(value()) / _STEP
    variable.assign(kept)
    return slopes
