"""Captions in the JSON of COCO, and the pictures they speak of."""

import json
import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.readers import CaptionedImages, read_captions
from seqkit.readers.captions import caption_lists

IMAGES = [
    {"id": 9, "file_name": "b.jpg", "height": 4},
    {"id": 2, "file_name": "sub/a.jpg"},
]
SAID = [
    {"id": 1, "image_id": 2, "caption": "Two men sit\n"},
    {"id": 2, "image_id": 9, "caption": ' A dog\t, "wet" , runs .'},
    {"id": 3, "image_id": 9, "caption": "狗 कुत्ता"},
]


def coco(images=IMAGES, annotations=SAID, **other):
    return {"info": {}, "images": images, "annotations": annotations, **other}


@pytest.fixture
def folder(tmp_path):
    """A folder with the two pictures."""
    for name in ("b.jpg", "sub/a.jpg"):
        path = tmp_path / "pictures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path / "pictures"


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\n \r\n"])
def test_captions_come_in_the_order_of_images(write, folder, indent, escaped, mark):
    text = mark + json.dumps(coco(), indent=indent, ensure_ascii=escaped)

    read = read_captions(write(text, "captions.json"), folder)

    paths = [folder / "b.jpg", folder / "sub/a.jpg"]
    said = [['A dog\t, "wet" , runs .', "狗 कुत्ता"], ["Two men sit"]]
    assert read == CaptionedImages(paths, said)


def test_ids_may_be_texts_and_other_encodings_are_read(write):
    images = [{"id": "x", "file_name": " ß.jpg "}, {"id": "x", "file_name": "ß.jpg"}]
    content = coco(images, [{"image_id": "x", "caption": "é"}])
    text = json.dumps(content, ensure_ascii=False)
    path = write(text, encoding="latin-1")
    assert caption_lists(path, encoding="latin-1").captions == {"ß.jpg": ["é"]}
    with pytest.raises(ValueError, match=r"line 1: the byte 0xdf .* is not utf-8"):
        caption_lists(path)


def test_a_line_of_flickr_may_begin_like_json(write):
    assert caption_lists(write("{a}.jpg#0\tx\n")).captions == {"{a}.jpg": ["x"]}


@given(st.lists(st.text(min_size=1).map(str.strip).filter(bool), min_size=1))
def test_any_caption_is_kept(scratch, captions):
    said = [{"image_id": 2, "caption": caption} for caption in captions]
    scratch.write_text(json.dumps(coco(annotations=said)), encoding="utf-8")
    assert caption_lists(scratch).captions == {"sub/a.jpg": captions}


def test_what_is_left_out_is_named(write, folder):
    images = [*IMAGES, {"id": 0, "file_name": "away.jpg"}]
    said = [
        {"image_id": 9, "caption": "x"},
        {"image_id": 2, "caption": " "},
        {"image_id": 0, "caption": "y"},
    ]
    path = write(json.dumps(coco(images, said)))
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        read = read_captions(path, folder)
    assert read == CaptionedImages([folder / "b.jpg"], [["x"]])
    assert [str(each.message).replace(str(path), "P") for each in found] == [
        "left out 1 empty caption of P, on annotation 1",
        f"left out the captions of 1 picture that P names, but {folder} does not hold "
        "('away.jpg')",
        f"left out 1 picture in {folder} without a caption in P ('sub/a.jpg')",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"images": [],\n "annotations": [}', " line 2: the file is not JSON "
         "(Expecting value); check that it is whole"),
        ("[" * 100_000, ": the file is not JSON (maximum recursion depth exceeded"),
        ([1, 2], " holds no list 'images', got [1, 2]; captions of COCO are an object"),
        ({"images": []}, " holds no list 'annotations', got ['images']; captions of"),
        (coco({"id": 9}), " holds no list 'images', got ['info', 'images', 'anno"),
        (coco([{"id": 9}]), " images[0]: expected 'id', a whole number or a text, and "
         "'file_name', a text, got {'id': 9}; mend it"),
        (coco([*IMAGES, "c.jpg"]), " images[2]: expected 'id'"),
        (coco([{"id": True, "file_name": "c.jpg"}]), " images[0]: expected 'id'"),
        (coco([{"id": 9, "file_name": " "}]), " images[0]: expected 'id'"),
        (coco([*IMAGES, {"id": 2, "file_name": "c.jpg"}]), " images[2]: the id 2 of "
         "'c.jpg' is that of 'sub/a.jpg', too; give each image an id of its own"),
        (coco(annotations=[{"image_id": 9, "bbox": []}]), " annotations[0]: expected "
         "'image_id', a whole number or a text, and 'caption', a text, got {'image"),
        (coco(annotations=[*SAID, {"image_id": 9, "caption": 1}]), " annotations[3]"),
        (coco(annotations=[{"image_id": "9", "caption": "x"}]), " annotations[0]: its "
         "image_id '9' is the id of no image; add the image, or leave the annotation"),
        (coco(annotations=[]), " holds no caption; check that it is whole"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(write, folder, content, words):
    path = write(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(ValueError, match=f"^{re.escape(f'{path}{words}')}"):
        read_captions(path, folder)
