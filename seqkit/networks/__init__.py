"""Sizes in → `keras.Model` out: the networks behind the estimators, usable alone."""

from seqkit.networks.captioning import CaptioningSizes, captioning_network
from seqkit.networks.characters import CharacterFeatures
from seqkit.networks.classification import SequenceSizes, sequence_network
from seqkit.networks.crf import CRF, CRFDecoder, CRFLoss
from seqkit.networks.crf_algebra import (
    ILLEGAL,
    ChainScores,
    log_conditionals,
    log_likelihood,
    log_partition,
    marginals,
    path_score,
)
from seqkit.networks.crf_paths import Paths, n_best, viterbi
from seqkit.networks.ctc import (
    CTCLoss,
    blank_where_padded,
    frames_needed,
    transcript_log_likelihood,
)
from seqkit.networks.forecasting import ForecastSizes, forecast_network
from seqkit.networks.input_feeding import InputFeeding
from seqkit.networks.language import CarriedStates, LanguageSizes, language_network
from seqkit.networks.losses import (
    DetectionLoss,
    DoublyStochasticLoss,
    EventLoss,
    NextTokenLoss,
    ObservedLoss,
    PointingLoss,
    RepeatedAttentionLoss,
    RollLoss,
    TagLoss,
)
from seqkit.networks.music import FromTheirBeginning, MusicSizes, music_network
from seqkit.networks.pointing import PointingSizes, pointing_network
from seqkit.networks.pooling import AttentionPooling, MaskedPooling
from seqkit.networks.recognising import RecognisingSizes, recognising_network
from seqkit.networks.rollout import Rollout
from seqkit.networks.stack import RecurrentStack
from seqkit.networks.tagging import TaggingSizes, tagging_network
from seqkit.networks.token_inputs import TokenSizes
from seqkit.networks.translating import TranslatingSizes, translating_network
from seqkit.networks.video import FrameSizes

__all__ = [
    "CRF",
    "ILLEGAL",
    "AttentionPooling",
    "CRFDecoder",
    "CRFLoss",
    "CTCLoss",
    "CaptioningSizes",
    "CarriedStates",
    "ChainScores",
    "CharacterFeatures",
    "DetectionLoss",
    "DoublyStochasticLoss",
    "EventLoss",
    "ForecastSizes",
    "FrameSizes",
    "FromTheirBeginning",
    "InputFeeding",
    "LanguageSizes",
    "MaskedPooling",
    "MusicSizes",
    "NextTokenLoss",
    "ObservedLoss",
    "Paths",
    "PointingLoss",
    "PointingSizes",
    "RecognisingSizes",
    "RecurrentStack",
    "RepeatedAttentionLoss",
    "RollLoss",
    "Rollout",
    "SequenceSizes",
    "TagLoss",
    "TaggingSizes",
    "TokenSizes",
    "TranslatingSizes",
    "blank_where_padded",
    "captioning_network",
    "forecast_network",
    "frames_needed",
    "language_network",
    "log_conditionals",
    "log_likelihood",
    "log_partition",
    "marginals",
    "music_network",
    "n_best",
    "path_score",
    "pointing_network",
    "recognising_network",
    "sequence_network",
    "tagging_network",
    "transcript_log_likelihood",
    "translating_network",
    "viterbi",
]
