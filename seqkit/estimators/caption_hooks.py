"""What a captioner does behind its verbs: samples, training, writing, saving."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks, training
from seqkit.baselines.captions import MostCommonCaption, NearestCaption
from seqkit.estimators.base import (
    Samples,
    SequenceEstimator,
    restored_history,
    written_history,
)
from seqkit.estimators.caption_encoders import EncoderChoice, let_learn
from seqkit.estimators.caption_samples import (
    CaptionRows,
    CaptionSource,
    taken_in_batches,
)
from seqkit.estimators.caption_writing import caption_scribe
from seqkit.estimators.cutting import Cutting
from seqkit.estimators.holdout import hold_out
from seqkit.estimators.picture_features import (
    GivenFeatures,
    stored_features,
    whole_views,
)
from seqkit.estimators.sequence_writing import Scribe, WritesByBeam
from seqkit.metrics import cider_d
from seqkit.networks.attending import ATTENTIONS
from seqkit.networks.captioning import (
    PARTS,
    START,
    CaptioningSizes,
    captioning_losses,
    captioning_network,
    encoder_of,
    reassembled,
)
from seqkit.networks.picture_encoders import encoder_grid
from seqkit.networks.writing import has_attention
from seqkit.readers.images import FITS
from seqkit.readers.pictures import Pictures
from seqkit.sequences.tokens import TOKENIZERS, joined
from seqkit.sequences.vocabulary import END, PAD, UNKNOWN, Vocabulary
from seqkit.sequences.vocabulary import START as FIRST

_SHOWN = 224  # pixels, the longer side of files in a report
_SLOWER = 0.1  # learning rate of fine tuning, as a share


class Given(NamedTuple):
    """Pictures or their features, and captions of some of them."""

    pictures: Any
    rows: CaptionRows

    def subset(self, which: np.ndarray) -> "Given":
        """Return some of the captioned pictures."""
        return Given(self.pictures, self.rows.subset(which))

    def readable(self) -> "Given":
        """Return the captioned pictures that can be read."""
        numbers = self.rows.numbers
        found = [read for read, _ in taken_in_batches(self.pictures, numbers)]
        readable = np.concatenate([np.arange(0), *found])
        return self.subset(np.flatnonzero(np.isin(numbers, readable)))

    def stored(self, encoder: Any, folder: Any) -> "Given":
        """Return features in a file in place of pictures."""
        return Given(stored_features(encoder, self.pictures, folder), self.rows)


class WritesCaptions(WritesByBeam, SequenceEstimator):
    """Base of what writes captions: the hooks, and what its verbs share."""

    network_: Any
    vocabulary_: Vocabulary
    image_size_: tuple[int, int] | None
    grid_: tuple[int, int]
    unread_: dict[str, str]

    def _encode(self, data: tuple[Given, Given, Any]) -> Samples:
        """Learn from the first part; the second tells when to stop."""
        own, held, folder = data
        self.vocabulary_ = Vocabulary.of(
            [tokens for several in own.rows.captions for tokens in several],
            minimum_count=self.minimum_count,
            specials=(PAD, UNKNOWN, FIRST, END),
        )
        every = self._references(own, own.rows.numbers)
        self.baseline_ = MostCommonCaption.of(every)
        encoder = EncoderChoice.of(self).build(self.random_state)
        if encoder is None:
            features, self.grid_ = own.pictures.features.shape[1:], own.pictures.grid
        else:
            features, self.grid_ = encoder.output_shape[1:], encoder_grid(encoder)
            checks.check_covers(features[0] > 1 or not self.doubly_stochastic)
            if not encoder.trainable:
                own, held = (part.stored(encoder, folder) for part in (own, held))
        sizes = CaptioningSizes(len(self.vocabulary_), encoder, features, self.grid_)
        return self._samples(own, held, sizes)

    def _encode_again(self, data: Any) -> Samples:
        encoder = encoder_of(self.network_)
        features = self.network_.get_layer(START).input_shape[1:]
        sizes = CaptioningSizes(len(self.vocabulary_), encoder, features, self.grid_)
        X, y = data
        source = self._source(self._given(self._fitted_pictures(X), X, y))
        return Samples(source, None, sizes, captioning_losses())

    def _samples(self, own: Given, held: Given, sizes: Any) -> Samples:
        draw = np.random.default_rng(self.random_state)
        attended = self.doubly_stochastic > 0
        source = self._source(own, self.captions_per_picture, draw, attended=attended)
        there = len(held.rows.numbers) > 0
        validation = self._source(held, attended=attended) if there else None
        losses = captioning_losses(self.doubly_stochastic)
        return Samples(source, validation, sizes, losses)

    def _source(self, given: Given, *drawn: Any, **more: Any) -> CaptionSource:
        vocabulary, longest = self.vocabulary_, self.longest
        return CaptionSource(
            given.pictures, given.rows, vocabulary, longest, *drawn, **more
        )

    def _fine_tune(self, own: Given, held: Given) -> None:
        """Train on with the encoder."""
        let_learn(encoder_of(self.network_))
        before = self.history_
        self._train(
            self._samples(own, held, None),
            self.network_,
            epochs=self.fine_tune_epochs,
            learning_rate=self._rate() * _SLOWER,
            risen=True,
        )
        self.history_.index += len(before)
        self.history_ = pd.concat([before, self.history_])

    def _build_network(self, sizes: Any) -> Any:
        return captioning_network(
            sizes,
            cell=self.cell,
            units=tuple(self.units),
            attention=self.attention,
            embedding_units=self.embedding_units,
            tie_weights=self.tie_weights,
            dropout=self.dropout,
            word_dropout=self.word_dropout,
        )

    def _trained_part(self, network: Any, source: Any) -> Any:
        """Return the network, or a form of it for what is stored and asked for."""
        form = {
            "stored": source.kind == "features" and encoder_of(network) is not None,
            "attended": self.doubly_stochastic > 0,
            "sampled": self.scheduled_sampling,
        }
        if form["attended"]:
            checks.check_covers(has_attention(network))
        if not any(form.values()):
            return network
        checks.check_only_parts(network, PARTS)
        return reassembled(network, unread=self.vocabulary_.marks, **form)

    def _decode(self, outputs: dict[int, list[Any]], source: Any) -> list:
        """Return captions in the order of pictures; None for one that is unread."""
        return [outputs.get(number) for number in range(len(source))]

    def _state(self) -> dict[str, Any]:
        return {
            "vocabulary": self.vocabulary_.to_state(),
            "image_size": self.image_size_ and list(self.image_size_),
            "grid": list(self.grid_),
            "baseline": self.baseline_.to_state(),
            "unread": self.unread_,
            "history": written_history(self.history_),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.vocabulary_ = Vocabulary.from_state(state["vocabulary"])
        self.image_size_ = state["image_size"] and tuple(state["image_size"])
        self.grid_ = tuple(state["grid"])
        self.baseline_ = MostCommonCaption.from_state(state["baseline"])
        self.unread_ = state["unread"]
        self.history_ = restored_history(state["history"])

    def _check_arguments(self) -> None:
        self._check_training_arguments()
        checks.check_choice("image_fit", self.image_fit, FITS)
        checks.check_choice("attention", self.attention, ATTENTIONS)
        checks.check_choice("tokens", self.tokens, tuple(TOKENIZERS))
        checks.check_choice("schedule", self.schedule, training.SCHEDULES)
        checks.check_number("word_dropout", self.word_dropout, 0, 1)
        checks.check_number(
            "scheduled_sampling", self.scheduled_sampling, 0, 1, high_ok=True
        )
        for name in ("length_penalty", "doubly_stochastic"):
            checks.check_number(name, getattr(self, name), 0, 1e6)
        checks.check_covers(self.attention is not None or not self.doubly_stochastic)
        if self.captions_per_picture is not None:
            checks.check_count("captions_per_picture", self.captions_per_picture)
        for name in ("minimum_count", "longest", "embedding_units", "beam_width"):
            checks.check_count(name, getattr(self, name))

    def _pictures(self, X: Any) -> Any:
        """Return what is taken of the user's pictures, or features, by number."""
        if self.image_size_ is not None:
            X = checks.check_picture_list(X)
            checks.check_some_pictures(len(X))
            return Pictures(X, self.image_size_, fit=self.image_fit)
        return GivenFeatures(X)

    def _fitted_pictures(self, X: Any) -> Any:
        """Return what is taken by number, and fits the network."""
        pictures = self._pictures(X)
        if pictures.kind == "features":
            fitted = self.network_.get_layer(START).input_shape[1:]
            checks.check_fitted_features(pictures.features.shape[1:], fitted)
        return pictures

    def _given(self, pictures: Any, X: Any, y: Any, weights: Any = None) -> Given:
        cut = Cutting(self.tokens, self.lowercase)
        return Given(pictures, CaptionRows.checked(X, y, weights, cut))

    def _held_out(self, given: Given) -> tuple[Given, Given]:
        """Return what trains and what tells when to stop."""
        count = len(given.rows.numbers)
        held = hold_out(count, self.validation_fraction, self.random_state)
        return given.subset(held.training), given.subset(held.validation)

    def _scribe(self) -> Scribe:
        return caption_scribe(
            self.network_, self.vocabulary_, self.tokens, self.longest
        )

    def _written(self, pictures: Any, decode: Any, **wishes: Any) -> list:
        """Return captions of each picture, None for one that is unread."""
        batches = taken_in_batches(pictures, np.arange(len(pictures)))
        found = self._scribe().write(batches, decode, **wishes)
        pictures.warn_unread()
        return self._decode(found, pictures)

    def _tree(self, pictures: Any, **search: Any) -> pd.DataFrame:
        """Return what a search keeps for the first picture."""
        batches = list(taken_in_batches(pictures, np.arange(1)))
        checks.check_some_read(len(batches), pictures.problems)
        return self._scribe().trees(batches, **search)[0]

    def _best(self, given: Given) -> dict[int, str]:
        """Return the best caption that is found by the number of its picture."""
        batches = taken_in_batches(given.pictures, given.rows.numbers)
        found = self._scribe().write(batches, self._search())
        return {number: captions[0].text for number, captions in found.items()}

    def _cider(self, found: dict[int, str], given: Given) -> float:
        checks.check_several_scored(len(found))
        return cider_d(list(found.values()), self._references(given, list(found)))

    def _references(self, given: Given, numbers: Any) -> list[list[str]]:
        """Return the captions of pictures, cut and joined as those written are."""
        own = dict(zip(given.rows.numbers.tolist(), given.rows.captions, strict=True))
        return [
            [joined(tokens, self.tokens) for tokens in own[int(each)]]
            for each in numbers
        ]

    def _nearest(self, known: Given, given: Given, numbers: np.ndarray) -> list[str]:
        """Return a caption of the nearest training picture for each number."""
        encoder = encoder_of(self.network_)
        places, views = whole_views(encoder, known.pictures, known.rows.numbers)
        known.pictures.warn_unread()
        baseline = NearestCaption.of(views, self._references(known, places))
        return baseline.predict(whole_views(encoder, given.pictures, numbers)[1])

    def _shown(self, X: Any, numbers: np.ndarray) -> Any:
        """Return what draws a picture from its place, None for features."""
        if self.image_size_ is None:
            return None
        size = self.image_size_
        if not isinstance(X, np.ndarray):
            height, width = size
            scale = max(1.0, _SHOWN / max(size))
            size = round(height * scale), round(width * scale)
        pictures = Pictures(checks.check_picture_list(X), size, fit=self.image_fit)
        return lambda place: pictures.take(numbers[place : place + 1]).images[0]
