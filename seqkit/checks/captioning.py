"""Check what a captioner is given: pictures or features, captions, an encoder."""

from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from seqkit.checks.wording import plain, some, warn


def check_picture_list(X: Any) -> Any:
    """Require several pictures: an array of them, or a list of paths and images."""
    if isinstance(X, np.ndarray):
        if X.ndim not in (3, 4) and X.dtype.kind in "biuf":
            raise ValueError(
                "X must hold pictures (pictures, height, width[, channels]), got an "
                f"array of shape {X.shape}; for one picture pass [picture], for "
                "features set encoder=None"
            )
        return X
    if isinstance(X, str) or not hasattr(X, "__len__") or isinstance(X, pd.DataFrame):
        raise TypeError(
            "X must be a list of paths, images or arrays, or an array of pictures, got "
            f"{plain(X)!r:.60}; for one picture pass [picture]"
        )
    return X.tolist() if isinstance(X, pd.Series) else list(X)


def check_features(X: Any) -> np.ndarray:
    """Require features of several pictures as float32, one shape for all of them."""
    try:
        array = np.asarray(X.tolist() if isinstance(X, pd.Series) else X, "float32")
    except (TypeError, ValueError) as error:
        raise ValueError(
            "with encoder=None X must hold features, numbers of one shape for every "
            f"picture ({error}); compute them, or choose an encoder"
        ) from None
    if array.ndim not in (2, 3, 4) or not array[:1].size:
        raise ValueError(
            "features must have shape (pictures, features), (pictures, positions, "
            f"features) or (pictures, rows, columns, features), got {array.shape}"
        )
    broken = np.flatnonzero(~np.isfinite(array).reshape(len(array), -1).all(axis=1))
    if len(broken):
        raise ValueError(
            f"the features of picture {broken[0]} are not all finite numbers; leave it "
            "out, or fill them in"
        )
    return array


def check_fitted_features(found: tuple[int, ...], fitted: tuple[int, ...]) -> None:
    """Require features of the shape that a captioner was fitted with."""
    if found != fitted:
        raise ValueError(
            f"features of a picture have shape {found}, but those of fit had {fitted} "
            "(positions, features); compute them in the same way"
        )


def check_captions_each(captions: Any, pictures: int) -> list[list[str]]:
    """Require captions for each picture: one text, or a list of them."""
    if (
        captions is None
        or isinstance(captions, str)
        or not hasattr(captions, "__len__")
    ):
        raise TypeError(
            "y must hold the captions of each picture, a text or a list of texts, got "
            f"{plain(captions)!r:.60}"
        )
    if len(captions) != pictures:
        raise ValueError(
            f"got {pictures} pictures but captions of {len(captions)}; give a text or "
            "a list of texts for each picture"
        )
    found = []
    for where, several in enumerate(captions):
        texts = [several] if isinstance(several, str) else several
        if isinstance(texts, dict) or not hasattr(texts, "__iter__"):
            raise TypeError(_wrong_caption(where, several))
        for text in texts:
            if not isinstance(text, str):
                raise TypeError(_wrong_caption(where, text))
        found.append(list(texts))
    return found


def check_some_pictures(count: int) -> None:
    """Require a picture at least."""
    if not count:
        raise ValueError("X holds no pictures; give at least one")


def check_some_captions(count: int) -> None:
    """Require that one picture at least has a caption with a word."""
    if not count:
        raise ValueError(
            "no picture has a caption with a word; give one for each picture in y"
        )


def check_several_scored(count: int) -> None:
    """Require pictures enough for a score that weighs words by their rarity."""
    if count < 2:
        raise ValueError(
            f"CIDEr-D needs two pictures or more that can be read, got {count}; score "
            "more of them together, or use metrics.rouge_l"
        )


def warn_without_words(pictures: Sequence[Any], captions: int) -> None:
    """Say how many captions had no word, and which pictures are left without one."""
    if captions:
        left = f", and with them {_pictures(pictures)}" if len(pictures) else ""
        warn(
            f"left out {captions} empty caption{'' if captions == 1 else 's'}{left}",
        )
    elif len(pictures):
        warn(f"left out {_pictures(pictures)} without a caption")


def check_has_attention(there: bool) -> None:
    """Require a network that looks at places of the picture."""
    if not there:
        raise ValueError(
            "return_attention needs a network with attention over several places; fit "
            "with attention='dot' or 'additive', and features that are a grid"
        )


def check_covers(there: bool) -> None:
    """Require a network whose attention can cover the picture."""
    if not there:
        raise ValueError(
            "doubly_stochastic needs attention='dot' or 'additive' over several places "
            "of the picture; choose one of them, or leave it 0"
        )


def check_encoder_shapes(taken: Any, given: Any) -> None:
    """Require a network from pictures of one size to features."""
    one = isinstance(taken, tuple) and isinstance(given, tuple)
    pictures = one and len(taken) == 4 and None not in taken[1:3] and taken[3] == 3
    if not pictures or len(given) not in (2, 3, 4) or None in given[1:]:
        raise ValueError(
            "encoder must be a keras.Model from pictures (batch, height, width, 3) of "
            "fixed size to features (batch, rows, columns, features), (batch, positions"
            f", features) or (batch, features), got one from {taken} to {given}"
        )


def check_encoder(encoder: Any, is_model: bool) -> None:
    """Require the name of an encoder, a network, or None."""
    if not (encoder is None or isinstance(encoder, str) or is_model):
        raise TypeError(
            "encoder must be 'cnn', the name of a network of keras.applications, a "
            f"keras.Model, or None for features, got {plain(encoder)!r:.60}"
        )


def reject_encoder(name: str, image: tuple[int, int], error: Exception) -> NoReturn:
    """Say that a network does not take pictures of a size, or the weights."""
    raise ValueError(
        f"encoder={name!r} cannot be built for pictures of {image[0]} x {image[1]} "
        f"pixels ({_first_line(error)}); choose another image_size or encoder_weights"
    ) from error


def reject_weights(name: str, weights: Any, error: Exception) -> NoReturn:
    """Say that weights of a network are not to be had."""
    raise OSError(
        f"the weights {str(weights)!r} of encoder={name!r} can neither be read nor "
        f"downloaded ({_first_line(error)}); name a file in encoder_weights"
    ) from error


def check_augmentable(own: bool) -> None:
    """Require the encoder whose pictures can be changed in training."""
    if not own:
        raise ValueError(
            "augmentation needs encoder='cnn'; put the layer in front of your own "
            "network, or leave augmentation out"
        )


def check_frozen_encoder(frozen: bool) -> None:
    """Require an encoder that does not learn before it is tuned."""
    if not frozen:
        raise ValueError(
            "fine_tune_epochs needs an encoder that does not learn at first; leave it "
            "0, or choose another encoder with train_encoder=False"
        )


def _pictures(names: Sequence[Any]) -> str:
    many = "s" if len(names) > 1 else ""
    return f"{len(names)} picture{many} ({some(names, 3)})"


def _wrong_caption(where: int, found: Any) -> str:
    return (
        f"y[{where}] must be a caption or a list of captions, got "
        f"{plain(found)!r:.60}; captions are texts"
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")
