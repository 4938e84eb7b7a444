"""Data sets as DataFrames: `load_<name>` ships with seqkit, `fetch_<name>` downloads.

Every file is checked against its sha256 when it is read.
"""

from seqkit.datasets.remote import fetch_ett
from seqkit.datasets.shipped import card, load_co2, load_sunspots

__all__ = ["card", "fetch_ett", "load_co2", "load_sunspots"]
