"""Networks from a sequence to another of its own length: texts, or series of numbers.

Two models with names, which share nothing but tensors, stand in one: "encoder" reads
the source into a memory with a place for each step, and first states, and "writer" says
what comes after each step of the target (`seqkit.networks.writing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqkit import checks
from seqkit.keras_backend import keras
from seqkit.networks.embedding import embedding
from seqkit.networks.losses import (
    NextTokenLoss,
    ObservedLoss,
    RepeatedAttentionLoss,
)
from seqkit.networks.scheduled_sampling import ScheduledSampling
from seqkit.networks.stack import RecurrentStack
from seqkit.networks.writing import (
    MEMORY,
    REAL,
    WRITER,
    first_states,
    has_attention,
    number_writer,
    word_writer,
)

ENCODER = "encoder"
layers, ops = keras.layers, keras.ops


@dataclass(frozen=True)
class TranslatingSizes:
    """What a network from sequences to sequences must fit; 0 = is not there.

    Attributes
    ----------
    source_words, target_words : sizes of the vocabularies of tokens
    source_features, target_features : numbers of a step of series
    """

    source_words: int = 0
    target_words: int = 0
    source_features: int = 0
    target_features: int = 0


def translating_network(
    sizes: TranslatingSizes,
    *,
    cell: str = "gru",
    units: tuple[int, ...] = (256,),
    bidirectional: bool = True,
    attention: str | None = "dot",
    embedding_units: int = 256,
    tie_weights: bool = True,
    dropout: float = 0.3,
    word_dropout: float = 0.0,
    input_feeding: bool = False,
) -> Any:
    """Build a network from sequences to sequences of other lengths.

    Parameters
    ----------
    sizes : what it must fit
    cell, units : recurrent layers of the encoder, and as many of the writer
    bidirectional : whether the encoder reads both ways
    attention : "dot" (Luong et al., 2015, "general") or "additive" (Bahdanau et al.,
        2015): each step of the target looks at the steps of the source anew; None lets
        the encoder's last states be all that is known (Sutskever et al., 2014)
    embedding_units : features of a token
    tie_weights : score target tokens by their embeddings (Press & Wolf, 2017)
    dropout : fraction of embeddings and recurrent outputs dropped in training
    word_dropout : fraction of whole steps hidden from the writer in training
    input_feeding : whether each step reads what the one before made of what it saw, see
        `InputFeeding`; needs attention

    Returns
    -------
    keras.Model from source (batch, timesteps), tokens, 0 = padding, or values (batch,
    timesteps, features) and mask (batch, timesteps), True = real step, and
    - words (batch, timesteps), the token before each of the target, to log odds of the
      token there (batch, timesteps, tokens)
    - or before (batch, timesteps, features), the numbers before each step of the
      target, to the numbers there (batch, timesteps, features)
    """
    checks.check_feeds_what_is_seen(attention is not None or not input_feeding)
    encoder = _encoder(
        *(sizes, cell, units, bidirectional, attention, embedding_units, dropout),
        input_feeding,
    )
    shared: dict[str, Any] = {
        **{"cell": cell, "units": units, "attention": attention},
        **{"dropout": dropout, "word_dropout": word_dropout},
    }
    if sizes.target_words:
        shared |= {"embedding_units": embedding_units, "tie_weights": tie_weights}
        writer = word_writer(sizes.target_words, encoder.output, **shared)
    else:
        writer = number_writer(sizes.target_features, encoder.output, **shared)
    return _assembled(encoder, writer)


def trained_form(
    network: Any,
    *,
    sampled: float = 0.0,
    unread: Sequence[int] = (0,),
    attended: bool = False,
) -> Any:
    """Return a network in a form that only training needs; weights are shared.

    Parameters
    ----------
    network : as `translating_network` builds it
    sampled, unread : of `ScheduledSampling`; a probability of 0 does without
    attended : return a dict of scores and attention (batch, timesteps, positions)
    """
    encoder, writer = (network.get_layer(name) for name in (ENCODER, WRITER))
    return _assembled(encoder, writer, sampled, unread, attended)


def translating_loss(
    sizes: TranslatingSizes, smoothing: float = 0.0, coverage: float = 0.0
) -> Any:
    """Return the loss of a network from sequences to sequences.

    Parameters
    ----------
    smoothing : see `NextTokenLoss`, of tokens
    coverage : weight of `RepeatedAttentionLoss` on attention; 0 where it is no output
    """
    loss = NextTokenLoss(smoothing) if sizes.target_words else ObservedLoss("mse")
    if not coverage:
        return loss
    return {"scores": loss, "attention": RepeatedAttentionLoss(coverage)}


def covers(network: Any) -> bool:
    """Return whether a network looks at places for each token that it writes."""
    return has_attention(network) and "words" in network.get_layer(WRITER).input


def _assembled(
    encoder: Any,
    writer: Any,
    sampled: float = 0.0,
    unread: Sequence[int] = (0,),
    attended: bool = False,
) -> Any:
    """Return both parts as one model; see `trained_form`."""
    words = "words" in writer.input
    given = (
        keras.Input((None,), dtype="int32", name="words")
        if words
        else keras.Input(writer.input["before"].shape[1:], name="before")
    )
    read = {
        name: keras.Input(part.shape[1:], dtype=part.dtype, name=name)
        for name, part in encoder.input.items()
    }
    takes = {given.name: given, **encoder(read)}
    if sampled:
        takes[given.name] = ScheduledSampling(writer, sampled, unread)(takes)
    every = writer(takes)
    told = every["scores" if words else "numbers"]
    if attended:
        told = {"scores": told, "attention": every["attention"]}
    return keras.Model({**read, given.name: given}, told, name="translating")


def _encoder(
    sizes: TranslatingSizes,
    cell: str,
    units: tuple[int, ...],
    bidirectional: bool,
    attention: str | None,
    embedding_units: int,
    dropout: float,
    input_feeding: bool,
) -> Any:
    """Return the model from the source to a memory of it and the writer's states."""
    inputs, x, mask = _source(sizes, embedding_units)
    if dropout and sizes.source_words:
        x = layers.Dropout(dropout)(x)
    read = RecurrentStack(
        *(cell, units),
        bidirectional=bidirectional,
        dropout=dropout,
        sequences=attention is not None,
    )
    x, after = read(x, mask)
    outputs: dict[str, Any] = {}
    if attention is not None:
        memory = layers.Dense(units[0], name="remember")(x)
        real = ops.expand_dims(ops.cast(mask, memory.dtype), -1)
        outputs = {MEMORY: memory * real, REAL: ops.cast(mask, "int32")}
    view = [state for layer in after for state in layer]
    view = layers.Concatenate()(view) if view[1:] else view[0]
    outputs |= first_states(view, cell, units, input_feeding)
    return keras.Model(inputs, outputs, name=ENCODER)


def _source(sizes: TranslatingSizes, embedding_units: int) -> tuple[dict, Any, Any]:
    """Return the inputs of a source by name, its features and which steps are real."""
    if not sizes.source_words:
        values = keras.Input((None, sizes.source_features), name="values")
        mask = keras.Input((None,), dtype="bool", name="mask")
        return {"values": values, "mask": mask}, values, mask
    source = keras.Input((None,), dtype="int32", name="source")
    embed = embedding(sizes.source_words, embedding_units, name="source_embedding")
    return {"source": source}, embed(source), ops.not_equal(source, 0)
