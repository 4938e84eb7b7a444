"""Tags per token ↔ labelled spans, in the schemes BIO, IOB1 and BIOES.

A tag is "O" or a letter and a label, "B-PER"; a bare "B" has the label "". BIO (also
IOB2) begins every span with B; IOB1 only where a span follows another of its label
without a gap; BIOES also marks the last token (E) and spans of one token (S).

References
----------
Ramshaw, Marcus (1995), "Text chunking using transformation-based learning", Third
Workshop on Very Large Corpora (IOB1); Tjong Kim Sang, Veenstra (1999), "Representing
text chunks", EACL (the schemes compared); Tjong Kim Sang, Buchholz (2000),
"Introduction to the CoNLL-2000 shared task: chunking" (the script conlleval).
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from seqkit import checks

SCHEMES = ("BIO", "IOB1", "BIOES")
_LETTERS = {"BIO": "BIO", "IOB1": "BIO", "BIOES": "BIOES"}
_OUTSIDE = ("O", "")


class Span(NamedTuple):
    """A labelled stretch of tokens.

    label : what it is
    start, end : positions of its first token and behind its last one
    """

    label: str
    start: int
    end: int


def spans_of(
    tags: Sequence[str], scheme: str = "BIO", strict: bool = True
) -> list[Span]:
    """Read the spans out of tags.

    Parameters
    ----------
    tags : one tag per token (timesteps,)
    scheme : "BIO", "IOB1" or "BIOES"
    strict : True keeps only the spans that are well formed in the scheme, as seqeval's
        strict mode does. False reads whatever can be read, as the script conlleval and
        seqeval's default mode do: a label that changes, or an I behind an O, begins a
        span. On legal tags both agree.

    Raises
    ------
    ValueError
        If a tag does not belong to the scheme, by its position.

    Examples
    --------
    >>> spans_of(["B-PER", "I-PER", "O", "I-LOC"])
    [Span(label='PER', start=0, end=2)]
    >>> spans_of(["B-PER", "I-PER", "O", "I-LOC"], strict=False)[1]
    Span(label='LOC', start=3, end=4)
    """
    parts = _parts(tags, scheme)
    if not strict:
        return _lenient_spans(parts)
    spans, start = [], 0
    while start < len(parts) - 1:
        end = start + 1
        if _begins(parts[start - 1] if start else _OUTSIDE, parts[start], scheme):
            while _continues(parts[end - 1], parts[end]):
                end += 1
            if _ends(parts[end - 1], parts[end], scheme):
                spans.append(Span(parts[start][1], start, end))
        start = end
    return spans


def tags_of(spans: Iterable[Span], length: int, scheme: str = "BIO") -> list[str]:
    """Write spans as one tag per token: the inverse of `spans_of`.

    Parameters
    ----------
    spans : spans without overlap, in any order; plain tuples will do
    length : number of tokens
    scheme : "BIO", "IOB1" or "BIOES"

    Raises
    ------
    ValueError
        If a span is empty, leaves the tokens or overlaps another.

    Examples
    --------
    >>> tags_of([Span("PER", 0, 2), Span("PER", 2, 3)], 4, "IOB1")
    ['I-PER', 'I-PER', 'B-PER', 'O']
    """
    checks.check_choice("scheme", scheme, SCHEMES)
    ordered = sorted((Span(*span) for span in spans), key=lambda span: span.start)
    checks.check_spans(ordered, length)
    tags = ["O"] * length
    before = Span("", -1, -1)
    for span in ordered:
        touches = before.end == span.start and before.label == span.label
        letters = _written(span.end - span.start, scheme, touches)
        suffix = f"-{span.label}" if span.label else ""
        tags[span.start : span.end] = [letter + suffix for letter in letters]
        before = span
    return tags


def convert_tags(tags: Sequence[str], source: str, target: str) -> list[str]:
    """Rewrite tags from one scheme in another.

    Raises
    ------
    ValueError
        If the tags are not legal in `source`, by the position.

    Examples
    --------
    >>> convert_tags(["B-PER", "I-PER", "O", "B-LOC"], "BIO", "BIOES")
    ['B-PER', 'E-PER', 'O', 'S-LOC']
    """
    checks.check_legal_tags(tags, illegal_step(tags, source), source)
    return tags_of(spans_of(tags, source), len(tags), target)


def detect_scheme(tag_sequences: Iterable[Sequence[str]]) -> str | None:
    """Tell the scheme of many tag sequences.

    Returns
    -------
    "BIOES" if a tag begins with E or S; else "BIO" or "IOB1", whichever breaks fewer
    sequences ("BIO" where both break as many); None for plain tags such as parts of
    speech

    Examples
    --------
    >>> detect_scheme([["I-PER", "I-PER", "O"], ["O", "I-LOC"]])
    'IOB1'
    >>> detect_scheme([["NOUN", "VERB"]]) is None
    True
    """
    sequences = [list(tags) for tags in tag_sequences]
    known = {tag for tags in sequences for tag in tags}
    checks.check_tag_texts(known)
    if not known or not all(_is_span_tag(tag, "BIOES") for tag in known):
        return None
    if any(tag[0] in "ES" for tag in known):
        return "BIOES"
    broken = {
        scheme: sum(illegal_step(tags, scheme) is not None for tags in sequences)
        for scheme in ("BIO", "IOB1")
    }
    return min(broken, key=lambda scheme: broken[scheme])


def illegal_step(tags: Sequence[str], scheme: str = "BIO") -> int | None:
    """Return where tags break their scheme first, or None where they do not.

    Returns
    -------
    position of the first tag that may not stand there; the number of tags where the
    sequence may not end yet; None for legal tags

    Raises
    ------
    ValueError
        If a tag does not belong to the scheme at all.

    Examples
    --------
    >>> illegal_step(["O", "I-PER"])
    1
    >>> illegal_step(["O", "B-PER"], "BIOES")
    2
    """
    parts = [_OUTSIDE, *_parts(tags, scheme)]
    for position, (before, after) in enumerate(pairwise(parts)):
        if not _may_follow(before, after, scheme):
            return position
    return None


def legal_transitions(
    tags: Sequence[str], scheme: str | None = "BIO"
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which steps between tags are legal: what a CRF must know.

    Parameters
    ----------
    tags : the n different tags, in the order of their ids
    scheme : "BIO", "IOB1", "BIOES", or None for plain tags, where every step is legal

    Returns
    -------
    start : bool array (n,), True where a sequence may begin with the tag
    steps : bool array (n, n), True where tag j may follow tag i at [i, j]
    end : bool array (n,), True where a sequence may end with the tag

    Examples
    --------
    >>> start, steps, end = legal_transitions(["O", "B-X", "I-X"])
    >>> start.tolist(), steps[0].tolist()
    ([True, True, False], [True, True, False])
    """
    if scheme is None:
        checks.check_tag_texts(tags)
        n = len(tags)
        return np.ones(n, bool), np.ones((n, n), bool), np.ones(n, bool)
    parts = _parts(tags, scheme)[:-1]
    start = np.array([_may_follow(_OUTSIDE, tag, scheme) for tag in parts], bool)
    end = np.array([_may_follow(tag, _OUTSIDE, scheme) for tag in parts], bool)
    steps = np.array([[_may_follow(i, j, scheme) for j in parts] for i in parts], bool)
    return start, steps.reshape(len(parts), len(parts)), end


