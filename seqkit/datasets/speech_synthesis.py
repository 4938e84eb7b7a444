"""Phones → a waveform: a source of harmonics and noise behind resonances.

The voice is a sum of harmonics of a gliding pitch, each as loud as a cascade of
resonators lets it through; frication is noise in a moving band (Klatt, 1980, "Software
for a cascade/parallel formant synthesizer", JASA 67).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqkit.datasets.speech_phones import PHONES, Phone

RATE = 8000  # Hz, of a telephone
_HOP = 40  # samples from frame to frame of what the vocal tract does
_TOP = 3900.0  # Hz, of the highest harmonic
_BANDWIDTHS = np.array([70.0, 100.0, 140.0, 250.0])  # Hz
_FOURTH = 3500.0  # Hz, a formant that does not move
_TILT = 600.0  # Hz, from where harmonics fall by 6 dB an octave
_BLOCK = 128  # samples of noise that are filtered at once
_GLIDE, _ONSET = 9, 3  # frames over which formants and amplitudes move
_FULL = 2**15 - 1


@dataclass(frozen=True)
class Voice:
    """How a person speaks.

    Attributes
    ----------
    pitch : in Hz
    tract : what formants are multiplied by; short tracts have high ones
    tempo : what durations are divided by
    breath : amplitude of noise within the voice
    accent : phone → what its three formants are multiplied by
    """

    pitch: float
    tract: float
    tempo: float
    breath: float
    accent: dict[str, np.ndarray]


def draw_voice(draw: np.random.Generator) -> Voice:
    """Draw a person: pitch and tract go together, as in men, women and children."""
    octaves = draw.uniform(-0.7, 1.0)
    tract = np.clip(1.06 + 0.14 * octaves + 0.04 * draw.normal(), 0.85, 1.3)
    return Voice(
        pitch=130 * 2**octaves,
        tract=float(tract),
        tempo=draw.uniform(0.8, 1.35),
        breath=draw.uniform(0.02, 0.2),
        accent={name: np.exp(0.07 * draw.normal(size=3)) for name in PHONES},
    )


def speak(phones: Sequence[str], voice: Voice, draw: np.random.Generator) -> np.ndarray:
    """Return how a person says phones, in a room with noise.

    Parameters
    ----------
    phones : keys of `PHONES`
    draw : of what differs from one time to the next: durations, pitch, room, loudness

    Returns
    -------
    float32 array (samples,) in -1 to 1, at 8 kHz and in steps of 16 bits

    Examples
    --------
    >>> draw = np.random.default_rng(0)
    >>> speak(("w", "ah", "n"), draw_voice(draw), draw).dtype.name
    'float32'
    """
    tracks = _Tracks.of(phones, voice, draw)
    wave = _voiced(tracks, voice, draw) + _frication(tracks, draw)
    return _recorded(wave, draw)


@dataclass(frozen=True)
class _Tracks:
    """What the vocal tract does, frame by frame.

    formants (frames, 3), voice, noise, centre, width (frames,)
    """

    formants: np.ndarray
    voice: np.ndarray
    noise: np.ndarray
    centre: np.ndarray
    width: np.ndarray

    @classmethod
    def of(
        cls, phones: Sequence[str], voice: Voice, draw: np.random.Generator
    ) -> "_Tracks":
        spoken = [PHONES[name] for name in phones]
        frames = [_frames(phone, voice, draw) for phone in spoken]
        formants = np.array(
            [PHONES[name].formants * voice.accent[name] for name in phones]
        )
        held = np.repeat(formants * voice.tract, frames, axis=0)
        loudness = np.exp(0.2 * draw.normal(size=len(spoken)))
        parts = np.array([phone[2:] for phone in spoken])
        parts[:, :2] *= loudness[:, None]
        voiced, noise, centre, width = np.repeat(parts, frames, axis=0).T
        return cls(
            _smooth(held, _GLIDE),
            _smooth(voiced, _ONSET),
            _smooth(noise, _ONSET),
            _smooth(centre, _ONSET),
            _smooth(width, _ONSET),
        )


def _frames(phone: Phone, voice: Voice, draw: np.random.Generator) -> int:
    seconds = phone.seconds / voice.tempo * np.exp(0.15 * draw.normal())
    return max(2, round(seconds * RATE / _HOP))


def _smooth(track: np.ndarray, frames: int) -> np.ndarray:
    """Return the running mean over so many frames to either side, bell-shaped."""
    bell = np.hanning(2 * frames + 3)[1:-1]
    ends = ((frames, frames), *((0, 0),) * (track.ndim - 1))
    around = np.lib.stride_tricks.sliding_window_view(
        np.pad(track, ends, mode="edge"), len(bell), axis=0
    )
    return around @ (bell / bell.sum())


def _voiced(tracks: _Tracks, voice: Voice, draw: np.random.Generator) -> np.ndarray:
    """Return the harmonics of a pitch that falls, with the tract's resonances."""
    frames = len(tracks.voice)
    fall = np.linspace(1 + draw.uniform(0, 0.2), 1 - draw.uniform(0, 0.2), frames)
    waver = _smooth(draw.normal(size=frames), 6) * 0.04
    pitch = voice.pitch * np.exp(0.08 * draw.normal()) * (fall + waver)
    harmonics = np.arange(1, int(_TOP / pitch.min()) + 1)
    hertz = pitch[:, None] * harmonics
    tilt = 1 / np.sqrt(1 + (hertz / _TILT) ** 2)
    loud = tilt * _resonance(hertz, tracks.formants) * tracks.voice[:, None]
    loud[hertz > _TOP] = 0
    loud = _between_frames(loud)
    phase = np.cumsum(_between_frames(pitch[:, None])[:, 0]) * (2 * np.pi / RATE)
    turning, wave = np.exp(1j * phase), np.zeros(len(phase), complex)
    for each in loud.T[::-1]:  # Horner's rule: the k-th harmonic turns k times
        wave += each
        wave *= turning
    breath = voice.breath * draw.normal(size=len(wave))
    return wave.imag + breath * _between_frames(tracks.voice[:, None])[:, 0]


