"""Public sets of labelled time series, from the archives of UCR and UEA."""

from seqkit.datasets.splits import Splits, fetch_splits
from seqkit.readers import LabelledSeries, read_ts


def fetch_japanese_vowels() -> Splits[LabelledSeries]:
    """Fetch Japanese vowels: nine men say two of them.

    Twelve cepstrum coefficients per step, without a unit.

    Returns
    -------
    Splits of LabelledSeries
        270 series to train, 370 test, of 7 to 29 steps × 12 features; labels '1' to
        '9', the speakers. No dev.

    Raises
    ------
    ImportError
        If the files must be downloaded and the extra 'fetch' is not installed.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Kudo, Toyama and Shimbo (1999), Multidimensional curve classification using
    passing-through regions, Pattern Recognition Letters 20.

    Examples
    --------
    >>> fetch_japanese_vowels().train.series[0].shape  # doctest: +SKIP
    (20, 12)
    """
    return fetch_splits("japanese_vowels", read_ts)


def fetch_basic_motions() -> Splits[LabelledSeries]:
    """Fetch basic motions, measured by a smart watch.

    Three axes of an accelerometer and three of a gyroscope, ten times a second; the
    source states no units.

    Returns
    -------
    Splits of LabelledSeries
        40 series to train, 40 test, of 100 steps × 6 features; 'Standing', 'Running',
        'Walking', 'Badminton'. No dev.

    Raises
    ------
    ImportError, OSError
        As `fetch_japanese_vowels`.

    References
    ----------
    Bagnall et al. (2018), The UEA multivariate time series classification archive,
    arXiv:1811.00075.

    Examples
    --------
    >>> fetch_basic_motions().train.series[0].shape  # doctest: +SKIP
    (100, 6)
    """
    return fetch_splits("basic_motions", read_ts)


def fetch_racket_sports() -> Splits[LabelledSeries]:
    """Fetch racket strokes, measured by a smart watch.

    Three axes of an accelerometer and three of a gyroscope, ten times a second; the
    source states no units.

    Returns
    -------
    Splits of LabelledSeries
        151 series to train, 152 test, of 30 steps × 6 features; 'Badminton_Smash',
        'Badminton_Clear', 'Squash_ForehandBoast', 'Squash_BackhandBoast'. No dev.

    Raises
    ------
    ImportError, OSError
        As `fetch_japanese_vowels`.

    References
    ----------
    Bagnall et al. (2018), The UEA multivariate time series classification archive,
    arXiv:1811.00075.

    Examples
    --------
    >>> fetch_racket_sports().train.series[0].shape  # doctest: +SKIP
    (30, 6)
    """
    return fetch_splits("racket_sports", read_ts)


def fetch_italy_power_demand() -> Splits[LabelledSeries]:
    """Fetch days of Italy's power demand.

    One standardised value per hour.

    Returns
    -------
    Splits of LabelledSeries
        67 series to train, 1,029 test, of 24 steps × 1 feature; labels '1' and '2', the
        halves of the year: October to March, April to September. No dev.

    Raises
    ------
    ImportError, OSError
        As `fetch_japanese_vowels`.

    References
    ----------
    Keogh et al. (2006), Intelligent icons, ICDM.

    Examples
    --------
    >>> fetch_italy_power_demand().train.series[0].shape  # doctest: +SKIP
    (24, 1)
    """
    return fetch_splits("italy_power_demand", read_ts)


def fetch_gun_point() -> Splits[LabelledSeries]:
    """Fetch hands that draw a gun or point a finger.

    The standardised horizontal place of the right hand in a film, step by step.

    Returns
    -------
    Splits of LabelledSeries
        50 series to train, 150 test, of 150 steps × 1 feature; labels '1' (gun) and '2'
        (point). No dev.

    Raises
    ------
    ImportError, OSError
        As `fetch_japanese_vowels`.

    References
    ----------
    Ratanamahatana and Keogh (2005), Three myths about dynamic time warping data mining,
    SDM.

    Examples
    --------
    >>> fetch_gun_point().train.series[0].shape  # doctest: +SKIP
    (150, 1)
    """
    return fetch_splits("gun_point", read_ts)
