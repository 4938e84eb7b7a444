"""Pictures → a grid of features: a small network of our own, or one known by name."""

from math import isqrt, log2
from typing import Any

from seqkit import checks
from seqkit.keras_backend import keras

_SIDE = 8  # places of the grid on a side, about
_MOMENTUM = 0.9  # of the batch statistics: trainings are short
layers, ops = keras.layers, keras.ops


def small_encoder(
    image: tuple[int, int], *, features: int = 224, augmentation: Any = None
) -> Any:
    """Build a small convolutional network, to be trained from scratch.

    Form and colour are seen apart, as the eye does (Livingstone & Hubel, 1988): edges
    count whatever colour they have, and colours are seen in patches too coarse for a
    shape. A network that learns both together takes "red cross" for one thing, and has
    no word for a cross of a colour it never had. A few features see both, for what
    needs them, such as which of two things stands in front.

    Parameters
    ----------
    image : height and width in pixels
    features : numbers for each place: half of form, a quarter each of colour and both
    augmentation : keras.Layer that changes pictures in training, or None

    Returns
    -------
    keras.Model from pictures (batch, height, width, 3), numbers from 0 to 255, to
    features (batch, positions, features), places row by row, about 8 × 8
    """
    images = keras.Input((*image, 3), dtype="uint8", name="images")
    x = layers.Rescaling(1 / 127.5, -1.0)(images)
    if augmentation is not None:
        x = augmentation(x)
    halvings = max(1, round(log2(max(image) / _SIDE)))
    quarter = features // 4
    colour = layers.AveragePooling2D(2 ** (halvings - 1), padding="same")(x)
    for _ in range(2):
        colour = _seen(colour, quarter, 1)
    both = colour
    form = _edges(x, image, max(1, (2 * quarter) >> (halvings - 1)))
    for depth in range(1, halvings):
        if depth == halvings - 1:
            both = layers.Concatenate()([form, colour])
        form = _seen(form, (2 * quarter) >> (halvings - 1 - depth), 3, stride=2)
    both = _seen(both, features - 3 * quarter, 3, stride=2)
    colour = _seen(colour, quarter, 2, stride=2)
    x = layers.Concatenate()([_seen_anew(form), colour, both])
    return keras.Model(images, _flat(x), name="encoder")


def known_encoder(name: str, image: tuple[int, int], weights: Any) -> Any:
    """Build a network of `keras.applications` without its head.

    Parameters
    ----------
    name : such as "MobileNetV2"
    image : height and width in pixels
    weights : file of weights, "imagenet" to download them, None for random ones

    Returns
    -------
    keras.Model as `small_encoder`, with the scaling of pixels the network wants

    Raises
    ------
    ValueError
        If there is no such network, or it takes no pictures of this size.
    OSError
        If the weights cannot be read or downloaded.
    """
    checks.check_choice("encoder", name, KNOWN)
    images = keras.Input((*image, 3), dtype="uint8", name="images")
    make = getattr(keras.applications, name)
    try:
        base = make(include_top=False, weights=weights, input_shape=(*image, 3))
    except ValueError as error:
        checks.reject_encoder(name, image, error)
    except Exception as error:  # Keras raises a bare Exception where nothing comes
        checks.reject_weights(name, weights, error)
    return keras.Model(images, _flat(base(_PIXELS[name](images))), name="encoder")


def given_encoder(model: Any) -> Any:
    """Return a user's network as one from pictures to a list of places.

    Parameters
    ----------
    model : keras.Model from pictures (batch, height, width, 3), numbers from 0 to 255,
        to features (batch, rows, columns, features), (batch, positions, features) or
        (batch, features)

    Raises
    ------
    ValueError
        If its input or output has another shape.
    """
    checks.check_encoder_shapes(model.input_shape, model.output_shape)
    images = keras.Input(model.input_shape[1:], dtype="uint8", name="images")
    x = model(layers.Rescaling(1.0)(images))  # to the network's own type of numbers
    if len(x.shape) == 2:
        x = layers.Reshape((1, x.shape[-1]))(x)
    return keras.Model(images, _flat(x) if len(x.shape) == 4 else x, name="encoder")


