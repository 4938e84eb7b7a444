"""Tokens as a network takes them in: word, case and character features side by side."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.keras_backend import keras
from seqkit.networks.characters import CharacterFeatures

CASE_UNITS, MOTIFS = 8, 64
layers, ops = keras.layers, keras.ops


@dataclass(frozen=True)
class TokenSizes:
    """What a network over tokens must fit; 0 means that an input is not there.

    Attributes
    ----------
    words : size of the vocabulary of words
    cases : number of case classes
    characters : size of the vocabulary of characters
    vectors : float32 array (words, units), the word vectors to begin with, or None
    """

    words: int
    cases: int = 0
    characters: int = 0
    vectors: np.ndarray | None = None


def token_inputs(sizes: TokenSizes) -> dict[str, Any]:
    """Return the inputs by name.

    words (batch, timesteps), cases (batch, timesteps) and characters (batch, timesteps,
    characters), whole numbers, 0 = padding.
    """
    inputs = {"words": keras.Input((None,), dtype="int32", name="words")}
    if sizes.cases:
        inputs["cases"] = keras.Input((None,), dtype="int32", name="cases")
    if sizes.characters:
        inputs["characters"] = keras.Input(
            (None, None), dtype="int32", name="characters"
        )
    return inputs


def embed_tokens(
    inputs: dict[str, Any],
    sizes: TokenSizes,
    *,
    embedding_units: int,
    trained_vectors: bool = True,
    chars: str = "cnn",
    character_units: int = 50,
    convolution: int = 0,
    dropout: float = 0.0,
) -> tuple[Any, Any]:
    """Return features (batch, timesteps, features) and the mask (batch, timesteps).

    Parameters
    ----------
    inputs : as `token_inputs` makes them
    embedding_units : features of a word; those of the vectors where they are given
    trained_vectors : go on training given vectors
    chars, character_units : how characters are read, and features they give
    convolution : neighbouring tokens that a convolution looks at, whose 64 answers then
        are the features of the token in their middle; 0 for none
    dropout : fraction of the features dropped in training
    """
    given = sizes.vectors is not None
    word = layers.Embedding(
        sizes.words,
        sizes.vectors.shape[1] if sizes.vectors is not None else embedding_units,
        # an initializer would write every number into the saved configuration
        weights=sizes.vectors,
        trainable=trained_vectors or not given,
        name="word_embedding",
    )
    parts = [word(inputs["words"])]
    if sizes.cases:
        case = layers.Embedding(sizes.cases, CASE_UNITS, name="case_embedding")
        parts.append(case(inputs["cases"]))
    if sizes.characters:
        read = CharacterFeatures(
            sizes.characters, chars, character_units, name="character_features"
        )
        parts.append(read(inputs["characters"]))
    x = layers.Concatenate()(parts) if len(parts) > 1 else parts[0]
    mask = ops.not_equal(inputs["words"], 0)
    if convolution:
        x = motifs(x, mask, convolution)
    if dropout:
        x = layers.Dropout(dropout)(x)
    return x, mask


def motifs(x: Any, mask: Any, width: int) -> Any:
    """Return what is found around each token, (batch, timesteps, `MOTIFS`)."""
    # of padding nothing is seen, as beyond the ends of a text
    real = ops.expand_dims(ops.cast(mask, x.dtype), -1)
    find = layers.Conv1D(
        MOTIFS, width, padding="same", activation="relu", name="motifs"
    )
    return find(x * real)
