"""Recordings, from memory or files → waveforms: float32 (samples,), in -1 to 1, mono.

Plain WAV files are read with the standard library; FLAC, OGG and other WAV files
through soundfile, the extra 'speech'.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from seqkit import checks
from seqkit.readers.wav import is_plain_wav, read_wav
from seqkit.sequences.audio import resample

_SILENT = 1e-4  # of full scale, -80 dB
_FULL, _RUN, _SHARE = 0.99, 3, 1e-3  # what is clipped: how loud, how long, how much


class Recordings(NamedTuple):
    """Waveforms, their rates, and which of those asked for they are.

    Attributes
    ----------
    waveforms : list of float32 arrays (samples,), in -1 to 1
    rates : int64 array (recordings,), samples a second
    whole : int64 array (recordings,), the positions of these among those asked for

    Examples
    --------
    >>> waves = [np.zeros(800, "float32"), np.zeros(600, "float32")]
    >>> read = Recordings(waves, np.array([8000, 8000]), np.array([0, 2]))
    >>> texts = ["one", "of a damaged file", "two"]
    >>> [texts[row] for row in read.whole]
    ['one', 'two']
    """

    waveforms: list[np.ndarray]
    rates: np.ndarray
    whole: np.ndarray


def read_recordings(
    X: Any,
    rate: Any = None,
    *,
    to: int | None = None,
    skip: bool = False,
    of_arrays: int | None = None,
) -> Recordings:
    """Read recordings of any length: arrays, or paths of WAV, FLAC or OGG files.

    Channels are mixed to one. Recordings that are silent throughout, or cut off at full
    scale, are read with a warning that names them.

    Parameters
    ----------
    X : list, Series or array of waveforms (samples,) or (samples, channels): floats in
        -1 to 1, int16, int32 or uint8 (128 is silence); or of paths; or of both
    rate : samples a second of the arrays, 8000 to 192,000: one number, or one for each
        recording; files say their own
    to : the rate that all are resampled to; None leaves each as it is
    skip : leave out what cannot be read, with a warning that names it, in place of
        raising
    of_arrays : samples a second of arrays of which `rate` does not say it; unlike
        `rate` it asks nothing of files

    Raises
    ------
    TypeError
        If X is no list of recordings.
    ValueError
        If a recording, named by its path or row, holds 0 samples, NaN, or no sound; if
        an array comes without a rate; if not one recording can be read.
    OSError
        If there is no such file.
    ImportError
        If a file needs the extra 'speech' and it is not installed.

    Examples
    --------
    >>> beep = np.sin(np.arange(4000) * 0.3)
    >>> read = read_recordings([beep, np.stack([beep, beep], 1)], 16_000, to=8000)
    >>> [wave.shape for wave in read.waveforms], read.rates.tolist()
    ([(2000,), (2000,)], [8000, 8000])
    """
    sources = checks.check_recording_list(X)
    rates = checks.check_rates(rate, len(sources))
    if to is not None:
        checks.check_rate("to", to)
    problems: dict[str, str] = {}
    read: dict[int, tuple[np.ndarray, int]] = {}
    for row, source in enumerate(sources):
        try:
            read[row] = _read_one(source, row, rates[row], of_arrays)
        except (OSError, TypeError, ValueError) as error:
            if not skip:
                raise
            problems[_name(source, row)] = str(error)
    checks.check_some_recordings(len(read), problems)
    checks.warn_unread_recordings(problems)
    labels = {row: _label(sources[row], row) for row in read}
    checks.warn_silent([labels[row] for row in read if _silent(read[row][0])])
    checks.warn_clipped([labels[row] for row in read if _clipped(read[row][0])])
    return _gathered(read, to)


def _gathered(read: dict[int, tuple[np.ndarray, int]], to: int | None) -> Recordings:
    if to is not None:
        read = {row: (resample(wave, own, to), to) for row, (wave, own) in read.items()}
    return Recordings(
        [wave for wave, _ in read.values()],
        np.array([own for _, own in read.values()], "int64"),
        np.array(list(read), "int64"),
    )


def _read_one(
    source: Any, row: int, rate: int | None, of_arrays: int | None
) -> tuple[np.ndarray, int]:
    """Return a waveform in mono, and its rate."""
    name = _name(source, row)
    if not isinstance(source, (str, os.PathLike)):
        waveform = checks.check_waveform(name, source)
        own = of_arrays if rate is None else rate
        return waveform, checks.check_rate_known(name, own)
    path = checks.check_file(Path(source))
    samples, own = read_wav(path) if is_plain_wav(path) else _through_soundfile(path)
    checks.check_same_rate(name, own, rate)
    own = checks.check_rate(f"the rate of {name}", own)
    return checks.check_waveform(name, samples), own


def _through_soundfile(path: Path) -> tuple[np.ndarray, int]:
    """Return samples (samples, channels) and the rate of a file of another kind."""
    read, failure = _soundfile(path)
    try:
        return read(path, dtype="float32", always_2d=True)
    except (failure, TypeError, ValueError) as error:
        checks.reject_recording(path, error)


def _soundfile(path: Path) -> tuple[Callable[..., Any], type[Exception]]:
    try:
        from soundfile import SoundFileError, read
    except (ImportError, OSError) as error:  # OSError: without its system library
        checks.reject_missing_extra(f"reading {path}", "speech", _as_import(error))
    return read, SoundFileError


def _as_import(error: Exception) -> ImportError:
    return error if isinstance(error, ImportError) else ImportError(str(error))


def _silent(waveform: np.ndarray) -> bool:
    return bool(np.abs(waveform).max() < _SILENT)


def _clipped(waveform: np.ndarray) -> bool:
    """Return whether more than a few samples stand in runs at the very loudest."""
    loud = np.abs(waveform)
    loudest = loud.max()
    if loudest < _FULL:
        return False
    full = np.concatenate([[False], loud == loudest, [False]])
    starts, ends = np.flatnonzero(np.diff(full)).reshape(-1, 2).T
    runs = ends - starts
    return bool(runs[runs >= _RUN].sum() > _SHARE * len(waveform))


def _name(source: Any, row: int) -> str:
    is_path = isinstance(source, (str, os.PathLike))
    return str(source) if is_path else f"recording {row}"


def _label(source: Any, row: int) -> str | int:
    """Return a path, or the row of an array."""
    return str(source) if isinstance(source, (str, os.PathLike)) else row
