"""Lists of captions and the pictures they speak of."""

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.readers import CaptionedImages, read_captions
from seqkit.readers.captions import caption_lists

LINES = """\
b.jpg#0\tA dog , wet , runs .
b.jpg#1\tIt says "hi" .
a.jpg#0\tTwo men sit
b.jpg#2\tA dog
"""
TABLE = """\
image,caption
b.jpg,"A dog , wet , runs ."
b.jpg,"It says ""hi"" ."
a.jpg,Two men sit
b.jpg,A dog
"""
CAPTIONS = [["A dog , wet , runs .", 'It says "hi" .', "A dog"], ["Two men sit"]]


@pytest.fixture
def pictures(tmp_path):
    """Return a function that puts empty files into a folder of pictures."""
    folder = tmp_path / "pictures"
    folder.mkdir()

    def put(*names):
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(b"")
        return folder

    return put


@pytest.mark.parametrize("content", [LINES, TABLE])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_both_forms_are_read(write, pictures, content, end, mark):
    folder = pictures("a.jpg", "b.jpg")

    read = read_captions(write(mark + content.replace("\n", end)), folder)

    assert read == CaptionedImages([folder / "b.jpg", folder / "a.jpg"], CAPTIONS)


def test_commas_and_quotes_need_no_quotes_around_them(write):
    path = write('Image, Caption\na.jpg,wet, he says "hi", and sits\n\na.jpg,  b , c\n')
    assert caption_lists(path)[0] == {"a.jpg": ['wet, he says "hi", and sits', "b , c"]}


def test_names_may_hold_commas_blanks_hashes_and_folders(write, pictures):
    folder = pictures("one, two.jpg", "x#1.jpg", "sub/c.png")
    table = 'image,caption\n"one, two.jpg",a\nx#1.jpg,b\nsub/c.png,c\n'
    lines = "one, two.jpg#0\ta\nx#1.jpg#12\tb\nsub/c.png#0\tc\n"
    read = read_captions(write(table), folder)
    assert read.captions == [["a"], ["b"], ["c"]]
    assert read == read_captions(write(lines), folder)


def test_caption_may_hold_tabs_and_a_quoted_one_lines(write):
    assert caption_lists(write("a.jpg#0\tone\ttwo\n"))[0] == {"a.jpg": ["one\ttwo"]}
    table = write('image,caption\na.jpg,"one\ntwo"\nb.jpg,\n')
    assert caption_lists(table)[:2] == ({"a.jpg": ["one\ntwo"]}, [4])


def test_other_scripts_are_read(write, pictures):
    folder = pictures("狗.jpg")
    read = read_captions(write("狗.jpg#0\tकुत्ता، 一只狗\x85\n"), folder)
    assert read == CaptionedImages([folder / "狗.jpg"], [["कुत्ता، 一只狗"]])
    latin = write("狗.jpg#0\té".replace("狗", "ß"), encoding="latin-1")
    pictures("ß.jpg")
    with pytest.warns(UserWarning, match="left out 1 picture in .* without a"):
        assert read_captions(latin, folder, encoding="latin-1").captions == [["é"]]


@given(
    captions=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
        .map(str.strip)
        .filter(bool),
        min_size=1,
    )
)
def test_both_forms_hold_any_caption(scratch, captions):
    cells = [caption.replace('"', '""') for caption in captions]
    table = "image,caption\n" + "".join(f'a.jpg,"{cell}"\n' for cell in cells)
    lines = "".join(f"a.jpg#{k}\t{one}\n" for k, one in enumerate(captions))
    for content in (table, lines):
        scratch.write_text(content, encoding="utf-8")
        assert caption_lists(scratch)[:2] == ({"a.jpg": captions}, [])


# ------------------------------------------------------------------ what is left out


def test_captions_without_picture_are_named_once(write, pictures):
    folder = pictures("a.jpg")
    names = ["e", "d", "a", "c", "b"]
    path = write("".join(f"{name}.jpg#{k}\tx\n" for name in names for k in (0, 1)))
    sentence = (
        rf"^left out the captions of 4 pictures that {re.escape(str(path))} names, but "
        rf"{re.escape(str(folder))} does not hold "
        r"\('e\.jpg', 'd\.jpg', 'c\.jpg' and 1 more\)$"
    )
    with pytest.warns(UserWarning, match=sentence) as said:
        read = read_captions(path, folder)
    assert len(said) == 1
    assert said[0].filename == __file__
    assert read == CaptionedImages([folder / "a.jpg"], [["x", "x"]])


