"""Sound that comes in chunks → log-mel frames, each as soon as it is complete."""

from typing import Any

import numpy as np

from seqkit import checks
from seqkit.sequences.audio import MelFrames


class LogMelStream:
    """Log-mel frames of a waveform in chunks: together they are those of `log_mel`.

    A frame is there as soon as its window is, half of which lies behind its time.

    Parameters
    ----------
    rate : samples a second
    bands, window, hop : as `log_mel` takes them

    Examples
    --------
    >>> sound = np.sin(np.arange(1000) * 0.3)
    >>> stream = LogMelStream(8000)
    >>> frames = [stream.feed(sound[:99]), stream.feed(sound[99:]), stream.finish()]
    >>> [len(each) for each in frames]
    [0, 12, 1]
    """

    def __init__(self, rate: int, **how: Any):
        self._mel = MelFrames.of(rate, **how)
        self._pending = np.zeros(self._mel.size // 2)  # from where a frame begins
        self._late = 0  # samples until the next frame begins
        self._heard = False

    def feed(self, samples: Any) -> np.ndarray:
        """Return the frames that a chunk (samples,), of any size, completes.

        Returns
        -------
        float32 array (frames, bands), often of no frame
        """
        if np.size(samples):
            new = checks.check_waveform("a chunk", samples).astype("float64")
            passed = min(self._late, len(new))
            self._late -= passed
            self._pending = np.concatenate([self._pending, new[passed:]])
            self._heard = True
        return self._taken(self._mel.behind)

    def finish(self) -> np.ndarray:
        """Return the frames that reach beyond the end, where all is silent."""
        return self._taken(self._mel.size // 2 if self._heard else 0)

    def _taken(self, silence: int) -> np.ndarray:
        """Return frames of what is pending and of silence behind it."""
        frames = self._mel.energies(np.pad(self._pending, (0, silence)))
        begins = len(frames) * self._mel.step
        self._late += max(0, begins - len(self._pending))
        self._pending = self._pending[begins:]
        return frames


class RunningNormalisation:
    r"""Features brought near mean 0, deviation 1 by what came so far: no look-ahead.

    Frame n of e_1, e_2, … becomes (e_n - m_n) / max(s_n, least), with
    m_n = (w μ + Σ e_k) / (w + n) and s_n² = (w (σ² + μ²) + Σ e_k²) / (w + n) - m_n²,
    sums from k = 1 to n: as if w frames of mean μ and deviation σ had come before. The
    prior counts less and less (Viikki, Bye and Laurila, 1998, "A recursive feature
    vector normalization approach for robust speech recognition in noise", ICASSP).

    Parameters
    ----------
    mean, deviation : μ and σ (features,)
    weight : w, in frames
    least : smallest deviation that is divided by

    Examples
    --------
    >>> running = RunningNormalisation(np.zeros(1), np.ones(1), weight=1, least=0.1)
    >>> found = running(np.array([[2.0]]))  # mean 1, deviation √(5/2 - 1)
    >>> round(float(found[0, 0]), 3)
    0.816
    """

    def __init__(
        self, mean: np.ndarray, deviation: np.ndarray, *, weight: float, least: float
    ):
        mean = np.asarray(mean, "float64")
        self._count, self._least = float(weight), least
        self._sum = weight * mean
        self._squares = weight * (np.asarray(deviation, "float64") ** 2 + mean**2)

    def __call__(self, frames: np.ndarray) -> np.ndarray:
        """Return the next frames (frames, features) as float32, and remember them."""
        wide = np.asarray(frames, "float64")
        counts = self._count + np.arange(1, len(wide) + 1)[:, None]
        sums = self._sum + wide.cumsum(axis=0)
        squares = self._squares + (wide**2).cumsum(axis=0)
        if len(wide):
            self._count, self._sum, self._squares = counts[-1, 0], sums[-1], squares[-1]
        means = sums / counts
        deviations = np.sqrt(np.maximum(squares / counts - means**2, 0))
        return ((wide - means) / np.maximum(deviations, self._least)).astype("float32")
