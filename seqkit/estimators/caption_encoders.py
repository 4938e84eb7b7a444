"""Which encoder a captioner has: of our own, known by name, the user's, or none."""

from copy import deepcopy
from typing import Any, NamedTuple

from seqkit import checks, training
from seqkit.keras_backend import keras
from seqkit.networks.picture_encoders import (
    given_encoder,
    known_encoder,
    small_encoder,
)

OWN = "cnn"


class EncoderChoice(NamedTuple):
    """The arguments of a captioner that choose its encoder; see `ImageCaptioner`."""

    encoder: Any
    encoder_weights: Any
    train_encoder: bool | None
    fine_tune_epochs: int
    image_size: Any
    augmentation: Any

    @classmethod
    def of(cls, captioner: Any) -> "EncoderChoice":
        """Return the arguments of a captioner, which have to fit each other."""
        made = cls(*(getattr(captioner, name) for name in cls._fields))
        checks.check_encoder(made.encoder, made.is_model)
        checks.check_count("fine_tune_epochs", made.fine_tune_epochs, 0)
        if made.is_model:
            shapes = [
                getattr(made.encoder, f"{end}_shape", None)
                for end in ("input", "output")
            ]
            checks.check_encoder_shapes(*shapes)
        if made.augmentation is not None:
            checks.check_augmentable(made.is_own)
        if made.fine_tune_epochs:
            checks.check_frozen_encoder(made.encoder is not None and not made.learns)
        return made

    @property
    def is_own(self) -> bool:
        """Whether it is the small network of our own."""
        return isinstance(self.encoder, str) and self.encoder == OWN

    @property
    def is_model(self) -> bool:
        """Whether it is a network of the user's."""
        return isinstance(self.encoder, keras.Model)

    @property
    def learns(self) -> bool:
        """Whether it learns from the beginning."""
        return self.is_own if self.train_encoder is None else self.train_encoder

    @property
    def size(self) -> tuple[int, int] | None:
        """Height and width that pictures are scaled to; None for features."""
        if self.encoder is None:
            return None
        if self.is_model:
            height, width = self.encoder.input_shape[1:3]
            return height, width
        return checks.check_image_size(self.image_size)

    def build(self, random_state: int | None) -> Any:
        """Return a new keras.Model from pictures to features, None for features."""
        if self.size is None:
            return None
        with training.seeded(random_state):  # what is the user's stays as it is
            if self.is_model:
                built = given_encoder(deepcopy(self.encoder))
            elif self.is_own:
                built = small_encoder(
                    self.size, augmentation=deepcopy(self.augmentation)
                )
            else:
                built = known_encoder(self.encoder, self.size, self.encoder_weights)
        built.trainable = self.learns
        return built


def let_learn(encoder: Any) -> None:
    """Let an encoder learn that did not; its batch statistics stay as they are."""
    encoder.trainable = True
    for layer in encoder._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
