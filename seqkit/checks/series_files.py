"""Check files of time series; sentences about a row begin with its file and line."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np

from seqkit.checks.wording import some


def reject_timestamps(path: Path, line: int) -> NoReturn:
    """Say that values with timestamps are not read."""
    raise ValueError(
        f"{path} line {line}: values with timestamps are not read; write the values "
        "alone, in time order, with @timeStamps false"
    )


def reject_no_series(path: Path) -> NoReturn:
    """Say that a file has no part with data."""
    raise ValueError(f"{path} has no line @data; check that it is a whole .ts file")


def reject_stray_row(path: Path, line: int) -> NoReturn:
    """Say that a header line is none."""
    raise ValueError(
        f"{path} line {line}: expected a line that begins with '@' or '#', since "
        "@data has not come yet; check that it is a .ts file"
    )


def reject_header(path: Path, line: int, name: str, expected: str) -> NoReturn:
    """Say that a header line is not understood."""
    raise ValueError(
        f"{path} line {line}: {name} must be followed by {expected}; mend the header"
    )


def check_dimensions(path: Path, line: int, found: int, expected: int) -> None:
    """Require as many dimensions as the header or the first row has."""
    if found != expected:
        raise ValueError(
            f"{path} line {line}: the row has {found} dimensions beside its label, "
            f"expected {expected}; divide them by ':' and put the label last"
        )


def check_equal_steps(path: Path, line: int, steps: Sequence[int]) -> None:
    """Require that all dimensions of a series have the same length."""
    for where, count in enumerate(steps):
        if count != steps[0]:
            raise ValueError(
                f"{path} line {line}: dimension {where} has {count} steps, but "
                f"dimension 0 has {steps[0]}; give all dimensions the same steps"
            )


def check_declared_steps(path: Path, line: int, found: int, expected: int) -> None:
    """Require the length that the header promises."""
    if found != expected:
        raise ValueError(
            f"{path} line {line}: the series has {found} steps, expected {expected} "
            "for @equalLength true; mend the row or the header"
        )


def check_class(path: Path, line: int, label: str, classes: Sequence[str]) -> None:
    """Require a label that the header declares, if it declares any."""
    if classes and label not in classes:
        raise ValueError(
            f"{path} line {line}: the label {label!r} is not among {some(classes)} of "
            "@classLabel; mend the row or the header"
        )


def parse_numbers(path: Path, line: int, cells: Sequence[str]) -> np.ndarray:
    """Return cells as float64, or name the first that is no number."""
    values = []
    for where, cell in enumerate(cells):
        try:
            values.append(float(cell))
        except ValueError as error:
            raise ValueError(
                f"{path} line {line}: value {where} is {cell!r}, not a number; mend "
                "it, or write '?' where it is missing"
            ) from error
    return np.array(values)
