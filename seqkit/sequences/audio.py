"""Sound → frames: a waveform (samples,) as log-mel energies (frames, bands).

The mel scale and its triangular filters are those of Slaney's Auditory Toolbox, and
frames are centred, so that the numbers are those of librosa's melspectrogram.
"""

from math import gcd
from typing import Any, NamedTuple

import numpy as np
from scipy.signal import get_window, resample_poly

from seqkit import checks

_QUIETEST = 1e-10  # power below which all is silence
_LINEAR = 1000.0  # Hz, up to where the mel scale is linear
_MELS_PER_HZ = 3 / 200
_LOG_STEP = np.log(6.4) / 27  # of frequency, for a mel above
_BLOCK = 4096  # frames transformed at once
_SPEED_RATE = 20_000  # of which each hundredth of a speed is whole samples


def log_mel(
    waveform: Any,
    rate: int,
    *,
    bands: int = 40,
    window: float = 0.025,
    hop: float = 0.010,
    low: float = 0.0,
    high: float | None = None,
) -> np.ndarray:
    """Return the logarithm of a waveform's energy in mel bands, frame by frame.

    Frame k is centred on sample k × round(hop × rate); beyond its ends the waveform is
    silent. Each frame, under a Hann window, goes through a Fourier transform of the
    next power of two samples; its power, the squared magnitude, is summed in triangular
    bands of equal area, evenly spaced in mel.

    Parameters
    ----------
    waveform : array (samples,) in -1 to 1, or what else `read_recordings` takes of
        arrays: (samples, channels), mixed to one; int16, int32 or uint8
    rate : samples a second, 8000 to 192,000
    bands : number of mel bands
    window : length of a frame, in seconds
    hop : from frame to frame, in seconds
    low, high : where the bands begin and end, in Hz; None ends at rate / 2

    Returns
    -------
    float32 array (frames, bands)
        Natural logarithms of power, of full scale ±1; what is below 1e-10 counts as
        1e-10 (-23.03). In decibels: times 10 / ln 10 = 4.34. There are
        1 + samples // round(hop × rate) frames.

    Raises
    ------
    TypeError, ValueError
        If the waveform is no sound, holds NaN or 0 samples; for a rate, window, hop or
        limits that do not fit; if a band is so narrow that no frequency falls into it.

    References
    ----------
    Davis and Mermelstein (1980), "Comparison of parametric representations for
    monosyllabic word recognition", IEEE Transactions on Acoustics, Speech and Signal
    Processing 28(4); Slaney (1998), "Auditory Toolbox", version 2.

    Examples
    --------
    >>> seconds = np.arange(8000) / 8000
    >>> frames = log_mel(np.sin(2 * np.pi * 440 * seconds), 8000)
    >>> frames.shape, int(frames[50].argmax())  # the band around 440 Hz
    ((101, 40), 7)
    """
    mel = MelFrames.of(rate, bands=bands, window=window, hop=hop, low=low, high=high)
    samples = checks.check_waveform("waveform", waveform).astype("float64")
    return mel.energies(np.pad(samples, mel.size // 2))


class MelFrames(NamedTuple):
    """What makes log-mel frames of samples; see `log_mel`.

    size : samples that a frame is transformed of
    step : samples from frame to frame
    behind : samples at the end of those of a frame that its window hides
    window : float64 (size,)
    filters : float64 (bands, size // 2 + 1)
    """

    size: int
    step: int
    behind: int
    window: np.ndarray
    filters: np.ndarray

    @classmethod
    def of(
        cls,
        rate: int,
        *,
        bands: int = 40,
        window: float = 0.025,
        hop: float = 0.010,
        low: float = 0.0,
        high: float | None = None,
    ) -> "MelFrames":
        """Return what fits a rate; arguments and errors are those of `log_mel`."""
        rate = checks.check_rate("rate", rate)
        length, step = round(window * rate), round(hop * rate)
        checks.check_window(rate, length, step)
        size = 1 << (length - 1).bit_length()
        filters = mel_filters(bands, rate, size, low=low, high=high)
        behind = size - length - (size - length) // 2
        return cls(size, step, behind, _centred_window(length, size), filters)

    def energies(self, samples: np.ndarray) -> np.ndarray:
        """Return float32 (frames, bands) of all frames that lie within samples."""
        count = max(0, 1 + (len(samples) - self.size) // self.step)
        energies = np.empty((count, len(self.filters)), "float32")
        if not count:
            return energies
        frames = np.lib.stride_tricks.sliding_window_view(samples, self.size)
        frames = frames[:: self.step]
        for start in range(0, count, _BLOCK):
            block = slice(start, start + _BLOCK)
            power = np.abs(np.fft.rfft(frames[block] * self.window)) ** 2
            energies[block] = np.log(np.maximum(power @ self.filters.T, _QUIETEST))
        return energies


def mel_filters(
    bands: int,
    rate: int,
    fft_size: int,
    *,
    low: float = 0.0,
    high: float | None = None,
) -> np.ndarray:
    """Return triangular filters of equal area, evenly spaced in mel.

    Parameters
    ----------
    bands : number of filters
    rate : samples a second
    fft_size : samples of the Fourier transform whose power is filtered
    low, high : where the first begins and the last ends, in Hz; None: rate / 2

    Returns
    -------
    float64 array (bands, fft_size // 2 + 1), in 1 / Hz: what is summed over the
        frequencies k × rate / fft_size

    Raises
    ------
    ValueError
        If the limits or counts do not fit, or no frequency falls into a filter.

    Examples
    --------
    >>> mel_filters(4, 8000, 32).argmax(axis=1) * 8000 / 32  # Hz
    array([ 500., 1000., 1500., 2500.])
    """
    checks.check_count("bands", bands)
    rate = checks.check_rate("rate", rate)
    top = rate / 2 if high is None else high
    checks.check_band_limits(low, top, rate)
    edges = _hertz(np.linspace(_mels(low), _mels(top), bands + 2))
    below, centres, above = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    frequencies = np.fft.rfftfreq(fft_size, 1 / rate)
    rising = (frequencies - below) / (centres - below)
    falling = (above - frequencies) / (above - centres)
    filters = np.maximum(0, np.minimum(rising, falling)) * 2 / (above - below)
    checks.check_bands_filled(np.flatnonzero(~filters.any(axis=1)), bands)
    return filters


def resample(waveform: Any, rate: int, to: int) -> np.ndarray:
    """Return a waveform at another sample rate.

    What the lower of the two rates cannot hold is filtered out first, so that it does
    not come back as other tones.

    Parameters
    ----------
    waveform : as `log_mel` takes it
    rate, to : samples a second, before and after, 8000 to 192,000

    Returns
    -------
    float32 array (ceil(samples × to / rate),)

    Raises
    ------
    TypeError, ValueError
        If the waveform is no sound, or a rate is out of range.

    References
    ----------
    Polyphase filtering under a Kaiser window: Crochiere and Rabiner (1983), Multirate
    Digital Signal Processing.

    Examples
    --------
    >>> seconds = np.arange(44_100) / 44_100
    >>> resample(np.sin(2 * np.pi * 440 * seconds), 44_100, 8000).shape
    (8000,)
    """
    rate, to = checks.check_rate("rate", rate), checks.check_rate("to", to)
    samples = checks.check_waveform("waveform", waveform)
    if rate == to:
        return samples
    both = gcd(rate, to)
    return resample_poly(samples.astype("float64"), to // both, rate // both).astype(
        "float32"
    )


def change_speed(waveform: Any, speed: float) -> np.ndarray:
    """Return a waveform played faster or slower, as a tape is: pitch goes along.

    Parameters
    ----------
    waveform : as `log_mel` takes it, at any rate, which stays
    speed : 0.5 to 2, to a hundredth; 1.1 lasts 1 / 1.1 as long

    Returns
    -------
    float32 array (ceil(samples / speed),)

    Raises
    ------
    TypeError, ValueError
        If the waveform is no sound, or the speed is out of range.

    References
    ----------
    Ko, Peddinti, Povey and Khudanpur (2015), "Audio augmentation for speech
    recognition", Interspeech.

    Examples
    --------
    >>> tone = np.sin(2 * np.pi * 440 * np.arange(9000) / 8000)
    >>> change_speed(tone, 0.9).shape, change_speed(tone, 1.25).shape
    ((10000,), (7200,))
    """
    checks.check_speeds("speed", (speed,))
    return resample(waveform, round(100 * speed) * _SPEED_RATE // 100, _SPEED_RATE)


def _centred_window(length: int, size: int) -> np.ndarray:
    """Return a Hann window of so many samples, with zeros before and after."""
    before = (size - length) // 2
    return np.pad(get_window("hann", length), (before, size - length - before))


def _mels(hertz: float) -> float:
    """Return a frequency in mel: linear below 1 kHz, logarithmic above."""
    if hertz < _LINEAR:
        return hertz * _MELS_PER_HZ
    return _LINEAR * _MELS_PER_HZ + np.log(hertz / _LINEAR) / _LOG_STEP


def _hertz(mels: np.ndarray) -> np.ndarray:
    above = np.maximum(mels - _LINEAR * _MELS_PER_HZ, 0)
    return np.where(above > 0, _LINEAR * np.exp(_LOG_STEP * above), mels / _MELS_PER_HZ)
