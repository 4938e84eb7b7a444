"""Check sound: waveforms, sample rates, filters, and the files that hold recordings."""

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from seqkit.checks.wording import plain, some, warn

_SLOWEST, _FASTEST = 8000, 192_000  # samples a second
_SLOWED, _HURRIED = 0.5, 2  # speeds of a recording
_MOST_CHANNELS = 32
_LOUDEST = 2.0  # of floats: beyond, they are counts and not shares of full scale
_SCALES = {"int16": 2.0**15, "int32": 2.0**31, "uint8": 2.0**7}


def check_rate(name: str, rate: Any) -> int:
    """Require a sample rate, a whole number in Hz."""
    whole = isinstance(rate, Integral) and not isinstance(rate, bool)
    if not whole or not _SLOWEST <= int(rate) <= _FASTEST:
        raise ValueError(
            f"{name} must be a whole number from {_SLOWEST} to {_FASTEST}, in Hz, got "
            f"{plain(rate)!r}"
        )
    return int(rate)


def check_rates(rate: Any, count: int) -> list[int | None]:
    """Require one sample rate, one for each recording, or None; return them all."""
    if rate is None:
        return [None] * count
    if isinstance(rate, str) or not hasattr(rate, "__len__"):
        return [check_rate("rate", rate)] * count
    if len(rate) != count:
        raise ValueError(
            f"got {count} recordings but {len(rate)} rates; give one rate for all, or "
            "one for each"
        )
    return [check_rate(f"rate[{row}]", each) for row, each in enumerate(rate)]


def check_recording_list(X: Any) -> list[Any]:
    """Require several recordings: arrays or paths in a list, a Series or an array."""
    if isinstance(X, np.ndarray) and X.ndim == 1 and X.dtype.kind in "biuf":
        raise ValueError(
            f"X must hold several recordings, got one array of {len(X)} numbers; for "
            "one recording pass [waveform]"
        )
    if isinstance(X, (str, Path)) or not hasattr(X, "__len__"):
        raise TypeError(
            "X must be a list of waveforms or of paths of recordings, got "
            f"{plain(X)!r:.60}; for one recording pass a list of it"
        )
    if isinstance(X, (pd.DataFrame, Mapping)):
        raise TypeError(
            "X must be a list of waveforms or of paths of recordings, got a "
            f"{type(X).__name__}; pass its column of recordings"
        )
    return X.tolist() if isinstance(X, pd.Series) else list(X)


def check_waveform(name: str, waveform: Any) -> np.ndarray:
    """Require sound (samples,) or (samples, channels); return float32 in mono."""
    try:
        array = np.asarray(waveform)
    except ValueError:
        array = np.array(waveform, dtype="object")
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} must be numbers (samples,) or the path of a WAV, FLAC or OGG "
            f"file, got {plain(waveform)!r:.60}"
        )
    _check_samples(name, array)
    shares = _full_scale(name, array)
    _check_loudness(name, shares)
    mono = shares if shares.ndim == 1 else shares.mean(axis=1)
    return np.ascontiguousarray(mono, "float32")


def check_rate_known(name: str, rate: int | None) -> int:
    """Require the sample rate of an array."""
    if rate is None:
        raise ValueError(
            f"{name} is an array, which does not say its sample rate; pass rate=, in "
            "Hz, like rate=16000"
        )
    return rate


def check_same_rate(name: str, found: int, expected: int | None) -> None:
    """Require that a file has the rate that was named, if one was."""
    if expected is not None and found != expected:
        raise ValueError(
            f"{name} has {found} samples a second, but rate={expected}; leave rate= "
            "out for files, which say their own"
        )


def check_window(rate: int, window: int, hop: int) -> None:
    """Require windows and steps of a sample at least, as seconds at a rate."""
    for name, samples, least in (("window", window, 4), ("hop", hop, 1)):
        if samples < least:
            raise ValueError(
                f"{name}= must last {least} samples at least, got {samples} at {rate} "
                "Hz; it counts seconds, like 0.025"
            )


def check_speeds(name: str, speeds: Any) -> None:
    """Require speeds, each once, that are a hundredth apart at least."""
    given = speeds if isinstance(speeds, (tuple, list)) else ()
    for speed in given:
        if not isinstance(speed, Real) or not _SLOWED <= float(speed) <= _HURRIED:
            raise ValueError(
                f"{name} must be from {_SLOWED} to {_HURRIED}, 1 for as it is, got "
                f"{plain(speed)!r}"
            )
    if not given or len({round(100 * speed) for speed in given}) < len(given):
        raise ValueError(
            f"{name} must be different speeds in hundredths, like (0.9, 1.0, 1.1), "
            f"got {plain(speeds)!r}"
        )


