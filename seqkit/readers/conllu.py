"""Universal Dependencies treebanks, CoNLL-U: files → tagged sentences of words."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from seqkit import checks
from seqkit.readers.contents import TaggedSentences, counted
from seqkit.readers.lines import BLANKS, blocks, read_lines

_GLOBAL_COLUMNS = "# global.columns = "
_COLUMNS = "id form lemma upos xpos feats head deprel deps misc"
_BETWEEN = re.compile(r"\t| {2,}")
_EMPTY = "_"
_FEATURE = "feats:"
_WORD = "words"


def read_conllu(
    path: str | Path, *, column: str = "upos", encoding: str = "utf-8"
) -> TaggedSentences:
    r"""Read the syntactic words of a treebank and one column as their tags.

    As in the evaluation of Universal Dependencies, only words count: the surface form
    of a multiword token (1-2) and an empty node (8.1) are skipped.

    Parameters
    ----------
    path : the file, CoNLL-U, or CoNLL-U Plus, whose first line names its columns
    column : 'upos', 'xpos', 'deprel', 'lemma', another column, or a feature such as
        'feats:Number'
    encoding : how the file's characters are written as bytes

    Returns
    -------
    TaggedSentences
        The tag '_' stands where the column is empty. Its `skipped` counts comment
        lines, multiword tokens and empty nodes.

    Raises
    ------
    ImportError
        If the extra 'text' is not installed.
    OSError
        If there is no such file.
    ValueError
        If a row is not CoNLL-U, the file lacks the column or never fills it, holds no
        sentence, or is not written in `encoding`.

    References
    ----------
    Nivre et al. (2020), Universal Dependencies v2, LREC.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "toy.conllu")
    >>> rows = ["1-2 don't _ _ _", "1 do do AUX VBP", "2 n't not PART RB"]
    >>> text = "\n".join("\t".join([*row.split(), *"_____"]) for row in rows)
    >>> _ = path.write_text(text)
    >>> read = read_conllu(path, column="xpos")
    >>> read.sentences, read.tags
    ([['do', "n't"]], [['VBP', 'RB']])
    >>> read
    TaggedSentences(sentences: 1, tokens: 2; skipped: 1 multiword tokens)
    """
    conllu = _import_conllu()
    found = checks.check_file(path)
    lines = read_lines(found, encoding=encoding)
    layout = _Layout.of(found, lines[0], column)
    read = TaggedSentences([], [])
    skipped: Counter[str] = Counter()
    for block in blocks(lines):
        rows = [(n, line.rstrip(BLANKS)) for n, line in block if line[0] != "#"]
        skipped["comment lines"] += len(block) - len(rows)
        words = []
        for token in layout.parse(conllu, rows) if rows else ():
            kind = _kind(token)
            skipped[kind] += kind != _WORD
            words += [token] if kind == _WORD else []
        if words:
            read.sentences.append([word["form"] for word in words])
            read.tags.append([layout.tag(word) for word in words])
    checks.check_holds(found, len(read), "sentence")
    tagged = any(tag != _EMPTY for tags in read.tags for tag in tags)
    checks.check_some_tagged(found, column, tagged)
    read.skipped.update(counted(skipped))
    return read


class _Layout(NamedTuple):
    """The columns of a file, and the one that is read as tags."""

    path: Path
    names: list[str]
    column: str
    feature: str

    @classmethod
    def of(cls, path: Path, first: str, column: str) -> "_Layout":
        plus = first.startswith(_GLOBAL_COLUMNS)
        names = first.removeprefix(_GLOBAL_COLUMNS) if plus else _COLUMNS
        checks.check_conllu_column(path, column, names.lower().split())
        feature = column.removeprefix(_FEATURE) if column.startswith(_FEATURE) else ""
        return cls(path, names.lower().split(), "feats" if feature else column, feature)

    def parse(self, conllu: ModuleType, rows: list[tuple[int, str]]) -> list[Any]:
        """Parse rows at once, or one by one to find the bad one."""
        for number, line in rows:
            width = len(_BETWEEN.split(line))
            checks.check_row_width(self.path, number, width, len(self.names))
        text = "\n".join(line for _, line in rows)
        try:
            parsed = conllu.parse_token_and_metadata(text, self.names, self._parsers())
        except conllu.exceptions.ParseException as error:
            if len(rows) == 1:
                checks.reject_conllu(self.path, rows[0][0], error)
            for row in rows:
                self.parse(conllu, [row])
            raise
        for (number, _), token in zip(rows, parsed, strict=True):
            for needed in ("id", "form"):
                if token[needed] in (None, ""):
                    checks.reject_conllu(self.path, number, f"its {needed} is empty")
        return list(parsed)

    def tag(self, word: dict[str, Any]) -> str:
        value = word[self.column]
        if self.feature:
            value = (value or {}).get(self.feature)
        return str(value or _EMPTY)

    def _parsers(self) -> dict[str, Callable[[list[str], int], str]]:
        """Leave as written what is not needed in parts: it is most of the time."""
        names = {"xpos", "feats", "head", "deps", "misc"}
        if self.feature:
            names.remove("feats")
        return dict.fromkeys(names, lambda cells, position: cells[position])


def _kind(token: dict[str, Any]) -> str:
    if isinstance(token["id"], int):
        return _WORD
    return "multiword tokens" if token["id"][1] == "-" else "empty nodes"


def _import_conllu() -> ModuleType:
    try:
        import conllu
    except ImportError as error:
        checks.reject_missing_extra("read_conllu", "text", error)
    return conllu
