"""What is usual at a step of the season: the mean of the seasons before."""

import numpy as np

SEASONAL = "seasonal"
SEASONS_AVERAGED = 3


def seasonal_means(values: np.ndarray, offsets: np.ndarray, season: int) -> np.ndarray:
    """Return the mean of each row's values one to three seasons before.

    Parameters
    ----------
    values : float array (rows, channels), NaN where missing
    offsets : int64 array (series + 1,); series s has rows offsets[s] to offsets[s + 1]
    season : steps in one season

    Returns
    -------
    float array (rows, channels), NaN where nothing was observed so long before

    Examples
    --------
    >>> values = np.array([[1.0], [5.0], [3.0], [7.0], [4.0]])
    >>> seasonal_means(values, np.array([0, 5]), season=2).ravel().tolist()
    [nan, nan, 1.0, 5.0, 2.0]
    """
    rows = np.arange(len(values))
    begins = np.repeat(offsets[:-1], np.diff(offsets))
    total, count = np.zeros_like(values), np.zeros(values.shape, dtype="int64")
    for seasons in range(1, SEASONS_AVERAGED + 1):
        before = rows - seasons * season
        there = before >= begins
        seen = np.where(there[:, None], values[np.where(there, before, 0)], np.nan)
        count += ~np.isnan(seen)
        total += np.nan_to_num(seen)
    return np.divide(total, count, where=count > 0, out=np.full_like(values, np.nan))