def encoder_grid(encoder: Any) -> tuple[int, int]:
    """Return rows and columns of places that an encoder's features stand for."""
    last = encoder.layers[-1]
    if isinstance(last, layers.Reshape) and len(last.input.shape) == 4:
        rows, columns = last.input.shape[1:3]
        return rows, columns
    return square_grid(encoder.output_shape[1])


def square_grid(positions: int) -> tuple[int, int]:
    """Return rows and columns of a number of places: square where that is possible.

    Examples
    --------
    >>> square_grid(49), square_grid(6)
    ((7, 7), (1, 6))
    """
    side = isqrt(positions)
    return (side, side) if side**2 == positions else (1, positions)


def _seen(x: Any, features: int, size: int, stride: int = 1) -> Any:
    x = layers.Conv2D(features, size, strides=stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=_MOMENTUM)(x)
    return layers.Activation("relu")(x)


def _edges(x: Any, image: tuple[int, int], features: int) -> Any:
    """Return half as many rows and columns of edges, of whatever colour they are.

    The same filters run over red, green and blue; the strongest answer counts, whether
    it gets lighter there or darker.
    """
    height, width = image
    each = ops.reshape(ops.transpose(x, (0, 3, 1, 2)), (-1, height, width, 1))
    filters = layers.Conv2D(features, 5, strides=2, padding="same", use_bias=False)
    found = filters(each)
    found = ops.reshape(found, (-1, 3, *found.shape[1:]))
    strongest = ops.max(ops.absolute(found), axis=1)
    return layers.BatchNormalization(momentum=_MOMENTUM)(strongest)


def _seen_anew(x: Any) -> Any:
    """Return features with what their neighbours add (He et al., 2016)."""
    more = layers.Conv2D(x.shape[-1], 3, padding="same", use_bias=False)(x)
    more = layers.BatchNormalization(momentum=_MOMENTUM)(more)
    return layers.Activation("relu")(layers.Add()([x, more]))


def _flat(x: Any) -> Any:
    """Return a grid (batch, rows, columns, features) as a list of places."""
    return layers.Reshape((-1, x.shape[-1]))(x)


def _as_they_are(images: Any) -> Any:
    return layers.Rescaling(1.0)(images)


def _around_zero(images: Any) -> Any:
    return layers.Rescaling(1 / 127.5, -1.0)(images)


def _by_imagenet(images: Any) -> Any:
    """Take mean and spread of ImageNet from red, green and blue."""
    scale = [1 / (255 * spread) for spread in (0.229, 0.224, 0.225)]
    return layers.Rescaling(scale, [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225])(
        images
    )


def _as_in_caffe(images: Any) -> Any:
    """Take the mean of ImageNet away; blue comes first."""
    return layers.Rescaling(1.0, [-123.68, -116.779, -103.939])(images)[..., ::-1]


_ENCODERS = {
    _as_in_caffe: ("ResNet50", "ResNet101", "ResNet152", "VGG16", "VGG19"),
    _by_imagenet: ("DenseNet121", "DenseNet169", "DenseNet201"),
    _around_zero: (
        *("InceptionResNetV2", "InceptionV3", "MobileNet", "MobileNetV2"),
        *("NASNetLarge", "NASNetMobile", "ResNet50V2", "ResNet101V2", "ResNet152V2"),
        "Xception",
    ),
    _as_they_are: (
        *(f"ConvNeXt{size}" for size in ("Tiny", "Small", "Base", "Large", "XLarge")),
        *(f"EfficientNetB{size}" for size in range(8)),
        *(f"EfficientNetV2{size}" for size in ("B0", "B1", "B2", "B3", "S", "M", "L")),
        *("MobileNetV3Large", "MobileNetV3Small"),
    ),
}
_PIXELS = {name: scale for scale, names in _ENCODERS.items() for name in names}
KNOWN = tuple(sorted(_PIXELS))
