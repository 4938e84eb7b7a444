"""What writes step by step from a memory and first states, whoever made them.

A writer is a model of its own. It runs over whole sequences in training, for what it
looks at is chosen behind its first recurrent layer and not fed back (Luong et al.,
2015, without input feeding), and over one step at a time when sequences are made. With
input feeding, which it can be told to have, training walks step by step, too.
"""

from typing import Any

from seqkit.keras_backend import keras
from seqkit.networks.attending import Attending
from seqkit.networks.embedding import embedding
from seqkit.networks.input_feeding import InputFeeding
from seqkit.networks.stack import RecurrentStack, states_of

WRITER = "writer"
MEMORY, REAL = "memory", "real"
FED = "fed"
layers, ops = keras.layers, keras.ops


def word_writer(
    words: int,
    begun: dict[str, Any],
    *,
    cell: str,
    units: tuple[int, ...],
    attention: str | None,
    embedding_units: int,
    tie_weights: bool,
    dropout: float,
    word_dropout: float = 0.0,
    named: bool = False,
) -> Any:
    """Return the model that says which word comes after each.

    Parameters
    ----------
    words : size of the vocabulary
    begun : tensors that the writer is given, by name: states as `states_of` names
        them, and for attention memory (batch, positions, features), with real (batch,
        positions), 0 = padding, where it has some; with fed (batch, units), too, each
        step reads what the one before made of the memory, see `InputFeeding`
    cell, units : recurrent layers; attention stands behind the first
    attention : "dot" (Luong et al., 2015), "additive" (Bahdanau et al., 2015) or None
    embedding_units : features of a word
    tie_weights : score words by their embeddings (Press & Wolf, 2017)
    dropout : fraction of embedded words and recurrent outputs dropped in training
    word_dropout : fraction of whole words dropped in training
    named : whether what is looked at votes for words by itself, too

    Returns
    -------
    keras.Model from words (batch, timesteps), 0 = padding, and what is begun to scores
    (batch, timesteps, words), log odds of the next word; attention (batch, timesteps,
    positions), if any; and the states behind the last step, by their names
    """
    word = keras.Input((None,), dtype="int32", name="words")
    given = _inputs(begun)
    embed = embedding(
        *(words, embedding_units), name="word_embedding", scores=True, tied=tie_weights
    )
    x = layers.Rescaling(embedding_units**0.5)(embed(word))
    if word_dropout:
        x = layers.Dropout(word_dropout, noise_shape=(None, None, 1))(x)
    if dropout:
        x = layers.Dropout(dropout)(x)
    x, seen, outputs = _told(x, given, cell, units, attention, dropout)
    x = layers.Dense(embedding_units, "tanh", name="meaning")(x)
    if dropout:
        x = layers.Dropout(dropout)(x)
    scores = embed(x, reverse=True)
    if named:
        vote = layers.Dense(words, use_bias=False, name="named")
        scores = layers.Add()([scores, vote(seen)])
    outputs["scores"] = scores
    return keras.Model({"words": word, **given}, outputs, name=WRITER)


def number_writer(
    features: int,
    begun: dict[str, Any],
    *,
    cell: str,
    units: tuple[int, ...],
    attention: str | None,
    dropout: float,
    word_dropout: float = 0.0,
) -> Any:
    """Return the model that says which numbers come after each step's.

    Parameters
    ----------
    features : numbers of a step
    begun, cell, units, attention : as for `word_writer`
    dropout : fraction of recurrent outputs dropped in training
    word_dropout : fraction of whole steps hidden from the writer in training

    Returns
    -------
    keras.Model from before (batch, timesteps, features) and what is begun to numbers
    (batch, timesteps, features), attention, if any, and states, as `word_writer`
    """
    before = keras.Input((None, features), name="before")
    given = _inputs(begun)
    x = before
    if word_dropout:  # hidden or whole: numbers that are kept keep their size
        kept = layers.Dropout(word_dropout)(ops.ones_like(before[..., :1]))
        x = before * ops.cast(kept > 0, before.dtype)
    x, _, outputs = _told(x, given, cell, units, attention, dropout)
    outputs["numbers"] = layers.Dense(features, name="numbers")(x)
    return keras.Model({"before": before, **given}, outputs, name=WRITER)


def first_states(
    view: Any, cell: str, units: tuple[int, ...], input_feeding: bool = False
) -> dict[str, Any]:
    """Return what a writer's states begin with, made of a view (batch, features)."""
    sizes = states_of(cell, units) | ({FED: units[0]} if input_feeding else {})
    return {
        name: layers.Dense(width, "tanh", name=f"first_{name}")(view)
        for name, width in sizes.items()
    }


def has_attention(network: Any) -> bool:
    """Return whether the writer of a network looks at places for each step."""
    return "attention" in network.get_layer(WRITER).output


def _inputs(begun: dict[str, Any]) -> dict[str, Any]:
    return {
        name: keras.Input(part.shape[1:], dtype=part.dtype, name=name)
        for name, part in begun.items()
    }


def _told(
    x: Any,
    given: dict[str, Any],
    cell: str,
    units: tuple[int, ...],
    attention: str | None,
    dropout: float,
) -> tuple[Any, Any, dict[str, Any]]:
    """Return what is to be said at each step, what is seen, and states and weights."""
    names = list(states_of(cell, units))
    number = len(names) // len(units)
    states = [
        [given[name] for name in names[k : k + number]]
        for k in range(0, len(names), number)
    ]
    x, seen, after, outputs = _begun_telling(
        *(x, given, states[0], cell, units[0], attention, dropout)
    )
    if units[1:]:
        telling = RecurrentStack(cell, units[1:], dropout=dropout)
        x, others = telling(x, None, states[1:])
        after = [*after, *others]
        if attention is not None:
            x = layers.Concatenate()([x, seen])
    flat = [state for layer in after for state in layer]
    return x, seen, outputs | dict(zip(names, flat, strict=True))


def _begun_telling(
    x: Any,
    given: dict[str, Any],
    states: list,
    cell: str,
    units: int,
    attention: str | None,
    dropout: float,
) -> tuple[Any, Any, list, dict[str, Any]]:
    """Return what the first layer tells, what is seen, its states, and outputs."""
    if attention is not None and FED in given:
        looked = {name: given[name] for name in (MEMORY, REAL, FED) if name in given}
        feeding = InputFeeding(cell, units, attention, name="input_feeding")
        made = feeding({"x": x, "states": states, **looked})
        x = layers.Dropout(dropout)(made.made) if dropout else made.made
        seen = ops.matmul(made.weights, given[MEMORY])
        return x, seen, [made.states], {"attention": made.weights, FED: made.last}
    x, after = RecurrentStack(cell, (units,), dropout=dropout)(x, None, [states])
    if attention is None:
        return x, None, after, {}
    real = ops.cast(given[REAL], "bool") if REAL in given else None
    memory = given[MEMORY]
    seen, weights = Attending(attention, memory.shape[-1])(x, memory, real)
    return layers.Concatenate()([x, seen]), seen, after, {"attention": weights}
