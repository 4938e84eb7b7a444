"""Features of pictures: given by the user, or computed once and kept on disk."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.estimators.caption_samples import taken_in_batches
from seqkit.keras_backend import tf
from seqkit.networks.picture_encoders import square_grid
from seqkit.readers.images import ReadImages
from seqkit.readers.pictures import Pictures

_DIGITS = 2  # of features that tell encoders apart


class GivenFeatures:
    """Features that are there already.

    Attributes
    ----------
    features : float32 array (pictures, positions, features)
    grid : rows and columns of the positions
    """

    kind = "features"

    def __init__(self, X: Any) -> None:
        array = checks.check_features(X)
        size = array.shape[-1]
        self.features = array.reshape(len(array), -1, size)
        places = self.features.shape[1]
        self.grid = array.shape[1:3] if array.ndim == 4 else square_grid(places)

    def __len__(self) -> int:
        return len(self.features)

    @property
    def problems(self) -> dict[str, str]:
        """There are none."""
        return {}

    def take(self, which: np.ndarray) -> ReadImages:
        """Return the features of some pictures, every one of them."""
        return ReadImages(self.features[which], np.arange(len(which)))

    def warn_unread(self) -> None:
        """Nothing is ever unread."""


class StoredFeatures:
    """Features of pictures in a file, read from there when they are taken."""

    kind = "features"

    def __init__(self, path: Path, pictures: Pictures) -> None:
        self._features = np.load(path, mmap_mode="r")
        self._pictures = pictures

    def __len__(self) -> int:
        return len(self._features)

    @property
    def problems(self) -> dict[str, str]:
        """Pictures that could not be read, and why."""
        return self._pictures.problems

    def take(self, which: np.ndarray) -> ReadImages:
        """Return the features of some pictures, without those that were unread."""
        found = np.asarray(self._features[which])
        whole = np.flatnonzero(~np.isnan(found[:, 0, 0]))
        return ReadImages(found[whole], whole)

    def warn_unread(self) -> None:
        """Warn of pictures that could not be read since the last such warning."""
        self._pictures.warn_unread()


def stored_features(encoder: Any, pictures: Pictures, folder: Any) -> StoredFeatures:
    """Compute features of pictures, unless the folder has them already.

    The file is named by the encoder, its weights and the pictures; it appears once it
    is complete. Features of a picture that cannot be read are NaN.

    Parameters
    ----------
    encoder : keras.Model from pictures to features (batch, positions, features)
    folder : where the file lies; it is made if it is not there
    """
    home = Path(folder).expanduser()
    home.mkdir(parents=True, exist_ok=True)
    path = home / f"{_name(encoder, pictures)}.npy"
    if not path.exists():
        shape = (len(pictures), *encoder.output_shape[1:])
        draft = path.with_suffix(f".{os.getpid()}.part")
        found = np.lib.format.open_memmap(draft, "w+", "float32", shape)
        found[:] = np.nan
        every = np.arange(len(pictures))
        for which, features in _features(encoder, pictures, every):
            found[which] = features
        found.flush()
        del found
        draft.replace(path)
    return StoredFeatures(path, pictures)


def whole_views(
    encoder: Any, pictures: Any, numbers: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean over all places of pictures' features.

    Parameters
    ----------
    encoder : keras.Model, or None where features are given
    numbers : of the pictures

    Returns
    -------
    numbers of those that can be read, and float32 array (pictures, features)

    Raises
    ------
    ValueError
        If not one can be read.
    """
    parts = _features(encoder, pictures, numbers)
    pairs = [(which, features.mean(axis=1)) for which, features in parts]
    checks.check_some_read(len(pairs), pictures.problems)
    places, views = zip(*pairs, strict=True)
    return np.concatenate(places), np.concatenate(views)


def _features(
    encoder: Any, pictures: Any, numbers: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield numbers of pictures that can be read, and their features."""
    run = None
    if encoder is not None:
        run = tf.function(
            lambda images: encoder(images, training=False), reduce_retracing=True
        )
    for read, seen in taken_in_batches(pictures, numbers):
        yield read, seen if run is None else run(tf.constant(seen)).numpy()


def _name(encoder: Any, pictures: Pictures) -> str:
    """Return a name made of everything that features depend on.

    An encoder is known by its weights and by what it makes of a picture of noise: names
    of layers change from one time that it is built to the next.
    """
    found = hashlib.sha256()
    for weights in encoder.get_weights():
        found.update(np.ascontiguousarray(weights).tobytes())
    shape = (1, *encoder.input_shape[1:])
    noise = np.random.default_rng(0).integers(0, 256, shape, "uint8")
    seen = encoder(noise, training=False).numpy()
    found.update(repr((seen.shape, np.round(seen, _DIGITS).tolist())).encode())
    for identity in pictures.identities():
        found.update(identity)
    return found.hexdigest()[:32]
