"""FASTA: headers, letters over several lines, and what is wrong with a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.readers import read_fasta

IDS = st.text("abcXYZ019|._-", min_size=1, max_size=8)
LETTERS = st.text("ACGTNacgt-", min_size=1, max_size=30)


def written(folder, text):
    path = folder / "some.fasta"
    path.write_text(text)
    return path


def test_headers_and_letters_as_they_stand(tmp_path):
    text = ";made by hand\n>sp|P1 an enzyme, short\nMKV LA\n\nGG*\n\n>two\r\nacgtN\n"
    records = read_fasta(written(tmp_path, text))
    assert records.ids == ["sp|P1", "two"]
    assert records.descriptions == ["an enzyme, short", ""]
    assert records.sequences == ["MKVLAGG", "acgtN"]


@given(
    records=st.lists(st.tuples(IDS, LETTERS), min_size=1, max_size=5),
    width=st.integers(1, 12),
)
def test_what_is_written_is_read(records, width, tmp_path_factory):
    lines = []
    for name, letters in records:
        lines.append(f">{name}")
        lines += [letters[i : i + width] for i in range(0, len(letters), width)]
    path = written(tmp_path_factory.mktemp("fasta"), "\n".join(lines))
    found = read_fasta(path)
    assert list(zip(found.ids, found.sequences, strict=True)) == records


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ACGT\n>one\nAC", r"line 1: letters stand before the first header; begin"),
        (">one\nAC\n> \nGT", r"line 3: no id stands behind '>'; write one"),
        (">one x\n>two\nAC", r"line 1: no letters follow 'one'; add them, or"),
        (">one\n*\n", r"line 1: no letters follow 'one'"),
        ("; nothing\n\n", "holds no sequence"),
    ],
)
def test_a_file_that_is_no_fasta_is_refused(text, message, tmp_path):
    path = written(tmp_path, text)
    with pytest.raises(ValueError, match=message) as refused:
        read_fasta(path)
    assert str(path) in str(refused.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_fasta(tmp_path / "nowhere.fasta")
