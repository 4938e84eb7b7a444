"""Scores of predictions, each with its source; no Keras."""

from seqkit.metrics.captions import (
    bleu,
    caption_scores,
    caption_words,
    cider_d,
    cider_d_each,
    distinct_words,
    mean_length,
    rouge_l,
)
from seqkit.metrics.distributions import crps, weighted_quantile_loss
from seqkit.metrics.forecasting import (
    coverage,
    interval_width,
    mae,
    mase,
    mse,
    pinball,
    rmse,
    rmsse,
    seasonal_scale,
    seasonal_scales,
    smape,
)
from seqkit.metrics.language import bits_per_token, perplexity
from seqkit.metrics.pointing import exact_match, position_accuracy, tour_length
from seqkit.metrics.tagging import span_scores, tag_confusion, token_accuracy
from seqkit.metrics.transcripts import (
    TranscriptErrors,
    character_errors,
    word_errors,
)
from seqkit.metrics.translation import (
    SignedScore,
    chrf,
    chrf_each,
    translation_bleu,
)

__all__ = [
    "SignedScore",
    "TranscriptErrors",
    "bits_per_token",
    "bleu",
    "caption_scores",
    "caption_words",
    "character_errors",
    "chrf",
    "chrf_each",
    "cider_d",
    "cider_d_each",
    "coverage",
    "crps",
    "distinct_words",
    "exact_match",
    "interval_width",
    "mae",
    "mase",
    "mean_length",
    "mse",
    "perplexity",
    "pinball",
    "position_accuracy",
    "rmse",
    "rmsse",
    "rouge_l",
    "seasonal_scale",
    "seasonal_scales",
    "smape",
    "span_scores",
    "tag_confusion",
    "token_accuracy",
    "tour_length",
    "translation_bleu",
    "weighted_quantile_loss",
    "word_errors",
]
