"""Encoders of pictures: our own, those known by name, and the user's."""

import numpy as np
import pytest

from seqkit.keras_backend import keras
from seqkit.networks import picture_encoders as encoders

PIXELS = np.random.default_rng(0).integers(0, 256, (2, 8, 8, 3), dtype="uint8")
MODULES = {
    "ResNet50": "resnet",
    "VGG16": "vgg16",
    "DenseNet121": "densenet",
    "MobileNet": "mobilenet",
    "MobileNetV2": "mobilenet_v2",
    "MobileNetV3Small": "mobilenet_v3",
    "InceptionV3": "inception_v3",
    "InceptionResNetV2": "inception_resnet_v2",
    "Xception": "xception",
    "NASNetMobile": "nasnet",
    "ResNet50V2": "resnet_v2",
    "EfficientNetB0": "efficientnet",
    "EfficientNetV2B0": "efficientnet_v2",
    "ConvNeXtTiny": "convnext",
}


def test_every_known_encoder_is_one_of_keras():
    there = {name for name in dir(keras.applications) if name[0].isupper()}
    assert set(encoders.KNOWN) == there


@pytest.mark.parametrize("name", MODULES)
def test_pixels_are_scaled_as_the_network_wants(name):
    module = getattr(keras.applications, MODULES[name])
    expected = module.preprocess_input(PIXELS.astype("float32"))
    found = encoders._PIXELS[name](PIXELS)
    np.testing.assert_allclose(found, expected, atol=1e-3)


@pytest.mark.parametrize(
    ("size", "grid"),
    [((64, 64), (8, 8)), ((16, 16), (8, 8)), ((96, 64), (6, 4)), ((224, 224), (7, 7))],
)
def test_own_encoder_ends_at_about_eight_by_eight(size, grid):
    encoder = encoders.small_encoder(size)
    assert encoders.encoder_grid(encoder) == grid
    assert encoder.output_shape == (None, grid[0] * grid[1], 224)


@pytest.mark.parametrize("size", [(32, 32), (16, 24), (9, 20)])
def test_own_encoder_sees_form_whatever_its_colour(size):
    keras.utils.set_random_seed(0)
    encoder = encoders.small_encoder(size, features=32)
    draw = np.random.default_rng(0)
    pictures = draw.integers(0, 256, (2, *size, 3), dtype="uint8")
    form, colour = np.split(np.asarray(encoder(pictures)), 2, axis=-1)
    for changed in (pictures[..., [2, 0, 1]], 255 - pictures):
        found, other = np.split(np.asarray(encoder(changed)), 2, axis=-1)
        np.testing.assert_allclose(found, form, atol=1e-5)
        assert np.abs(other - colour).max() > 1e-3


def test_places_are_told_row_by_row():
    layers = keras.layers
    model = keras.Sequential([keras.Input((4, 6, 3)), layers.AveragePooling2D(2)])
    encoder = encoders.given_encoder(model)
    assert encoders.encoder_grid(encoder) == (2, 3)
    picture = np.zeros((1, 4, 6, 3), "uint8")
    picture[0, 2:, :2] = 100  # below, on the left
    seen = np.asarray(encoder(picture))[0, :, 0]
    assert seen.tolist() == [0, 0, 0, 100, 0, 0]


def test_one_vector_is_one_place():
    model = keras.Sequential([keras.Input((4, 4, 3)), keras.layers.Flatten()])
    encoder = encoders.given_encoder(model)
    assert encoder.output_shape == (None, 1, 48)
    assert encoders.encoder_grid(encoder) == (1, 1)


@pytest.mark.parametrize("shape", [(None, None, 3), (4, 4, 1), (4, 4)])
def test_other_inputs_are_refused(shape):
    model = keras.Sequential([keras.Input(shape), keras.layers.Activation("relu")])
    with pytest.raises(
        ValueError, match=r"encoder must be a keras\.Model from pictures"
    ):
        encoders.given_encoder(model)


def test_a_picture_too_small_gets_one_sentence():
    with pytest.raises(ValueError, match="encoder='Xception' cannot be built for pict"):
        encoders.known_encoder("Xception", (16, 16), None)