class SpanSteps(NamedTuple):
    """What steps between n tags do to spans; where there is no tag, n stands.

    labels : the different labels
    label : int64 array (n,), the number of each tag's label; of O it means nothing
    begins : bool array (n + 1, n), True where a span begins with tag j behind tag i
    continues : bool array (n, n), True where tag j goes on with the span of tag i
    ends : bool array (n, n + 1), True where the span of tag i is complete before tag j
    """

    labels: list[str]
    label: np.ndarray
    begins: np.ndarray
    continues: np.ndarray
    ends: np.ndarray


def span_steps(tags: Sequence[str], scheme: str = "BIO") -> SpanSteps:
    """Return where spans begin, go on and end in tags that keep to their scheme.

    Parameters
    ----------
    tags : the n different tags, in the order of their ids
    scheme : "BIO", "IOB1" or "BIOES"

    Examples
    --------
    >>> steps = span_steps(["O", "B-X", "I-X"])
    >>> steps.begins[0].tolist(), steps.continues[1].tolist(), steps.ends[2].tolist()
    ([False, True, False], [False, False, True], [True, True, False, True])
    """
    parts = _parts(tags, scheme)  # the O behind the last stands for no tag
    own = parts[:-1]
    continues = np.array([[_continues(i, j) for j in parts] for i in parts])
    begins = np.array([[_begins(i, j, scheme) for j in own] for i in parts])
    complete = np.array([[_ends(i, j, scheme) for j in parts] for i in own])
    inside = np.array([[tag != _OUTSIDE] for tag in own])
    labels, label = np.unique([label for _, label in own], return_inverse=True)
    return SpanSteps(
        labels.tolist(),
        label,
        begins & ~continues[:, :-1],
        continues[:-1, :-1],
        inside & complete & ~continues[:-1],
    )


