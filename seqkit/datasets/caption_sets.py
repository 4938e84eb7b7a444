"""Public sets of pictures with captions."""

from pathlib import Path

from seqkit import checks
from seqkit.datasets.splits import Splits, fetch_parts
from seqkit.readers import CaptionedImages
from seqkit.readers.captions import caption_lists
from seqkit.readers.lines import read_lines

_LISTS = ("captions", "train", "dev", "test")


def fetch_flickr8k(*, subset: bool = False) -> Splits[CaptionedImages]:
    """Fetch Flickr8k: photographs, mostly of people and dogs, in five captions each.

    Captions and splits are complete. Of the pictures 2,100 have a pinned address and
    are downloaded: small files, 57 MB in all, 224 × 224 pixels, to which somebody
    scaled the originals without keeping their proportions.

    Parameters
    ----------
    subset : True takes these 2,100 pictures, every one of them; False also takes
        further ones that lie beside them, in 'captioning/flickr8k/images' of the folder
        that SEQKIT_DATA names or of the cache, and warns how many are not there. Only
        the 2,100 are checked by their sha256.

    Returns
    -------
    Splits of CaptionedImages
        Of the authors' 6,000 pictures to train, 1,000 dev, 1,000 test the ones that are
        there: 1,600, 200 and 300 of the subset. In the order of the captions' file;
        captions as written, such as 'A girl going into a wooden building .'

    Raises
    ------
    ImportError
        If the files must be downloaded and the extra 'fetch' is not installed.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Hodosh, Young and Hockenmaier (2013), Framing image description as a ranking task,
    JAIR 47; the pictures belong to their photographers, for use in research.

    Examples
    --------
    >>> train, dev, test = fetch_flickr8k(subset=True)  # doctest: +SKIP
    >>> len(train.paths), train.captions[0][1]  # doctest: +SKIP
    (1600, 'A girl going into a wooden building .')
    """
    parts = fetch_parts("flickr8k")
    captions = caption_lists(parts["captions"]).captions
    named = {split: set(read_lines(parts[split])) for split in ("train", "dev", "test")}
    there = {path.name: path for part, path in parts.items() if part not in _LISTS}
    if not subset:
        folder = parts["captions"].with_name("images")
        there |= {path.name: path for path in folder.iterdir()}
        every = set().union(*named.values())
        missing = sorted(every - there.keys())
        checks.warn_pictures_away(folder, missing, len(every))
    train, dev, test = (_chosen(captions, names, there) for names in named.values())
    return Splits(train, dev, test)


def _chosen(
    captions: dict[str, list[str]], names: set[str], there: dict[str, Path]
) -> CaptionedImages:
    chosen = [name for name in captions if name in names and name in there]
    return CaptionedImages(
        [there[name] for name in chosen], [captions[name] for name in chosen]
    )
