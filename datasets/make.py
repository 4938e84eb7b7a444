"""Write the CSV files of this folder from what statsmodels carries.

Run `python datasets/make.py` in the repository; the bytes are always the same.
Each file's sha256 stands in its data card and in `seqkit/datasets/shipped.py`.
"""

import hashlib
from pathlib import Path

import pandas as pd
from statsmodels.datasets import co2, sunspots


def co2_frame() -> pd.DataFrame:
    """Return weekly CO2 at Mauna Loa in ppm, NaN where no week was measured."""
    return co2.load_pandas().data[["co2"]].rename_axis("date")


def sunspots_frame() -> pd.DataFrame:
    """Return the yearly sunspot number, each year at its first day."""
    raw = sunspots.load_pandas().data
    years = [f"{year:.0f}-01-01" for year in raw["YEAR"]]
    values = raw["SUNACTIVITY"].to_numpy()
    return pd.DataFrame({"sunspots": values}, index=pd.Index(years, name="year"))


def make(folder: Path) -> list[Path]:
    """Write `co2.csv` and `sunspots.csv` into a folder and return their paths."""
    frames = {"co2.csv": co2_frame(), "sunspots.csv": sunspots_frame()}
    for name, frame in frames.items():
        frame.to_csv(folder / name, lineterminator="\n", date_format="%Y-%m-%d")
    return [folder / name for name in frames]


if __name__ == "__main__":
    for path in make(Path(__file__).parent):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
