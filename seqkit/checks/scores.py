"""Say what scores came to."""

from seqkit.checks.wording import warn


def warn_beaten(
    metric: str, own: float, baseline: str, other: float, advice: str
) -> None:
    """Say that a simple baseline did better than the network, and what to try."""
    warn(
        f"the network's {metric} {own:.3g} is worse than {other:.3g} of the baseline "
        f"{baseline!r}: use the baseline, or try {advice}",
    )
