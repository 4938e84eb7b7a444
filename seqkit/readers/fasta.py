"""FASTA files: DNA, RNA and proteins, letter by letter."""

from pathlib import Path
from typing import NamedTuple

from seqkit import checks
from seqkit.readers.lines import BLANKS, read_lines


class FastaRecords(NamedTuple):
    """Sequences of letters, with what their headers say.

    Attributes
    ----------
    sequences : list of str, letters as they are written, without gaps between lines
    ids : list of str, the first word behind '>'
    descriptions : list of str, the rest of the header, which may be empty
    """

    sequences: list[str]
    ids: list[str]
    descriptions: list[str]


def read_fasta(path: str | Path, *, encoding: str = "utf-8") -> FastaRecords:
    r"""Read a FASTA file: a header '>id description', then letters over several lines.

    Blank lines, and those that begin with ';', are left out; blanks between letters,
    and the '*' that ends a protein, too.

    Parameters
    ----------
    path : the file
    encoding : how the file's characters are written as bytes

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If letters stand before the first header, a header has no id or no letters
        behind it, the file holds no sequence, or it is not written in `encoding`.

    References
    ----------
    Pearson and Lipman (1988), Improved tools for biological sequence comparison, PNAS.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "genes.fasta")
    >>> _ = path.write_text(">chr1 a gene\nACGT\nAC\n>chr2\nggta\n")
    >>> records = read_fasta(path)
    >>> records.ids, records.sequences
    (['chr1', 'chr2'], ['ACGTAC', 'ggta'])
    """
    found = checks.check_file(path)
    headers: list[tuple[int, str]] = []
    letters: list[list[str]] = []
    for number, line in enumerate(read_lines(found, encoding=encoding), start=1):
        written = line.strip(BLANKS)
        if written.startswith(">"):
            headers.append((number, written[1:].strip(BLANKS)))
            letters.append([])
        elif written and not written.startswith(";"):
            checks.check_fasta_begun(found, number, bool(headers))
            letters[-1].extend(written.split())
    sequences = ["".join(parts).removesuffix("*") for parts in letters]
    checks.check_holds(found, len(sequences), "sequence")
    for (number, header), sequence in zip(headers, sequences, strict=True):
        checks.check_fasta_record(found, number, header, sequence)
    cut = [header.split(maxsplit=1) for _, header in headers]
    return FastaRecords(
        sequences,
        [words[0] for words in cut],
        [words[1] if len(words) > 1 else "" for words in cut],
    )
