"""Data sets: `load_<name>` ships with seqkit or is drawn anew, `fetch_` downloads.

Series to forecast come as DataFrames, many of them as long ones; tagged sentences,
labelled texts, parallel texts and labelled series as what `seqkit.readers` return, in
`Splits` where their authors split them; images, skeletons, recordings and pen strokes
as arrays with their labels, drawings stroke by stroke as arrays alone.
Every file is checked against its sha256 when it is read. Synthetic tasks, drawn on the
spot, come as NumPy arrays (X, y), captioned pictures as `Scenes`, translated sentences
and written dates as `ParallelTexts`, stories as one text, chorales as arrays of
pitches, numbers to sort and points with their hull as lists of arrays; spoken digits,
drawn words and clips of moving shapes in `Splits`, too.
"""

from seqkit.datasets.caption_sets import fetch_flickr8k
from seqkit.datasets.chorale_rules import chorale_faults
from seqkit.datasets.chorale_search import chorales
from seqkit.datasets.competition_sets import (
    fetch_m3_monthly,
    fetch_m4,
    fetch_tourism_monthly,
)
from seqkit.datasets.drawn_words import DrawnWords, load_drawn_words
from seqkit.datasets.forecasting_sets import (
    fetch_air_passengers,
    fetch_bike_sharing,
    fetch_exchange_rate,
    fetch_walmart,
)
from seqkit.datasets.generation_sets import fetch_jsb, fetch_tiny_shakespeare
from seqkit.datasets.handwriting_sets import (
    PenDigits,
    fetch_omniglot_strokes,
    fetch_pen_digits,
)
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
from seqkit.datasets.moving_shapes import MovingShapes, load_moving_shapes
from seqkit.datasets.parallel_sets import fetch_fra_eng, fetch_multi30k
from seqkit.datasets.pointing_problems import (
    convex_hull_problem,
    sorting_problem,
    travelling_salesman_problem,
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
from seqkit.datasets.speech_sets import SpokenDigits, fetch_fsdd
from seqkit.datasets.splits import Splits
from seqkit.datasets.spoken_digits import SpokenTexts, load_spoken_digits
from seqkit.datasets.stories import written_text
from seqkit.datasets.story_rules import flaws_of, pieces_of, well_formed
from seqkit.datasets.synthetic import adding_problem, copy_memory, pattern_sequences
from seqkit.datasets.tagged_sets import (
    fetch_conll2000,
    fetch_ud_english_ewt,
    fetch_ud_french_sequoia,
    fetch_wnut17,
)
from seqkit.datasets.translations import translated_sentences
from seqkit.datasets.written_dates import written_dates

__all__ = [
    "HELD_OUT_PAIRS",
    "DrawnWords",
    "LabelledImages",
    "Meaning",
    "MovingShapes",
    "PenDigits",
    "Scenes",
    "SkeletonActions",
    "Splits",
    "SpokenDigits",
    "SpokenTexts",
    "adding_problem",
    "captioned_scenes",
    "card",
    "chorale_faults",
    "chorales",
    "convex_hull_problem",
    "copy_memory",
    "fetch_air_passengers",
    "fetch_basic_motions",
    "fetch_bike_sharing",
    "fetch_conll2000",
    "fetch_ett",
    "fetch_exchange_rate",
    "fetch_flickr8k",
    "fetch_fra_eng",
    "fetch_fsdd",
    "fetch_gun_point",
    "fetch_imdb_10k",
    "fetch_italy_power_demand",
    "fetch_japanese_vowels",
    "fetch_jsb",
    "fetch_m3_monthly",
    "fetch_m4",
    "fetch_mnist_test",
    "fetch_mr",
    "fetch_msr_action_3d",
    "fetch_multi30k",
    "fetch_omniglot_strokes",
    "fetch_pen_digits",
    "fetch_racket_sports",
    "fetch_splice",
    "fetch_sst2",
    "fetch_subj",
    "fetch_surnames",
    "fetch_tiny_shakespeare",
    "fetch_tourism_monthly",
    "fetch_trec",
    "fetch_ud_english_ewt",
    "fetch_ud_french_sequoia",
    "fetch_walmart",
    "fetch_wnut17",
    "flaws_of",
    "load_bookings",
    "load_co2",
    "load_drawn_words",
    "load_moving_shapes",
    "load_reviews",
    "load_spoken_digits",
    "load_sunspots",
    "meaning_of",
    "pattern_sequences",
    "pieces_of",
    "sorting_problem",
    "translated_sentences",
    "travelling_salesman_problem",
    "well_formed",
    "written_dates",
    "written_text",
]
