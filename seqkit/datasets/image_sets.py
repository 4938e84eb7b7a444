"""Public sets of labelled images, (samples, height, width)."""

from typing import NamedTuple

import numpy as np

from seqkit.datasets.splits import fetch_parts
from seqkit.readers import read_idx


class LabelledImages(NamedTuple):
    """Images of one size with one label each.

    Attributes
    ----------
    images : uint8 array (samples, height, width), 0 to 255
    labels : int64 array (samples,)

    Examples
    --------
    >>> images, labels = LabelledImages(np.zeros((3, 28, 28), "uint8"), np.arange(3))
    >>> images.shape, labels.tolist()
    ((3, 28, 28), [0, 1, 2])
    """

    images: np.ndarray
    labels: np.ndarray


def fetch_mnist_test() -> LabelledImages:
    """Fetch the test images of MNIST: handwritten digits.

    These are its 10,000 test images alone, without the 60,000 to train on, so what is
    learnt from a part of them does not compare with published figures. Its authors say
    that the first 5,000 are easier than the rest: shuffle before you divide them.

    Returns
    -------
    LabelledImages
        10,000 images of 28 × 28 pixels, 0 (paper) to 255 (ink), and their digits, 0 to
        9. No split.

    Raises
    ------
    ImportError
        If the files must be downloaded and the extra 'fetch' is not installed.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to
    document recognition, Proceedings of the IEEE 86; the source states no licence.

    Examples
    --------
    >>> images, labels = fetch_mnist_test()  # doctest: +SKIP
    >>> images.shape, labels[:5].tolist()  # doctest: +SKIP
    ((10000, 28, 28), [7, 2, 1, 0, 4])
    """
    parts = fetch_parts("mnist_test")
    labels = read_idx(parts["labels"]).astype("int64")
    return LabelledImages(read_idx(parts["images"]), labels)