def test_pictures_without_caption_are_named_once(write, pictures):
    folder = pictures("a.jpg", "b.JPEG", "sub/c.png", "notes.txt")
    sentence = (
        r"^left out 2 pictures in .*pictures without a caption in .*small\.txt "
        r"\('b\.JPEG', 'sub/c\.png'\)$"
    )
    with pytest.warns(UserWarning, match=sentence) as said:
        read = read_captions(write("a.jpg#0\tx\n"), folder)
    assert len(said) == 1
    assert [path.name for path in read.paths] == ["a.jpg"]


def test_empty_captions_are_dropped_with_their_lines(write, pictures):
    folder = pictures("a.jpg", "b.jpg")
    path = write("a.jpg#0\t\n\nb.jpg#0\tx\nb.jpg#1\t \n")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        read = read_captions(path, folder)
    assert read == CaptionedImages([folder / "b.jpg"], [["x"]])
    assert [str(each.message).replace(str(path), "P") for each in said] == [
        "left out 2 empty captions of P, on lines 1, 4",
        f"left out 1 picture in {folder} without a caption in P ('a.jpg')",
    ]


# ------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a.jpg\tx\n", "line 1: expected 'name.jpg#0', a tab and a caption, or the "
                       "header 'image,caption', got 'a.jpg\\tx'; write the list in"),
        ("\n\nname,text\na,b\n", "line 3: expected 'name.jpg#0', a tab and a caption,"),
        ("a.jpg#0\tx\n\na.jpg#1 y\n", "line 3: expected 'name.jpg#0', a tab and a "
                                      "caption, got 'a.jpg#1 y'; mend the line"),
        ("a.jpg#0\tx\n#1\ty\n", "line 2: expected 'name.jpg#0', a tab"),
        ("image,caption\na.jpg,x\nb.jpg\n", "line 3: the row is not 'image,caption' "
                                            "(got 'b.jpg'); mend it, and write"),
        ("image,caption\n,x\n", "line 2: the row is not 'image,caption' (got ',x')"),
        ('image,caption\na.jpg,"x\ny"\nb.jpg,"y\nc.jpg,z\n',
         "line 4: the row is not 'image,caption' (unexpected end of data)"),
        ('image,caption\na.jpg,"Hi" he says\n', "line 2: the row is not"),
        ("image,caption\n", "holds no caption; check that it is whole"),
        ("a.jpg#0\t \n", "holds no caption; check that it is whole"),
        ("\n \n", "holds no caption; check that it is whole"),
        ("", "holds no text; check that it is whole"),
        (b"a.jpg#0\tx\na.jpg#1\t\xe9\n", "line 2: the byte 0xe9 (position 18 of the "
                                         "file) is not utf-8; name the file's"),
    ],
)  # fmt: skip
def test_bad_row_is_named(write, pictures, content, words):
    path = write(content)
    with pytest.raises(ValueError, match=f"^{re.escape(f'{path} {words}')}"):
        read_captions(path, pictures("a.jpg"))


def test_missing_list_or_folder_is_named(write, pictures, tmp_path):
    path = write("a.jpg#0\tx\n")
    with pytest.raises(FileNotFoundError, match=r"there is no file '.*none\.txt'; che"):
        read_captions(tmp_path / "none.txt", pictures("a.jpg"))
    with pytest.raises(FileNotFoundError, match=r"there is no folder '.*none'; check"):
        read_captions(path, tmp_path / "none")
    with pytest.raises(IsADirectoryError, match="is a folder, not a file; name a file"):
        read_captions(tmp_path, tmp_path)


def test_folder_without_these_pictures_is_named(write, pictures):
    sentence = r"^none of the 2 pictures that .* names is in .*; name the folder with"
    with pytest.raises(ValueError, match=sentence):
        read_captions(write("a.jpg#0\tx\nb.jpg#0\ty\n"), pictures("c.jpg"))
