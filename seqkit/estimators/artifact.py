"""One file per fitted estimator: a zip of `network.keras`, JSON and plain arrays.

Nothing in it is pickled or executable. `load` works in a fresh process, in Keras safe
mode, and gives the same predictions.
"""

import io
import json
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from importlib import import_module
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import sklearn

import seqkit
from seqkit.checks.wording import warn
from seqkit.estimators.renamed import with_new_names
from seqkit.keras_backend import keras, tf

FORMAT = 1
_HOMES = {
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
}
_DAMAGE = (
    zipfile.BadZipFile,
    KeyError,
    EOFError,
    UnicodeDecodeError,
    json.JSONDecodeError,
    zlib.error,
)
_MISSED = dict.fromkeys(("network", "encoder", "augmentation"), "built by")
_MISSED |= {"series_weights": "fitted with"}
_PAIRS = "pairs"
_NETWORK, _JSON, _ARRAYS = "network.keras", "estimator.json", "arrays.npz"


def save(estimator: Any, path: str | PathLike) -> None:
    """Write a fitted estimator; the file appears only once it is complete."""
    arrays: dict[str, np.ndarray] = {}
    params = estimator.get_params(deep=False)
    left_out = [name for name, value in params.items() if not _is_plain(value)]
    document = {
        "format": FORMAT,
        "estimator": type(estimator).__name__,
        "versions": _versions(),
        "parameters": {name: _plain(v) for name, v in params.items() if _is_plain(v)},
        "left_out": left_out,
        "state": _packed(estimator._state(), arrays),
    }
    target = Path(path)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".saving-") as folder:
        network = Path(folder) / _NETWORK
        _save_network(estimator.network_, network)
        whole = Path(folder) / "whole"
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(network, _NETWORK)
            archive.writestr(_JSON, _as_json(document))
            packed = io.BytesIO()
            np.savez(packed, **arrays)  # type: ignore[arg-type]
            archive.writestr(_ARRAYS, packed.getvalue())
        whole.replace(target)


def load(path: str | PathLike) -> Any:
    """Read an estimator that `save` wrote.

    Parameters
    ----------
    path : file name, usually ending in `.seqkit`

    Returns
    -------
    the fitted estimator; its predictions equal those before saving

    Raises
    ------
    ValueError
        If the file is damaged, of another kind, or from a newer seqkit.
    RuntimeError
        If its network has layers that are not registered.
    FileNotFoundError
        If there is no such file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            document = json.loads(archive.read(_JSON))
            _check_document(path, document)
            import_module(_HOMES[document["estimator"]])  # Keras learns its layers
            with np.load(
                io.BytesIO(archive.read(_ARRAYS)), allow_pickle=False
            ) as found:
                arrays = dict(found)
            _check_network(archive)
            network = _load_network(path, archive)
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no file {str(path)!r}") from None
    except _DAMAGE as error:
        raise ValueError(
            f"{str(path)!r} is damaged or was not written by seqkit ({error}); "
            "save the model again"
        ) from error
    return _rebuilt(with_new_names(document), arrays, network)


def _as_json(document: dict) -> str:
    try:
        return json.dumps(document, indent=1)
    except TypeError as error:
        raise ValueError(
            f"an id or a column name cannot be written to a file ({error}); convert it "
            "to text, a number or a datetime64 column, and fit again"
        ) from error


def _rebuilt(document: dict, arrays: dict, network: Any) -> Any:
    name = document["estimator"]
    estimator = getattr(import_module(_HOMES[name]), name)(
        **{key: _tupled(value) for key, value in document["parameters"].items()}
    )
    estimator._restore(_unpacked(document["state"], arrays))
    estimator.network_ = network
    for argument in document["left_out"]:
        if argument in _MISSED:
            warn(
                f"the saved model was {_MISSED[argument]} {argument}=, which a file "
                "cannot carry; "
                f"predict works, but set {argument}= again before another fit"
            )
    return estimator


def _check_document(path: Any, document: Any) -> None:
    known = isinstance(document, dict) and document.get("estimator") in _HOMES
    if isinstance(document, dict) and document.get("format", 0) > FORMAT:
        raise ValueError(
            f"{str(path)!r} was written by seqkit {document['versions']['seqkit']}, "
            f"which is newer than this one ({seqkit.__version__}); upgrade seqkit"
        )
    if not known:
        raise ValueError(f"{str(path)!r} holds no estimator that this seqkit knows")


def _save_network(network: Any, path: Path) -> None:
    try:
        network.save(path)
    except (NotImplementedError, TypeError) as error:
        raise ValueError(
            f"the network that network= built cannot be saved: {error}; give its class "
            "get_config and keras.saving.register_keras_serializable"
        ) from error


def _check_network(archive: zipfile.ZipFile) -> None:
    with zipfile.ZipFile(io.BytesIO(archive.read(_NETWORK))) as network:
        network.getinfo("model.weights.h5")


def _load_network(path: Any, archive: zipfile.ZipFile) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        archive.extract(_NETWORK, folder)
        file = Path(folder) / _NETWORK
        try:
            return keras.saving.load_model(file, compile=False, safe_mode=True)
        except (TypeError, ValueError) as error:
            raise RuntimeError(
                f"the network in {str(path)!r} cannot be rebuilt; import the module "
                f"that registers its layers first ({str(error).splitlines()[0]})"
            ) from error


def _versions() -> dict[str, str]:
    modules = {"keras": keras, "tensorflow": tf, "pandas": pd, "scikit-learn": sklearn}
    others = {name: module.__version__ for name, module in modules.items()}
    return {"seqkit": seqkit.__version__, "numpy": np.__version__, **others}


def _is_plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return _is_plain(list(value.items()))
    if isinstance(value, (list, tuple)):
        return all(_is_plain(item) for item in value)
    kinds = (bool, int, float, str, type(None), np.generic, PathLike)
    return isinstance(value, kinds)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):  # JSON has no keys but strings
        return {_PAIRS: [[_plain(key), _plain(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, PathLike):
        return fspath(value)
    return value.item() if isinstance(value, np.generic) else value


def _tupled(value: Any) -> Any:
    if isinstance(value, dict):
        return {_tupled(key): _tupled(item) for key, item in value[_PAIRS]}
    return tuple(_tupled(item) for item in value) if isinstance(value, list) else value


def _packed(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Replace arrays by references, collecting them in `arrays`."""
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if isinstance(value, dict):
        return {key: _packed(item, arrays) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_packed(item, arrays) for item in value]
    return _plain(value)


def _unpacked(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    if isinstance(value, dict):
        if set(value) == {"array"}:
            return arrays[value["array"]]
        return {key: _unpacked(item, arrays) for key, item in value.items()}
    if isinstance(value, list):
        return [_unpacked(item, arrays) for item in value]
    return value
