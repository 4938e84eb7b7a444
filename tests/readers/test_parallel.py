"""Parallel texts in two files and in tables, plain and packed."""

import gzip
import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.readers import ParallelTexts, read_parallel, read_parallel_table

TABLE = "Go.\tVa !\nHelp me.\tAide-moi.\n"
texts = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.just("\u202f"), min_size=1
)


def zipped(**files):
    """Return the bytes of an archive: name (with '_' for '.') → content."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name[:-4] + name[-4:].replace("_", "."), content)
    return packed.getvalue()


class TestTwoFiles:
    def test_lines_belong_together(self, write):
        source = write("ein Hund\r\nzwei Hunde \r\n", "a.de")
        target = write("a dog\n two dogs", "a.en")
        read = read_parallel(source, target)
        assert read == ParallelTexts(["ein Hund", "zwei Hunde"], ["a dog", "two dogs"])

    def test_gzip_is_seen_from_the_bytes_and_not_from_the_name(self, write):
        source = write(gzip.compress("日本\n".encode()), "ja")
        target = write("Japan\n", "en.gz")
        assert read_parallel(source, target) == ParallelTexts(["日本"], ["Japan"])

    def test_only_line_ends_end_a_line(self, write):
        source = write("a\x85b\u2028c\n", "a")
        assert read_parallel(source, write("d\n", "b")).sources == ["a\x85b\u2028c"]

    def test_encoding_is_the_users(self, write):
        source = write("été\n", "a", encoding="latin-1")
        target = write("\xfcber\n", "b", encoding="latin-1")
        read = read_parallel(source, target, encoding="latin-1")
        assert read == ParallelTexts(["été"], ["über"])

    @pytest.mark.parametrize("swapped", [False, True])
    def test_other_numbers_of_lines_name_the_first_without_a_partner(
        self, write, swapped
    ):
        long, short = write("1\n2\n3\n", "long"), write("1\n2\n", "short")
        sentence = (
            rf"^{re.escape(str(long))} line 3: {re.escape(str(short))} has no such "
            r"line, only 2; give two files with a translation in each line$"
        )
        with pytest.raises(ValueError, match=sentence):
            read_parallel(*((short, long) if swapped else (long, short)))

    def test_pairs_with_an_empty_side_are_left_out_with_a_count(self, write):
        source, target = write("a\n\nc\n \nd", "a"), write("1\n2\n\n\n4", "b")
        sentence = (
            rf"^left out 3 pairs of {re.escape(str(source))} with an empty side, on "
            r"lines 2, 3, 4$"
        )
        with pytest.warns(UserWarning, match=sentence) as said:
            read = read_parallel(source, target)
        assert (read.sources, read.targets) == (["a", "d"], ["1", "4"])
        assert read.skipped == {"pairs with an empty side": 3}
        assert said[0].filename == __file__

    def test_files_without_a_pair_are_named(self, write):
        with pytest.raises(ValueError, match="a holds no pair of texts; check that it"):
            read_parallel(write("\n", "a"), write("b\n", "b"))
        with pytest.raises(ValueError, match="b holds no text; check that it is whole"):
            read_parallel(write("a\n", "a"), write("", "b"))
        with pytest.raises(
            FileNotFoundError, match="there is no file 'nowhere'; check"
        ):
            read_parallel(write("a\n", "a"), "nowhere")

    @given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
    def test_what_was_written_is_read(self, scratch, pairs):
        sources, targets = (list(side) for side in zip(*pairs, strict=True))
        other = scratch.with_name("other.gz")
        scratch.write_bytes("\n".join(sources).encode())
        other.write_bytes(gzip.compress("\n".join(targets).encode()))
        assert read_parallel(scratch, other) == ParallelTexts(sources, targets)


class TestTable:
    def test_columns_are_divided_by_tabs(self, write):
        read = read_parallel_table(write('Go.\t"Va\u202f!\tCC-BY\tTom\n'))
        assert read == ParallelTexts(["Go."], ['"Va\u202f!'])

    def test_columns_are_the_users(self, write):
        path = write("1\tGo.\tVa !\n2\tRun.\tCours !\n")
        read = read_parallel_table(path, source=2, target=1)
        assert read == ParallelTexts(["Va !", "Cours !"], ["Go.", "Run."])

    def test_archive_gives_its_only_text(self, write):
        path = write(zipped(_about_txt="about", fra_txt=TABLE), "fra-eng.zip")
        assert read_parallel_table(path).targets == ["Va !", "Aide-moi."]
        assert read_parallel_table(write(gzip.compress(TABLE.encode()))).sources == [
            "Go.", "Help me.",
        ]  # fmt: skip

    def test_archive_of_several_asks_which(self, write):
        path = write(zipped(fra_txt=TABLE, deu_txt="Go.\tGeh.\n"), "both.zip")
        sentence = (
            r"both\.zip holds 2 files that may be read, 'fra\.txt', 'deu\.txt'; name "
            r"one of them with member=$"
        )
        with pytest.raises(ValueError, match=sentence):
            read_parallel_table(path)
        assert read_parallel_table(path, member="deu.txt").targets == ["Geh."]
        with pytest.raises(
            ValueError, match=r"member='x' is not in .*both\.zip; choose"
        ):
            read_parallel_table(path, member="x")

    def test_blank_lines_are_counted_and_empty_sides_warned_of(self, write):
        path = write("a\tb\n\n \nc\t \n")
        with pytest.warns(
            UserWarning, match="left out 1 pair of .* on line 4$"
        ) as said:
            read = read_parallel_table(path)
        assert read.skipped == {"blank lines": 2, "pairs with an empty side": 1}
        assert said[0].filename == __file__

    def test_row_without_a_tab_is_named(self, write):
        path = write("a\tb\n\nalone\n")
        sentence = (
            rf"^{re.escape(str(path))} line 3: the row has 1 column, but column 1 "
            r"\(counted from 0\) is read; mend it"
        )
        with pytest.raises(ValueError, match=sentence):
            read_parallel_table(path)

    def test_columns_must_be_two(self, write):
        path = write(TABLE)
        with pytest.raises(
            ValueError, match="source= and target= both name column 1; "
        ):
            read_parallel_table(path, source=1)
        with pytest.raises(
            ValueError, match="target must be a whole number >= 0, got -1"
        ):
            read_parallel_table(path, target=-1)

    @pytest.mark.parametrize("cut", [5, 40])
    @pytest.mark.parametrize(
        "packed",
        [
            pytest.param(gzip.compress(100 * TABLE.encode(), mtime=0), id="gzip"),
            pytest.param(zipped(fra_txt=100 * TABLE), id="zip"),
        ],
    )
    def test_damaged_compression_is_named(self, write, packed, cut):
        path = write(packed[:cut], "cut")
        with pytest.raises(ValueError, match=r"cut cannot be unpacked \(.+\); get the"):
            read_parallel_table(path)

    def test_changed_bytes_are_found(self, write):
        packed = bytearray(zipped(fra_txt=100 * TABLE))
        packed[45] ^= 255
        with pytest.raises(
            ValueError, match=r"cannot be unpacked \(.+\); get the file"
        ):
            read_parallel_table(write(bytes(packed)))
