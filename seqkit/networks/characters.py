"""What a word's characters say of it: prefixes, suffixes, capitals, digits.

The convolution is that of Ma & Hovy (2016), "End-to-end sequence labeling via
bi-directional LSTM-CNNs-CRF"; the recurrent one that of Lample et al. (2016), "Neural
architectures for named entity recognition".
"""

from typing import Any

from seqkit import checks
from seqkit.keras_backend import keras, tf
from seqkit.recurrent.layers import LSTM

KINDS = ("cnn", "rnn")
layers = keras.layers


@keras.saving.register_keras_serializable("seqkit")
class CharacterFeatures(keras.layers.Layer):
    """Read each word letter by letter, whatever the sentence around it.

    It takes character ids (batch, timesteps, characters), 0 = padding on the right, and
    gives (batch, timesteps, units).

    Parameters
    ----------
    characters : size of the vocabulary of characters
    kind : "cnn", the largest answer of each of `units` filters over windows of letters;
        "rnn", the last states of an LSTM in each direction, units / 2 each
    units : features of a word
    embedding_units : features of a character
    width : letters of a window
    dropout : fraction of the embedded letters' features dropped in training
    """

    def __init__(
        self,
        characters: int,
        kind: str = "cnn",
        units: int = 50,
        embedding_units: int = 30,
        width: int = 3,
        dropout: float = 0.0,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.characters = checks.check_count("characters", characters)
        checks.check_choice("kind", kind, KINDS)
        self.kind = kind
        self.units = checks.check_count("units", units, 1 if kind == "cnn" else 2)
        self.embedding_units = checks.check_count("embedding_units", embedding_units)
        self.width, self.dropout = checks.check_count("width", width), dropout
        self._embedding = layers.Embedding(characters, embedding_units)
        self._dropout = layers.Dropout(dropout)
        if kind == "cnn":
            self._reader = layers.Conv1D(units, width, padding="same")
        else:
            self._reader = layers.Bidirectional(LSTM(units // 2))

    def build(self, ids_shape: Any) -> None:
        """Create the weights of the parts."""
        self._embedding.build((None, None))
        self._reader.build((None, None, self.embedding_units))
        self.built = True

    def call(self, ids: Any, training: bool = False) -> Any:
        """Return (batch, timesteps, units)."""
        shape = tf.shape(ids)
        words = tf.reshape(ids, (-1, shape[2]))
        real = tf.not_equal(words, 0)
        x = self._dropout(self._embedding(words), training=training)
        if self.kind == "cnn":
            x = self._reader(tf.where(real[..., None], x, 0.0))
            x = tf.where(real[..., None], x, x.dtype.min)
            x = tf.nn.relu(tf.reduce_max(x, axis=1))  # 0 for a word without letters
        else:
            x = self._reader(x, mask=real)
        return tf.reshape(x, (shape[0], shape[1], x.shape[-1]))

    def compute_output_shape(self, ids_shape: Any) -> tuple:
        """Return (batch, timesteps, units)."""
        units = self.units if self.kind == "cnn" else self.units // 2 * 2
        return ids_shape[0], ids_shape[1], units

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        return super().get_config() | {
            "characters": self.characters,
            "kind": self.kind,
            "units": self.units,
            "embedding_units": self.embedding_units,
            "width": self.width,
            "dropout": self.dropout,
        }
