"""Check arguments of constructors and functions."""

from collections.abc import Hashable, Iterable, Sequence
from numbers import Integral, Real
from typing import NoReturn

import numpy as np
import pandas as pd

from seqkit.checks.wording import listed


def check_choice(name: str, value: object, choices: Sequence[object]) -> None:
    """Require one of a few values."""
    if not any(value is choice or value == choice for choice in choices):
        raise ValueError(f"{name}={value!r} is unknown; choose {listed(choices)}")


def check_together(what: str, wanted: bool, given: str, fitting: Sequence[str]) -> None:
    """Require that a wish and a choice fit each other."""
    if wanted and given not in fitting:
        raise ValueError(f"{what} does not go with {given!r}; choose {listed(fitting)}")


def check_no_y(y: object) -> None:
    """Require that targets come inside the frame."""
    if y is not None:
        raise ValueError(
            "the target belongs into the data itself, got a separate y; "
            "name its column with fit(data, target=…)"
        )


def check_count(name: str, value: object, minimum: int = 1) -> int:
    """Require a whole number of at least `minimum`."""
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not whole or int(value) < minimum:  # type: ignore[call-overload]
        raise ValueError(f"{name} must be a whole number >= {minimum}, got {value!r}")
    return int(value)  # type: ignore[call-overload]


def check_held_back(there: bool, wish: str) -> None:
    """Require samples that were held back from training."""
    if not there:
        raise ValueError(
            f"{wish} needs samples held back from training; set validation_fraction "
            "above 0, or pass validation="
        )


def check_ends_dense(dense: bool, layer: str) -> None:
    """Require that a network ends in the layer that gives its probabilities."""
    if not dense:
        raise ValueError(
            f"calibrate=True needs a network whose last layer is Dense, got {layer!r}; "
            "let network= end in one, or leave calibrate out"
        )


def check_not_above(name: str, value: int, limit_name: str, limit: int) -> None:
    """Require that one count does not exceed another."""
    if value > limit:
        raise ValueError(
            f"{name}={value} is more than {limit_name}={limit}; lower {name} or "
            f"raise {limit_name}"
        )


def check_number(
    name: str,
    value: object,
    low: float,
    high: float,
    *,
    low_ok: bool = True,
    high_ok: bool = False,
) -> float:
    """Require a number between `low` and `high`, or one of those that are ok."""
    number = isinstance(value, Real) and not isinstance(value, bool)
    size = float(value) if number else np.nan  # type: ignore[arg-type]
    ends = (low_ok and size == low) or (high_ok and size == high)
    if not (low < size < high or ends):
        left, right = "[" if low_ok else "(", "]" if high_ok else ")"
        raise ValueError(
            f"{name} must be a number in {left}{low:g}, {high:g}{right}, got {value!r}"
        )
    return size


def check_size_range(
    name: str, size: object, minimum: int = 1, maximum: int | None = None
) -> tuple[int, int]:
    """Require a whole number in a range, or a pair of such (fewest, most)."""
    pair = (size, size) if isinstance(size, Integral) else size
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise ValueError(
            f"{name} must be a whole number or a pair (fewest, most), got {size!r}"
        )
    fewest, most = (check_count(f"each of {name}", each, minimum) for each in pair)
    if fewest > most:
        raise ValueError(
            f"{name} must name the fewest before the most, got {size!r}; turn it round"
        )
    if maximum is not None and most > maximum:
        raise ValueError(
            f"each of {name} must be a whole number <= {maximum}, got {most}; make it "
            "smaller"
        )
    return fewest, most


def check_units(units: object, name: str = "units") -> tuple[int, ...]:
    """Require one positive whole number per stacked layer."""
    if isinstance(units, Integral):
        units = (units,)
    if not isinstance(units, (tuple, list)) or not units:
        raise ValueError(
            f"{name} must name one size per layer, like (64,), got {units!r}"
        )
    return tuple(check_count(f"each of {name}", size) for size in units)


def check_levels(quantiles: object) -> tuple[float, ...]:
    """Require increasing quantile levels strictly between 0 and 1, or None."""
    if quantiles is None:
        return ()
    levels = tuple(quantiles) if isinstance(quantiles, Iterable) else (quantiles,)
    inside = all(isinstance(level, Real) and 0 < float(level) < 1 for level in levels)
    if not levels or not inside or list(levels) != sorted(set(levels)):
        raise ValueError(
            "quantiles must be increasing levels between 0 and 1, like "
            f"(0.1, 0.5, 0.9), got {quantiles!r}"
        )
    return tuple(float(level) for level in levels)


def check_names(role: str, names: object) -> tuple[Hashable, ...]:
    """Turn one column name, several, or None into a tuple of names."""
    if names is None:
        return ()
    if isinstance(names, (list, pd.Index, np.ndarray)) or type(names) is tuple:
        return tuple(names)
    if isinstance(names, Hashable):
        return (names,)
    raise TypeError(f"{role}= must be a column name or a list of them, got {names!r}")


def check_disjoint(roles: dict[str, tuple[Hashable, ...]]) -> None:
    """Require that no column plays two parts."""
    seen: dict[Hashable, str] = {}
    for role, names in roles.items():
        for name in names:
            if name in seen:
                raise ValueError(
                    f"column {name!r} is named in {seen[name]}= and in {role}=; "
                    "give each column one part"
                )
            seen[name] = role


def reject_network(built: object) -> NoReturn:
    """Say that a user's builder returned something else."""
    raise TypeError(
        "network= must be a function from sizes to an uncompiled keras.Model, but it "
        f"returned {type(built).__name__}"
    )


def reject_estimator(given: object) -> NoReturn:
    """Say that something else came where an estimator of seqkit was expected."""
    raise TypeError(
        "estimator must be one of seqkit's, such as Forecaster(…), got "
        f"{type(given).__name__}"
    )


def check_swept(steps: int) -> None:
    """Require that the loss of the first step was a number."""
    if not steps:
        raise FloatingPointError(
            "the loss was NaN or infinite before the first step; look for extreme "
            "values in the data"
        )
