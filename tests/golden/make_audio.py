"""Write the log-mel energies that librosa finds: `python tests/golden/make_audio.py`.

Run it where librosa is installed. A file that is there stays as it is.
"""

from pathlib import Path

import librosa
import numpy as np

PATH = Path(__file__).with_name("log_mel.npz")
CASES = {
    "speech": {"rate": 16_000, "bands": 40, "window": 400, "hop": 160, "fft": 512},
    "telephone": {
        **{"rate": 8000, "bands": 26, "window": 256, "hop": 100, "fft": 256},
        **{"low": 100.0, "high": 3800.0},
    },
    "music": {"rate": 22_050, "bands": 64, "window": 1102, "hop": 220, "fft": 2048},
}


def sound(rate: int) -> np.ndarray:
    """Return a rising tone with overtones, noise, and silence: int16 (samples,)."""
    draw = np.random.default_rng(rate)
    seconds = np.arange(round(0.23 * rate)) / rate
    phase = 2 * np.pi * (150 * seconds + 900 * seconds**2)
    tone = sum(np.sin(k * phase) / k for k in range(1, 9))
    wave = 0.3 * tone + 0.02 * draw.normal(size=len(seconds))
    wave[(seconds > 0.1) & (seconds < 0.15)] = 0
    return np.rint(wave / np.abs(wave).max() * 29_000).astype("int16")


def energies(
    wave: np.ndarray,
    rate: int,
    bands: int,
    window: int,
    hop: int,
    fft: int,
    low: float = 0.0,
    high: float | None = None,
) -> np.ndarray:
    mel = librosa.feature.melspectrogram(
        y=wave / 2**15,
        sr=rate,
        n_fft=fft,
        win_length=window,
        hop_length=hop,
        n_mels=bands,
        fmin=low,
        fmax=high,
        power=2.0,
    )
    return np.log(np.maximum(mel.T, 1e-10)).astype("float32")


def main() -> None:
    arrays = {}
    for name, case in CASES.items():
        wave = sound(case["rate"])
        arrays |= {f"{name}_wave": wave, f"{name}_energies": energies(wave, **case)}
    arrays["librosa"] = np.array(librosa.__version__)
    np.savez_compressed(PATH, **arrays)


if __name__ == "__main__" and not PATH.exists():
    main()
