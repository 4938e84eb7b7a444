"""Networks of music: what was played until now in, what is played at each step out.

Both kinds read the keys of the step before, and their states are inputs and outputs, so
one network scores pieces of any length part by part and writes step by step. What a
step plays is guessed in one of two ways:

- "roll": each of 88 keys sounds or not, by itself (Boulanger-Lewandowski et al., 2012,
  there the baseline 'RNN')
- "events": what begins and what goes on, one key after the other from the highest down,
  each knowing those before it, as a NADE does (Larochelle & Murray, 2011)
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from seqkit.keras_backend import keras, tf
from seqkit.networks.language import state_sizes
from seqkit.networks.stack import carried
from seqkit.sequences.keyboard import EVENTS, KEYS, OVER

ROLL, OF_EVENTS = "roll", "events"
REPRESENTATIONS = (OF_EVENTS, ROLL)
FRAMES, GIVEN, SCORES = "frames", "given", "scores"
_NEVER = -1e9  # log odds
_SILENT = -3.0  # log odds of a key before training: four of 88 sound
layers, ops = keras.layers, keras.ops


@dataclass(frozen=True)
class MusicSizes:
    """What a network of music must fit.

    Attributes
    ----------
    representation : "roll" or "events"
    """

    representation: str = OF_EVENTS

    @property
    def features(self) -> int:
        """Numbers of a frame: whether a piece begins, and what its keys did before."""
        return 1 + KEYS if self.representation == ROLL else EVENTS

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs beside the states."""
        return (FRAMES,) if self.representation == ROLL else (FRAMES, GIVEN)


def music_network(
    sizes: MusicSizes,
    *,
    cell: str = "lstm",
    units: tuple[int, ...] = (256,),
    chord_units: int = 128,
    dropout: float = 0.5,
) -> Any:
    """Build a network of music.

    Parameters
    ----------
    sizes : what it must fit
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    chord_units : hidden units that join the keys of a step, of "events"
    dropout : fraction of the features of frames and of recurrent layers dropped in
        training

    Returns
    -------
    keras.Model from frames (batch, timesteps, features), for "events" from the events
    given at each step, too, (batch, timesteps, places), 0 before the first one, and
    from a state (batch, units) for each layer, h1, h2, … (of LSTMs c1, c2, …, too), to
    - scores: log odds that each key sounds (batch, timesteps, 88), or of the event that
      comes next (batch, timesteps, places, 177), far below 0 where it may not stand
    - the states behind the last step, by their names

    Examples
    --------
    >>> network = music_network(MusicSizes("roll"), cell="gru", units=(3,))
    >>> list(network.input), network.output["scores"].shape
    (['frames', 'h1'], (None, None, 88))
    """
    frames = keras.Input((None, sizes.features), name=FRAMES)
    drop = partial(_dropped, dropout=dropout)
    x, given, after = carried(drop(frames), cell, units, drop)
    inputs: dict[str, Any] = {FRAMES: frames, **given}
    known = layers.Concatenate()([x, frames])
    if sizes.representation == ROLL:
        rare = keras.initializers.Constant(_SILENT)
        scores = layers.Dense(KEYS, bias_initializer=rare, name=SCORES)(known)
    else:
        inputs[GIVEN] = keras.Input((None, None), dtype="int32", name=GIVEN)
        scores = _next_event(known, frames, inputs[GIVEN], chord_units, dropout)
    return keras.Model(inputs, {SCORES: scores, **after}, name="music")


class FromTheirBeginning(keras.Model):
    """A network of music in training: whatever it reads begins with states of zeros.

    The network's weights are shared, and it stays as it is.

    Parameters
    ----------
    network : as `music_network` builds it

    Inputs are those of the network but for its states, the output is scores.
    """

    def __init__(self, network: Any):
        super().__init__(name="from_their_beginning")
        self.network = network

    def call(self, inputs, training=False):
        """Return the scores."""
        rows = ops.shape(inputs[FRAMES])[0]
        sizes = music_states(self.network)
        states = {name: ops.zeros((rows, size)) for name, size in sizes.items()}
        return self.network({**inputs, **states}, training=training)[SCORES]


def music_states(network: Any) -> dict[str, int]:
    """Return the states of a network of music and how many units each has.

    Examples
    --------
    >>> music_states(music_network(MusicSizes(), units=(3,)))
    {'h1': 3, 'c1': 3}
    """
    sizes = state_sizes(network)
    return {n: size for n, size in sizes.items() if n not in (FRAMES, GIVEN)}


@keras.saving.register_keras_serializable("seqkit")
class RunningSum(keras.layers.Layer):
    """Add up what stands at each place and before it: (…, places, units)."""

    def call(self, x):
        """Return the sums, of the same shape."""
        return ops.cumsum(x, axis=-2)


@keras.saving.register_keras_serializable("seqkit")
class PermittedEvents(keras.layers.Layer):
    """Take their chance from events that may not stand behind others.

    A key stands below the one before it, and goes on only if it sounded a step before.
    Each chord is then one sentence alone, and its probability that of the chord.
    """

    def call(self, scores, given, frames):
        """Return scores (…, places, 177), far below 0 for what may not stand.

        Parameters
        ----------
        scores : log odds
        given : events before each place (…, places), 0 before the first
        frames : keys of the step before (…, 177)
        """
        events = tf.range(EVENTS)
        key = (events - 1) % KEYS
        last = tf.where(given == OVER, KEYS, (given - 1) % KEYS)
        below = key < last[..., None]
        begun, held = frames[..., 1 : 1 + KEYS], frames[..., 1 + KEYS :]
        sounded = tf.cast(begun + held, scores.dtype) > 0
        over = tf.ones_like(sounded[..., :1])
        begins = tf.ones_like(sounded)
        may = tf.concat([over, begins, sounded], axis=-1)[..., None, :]
        return tf.where((below | (events == OVER)) & may, scores, _NEVER)


def _next_event(known: Any, frames: Any, given: Any, units: int, dropout: float) -> Any:
    """Return log odds of the next event, from the step's past and those given."""
    past = layers.Dense(units, name="past")(known)
    past = layers.Reshape((-1, 1, units))(past)
    before = RunningSum()(layers.Embedding(EVENTS, units, name="chord")(given))
    last = layers.Embedding(EVENTS, units, name="last")(given)
    x = layers.Activation("relu")(layers.Add()([past, before, last]))
    x = layers.Dropout(dropout)(x) if dropout else x
    scores = layers.Dense(EVENTS, name=SCORES)(x)
    return PermittedEvents()(scores, given, frames)


def _dropped(x: Any, dropout: float) -> Any:
    return layers.Dropout(dropout)(x) if dropout else x
