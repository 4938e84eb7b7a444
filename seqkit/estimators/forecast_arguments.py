"""Which arguments a Forecaster takes."""

from typing import Any

from seqkit import checks
from seqkit.estimators.forecast_plans import AUTO
from seqkit.networks.distributions import OF_COUNTS, PARAMETERS
from seqkit.networks.forecasting import STRATEGIES
from seqkit.networks.losses import POINT_LOSSES
from seqkit.sequences.scaling import (
    MEAN_SCALING,
    SCALINGS,
    TRANSFORMS,
    WINDOW_SCALINGS,
)
from seqkit.sequences.seasons import SEASONAL

_CHOICES = {
    "strategy": STRATEGIES,
    "channels": ("shared", "joint"),
    "scaling": (*WINDOW_SCALINGS, *SCALINGS, MEAN_SCALING, None),
    "transform": (AUTO, None, *TRANSFORMS, SEASONAL),
    "loss": POINT_LOSSES,
    "distribution": (None, *PARAMETERS),
    "scale_feature": (False, True),
    "train_on_all": (True, False),
}


def check_forecast_arguments(given: dict[str, Any]) -> None:
    """Require arguments that a forecast can be made with."""
    for name in ("horizon", "ensemble"):
        checks.check_count(name, given[name])
    checks.check_together(
        "an ensemble", given["ensemble"] > 1, given["loss_steps"], ["last"]
    )
    for name in ("lookback", "season"):
        if given[name] is not None:
            checks.check_count(name, given[name])
    for name, choices in _CHOICES.items():
        checks.check_choice(name, given[name], choices)
    checks.check_together(
        "quantiles",
        bool(checks.check_levels(given["quantiles"])),
        f"transform={given['transform']!r}",
        [f"transform={name!r}" for name in (AUTO, None, "log", "log1p", SEASONAL)],
    )
    checks.check_together(
        "scale_feature",
        given["scale_feature"],
        f"scaling={given['scaling']!r}",
        [f"scaling={name!r}" for name in _CHOICES["scaling"] if name],
    )
    of_counts = given["distribution"] in OF_COUNTS
    for name, able in (("scaling", (MEAN_SCALING,)), ("transform", (None, AUTO))):
        checks.check_together(
            f"distribution={given['distribution']!r}",
            of_counts,
            f"{name}={given[name]!r}",
            [f"{name}={needed!r}" for needed in able],
        )
