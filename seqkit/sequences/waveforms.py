"""Notes → a waveform: sums of sines that can be heard, with no instrument behind them.

Each note is a tone and its overtones, which swell fast and fade like a plucked string.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from seqkit import checks
from seqkit.sequences.chords import voices_of_chords
from seqkit.sequences.notes import Note

SAMPLE_RATE = 44_100  # Hz, of a compact disc
_LOUDEST = 0.9  # of what can be written
_STRENGTHS = 0.45 ** np.arange(6)  # of the tone and five overtones
_ATTACK, _DECAY, _RELEASE = 0.01, 0.8, 0.04  # seconds
_A4, _TUNING = 69, 440.0  # its pitch as MIDI counts, and Hz


def waveform_of(
    music: Iterable[Note] | Sequence[list[Note]] | np.ndarray,
    *,
    steps_per_beat: int = 4,
    tempo: float = 120.0,
    sample_rate: int = SAMPLE_RATE,
) -> np.ndarray:
    """Return how notes sound, in equal temperament with A4 at 440 Hz.

    Parameters
    ----------
    music : a list of Note, a list of such lists, or chords, an array of whole numbers
        (timesteps, voices), pitches or -1
    steps_per_beat : the grid that their steps count
    tempo : beats per minute, above 0 and below 10,000
    sample_rate : in Hz, 8000 to 192,000

    Returns
    -------
    float64 array (samples,), until the last note or chord ends; the
    loudest sample at ±0.9, so that nothing is clipped

    Raises
    ------
    TypeError, ValueError
        If a note or chord is out of range, sounds too high for the sample rate, or an
        argument is.

    References
    ----------
    Risset and Mathews (1969), "Analysis of musical-instrument tones", Physics Today
    22(2): tones as sums of sines with envelopes.

    Examples
    --------
    >>> wave = waveform_of([Note(0, 69, 4)], sample_rate=8000)  # a beat of A4
    >>> len(wave) / 8000, int(np.abs(np.fft.rfft(wave)).argmax() / 0.5)  # s, Hz
    (0.5, 440)
    """
    checks.check_count("steps_per_beat", steps_per_beat)
    checks.check_number("tempo", tempo, 0, 10_000, low_ok=False)
    checks.check_sample_rate(sample_rate)
    notes = _notes(music)
    checks.check_audible([_frequency(note.pitch) for note in notes], sample_rate)
    step = 60 / (tempo * steps_per_beat) * sample_rate
    wave = np.zeros(round(step * _steps(music, notes)))
    tones: dict[tuple[int, int], np.ndarray] = {}
    for note in notes:
        first, last = round(note.start * step), round(note.end * step)
        known = note.pitch, last - first
        if known not in tones:
            tones[known] = _tone(*known, sample_rate)
        wave[first:last] += note.velocity * tones[known]
    loudest = np.abs(wave).max(initial=0)
    return wave * (_LOUDEST / loudest) if loudest else wave


def _notes(music: Iterable[Note] | Sequence[list[Note]] | np.ndarray) -> list[Note]:
    if isinstance(music, np.ndarray):
        tracks = voices_of_chords(music)
    else:
        tracks = checks.check_tracks(music, untangled=False)
    return [note for track in tracks for note in track]


def _steps(music: object, notes: list[Note]) -> int:
    """Return where the music ends: silent chords at its end are steps, too."""
    if isinstance(music, np.ndarray):
        return len(music)
    return max((note.end for note in notes), default=0)


def _frequency(pitch: int) -> float:
    """Return the frequency of a pitch, in Hz."""
    return float(_TUNING * 2 ** ((pitch - _A4) / 12))


def _tone(pitch: int, samples: int, sample_rate: int) -> np.ndarray:
    """Return a note of so many samples, without the overtones that no sample shows."""
    seconds = np.arange(samples) / sample_rate
    frequency = _frequency(pitch)
    overtones = min(len(_STRENGTHS), int(np.ceil(sample_rate / 2 / frequency)) - 1)
    turning = np.exp(2j * np.pi * frequency * seconds)
    sines = np.polyval([*_STRENGTHS[:overtones][::-1], 0], turning).imag
    swelling = np.minimum(seconds / _ATTACK, 1)
    ending = np.minimum((samples / sample_rate - seconds) / _RELEASE, 1)
    return sines * swelling * ending * np.exp(-seconds / _DECAY)
