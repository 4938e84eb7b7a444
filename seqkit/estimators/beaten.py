"""A word of warning where a simple baseline does better than the network."""

import pandas as pd

from seqkit import checks


def warn_if_beaten(
    scores: pd.DataFrame, metric: str, advice: str, *, higher_is_better: bool = True
) -> None:
    """Compare the network with the best baseline.

    The warning points at the line of the user that asked for the report.

    Parameters
    ----------
    scores : a row for the network, the first, and one for each baseline
    metric : column that decides; NaN was not scored
    advice : what to try, but for the baseline
    """
    own, others = scores[metric].iloc[0], scores[metric].iloc[1:].dropna()
    if others.empty:
        return
    best = others.idxmax() if higher_is_better else others.idxmin()
    beaten = others[best] > own if higher_is_better else others[best] < own
    if beaten:
        checks.warn_beaten(metric, own, best, others[best], advice)
