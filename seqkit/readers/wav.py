"""Notes → WAV files, to be heard without any other program."""

import wave
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from seqkit.sequences.notes import Note
from seqkit.sequences.waveforms import SAMPLE_RATE, waveform_of

_BYTES = 2  # of a sample
_MOST = 2**15 - 1


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
