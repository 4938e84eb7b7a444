"""Captions as COCO has them: one JSON object that lists images and annotations."""

import json
from pathlib import Path
from typing import Any

from seqkit import checks

_LISTS = ("images", "annotations")


def coco_rows(path: Path, text: str) -> list[tuple[int, str, str]]:
    """Return the place of each annotation, counted from 0, its picture and caption.

    Parameters
    ----------
    path : the file, for sentences about it
    text : what it holds: ``{"images": [{"id", "file_name"}], "annotations":
        [{"image_id", "caption"}]}``; further keys are passed over

    Returns
    -------
    list of (place, name, caption), in the order of the images

    Raises
    ------
    ValueError
        If the text is no JSON, a list or a key is missing, an id stands for two
        pictures, or an annotation's image is not listed.

    References
    ----------
    Chen et al. (2015), Microsoft COCO captions: data collection and evaluation server.

    Examples
    --------
    >>> image = '{"id": 7, "file_name": "a.jpg"}'
    >>> said = '{"image_id": 7, "caption": "a wet dog"}'
    >>> text = f'{{"images": [{image}], "annotations": [{said}]}}'
    >>> coco_rows(Path("captions.json"), text)
    [(0, 'a.jpg', 'a wet dog')]
    """
    content = _content(path, text)
    images, annotations = (
        checks.check_coco_list(path, content, name) for name in _LISTS
    )
    names = _names(path, images)
    ranks = {image: rank for rank, image in enumerate(names)}
    rows = []
    for place, annotation in enumerate(annotations):
        image, caption = checks.check_coco_annotation(path, place, annotation)
        checks.check_coco_listed(path, place, image, names)
        rows.append((ranks[image], place, names[image], caption))
    return [row[1:] for row in sorted(rows, key=lambda row: row[:2])]


def _content(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        checks.reject_json(path, error)


def _names(path: Path, images: list[Any]) -> dict[int | str, str]:
    """Return the file name of each image by its id."""
    names: dict[int | str, str] = {}
    for place, each in enumerate(images):
        image, name = checks.check_coco_image(path, place, each)
        checks.check_coco_alone(path, place, image, name, names.setdefault(image, name))
    return names
