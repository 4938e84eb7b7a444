"""seqkit: recurrent networks for sequences, in scikit-learn's grammar, over Keras.

The names below load on first use, so `import seqkit` itself stays light and does not
start TensorFlow.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from seqkit.registration import register_with_keras

__version__ = "0.1.0"

_HOMES = {
    "Backtest": "seqkit.estimators.backtest",
    "Forecaster": "seqkit.estimators.forecaster",
    "HandwritingRecognizer": "seqkit.estimators.handwriting_recognizer",
    "ImageCaptioner": "seqkit.estimators.captioner",
    "MusicGenerator": "seqkit.estimators.music_generator",
    "PointerNetwork": "seqkit.estimators.pointer_network",
    "Seq2Seq": "seqkit.estimators.seq2seq",
    "SequenceClassifier": "seqkit.estimators.sequence_classifier",
    "SequenceRegressor": "seqkit.estimators.sequence_regressor",
    "SequenceTagger": "seqkit.estimators.tagger",
    "SpeechRecognizer": "seqkit.estimators.speech_recognizer",
    "TextClassifier": "seqkit.estimators.text_classifier",
    "TextGenerator": "seqkit.estimators.text_generator",
    "Translator": "seqkit.estimators.translator",
    "VideoTagger": "seqkit.estimators.video_tagger",
    "load": "seqkit.estimators.artifact",
}

__all__ = [
    "Backtest",
    "Forecaster",
    "HandwritingRecognizer",
    "ImageCaptioner",
    "MusicGenerator",
    "PointerNetwork",
    "Seq2Seq",
    "SequenceClassifier",
    "SequenceRegressor",
    "SequenceTagger",
    "SpeechRecognizer",
    "TextClassifier",
    "TextGenerator",
    "Translator",
    "VideoTagger",
    "__version__",
    "load",
]

if TYPE_CHECKING:
    from seqkit.estimators.artifact import load as load
    from seqkit.estimators.backtest import Backtest as Backtest
    from seqkit.estimators.captioner import ImageCaptioner as ImageCaptioner
    from seqkit.estimators.forecaster import Forecaster as Forecaster
    from seqkit.estimators.handwriting_recognizer import (
        HandwritingRecognizer as HandwritingRecognizer,
    )
    from seqkit.estimators.music_generator import MusicGenerator as MusicGenerator
    from seqkit.estimators.pointer_network import PointerNetwork as PointerNetwork
    from seqkit.estimators.seq2seq import Seq2Seq as Seq2Seq
    from seqkit.estimators.sequence_classifier import (
        SequenceClassifier as SequenceClassifier,
    )
    from seqkit.estimators.sequence_regressor import (
        SequenceRegressor as SequenceRegressor,
    )
    from seqkit.estimators.speech_recognizer import SpeechRecognizer as SpeechRecognizer
    from seqkit.estimators.tagger import SequenceTagger as SequenceTagger
    from seqkit.estimators.text_classifier import TextClassifier as TextClassifier
    from seqkit.estimators.text_generator import TextGenerator as TextGenerator
    from seqkit.estimators.translator import Translator as Translator
    from seqkit.estimators.video_tagger import VideoTagger as VideoTagger


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'seqkit' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


register_with_keras()