def _resonance(hertz: np.ndarray, formants: np.ndarray) -> np.ndarray:
    """Return how much a cascade of resonators lets through (frames, frequencies)."""
    let = np.ones_like(hertz)
    fixed = np.full((len(formants), 1), _FOURTH)
    centres = np.concatenate([formants, fixed], axis=1)
    for centre, bandwidth in zip(centres.T[..., None], _BANDWIDTHS, strict=True):
        squared = centre**2
        let *= squared / np.hypot(squared - hertz**2, bandwidth * hertz)
    return let


def _between_frames(track: np.ndarray) -> np.ndarray:
    """Return a track (frames, columns) sample by sample, on lines between frames."""
    after = np.concatenate([track[1:], track[-1:]])
    share = (np.arange(_HOP) / _HOP)[:, None]
    lines = track[:, None] * (1 - share) + after[:, None] * share
    return lines.reshape(-1, track.shape[1])


def _frication(tracks: _Tracks, draw: np.random.Generator) -> np.ndarray:
    """Return noise in a moving band, filtered in overlapping blocks."""
    samples, half = len(tracks.noise) * _HOP, _BLOCK // 2
    blocks = samples // half + 2
    which = np.minimum(np.arange(blocks) * half // _HOP, len(tracks.noise) - 1)
    hertz = np.fft.rfftfreq(_BLOCK, 1 / RATE)
    distance = (hertz - tracks.centre[which, None]) / tracks.width[which, None]
    shape = tracks.noise[which, None] * np.exp(-(distance**2))
    spectra = np.fft.rfft(draw.normal(size=(blocks, _BLOCK))) * shape
    window = np.sin(np.pi * (np.arange(_BLOCK) + 0.5) / _BLOCK) ** 2
    filtered = np.fft.irfft(spectra, _BLOCK) * window
    wave = np.zeros((blocks + 1) * half)
    wave[:-half] += filtered[:, :half].ravel()
    wave[half:] += filtered[:, half:].ravel()
    return 2.0 * wave[half : half + samples]


def _recorded(wave: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return a wave between two silences, in a room with noise, in 16 bits."""
    before, after = draw.integers(RATE // 20, RATE // 5, 2)
    room = np.concatenate([[1.0], 0.35 * draw.normal(size=6) * 0.7 ** np.arange(6)])
    heard = np.convolve(np.pad(wave, (before, after)), room, mode="same")
    hiss = np.convolve(draw.normal(size=len(heard)), [1, draw.uniform(-0.7, 0.9)])
    level = np.sqrt(np.mean(heard**2)) * 10 ** (-draw.uniform(0, 20) / 20)
    heard += hiss[: len(heard)] * (level / hiss.std())
    heard *= draw.uniform(0.1, 0.9) / np.abs(heard).max()
    return (np.rint(heard * _FULL) / (_FULL + 1)).astype("float32")