def check_band_limits(low: float, high: float, rate: int) -> None:
    """Require that bands begin below where they end, and end where sound does."""
    if not 0 <= low < high <= rate / 2:
        raise ValueError(
            f"bands must lie between 0 and {rate / 2:g} Hz, half of the sample rate, "
            f"got low={low:g} and high={high:g}"
        )


def check_bands_filled(empty: np.ndarray, bands: int) -> None:
    """Require that each band has a frequency in it."""
    if len(empty):
        raise ValueError(
            f"bands={bands} are too narrow: no frequency falls into band {empty[0]}; "
            "take fewer bands or a longer window"
        )


def reject_recording(name: object, reason: object) -> NoReturn:
    """Say that a file is no whole recording."""
    why = str(reason).strip().rstrip(".") or type(reason).__name__
    raise ValueError(
        f"{name} cannot be read as a recording ({why}); get it again, or pass "
        "skip=True to leave such files out"
    ) from (reason if isinstance(reason, Exception) else None)


def check_some_recordings(read: int, problems: Mapping[str, str]) -> None:
    """Require a recording, and one at least that could be read."""
    if not read and not problems:
        raise ValueError("X holds no recordings; give at least one")
    if not read:
        raise ValueError(
            f"not one of {len(problems)} recordings could be read; the first: "
            f"{next(iter(problems.values()))}"
        )


def warn_unread_recordings(problems: Mapping[str, str]) -> None:
    """Say which recordings could not be read."""
    if problems:
        warn(
            f"left out {_recordings(problems)} that could not be read "
            f"({some(problems, 3)}); the first: {next(iter(problems.values()))}"
        )


def warn_silent(names: Sequence[Any]) -> None:
    """Say which recordings hold silence alone."""
    if names:
        warn(
            f"silence throughout {_recordings(names)}: {some(names, 3)}; check the "
            "microphone, or leave such recordings out"
        )


def warn_clipped(names: Sequence[Any]) -> None:
    """Say which recordings were louder than what was written can hold."""
    if names:
        warn(
            f"samples cut off at full scale in {_recordings(names)}: "
            f"{some(names, 3)}; record with less gain"
        )


def _check_samples(name: str, array: np.ndarray) -> None:
    if array.ndim not in (1, 2):
        raise ValueError(
            f"{name} must have shape (samples,) or (samples, channels), got "
            f"{array.shape}"
        )
    if not array.size:
        raise ValueError(f"{name} holds 0 samples; leave it out")
    if array.ndim == 2 and array.shape[1] > _MOST_CHANNELS:
        raise ValueError(
            f"{name} has shape {array.shape}, which is {array.shape[1]} channels; "
            "bring channels to the end with waveform.T"
        )


def _full_scale(name: str, array: np.ndarray) -> np.ndarray:
    """Return samples as shares of full scale, -1 to 1."""
    if array.dtype.kind == "f":
        return array.astype("float64", copy=False)
    if array.dtype.name not in _SCALES:
        raise TypeError(
            f"{name} holds whole numbers of {array.dtype}, whose full scale is "
            "unknown; convert it to int16, int32 or uint8, or to floats in -1 to 1"
        )
    silence = 128 if array.dtype == np.uint8 else 0
    return (array.astype("float64") - silence) / _SCALES[array.dtype.name]


def _check_loudness(name: str, shares: np.ndarray) -> None:
    broken = ~np.isfinite(shares)
    if broken.any():
        first = int(np.flatnonzero(broken.reshape(len(shares), -1).any(axis=1))[0])
        raise ValueError(
            f"{name} has {int(broken.sum())} samples that are NaN or infinite, the "
            f"first at sample {first}; cut them out, or set them to 0"
        )
    loudest = np.abs(shares).max()
    if loudest > _LOUDEST:
        raise ValueError(
            f"{name} holds floats up to {loudest:g}, expected -1 to 1; divide by the "
            "full scale, like 32768 for 16 bits"
        )


def _recordings(names: Sequence[Any] | Mapping[str, str]) -> str:
    return f"{len(names)} recording{'' if len(names) == 1 else 's'}"
