"""Data sets: `load_<name>` ships with seqkit, `fetch_<name>` downloads.

Series to forecast come as DataFrames; tagged sentences, labelled texts and labelled
series as what `seqkit.readers` return, in `Splits` where their authors split them;
images and skeletons as arrays with their labels.
Every file is checked against its sha256 when it is read. Synthetic tasks, drawn on the
spot, come as NumPy arrays (X, y), captioned pictures as `Scenes`.
"""

from seqkit.datasets.caption_sets import fetch_flickr8k
from seqkit.datasets.image_sets import LabelledImages, fetch_mnist_test
from seqkit.datasets.labelled_sets import (
    fetch_imdb_10k,
    fetch_mr,
    fetch_splice,
    fetch_sst2,
    fetch_subj,
    fetch_surnames,
    fetch_trec,
)
from seqkit.datasets.remote import fetch_ett
from seqkit.datasets.scene_grammar import meaning_of
from seqkit.datasets.scene_meanings import Meaning
from seqkit.datasets.scenes import HELD_OUT_PAIRS, Scenes, captioned_scenes
from seqkit.datasets.series_sets import (
    fetch_basic_motions,
    fetch_gun_point,
    fetch_italy_power_demand,
    fetch_japanese_vowels,
    fetch_racket_sports,
)
from seqkit.datasets.shipped import (
    card,
    load_bookings,
    load_co2,
    load_reviews,
    load_sunspots,
)
from seqkit.datasets.skeleton_sets import SkeletonActions, fetch_msr_action_3d
from seqkit.datasets.splits import Splits
from seqkit.datasets.synthetic import adding_problem, copy_memory, pattern_sequences
from seqkit.datasets.tagged_sets import (
    fetch_conll2000,
    fetch_ud_english_ewt,
    fetch_ud_french_sequoia,
    fetch_wnut17,
)

__all__ = [
    "HELD_OUT_PAIRS",
    "LabelledImages",
    "Meaning",
    "Scenes",
    "SkeletonActions",
    "Splits",
    "adding_problem",
    "captioned_scenes",
    "card",
    "copy_memory",
    "fetch_basic_motions",
    "fetch_conll2000",
    "fetch_ett",
    "fetch_flickr8k",
    "fetch_gun_point",
    "fetch_imdb_10k",
    "fetch_italy_power_demand",
    "fetch_japanese_vowels",
    "fetch_mnist_test",
    "fetch_mr",
    "fetch_msr_action_3d",
    "fetch_racket_sports",
    "fetch_splice",
    "fetch_sst2",
    "fetch_subj",
    "fetch_surnames",
    "fetch_trec",
    "fetch_ud_english_ewt",
    "fetch_ud_french_sequoia",
    "fetch_wnut17",
    "load_bookings",
    "load_co2",
    "load_reviews",
    "load_sunspots",
    "meaning_of",
    "pattern_sequences",
]
