"""Public sets of recorded speech."""

from typing import NamedTuple

import numpy as np

from seqkit.datasets.splits import Splits, fetch_parts
from seqkit.readers import read_recordings

_RATE = 8000  # Hz
_TEST_TAKES = 5


class SpokenDigits(NamedTuple):
    """Recordings of single digits, and who speaks which one.

    Attributes
    ----------
    waveforms : list of float32 arrays (samples,), in -1 to 1
    digits : int64 array (recordings,), 0 to 9
    speakers : array (recordings,) of str
    takes : int64 array (recordings,), counted from 0 for each digit and speaker
    rate : samples a second

    Examples
    --------
    >>> waves = [np.zeros(2000, "float32")]
    >>> speakers, takes = np.array(["theo"]), np.array([7])
    >>> read = SpokenDigits(waves, np.array([3]), speakers, takes, 8000)
    >>> len(read.waveforms[0]) / read.rate  # seconds
    0.25
    """

    waveforms: list[np.ndarray]
    digits: np.ndarray
    speakers: np.ndarray
    takes: np.ndarray
    rate: int


def fetch_fsdd() -> Splits[SpokenDigits]:
    """Fetch the Free Spoken Digit Dataset: six people say the digits 0 to 9.

    The split is its own: takes 0 to 4 of each digit and speaker to test, the others to
    train; so every speaker stands in both. For unknown speakers divide by `speakers`.
    It comes in 3,000 small files, 21 MB in all.

    Returns
    -------
    Splits of SpokenDigits
        `train` 2,700 recordings, no `dev`, `test` 300; in the order of digit, speaker
        and take. 8 kHz, 16 bits, 0.14 to 2.3 seconds, trimmed of silence.

    Raises
    ------
    ImportError
        If the files must be downloaded and the extra 'fetch' is not installed.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Jackson et al. (2018), Free Spoken Digit Dataset, version 1.0.10; licensed
    CC BY-SA 4.0.

    Examples
    --------
    >>> train, _, test = fetch_fsdd()  # doctest: +SKIP
    >>> len(train.waveforms), len(test.waveforms), test.rate  # doctest: +SKIP
    (2700, 300, 8000)
    """
    parts = fetch_parts("fsdd")
    waveforms = read_recordings(list(parts.values()), _RATE).waveforms
    digits, speakers, takes = zip(*(name.split("_") for name in parts), strict=True)
    whole = SpokenDigits(
        waveforms,
        np.array(digits, "int64"),
        np.array(speakers),
        np.array(takes, "int64"),
        _RATE,
    )
    test = whole.takes < _TEST_TAKES
    return Splits(_chosen(whole, ~test), None, _chosen(whole, test))


def _chosen(read: SpokenDigits, kept: np.ndarray) -> SpokenDigits:
    waveforms = [wave for wave, keep in zip(read.waveforms, kept, strict=True) if keep]
    digits, speakers, takes = read.digits[kept], read.speakers[kept], read.takes[kept]
    return SpokenDigits(waveforms, digits, speakers, takes, read.rate)
