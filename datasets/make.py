"""Write the CSV files of this folder.

The series come from what statsmodels carries, the reviews and bookings from the seeded
grammars in `grammars/`. Run `python datasets/make.py` in the repository; the bytes are
always the same. Each file's sha256 stands in its data card and in
`seqkit/datasets/shipped.py`.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from grammars.bookings import bookings_frame
from grammars.reviews import reviews_frame
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


FRAMES = {
    "bookings": lambda: bookings_frame().set_index("tokens"),
    "co2": co2_frame,
    "reviews": lambda: reviews_frame().set_index("text"),
    "sunspots": sunspots_frame,
}


def make(folder: Path, names: Iterable[str] = FRAMES) -> list[Path]:
    """Write the named sets as CSV files into a folder and return their paths."""
    paths = [folder / f"{name}.csv" for name in names]
    for path in paths:
        frame = FRAMES[path.stem]()
        frame.to_csv(path, lineterminator="\n", date_format="%Y-%m-%d")
    return paths


if __name__ == "__main__":
    for path in make(Path(__file__).parent):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
