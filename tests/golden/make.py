"""Write the golden file of the current release: `python tests/golden/make.py`."""

from pathlib import Path

import numpy as np
import pandas as pd

import seqkit

FOLDER = Path(__file__).parent


def main() -> None:
    steps = np.arange(120)
    values = 10 + np.sin(steps * 2 * np.pi / 7) + 0.01 * steps
    index = pd.date_range("2024-01-01", periods=len(steps), freq="D", name="date")
    frame = pd.DataFrame({"sales": values}, index=index)
    model = seqkit.Forecaster(
        7, lookback=14, units=(4,), quantiles=(0.1, 0.9), epochs=5, random_state=0
    ).fit(frame)
    stem = FOLDER / f"forecaster-{seqkit.__version__}"
    model.save(f"{stem}.seqkit")
    model.predict().to_csv(f"{stem}.csv")


if __name__ == "__main__":
    main()