def _parts(tags: Sequence[str], scheme: str) -> list[tuple[str, str]]:
    """Return letter and label of each tag, and an O behind the last."""
    checks.check_choice("scheme", scheme, SCHEMES)
    letters = _LETTERS[scheme]
    for position, tag in enumerate(tags):
        if not _is_span_tag(tag, letters):
            checks.reject_tag(tag, position, scheme, letters)
    return [*((tag[0], tag[2:]) for tag in tags), _OUTSIDE]


def _is_span_tag(tag: object, letters: str) -> bool:
    if not isinstance(tag, str) or not tag or tag[0] not in letters:
        return False
    return len(tag) == 1 or (tag[1] == "-" and len(tag) > 2 and tag[0] != "O")


def _begins(before: tuple[str, str], here: tuple[str, str], scheme: str) -> bool:
    """Tell whether a well-formed span may begin here (seqeval's patterns)."""
    if scheme != "IOB1":
        return here[0] in "BS"
    same = before[1] == here[1]
    if here[0] == "I":
        return before[0] in "OB" or not same
    return here[0] == "B" and before[0] in "IB" and same


def _continues(before: tuple[str, str], here: tuple[str, str]) -> bool:
    return before[0] in "BI" and here[0] in "IE" and before[1] == here[1]


def _ends(last: tuple[str, str], after: tuple[str, str], scheme: str) -> bool:
    """Tell whether a span that cannot go on is complete."""
    if scheme == "BIOES":
        return last[0] in "ES"
    # a B of IOB1 says that its label goes on, so another label's B contradicts it
    contradicts = last[0] == after[0] == "B" and last[1] != after[1]
    return not (scheme == "IOB1" and contradicts)


def _lenient_spans(parts: list[tuple[str, str]]) -> list[Span]:
    spans, start = [], 0
    for position, (before, here) in enumerate(pairwise([_OUTSIDE, *parts])):
        changed = before[1] != here[1]
        cut = here[0] in "BSO" or before[0] in "ESO" or changed
        if before[0] != "O" and cut:
            spans.append(Span(before[1], start, position))
        if here[0] != "O" and cut:
            start = position
    return spans


def _may_follow(before: tuple[str, str], here: tuple[str, str], scheme: str) -> bool:
    """Tell whether one tag may follow another; an O stands outside both ends."""
    same = before[1] == here[1]
    if scheme == "IOB1":
        return here[0] != "B" or (before[0] in "BI" and same)
    inside = here[0] in "IE"
    if scheme == "BIO" or before[0] not in "BI":
        return not inside or (before[0] in "BI" and same)
    return inside and same


def _written(length: int, scheme: str, touches: bool) -> str:
    """Return the letters of one span; `touches`: right behind one of its label."""
    if scheme == "BIOES":
        return "S" if length == 1 else f"B{'I' * (length - 2)}E"
    first = "I" if scheme == "IOB1" and not touches else "B"
    return first + "I" * (length - 1)
