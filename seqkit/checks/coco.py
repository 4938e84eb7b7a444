"""Check files of captions in the form of COCO.

Sentences begin with the file, and the place in one of its lists, counted from 0.
"""

from collections.abc import Container
from pathlib import Path
from typing import Any, NoReturn


def reject_json(path: Path, error: Exception) -> NoReturn:
    """Say where a file is not JSON."""
    line = f" line {error.lineno}" if hasattr(error, "lineno") else ""
    reason = getattr(error, "msg", str(error)).rstrip(".")
    raise ValueError(
        f"{path}{line}: the file is not JSON ({reason}); check that it is whole"
    ) from error


def check_coco_list(path: Path, content: Any, name: str) -> list[Any]:
    """Return a list that a file of COCO's form must hold."""
    found = content.get(name) if isinstance(content, dict) else None
    if not isinstance(found, list):
        keys = list(content) if isinstance(content, dict) else content
        raise ValueError(
            f"{path} holds no list {name!r}, got {keys!r:.60}; captions of COCO are an "
            "object with 'images' and 'annotations'"
        )
    return found


def check_coco_image(path: Path, place: int, found: Any) -> tuple[int | str, str]:
    """Return the id of an image and its file name."""
    image, name = _both(found, "id", "file_name")
    if not _is_id(image) or not isinstance(name, str) or not name.strip():
        raise ValueError(
            f"{path} images[{place}]: expected 'id', a whole number or a text, and "
            f"'file_name', a text, got {found!r:.60}; mend it"
        )
    return image, name.strip()


def check_coco_annotation(path: Path, place: int, found: Any) -> tuple[int | str, str]:
    """Return the id of an annotation's image and its caption."""
    image, caption = _both(found, "image_id", "caption")
    if not _is_id(image) or not isinstance(caption, str):
        raise ValueError(
            f"{path} annotations[{place}]: expected 'image_id', a whole number or a "
            f"text, and 'caption', a text, got {found!r:.60}; mend it, or name the "
            "file that holds captions"
        )
    return image, caption


def check_coco_listed(
    path: Path, place: int, image: int | str, images: Container[int | str]
) -> None:
    """Require an annotation's image among those of the file."""
    if image not in images:
        raise ValueError(
            f"{path} annotations[{place}]: its image_id {image!r} is the id of no "
            "image; add the image, or leave the annotation out"
        )


def check_coco_alone(
    path: Path, place: int, image: int | str, name: str, known: str
) -> None:
    """Require that an id stands for one picture."""
    if name != known:
        raise ValueError(
            f"{path} images[{place}]: the id {image!r} of {name!r} is that of "
            f"{known!r}, too; give each image an id of its own"
        )


def _both(found: Any, *keys: str) -> list[Any]:
    return [found.get(key) if isinstance(found, dict) else None for key in keys]


def _is_id(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)
