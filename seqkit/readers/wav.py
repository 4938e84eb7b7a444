"""WAV files: notes → a file to be heard without any other program; files → samples."""

import wave
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from seqkit import checks
from seqkit.sequences.notes import Note
from seqkit.sequences.waveforms import SAMPLE_RATE, waveform_of

_BYTES = 2  # of a sample
_MOST = 2**15 - 1
_TYPES = {1: "u1", 2: "<i2", 4: "<i4"}  # by bytes of a sample


def write_wav(
    path: str | Path,
    music: Iterable[Note] | Sequence[list[Note]] | np.ndarray,
    *,
    steps_per_beat: int = 4,
    tempo: float = 120.0,
    sample_rate: int = SAMPLE_RATE,
) -> None:
    """Write how notes or chords sound, as plain tones, into a WAV file.

    One channel of 16 bits (PCM), the same bytes for the same music. As loud as fits:
    velocities count beside each other only.

    Parameters
    ----------
    path : the file to write
    music, steps_per_beat, tempo, sample_rate : as for `sequences.waveform_of`

    Raises
    ------
    OSError
        If the file cannot be written.
    TypeError, ValueError
        As `sequences.waveform_of` does.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "chord.wav")
    >>> write_wav(path, np.array([[72, 67, 64, 48]] * 4), tempo=90, sample_rate=8000)
    >>> with wave.open(str(path)) as heard:
    ...     round(heard.getnframes() / heard.getframerate(), 3)  # seconds
    0.667
    """
    samples = waveform_of(
        music, steps_per_beat=steps_per_beat, tempo=tempo, sample_rate=sample_rate
    )
    with Path(path).open("wb") as raw, wave.open(raw, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_BYTES)
        file.setframerate(sample_rate)
        file.writeframes(np.rint(samples * _MOST).astype("<i2").tobytes())


def read_wav(path: str | Path) -> tuple[np.ndarray, int]:
    """Read a WAV file of plain samples (PCM of 8, 16, 24 or 32 bits).

    Returns
    -------
    samples : array (samples, channels), uint8, int16 or int32 (also of 24 bits), as
        `read_recordings` scales them
    rate : samples a second

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If it is no plain WAV file, or cut short.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "chord.wav")
    >>> write_wav(path, np.array([[72, 67, 64, 48]] * 4), tempo=90, sample_rate=8000)
    >>> samples, rate = read_wav(path)
    >>> samples.shape, samples.dtype.name, rate
    ((5333, 1), 'int16', 8000)
    """
    found = checks.check_file(path)
    try:
        with found.open("rb") as raw, wave.open(raw, "rb") as file:
            form = file.getparams()
            data = file.readframes(form.nframes)
    except (wave.Error, EOFError) as error:
        checks.reject_recording(path, error)
    held = len(data) // (form.nchannels * form.sampwidth)
    if held < form.nframes:
        checks.reject_recording(path, f"it holds {held} of {form.nframes} samples")
    return _samples(data, form.sampwidth).reshape(-1, form.nchannels), form.framerate


def is_plain_wav(path: Path) -> bool:
    """Return whether the standard library reads the file: a WAV file of PCM samples.

    Examples
    --------
    >>> is_plain_wav(Path(__file__))
    False
    """
    try:
        with path.open("rb") as raw, wave.open(raw, "rb") as file:
            return file.getsampwidth() in (1, 2, 3, 4)
    except (wave.Error, EOFError):
        return False


def _samples(data: bytes, width: int) -> np.ndarray:
    """Return the numbers of a file; those of 24 bits as the upper ones of 32."""
    if width in _TYPES:
        return np.frombuffer(data, _TYPES[width]).astype(np.dtype(_TYPES[width]).name)
    whole = np.zeros((len(data) // width, 4), "u1")
    whole[:, 1:] = np.frombuffer(data, "u1").reshape(-1, width)
    return whole.view("<i4")[:, 0].astype("int32")
