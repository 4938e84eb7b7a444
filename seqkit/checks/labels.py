"""Check labels of sequences, their weights, and rows of texts or token lists."""

import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from seqkit.checks.wording import listed, plain


def check_several(what: str, known: Collection[Any]) -> None:
    """Require two different tags or labels at least."""
    if len(known) < 2:
        found = listed(list(known)) or "none"
        raise ValueError(
            f"the data has one kind of {what} only, {found}; give examples of at least "
            "two"
        )


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
    if not isinstance(weights, Mapping):
        raise ValueError(
            f"{name} must be None, 'balanced' or weights by label, got {weights!r}"
        )
    for label, weight in weights.items():
        if label not in known:
            raise ValueError(
                f"{name} names {label!r}, which the data does not have; choose among "
                f"{listed(list(known), 'and')}"
            )
        number = isinstance(weight, Real) and not isinstance(weight, bool)
        if not (number and np.isfinite(weight) and weight > 0):
            raise ValueError(
                f"{name}[{label!r}] must be a number > 0, got {weight!r}; drop the "
                "samples to leave a label out"
            )
    return {label: float(weight) for label, weight in weights.items()}


def check_has_spans(scheme: str | None, known: Sequence[str]) -> None:
    """Require tags that stand for spans."""
    if scheme is None:
        raise ValueError(
            f"the tags {listed(list(known)[:3], 'and')}, … are plain, so there are no "
            "spans to find; use predict, or train on BIO, IOB1 or BIOES tags"
        )


def check_rows(rows: Any) -> None:
    """Require a list of texts or token lists, not one text."""
    if isinstance(rows, str) or not hasattr(rows, "__len__"):
        raise TypeError(
            f"X must be a list of texts or of token lists, got {plain(rows)!r}; for "
            "one text pass [text]"
        )


def warn_unseen(
    tags: Iterable[Sequence[Any]],
    known: Sequence[Any],
    words: tuple[str, str] = ("sentence", "tag"),
) -> None:
    """Say that tags, or labels, to be scored were not in the training data."""
    seen = set(known)
    for where, row in enumerate(tags):
        for tag in row:
            if tag not in seen:
                warnings.warn(
                    f"{words[0]} {where} has the {words[1]} {tag!r}, which the "
                    "training data does not have; it counts as wrong, so train on it "
                    "or rename it",
                    stacklevel=3,
                )
                return


def check_text_rows(rows: Any) -> None:
    """Require texts or token lists, each row one of them, with a row at least."""
    if hasattr(rows, "columns"):
        raise TypeError(
            "X must be a list of texts or of token lists, got a frame with the columns "
            f"{listed(list(rows.columns), 'and')}; pass the one that holds the texts"
        )
    check_rows(rows)
    if not len(rows):
        raise ValueError("there is no text; give one at least")
    for where, row in enumerate(rows):
        if isinstance(row, str) and not row.strip():
            raise ValueError(f"text {where} is empty; drop it")
        if not isinstance(row, str) and not hasattr(row, "__len__"):
            raise TypeError(
                f"text {where} must be a string or a list of tokens, got "
                f"{plain(row)!r}; drop it"
            )


def check_one_each(y: Any) -> None:
    """Require something with an entry for each sample."""
    if isinstance(y, str) or not hasattr(y, "__len__"):
        raise TypeError(
            f"y must be a list with an entry for each sample, got {plain(y)!r}"
        )


def plain_labels(y: Any) -> list[Any]:
    """Return one label per sample as Python values, none of them missing."""
    labels = [each.item() if isinstance(each, np.generic) else each for each in y]
    for where, label in enumerate(labels):
        if isinstance(label, (list, tuple, set, frozenset, dict, np.ndarray)):
            raise TypeError(
                f"label {where} is {label!r}, not a single value; give every sample "
                "one label, or every sample a list of them"
            )
        if label is None or label is pd.NA or label != label:
            raise ValueError(f"label {where} is missing ({label!r}); drop the sample")
    return labels


def plain_label_sets(y: Any) -> list[list[Any]]:
    """Return the labels of each sample as Python values, none of them twice."""
    found = []
    for where, labels in enumerate(y):
        if isinstance(labels, str) or not isinstance(labels, Collection):
            raise TypeError(
                f"the labels of sample {where} must be a list or a set, got "
                f"{plain(labels)!r}; write [label] for one, [] for none"
            )
        found.append(plain_labels(labels))
        if len(set(found[-1])) < len(found[-1]):
            raise ValueError(
                f"sample {where} has a label twice, {found[-1]!r}; name it once, or "
                "pass an array if these are columns of 0 and 1"
            )
    return found


