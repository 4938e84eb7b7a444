"""Say what scores came to."""

import numpy as np

from seqkit.checks.wording import warn


def check_one_axis_more(
    name: str, values: np.ndarray, y: np.ndarray, size: int
) -> None:
    """Require the shape of y with an axis of some size behind it."""
    expected = (*y.shape, size)
    if values.shape != expected:
        raise ValueError(
            f"{name} must have the shape of y and one axis more, {expected}, got "
            f"{values.shape}; put that axis last"
        )


def warn_beaten(
    metric: str, own: float, baseline: str, other: float, advice: str
) -> None:
    """Say that a simple baseline did better than the network, and what to try."""
    warn(
        f"the network's {metric} {own:.3g} is worse than {other:.3g} of the baseline "
        f"{baseline!r}: use the baseline, or try {advice}",
    )
