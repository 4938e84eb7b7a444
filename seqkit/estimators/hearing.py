"""How a recogniser hears: recordings become normalised log-mel frames."""

from typing import Any, NamedTuple

import numpy as np

from seqkit.estimators.recognition_samples import Frames
from seqkit.readers.audio import Recordings
from seqkit.sequences.audio import change_speed, log_mel, resample
from seqkit.sequences.audio_streams import LogMelStream, RunningNormalisation

RECORDING, RUNNING = "recording", "running"
_QUIET = 0.1  # deviation of log energies below which a band says nothing
_PRIOR = 0.1  # seconds that the training counts for: few, as voices differ in loudness


class Hearing(NamedTuple):
    """How recordings become log-mel frames.

    rate : samples a second, which recordings are brought to
    bands : of a frame
    window, hop : of frames, in seconds
    given_rate : of arrays that come without one, if it is known
    normalise : "recording": each band of each recording has mean 0 and deviation 1;
        "running": by what came so far, after 0.1 s of average training speech
    prior : (2, bands), mean and deviation of each band in training; None by recording
    """

    rate: int
    bands: int
    window: float
    hop: float
    given_rate: int | None
    normalise: str = RECORDING
    prior: np.ndarray | None = None

    def learnt(self, read: Recordings) -> "Hearing":
        """Return it with what a running normalisation begins with."""
        if self.normalise != RUNNING:
            return self
        energies = [self._energies(wave) for wave in self._waves(read)]
        wide = np.concatenate(energies).astype("float64")
        return self._replace(prior=np.stack([wide.mean(axis=0), wide.std(axis=0)]))

    def frames(self, read: Recordings, places: Any, speed: float = 1.0) -> Frames:
        """Return normalised log-mel frames."""
        waves = self._waves(read, speed)
        rows = len(waves)
        return Frames(
            frames=[self._normalised(self._energies(wave)) for wave in waves],
            whole=read.whole,
            places=places,
            starts=np.full(rows, self.start),
            lengths=np.full(rows, self.step),
            ends=np.array([len(wave) / self.rate for wave in waves]),
        )

    @property
    def step(self) -> float:
        """Seconds from frame to frame, of whole samples."""
        return round(self.hop * self.rate) / self.rate

    @property
    def start(self) -> float:
        """Seconds at which the first frame begins: frames stand around their time."""
        return -self.step / 2

    def mel_stream(self) -> LogMelStream:
        """Return what makes log-mel frames of chunks."""
        return LogMelStream(self.rate, **self._how())

    def running(self) -> RunningNormalisation:
        """Return a running normalisation that has heard nothing yet."""
        mean, deviation = self.prior  # type: ignore[misc]
        weight = _PRIOR / self.step
        return RunningNormalisation(mean, deviation, weight=weight, least=_QUIET)

    def to_state(self) -> dict[str, Any]:
        """Return it as plain values and an array."""
        return self._asdict()

    def _waves(self, read: Recordings, speed: float = 1.0) -> list[np.ndarray]:
        return [
            change_speed(resample(wave, int(rate), self.rate), speed)
            for wave, rate in zip(read.waveforms, read.rates, strict=True)
        ]

    def _how(self) -> dict[str, Any]:
        return {"bands": self.bands, "window": self.window, "hop": self.hop}

    def _energies(self, wave: np.ndarray) -> np.ndarray:
        return log_mel(wave, self.rate, **self._how())

    def _normalised(self, energies: np.ndarray) -> np.ndarray:
        if self.normalise == RUNNING:
            return self.running()(energies)
        away = energies - energies.mean(axis=0)
        return away / np.maximum(away.std(axis=0), np.float32(_QUIET))
