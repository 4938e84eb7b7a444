"""Data sets as DataFrames: `load_<name>` ships with seqkit, `fetch_<name>` downloads.

Every file is checked against its sha256 when it is read. Synthetic tasks, drawn on the
spot, come as NumPy arrays (X, y).
"""

from seqkit.datasets.remote import fetch_ett
from seqkit.datasets.shipped import card, load_co2, load_sunspots
from seqkit.datasets.synthetic import adding_problem, copy_memory, pattern_sequences

__all__ = [
    "adding_problem",
    "card",
    "copy_memory",
    "fetch_ett",
    "load_co2",
    "load_sunspots",
    "pattern_sequences",
]