def sorted_labels(y: Any) -> list[Any]:
    """Return the different labels, sorted; they must be of kinds that compare."""
    labels = plain_labels(y)
    try:
        return sorted(set(labels))
    except TypeError:
        kinds = sorted({type(label).__name__ for label in labels})
        raise TypeError(
            f"labels are of the kinds {listed(kinds, 'and')}; make them all strings"
        ) from None


def check_labels_known(
    y: Any, numbers: Sequence[int], known: Sequence[Any], row: int | None = None
) -> None:
    """Require labels that the training data had; -1 in numbers stands for none."""
    if -1 in numbers:
        place = list(numbers).index(-1)
        label = plain_labels(y)[place]
        raise ValueError(
            f"label {place if row is None else row} is {label!r}, which the training "
            f"data does not have; known are {listed(list(known)[:8], 'and')}"
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


def check_one_label(name: str, one: bool) -> None:
    """Require one label per sample for what is named by class."""
    if not one:
        raise ValueError(
            f"{name}= needs one label per sample, but y gives several; leave it out, "
            "or weigh samples with sample_weight="
        )


def check_no_threshold(threshold: Any, classes: int) -> None:
    """Require the default where the most probable class is chosen."""
    if not (isinstance(threshold, Real) and threshold == 0.5):
        raise ValueError(
            f"threshold={threshold!r} chooses between two classes, or label by label, "
            f"but y has {classes} classes, of which the most probable is chosen; leave "
            "it at 0.5"
        )


def check_some_differ(rows: Sequence[Sequence[Any]], labels: int) -> None:
    """Require a sample without one of the labels."""
    if all(len(row) == labels for row in rows):
        raise ValueError(
            f"every sample has all {labels} labels, which leaves nothing to learn; "
            "pass an array if these are columns of 0 and 1"
        )


def check_indicators(y: Any, labels: int) -> np.ndarray:
    """Require a column of 0 and 1 for each label; return float32."""
    values = np.asarray(y)
    if values.ndim != 2 or values.shape[1] != labels:
        raise ValueError(
            f"y must have a column of 0 and 1 for each of {labels} labels, got shape "
            f"{values.shape}"
        )
    wrong = np.argwhere(~np.isin(values, (0, 1)))
    if len(wrong):
        row, column = wrong[0]
        raise ValueError(
            f"y is {plain(values[row, column])!r} in row {row}, column {column}; write "
            "1 where a label holds and 0 where not"
        )
    return values.astype("float32")


def check_targets(y: Any) -> np.ndarray:
    """Require finite numbers, one or several per sample; return float64."""
    try:
        values = np.asarray(y, dtype="float64")
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"y must hold numbers, (samples,) or (samples, numbers), but {error}"
        ) from None
    if values.ndim not in (1, 2) or values.size == 0:
        raise ValueError(
            f"y must have shape (samples,) or (samples, numbers), got {values.shape}"
        )
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        raise ValueError(
            f"y is {values[tuple(wrong[0])]:g} in row {wrong[0][0]}; drop the sample"
        )
    return values


def check_target_width(given: int, fitted: int) -> None:
    """Require as many numbers per sample as were fitted."""
    if given != fitted:
        raise ValueError(
            f"y has {given} numbers per sample, but the model was fitted on {fitted}"
        )


def check_as_many(samples: int, labels: int) -> None:
    """Require a label for each sample."""
    if samples != labels:
        raise ValueError(
            f"X has {samples} samples but y has {labels}; give one entry for each"
        )


def check_named(y: Any, names: Any, what: str = "y") -> Any:
    """Return a Series or frame in the order of the names, if its index holds all."""
    if y.index.equals(names):
        return y
    known = set(y.index)
    missing = [name for name in names if name not in known]
    if missing or not y.index.is_unique:
        twice = [] if missing else y.index[y.index.duplicated()].tolist()
        where = f"has no {missing[0]!r}" if missing else f"has {twice[0]!r} twice"
        raise ValueError(
            f"the index of {what} must hold the name of each sample of X once, but it "
            f"{where}; index it so, or pass {what}.to_numpy() in the order of X"
        )
    return y.loc[list(names)]
