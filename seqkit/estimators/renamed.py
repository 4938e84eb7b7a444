"""Names in files of earlier releases, and what they are called now."""

from typing import Any

_CASE = {"lower": "lowercase"}
RENAMED: dict[tuple[str, ...], dict[str, str]] = {
    ("parameters",): _CASE,
    ("state", "inputs", "features"): _CASE,
    ("state", "tokens", "features"): _CASE,
    ("state", "source", "cutting"): _CASE,
    ("state", "target", "cutting"): _CASE,
}


def with_new_names(document: dict[str, Any]) -> dict[str, Any]:
    """Return what a file says in the names of today.

    Only names of arguments and of what was learnt change, never what the user's data
    is keyed by.

    Examples
    --------
    >>> with_new_names({"parameters": {"lower": True}, "state": {"lower": 2}})
    {'parameters': {'lowercase': True}, 'state': {'lower': 2}}
    """
    for place, names in RENAMED.items():
        document = _renamed(document, place, names)
    return document


def _renamed(part: Any, place: tuple[str, ...], names: dict[str, str]) -> Any:
    """Return a part of a file with names changed at a place, if it has that place."""
    if not isinstance(part, dict):
        return part
    if not place:
        return {names.get(name, name): value for name, value in part.items()}
    first, *rest = place
    if first not in part:
        return part
    return part | {first: _renamed(part[first], tuple(rest), names)}
