"""Check weights of samples and of labels, and the thresholds from which labels hold."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np

from seqkit.checks.wording import listed, plain, some, warn


def check_sample_weights(weights: Any, count: int) -> np.ndarray:
    """Require one finite weight >= 0 per sample, not all of them 0."""
    try:
        found = np.asarray(weights, dtype="float64")
    except (TypeError, ValueError):
        odd = next((each for each in weights if not isinstance(each, Real)), weights)
        raise TypeError(
            f"sample_weight must hold one number for each of the {count} samples, got "
            f"{plain(odd)!r}"
        ) from None
    if found.shape != (count,):
        raise ValueError(
            f"sample_weight must have one number for each of the {count} samples, got "
            f"shape {found.shape}"
        )
    wrong = np.flatnonzero(~(np.isfinite(found) & (found >= 0)))
    if len(wrong):
        raise ValueError(
            f"sample_weight {wrong[0]} is {found[wrong[0]]:g}; give a number >= 0"
        )
    if not found.any():
        raise ValueError("sample_weight is 0 for every sample; give some of them more")
    return found


def check_label_weights(
    name: str, weights: Any, known: Sequence[Any]
) -> dict[Any, float]:
    """Require a weight > 0 by label, of known labels alone."""
    found = _weights_by(name, "label", weights)
    for each in found:
        if each not in known:
            raise ValueError(
                f"{name} names {plain(each)!r}, which the data does not have; choose "
                f"among {listed(list(known), 'and')}"
            )
    for label, weight in found.items():
        if not weight > 0:
            raise ValueError(
                f"{name}[{label!r}] must be a number > 0, got {weights[label]!r}; drop "
                "the samples to leave a label out"
            )
    return found


def check_series_weights(
    weights: Any, known: Collection[Hashable]
) -> dict[Hashable, float]:
    """Require a weight >= 0 by id; warn of ids that are not known.

    Of series that begin late, the first folds of a cross-validation know nothing.
    """
    found = _weights_by("series_weights", "id", weights)
    for each in found:
        if each not in known:
            warn(
                f"series_weights names {plain(each)!r}, which the data does not have "
                f"(but {some(known)}), so that it weighs nothing"
            )
    for each, weight in found.items():
        if not weight >= 0:
            raise ValueError(
                f"series_weights[{plain(each)!r}] must be a number >= 0, got "
                f"{weights[each]!r}; 0 leaves a series out"
            )
    return found


def check_weighable_windows(one_series_each: bool) -> None:
    """Require windows of one series each for what weighs series."""
    if not one_series_each:
        raise ValueError(
            "series_weights= weighs windows, but with channels='joint' each window of "
            "a wide frame holds all columns; choose channels='shared', or leave it out"
        )


def check_weighted_windows(windows: int) -> None:
    """Require a training window that counts."""
    if not windows:
        raise ValueError(
            "series_weights is 0 for every series that is long enough to train; give "
            "some of them more"
        )


def _weights_by(name: str, key: str, weights: Any) -> dict[Any, float]:
    """Require weights by something; what is no number becomes NaN."""
    if not isinstance(weights, Mapping):
        raise ValueError(
            f"{name} must be None, 'balanced' or weights by {key}, got {weights!r}"
        )
    return {each: _finite(weight) for each, weight in weights.items()}


def _finite(weight: Any) -> float:
    number = isinstance(weight, Real) and not isinstance(weight, bool)
    return float(weight) if number and np.isfinite(weight) else float("nan")


def check_one_label(name: str, one: bool) -> None:
    """Require one label per sample for what is named by class."""
    if not one:
        raise ValueError(
            f"{name}= needs one label per sample, but y gives several; leave it out, "
            "or weigh samples with sample_weight="
        )


def check_threshold(threshold: Any, labels: Sequence[Any]) -> np.ndarray:
    """Require a number in (0, 1), or one by label (0.5 where not named)."""
    named = isinstance(threshold, Mapping)
    levels = dict(threshold) if named else dict.fromkeys(labels, threshold)
    for label, level in levels.items():
        if label not in labels:
            raise ValueError(
                f"threshold names {label!r}; choose among {listed(list(labels))}"
            )
        if not (isinstance(level, Real) and 0 < float(level) < 1):
            raise ValueError(
                f"threshold must be a number between 0 and 1, got {level!r}"
            )
    return np.array([float(levels.get(label, 0.5)) for label in labels])


def check_no_threshold(threshold: Any, classes: int) -> None:
    """Require the default where the most probable class is chosen."""
    if not (isinstance(threshold, Real) and threshold == 0.5):
        raise ValueError(
            f"threshold={threshold!r} chooses between two classes, or label by label, "
            f"but y has {classes} classes, of which the most probable is chosen; leave "
            "it at 0.5"
        )
