"""flair's tagger, in the peers' environment: its own trainer, its own `predict`."""

import tempfile
import time

import flair
import torch
from flair.data import Corpus, Dictionary, Sentence
from flair.datasets import FlairDatapointDataset
from flair.embeddings import (
    CharacterEmbeddings,
    OneHotEmbeddings,
    StackedEmbeddings,
)
from flair.models import SequenceTagger
from flair.trainers import ModelTrainer
from flair.trainers.plugins import TrainerPlugin

from peers.shared import versions
from peers.tagging_task import TaggingTask, rates, tokens_in

flair.device = torch.device("cpu")


class Ends(TrainerPlugin):
    """Note when epochs end."""

    def __init__(self):
        super().__init__()
        self.times: list[float] = []

    @TrainerPlugin.hook
    def after_training_epoch(self, **_):
        self.times.append(time.perf_counter())


class Flair:
    """Words from scratch, characters or none, CRF or softmax, one biLSTM."""

    def __init__(self, task: TaggingTask, whole: bool):
        self.task, self.whole = task, whole
        self.data = task.read()
        self.versions = versions("flair", "torch")

    def round(self, seed: int, epochs: int) -> dict[str, float]:
        flair.set_seed(seed)
        corpus = Corpus(
            FlairDatapointDataset(self._sentences()), sample_missing_splits=False
        )
        words = OneHotEmbeddings.from_corpus(
            corpus, min_freq=1, embedding_length=self.task.embedding_units
        )
        parts = [words, CharacterEmbeddings(self._letters())] if self.whole else [words]
        tagger = SequenceTagger(
            StackedEmbeddings(parts),
            corpus.make_label_dictionary("tag", add_unk=False),
            "tag",
            hidden_size=self.task.units,
            use_crf=self.whole,
            reproject_embeddings=False,
        )
        ends = Ends()
        with tempfile.TemporaryDirectory() as folder:
            ModelTrainer(tagger, corpus).train(
                folder,
                learning_rate=self.task.learning_rate,
                mini_batch_size=self.task.batch_size,
                max_epochs=epochs,
                optimizer=torch.optim.Adam,
                save_final_model=False,
                create_file_logs=False,
                create_loss_file=False,
                embeddings_storage_mode="none",
                plugins=[ends],
            )
        test = self.data["test"]

        def tag():
            sentences = [Sentence(tokens) for tokens in test]
            tagger.predict(sentences, mini_batch_size=256)
            return [[label.value for label in s.get_labels()] for s in sentences]

        return rates(tokens_in(self.data["train"]), ends.times, test, tag)

    def _sentences(self):
        made = []
        for tokens, spans in zip(self.data["train"], self.data["spans"], strict=True):
            sentence = Sentence(tokens)
            for label, start, end in spans:
                sentence[start:end].add_label("tag", label)
            made.append(sentence)
        return made

    def _letters(self):
        """Make the dictionary of characters, which flair would download."""
        letters = Dictionary()
        for letter in sorted({c for row in self.data["train"] for w in row for c in w}):
            letters.add_item(letter)
        return letters


CONTESTANTS = {
    "flair, whole": lambda task: Flair(task, whole=True),
    "flair, plain": lambda task: Flair(task, whole=False),
}
