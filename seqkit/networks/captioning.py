"""Captioning networks: a picture in, the next word of each of its captions out.

Three models with names, which share nothing but tensors, stand in one: "encoder" sees
the picture as a grid of features, "start" makes a memory of them and first states, and
"writer" says what comes after each word. A writer runs over whole captions in training
and over one word at a time when captions are made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqkit.keras_backend import keras
from seqkit.networks.losses import DetectionLoss, DoublyStochasticLoss, NextTokenLoss
from seqkit.networks.scheduled_sampling import ScheduledSampling
from seqkit.networks.writing import WRITER, first_states, word_writer

ENCODER, START, DETECTOR = "encoder", "start", "detector"
PARTS = ENCODER, START, WRITER, DETECTOR
_CODE = 0.5  # size of what tells places apart, at first
_GLANCE = 16  # features of a place in the view of the whole picture
layers, ops = keras.layers, keras.ops
_RARE = keras.initializers.Constant(-3.0)  # most words stand in few captions


@dataclass(frozen=True)
class CaptioningSizes:
    """What a captioning network must fit.

    Attributes
    ----------
    words : size of the vocabulary
    encoder : keras.Model from pictures (batch, height, width, 3), numbers from 0 to
        255, to features (batch, positions, features); None where features are given
    features : positions and features of a picture
    grid : rows and columns of the positions
    """

    words: int
    encoder: Any
    features: tuple[int, int]
    grid: tuple[int, int]


def captioning_network(
    sizes: CaptioningSizes,
    *,
    cell: str = "gru",
    units: tuple[int, ...] = (256, 256),
    attention: str | None = "dot",
    embedding_units: int = 128,
    tie_weights: bool = True,
    dropout: float = 0.3,
    word_dropout: float = 0.0,
) -> Any:
    """Build a captioning network.

    Parameters
    ----------
    sizes : what it must fit
    cell, units : recurrent layers of the writer
    attention : "dot" (Luong et al., 2015) or "additive" (Bahdanau et al., 2015) between
        the first recurrent layer and the rest: each word looks at the places of the
        picture anew (Xu et al., 2015); None lets the picture be the first state alone
        (Vinyals et al., 2015), as it is where a picture has one place
    embedding_units : features of a word
    tie_weights : score words by their embeddings (Press & Wolf, 2017)
    dropout : fraction of embedded words and recurrent outputs dropped in training
    word_dropout : fraction of whole words dropped in training

    Returns
    -------
    keras.Model from images (pictures, height, width, 3) or features (pictures,
    positions, features), words (captions, timesteps), 0 = padding, and owner
    (captions,), the picture of each caption, to
    - scores (captions, timesteps, words), log odds of the next word
    - detected (pictures, words), log odds that a caption of the picture has a word
    """
    if sizes.features[0] == 1:
        attention = None
    start = _start(sizes, cell, units, attention)
    writer = word_writer(
        sizes.words,
        start.output,
        cell=cell,
        units=units,
        attention=attention,
        embedding_units=embedding_units,
        tie_weights=tie_weights,
        dropout=dropout,
        word_dropout=word_dropout,
        named=attention is not None,
    )
    parts = start, writer, _detector(sizes, start)
    return assembled(sizes.encoder, *parts)


def assembled(
    encoder: Any,
    start: Any,
    writer: Any,
    detector: Any,
    *,
    attended: bool = False,
    sampled: float = 0.0,
    unread: Sequence[int] = (0,),
) -> Any:
    """Return the parts of a captioning network as one model; see `captioning_network`.

    Parameters
    ----------
    encoder : None where features are given
    attended : return attention (captions, timesteps, positions), too
    sampled, unread : of `ScheduledSampling`; a probability of 0 does without
    """
    picture = _picture(encoder, start)
    words = keras.Input((None,), dtype="int32", name="words")
    owner = keras.Input((), dtype="int32", name="owner")
    begun = start(picture if encoder is None else encoder(picture))
    each = {name: ops.take(part, owner, axis=0) for name, part in begun.items()}
    given = {"words": words, **each}
    if sampled:
        given["words"] = ScheduledSampling(writer, sampled, unread)(given)
    told = writer(given)
    outputs = {"scores": told["scores"], "detected": detector(begun["memory"])}
    if attended:
        outputs["attention"] = told["attention"]
    inputs = {picture.name: picture, "words": words, "owner": owner}
    return keras.Model(inputs, outputs, name="captioning")


def reassembled(network: Any, *, stored: bool = False, **form: Any) -> Any:
    """Return a captioning network in another form, which shares its weights.

    Parameters
    ----------
    stored : take features in place of pictures
    form : see `assembled`
    """
    parts = [network.get_layer(name) for name in (START, WRITER, DETECTOR)]
    encoder = None if stored else encoder_of(network)
    return assembled(encoder, *parts, **form)


def captioning_losses(doubly_stochastic: float = 0.0) -> dict[str, Any]:
    """Return the losses of a captioning network's outputs.

    Parameters
    ----------
    doubly_stochastic : weight of `DoublyStochasticLoss` on attention; 0 where it is no
        output
    """
    losses = {"scores": NextTokenLoss(), "detected": DetectionLoss()}
    if doubly_stochastic:
        losses["attention"] = DoublyStochasticLoss(doubly_stochastic)
    return losses


def encoder_of(network: Any) -> Any:
    """Return the encoder of a captioning network, None where it takes features."""
    names = [layer.name for layer in network.layers]
    return network.get_layer(ENCODER) if ENCODER in names else None


def _picture(encoder: Any, start: Any) -> Any:
    """Return the input of pictures, or of features."""
    if encoder is None:
        return keras.Input(start.input_shape[1:], name="features")
    shape, dtype = encoder.input_shape[1:], encoder.input.dtype
    return keras.Input(shape, dtype=dtype, name="images")


def _start(
    sizes: CaptioningSizes, cell: str, units: tuple[int, ...], attention: str | None
) -> Any:
    """Return the model from features to memory and states.

    With attention, first states see the mean of all places, as those of Xu et al.
    (2015): what stands where, and which looks go together, is left to be looked at.
    """
    features = keras.Input(sizes.features, name="features")
    remember = layers.EinsumDense(
        # each place has a bias of its own, so that words can tell where things are
        *("bpf,fm->bpm", (sizes.features[0], units[0])),
        bias_axes="pm",
        name="remember",
    )
    memory = remember(features)
    remember.bias.assign(_coordinates(sizes.grid, units[0]))
    if attention is None:
        each = layers.Dense(_GLANCE, "relu", name="glance")(features)
        view = layers.Concatenate()([ops.mean(memory, axis=1), layers.Flatten()(each)])
    else:
        view = ops.mean(memory, axis=1)
    states = first_states(view, cell, units)
    return keras.Model(features, {"memory": memory, **states}, name=START)


def _coordinates(grid: tuple[int, int], units: int) -> Any:
    """Return what tells places apart at first: (positions, units).

    Row and column, from -1 to 1, each times a random direction: a network that had to
    learn where places are from captions alone says left for right for a long time.
    """
    rows, columns = (
        ops.linspace(-1.0, 1.0, size) if size > 1 else ops.zeros(1) for size in grid
    )
    places = ops.stack(ops.meshgrid(rows, columns, indexing="ij"), axis=-1)
    directions = keras.initializers.RandomNormal(stddev=_CODE)((2, units))
    return ops.reshape(places, (-1, 2)) @ directions


def _detector(sizes: CaptioningSizes, start: Any) -> Any:
    """Return the model from a memory to words that some place of it shows.

    Learning which words a picture shows (as the detectors of Fang et al., 2015) tells
    the encoder what to see long before the writer knows where to look.
    """
    memory = keras.Input(start.output["memory"].shape[1:], name="memory")
    each = layers.Dense(sizes.words, bias_initializer=_RARE, name="shown")(memory)
    return keras.Model(memory, layers.GlobalMaxPooling1D()(each), name=DETECTOR)
