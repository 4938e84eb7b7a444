"""seqkit's tagger, and the plain Keras that a user would write in its place."""

import time

import numpy as np

from peers.shared import versions
from peers.tagging_task import TaggingTask, rates, tokens_in
from seqkit import SequenceTagger
from seqkit.keras_backend import keras

layers = keras.layers


class Ends(keras.callbacks.Callback):
    """Note when epochs end."""

    def __init__(self):
        super().__init__()
        self.times: list[float] = []

    def on_epoch_end(self, epoch, logs=None):
        self.times.append(time.perf_counter())


class Seqkit:
    """`SequenceTagger`, whole (characters, CRF) or plain (words, softmax)."""

    def __init__(self, task: TaggingTask, **choices):
        self.task, self.choices = task, choices
        self.data = task.read()
        self.versions = versions("tensorflow", "keras")

    def round(self, seed: int, epochs: int) -> dict[str, float]:
        ends, data = Ends(), self.data
        tagger = SequenceTagger(
            units=(self.task.units,),
            embedding_units=self.task.embedding_units,
            batch_size=self.task.batch_size,
            learning_rate=self.task.learning_rate,
            epochs=epochs,
            validation_fraction=0,
            random_state=seed,
            callbacks=[ends],
            **self.choices,
        )
        tagger.fit(data["train"], data["tags"])
        tokens = tokens_in(data["train"])
        return rates(
            tokens, ends.times, data["test"], lambda: tagger.predict(data["test"])
        )


class Keras:
    """Embedding, Bidirectional(LSTM), Dense: padded to the longest sentence, masked."""

    def __init__(self, task: TaggingTask):
        self.task, self.data = task, task.read()
        self.versions = versions("tensorflow", "keras")
        words = sorted({w.lower() for s in self.data["train"] for w in s})
        self.ids = {word: number for number, word in enumerate(words, start=2)}
        tags = sorted({tag for row in self.data["tags"] for tag in row})
        self.tags = {tag: number for number, tag in enumerate(tags)}

    def round(self, seed: int, epochs: int) -> dict[str, float]:
        keras.utils.set_random_seed(seed)
        model = keras.Sequential(
            [
                layers.Embedding(
                    len(self.ids) + 2, self.task.embedding_units, mask_zero=True
                ),
                layers.Dropout(0.5),
                layers.Bidirectional(
                    layers.LSTM(self.task.units, return_sequences=True)
                ),
                layers.Dropout(0.5),
                layers.Dense(len(self.tags), activation="softmax"),
            ]
        )
        optimizer = keras.optimizers.Adam(self.task.learning_rate)
        model.compile(optimizer, "sparse_categorical_crossentropy")
        rows = [[self.tags[tag] for tag in row] for row in self.data["tags"]]
        x, y = self._padded(self.data["train"]), padded(rows)
        ends = Ends()
        model.fit(
            x, y, self.task.batch_size, epochs=epochs, verbose=0, callbacks=[ends]
        )
        test, names = self.data["test"], list(self.tags)

        def tag():
            best = model.predict(self._padded(test), verbose=0).argmax(axis=-1)
            return [
                [names[i] for i in row[: len(tokens)]]
                for row, tokens in zip(best, test, strict=True)
            ]

        return rates(tokens_in(self.data["train"]), ends.times, test, tag)

    def _padded(self, sentences):
        return padded([[self.ids.get(w.lower(), 1) for w in s] for s in sentences])


def padded(rows):
    out = np.zeros((len(rows), max(map(len, rows))), "int32")
    for number, row in enumerate(rows):
        out[number, : len(row)] = row
    return out


CONTESTANTS = {
    "seqkit, whole": Seqkit,
    "seqkit, plain": lambda task: Seqkit(task, chars=None, head="softmax"),
    "keras, plain": Keras,
}
