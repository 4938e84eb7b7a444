"""Captions of pictures: drawn scenes whose meaning can be read back, and Flickr8k.

Every figure comes from the defaults of ImageCaptioner, trained from scratch. Scenes: a
caption is right if the grammar reads the scene's meaning from it; `unseen` scenes show
a colour with a shape that never stood together in training. Flickr8k: the 1,600 / 200 /
300 pictures of the subset, training stopped on the 200; `descriptor` gives fixed colour
and edge statistics of a grid of places in place of pictures. Published figures (Xu et
al., 2015: BLEU-1 .67, BLEU-4 .213) come from an encoder trained on ImageNet and all
6,000 pictures, out of reach of this setting. All captions are written free-running.
"""

from collections.abc import Iterator

import numpy as np
import trainings

from seqkit import ImageCaptioner, datasets
from seqkit.datasets.scene_grammar import meaning_of
from seqkit.datasets.scene_meanings import COLOURS, SHAPES
from seqkit.readers import read_images

TRAINING, HELD, TESTED = 16_000, 400, 1000
TRAINED, ASKED = 1, 2  # seeds of the scenes
SIDE, PLACES, BINS = 96, 6, 6


def scenes(seed: int) -> dict[str, float]:
    return of_scenes(ImageCaptioner(random_state=seed))


def scenes_without_attention(seed: int) -> dict[str, float]:
    return of_scenes(ImageCaptioner(attention=None, random_state=seed))


def of_scenes(captioner: ImageCaptioner) -> dict[str, float]:
    """Return how often captions of new and unseen scenes are right, and more."""
    train = datasets.captioned_scenes(TRAINING, random_state=TRAINED)
    held = datasets.captioned_scenes(HELD, random_state=TRAINED + 100)
    captioner.fit(train.images, train.captions, validation=(held.images, held.captions))
    figures: dict[str, float] = {
        "epochs": len(captioner.history_),
        "training_seconds": captioner.history_["seconds"].sum(),
    }
    for pairs in ("seen", "unseen"):
        test = datasets.captioned_scenes(TESTED, pairs=pairs, random_state=ASKED)
        figures |= {
            f"{pairs}_{name}": figure for name, figure in asked(captioner, test).items()
        }
    return figures


def asked(captioner: ImageCaptioner, test: datasets.Scenes) -> dict[str, float]:
    """Return figures of one set of scenes."""
    greedy = captioner.predict_captions(test.images, n_best=1, beam_width=1)
    beam = captioner.predict_captions(test.images, n_best=1, beam_width=5)
    gain = beam["log_probability"].to_numpy() - greedy["log_probability"].to_numpy()
    figures = {
        "exact": right(captioner.predict(test.images), test).mean(),
        "exact_greedy": right(greedy["caption"], test).mean(),
        "exact_beam_5": right(beam["caption"], test).mean(),
        "log_probability_greedy": greedy["log_probability"].mean(),
        "log_probability_beam_5": beam["log_probability"].mean(),
        "beam_5_at_least_greedy": (gain > -1e-4).mean(),
    }
    if captioner.attention is not None:
        figures["attention_on_named_over_uniform"] = on_named(captioner, test)
    return figures


def right(captions, test: datasets.Scenes) -> np.ndarray:
    """Return whether the meaning of each caption is that of its scene."""
    read = [meaning_of(caption) for caption in captions]
    return np.array(
        [
            found is not None and found.canonical() == meaning
            for found, meaning in zip(read, test.meanings, strict=True)
        ]
    )


def on_named(captioner: ImageCaptioner, test: datasets.Scenes) -> float:
    """Return attention on the objects that words name, over that of even attention.

    Words are those for a colour or a shape that one group of the scene alone has.
    """
    _, looks = captioner.predict(test.images, return_attention=True)
    rows, columns = captioner.grid_
    pixels = test.groups.shape[1] // rows
    blocks = test.groups.reshape(len(test), rows, pixels, columns, pixels)
    mass, even = [], []
    for each, meaning, (words, attention) in zip(
        blocks, test.meanings, looks, strict=True
    ):
        for word, seen in zip(words, attention, strict=True):
            for group in named(word, meaning):
                share = (each == group).mean(axis=(1, 3))
                mass.append((seen * share).sum())
                even.append(share.mean())
    return float(np.mean(mass) / np.mean(even))


def named(word: str, meaning) -> Iterator[int]:
    """Yield the number of the group that a word of a colour or shape tells apart."""
    for kind, table in (("colour", COLOURS), ("shape", SHAPES)):
        for name, words in table.items():
            if word.removesuffix("es").removesuffix("s") in stems(words):
                own = [getattr(group, kind) == name for group in meaning[::2]]
                if sum(own) == 1:
                    yield 1 + own.index(True)


def stems(words) -> set[str]:
    return {word.removesuffix("s").removesuffix("s") for word in words}


def flickr8k(seed: int) -> dict[str, float]:
    splits = datasets.fetch_flickr8k(subset=True)
    parts = [(part.paths, part.captions) for part in splits]
    return of_photographs(ImageCaptioner(random_state=seed), *parts)


def flickr8k_descriptor(seed: int) -> dict[str, float]:
    splits = datasets.fetch_flickr8k(subset=True)
    raw = [described(part.paths) for part in splits]
    centre, spread = raw[0].mean(axis=(0, 1, 2)), raw[0].std(axis=(0, 1, 2))
    parts = [
        ((features - centre) / spread, part.captions)
        for features, part in zip(raw, splits, strict=True)
    ]
    return of_photographs(ImageCaptioner(encoder=None, random_state=seed), *parts)


def of_photographs(captioner: ImageCaptioner, train, held, test) -> dict[str, float]:
    """Return the scores of a captioner and of both baselines."""
    captioner.fit(*train, validation=held)
    scores = captioner.report(*test, training=train).scores
    return {
        f"{name}_{metric}": scores.loc[name, metric]
        for name in scores.index
        for metric in scores.columns
    } | {"epochs": len(captioner.history_)}


def described(paths) -> np.ndarray:
    """Return colour and edge statistics of a grid of places of each picture.

    Of each place the mean and spread of red, green and blue, and the lengths of
    brightness gradients by direction: float array (pictures, rows, columns, features).
    """
    images, _ = read_images(paths, SIDE, fit="stretch")
    size = SIDE // PLACES
    x = images.reshape(len(images), PLACES, size, PLACES, size, 3) / 255
    colours = [x.mean(axis=(2, 4)), x.std(axis=(2, 4))]
    grey = images.mean(axis=-1) / 255
    down, across = np.gradient(grey, axis=(1, 2))
    length, angle = np.hypot(down, across), np.arctan2(down, across) % np.pi
    bins = np.minimum((angle / np.pi * BINS).astype(int), BINS - 1)
    edges = np.stack([length * (bins == k) for k in range(BINS)], axis=-1)
    places = edges.reshape(len(images), PLACES, size, PLACES, size, BINS)
    return np.concatenate([*colours, np.sqrt(places.mean(axis=(2, 4)))], axis=-1)


if __name__ == "__main__":
    trainings.main(
        "captioning",
        __doc__.splitlines()[0],
        {
            "scenes": scenes,
            "scenes_without_attention": scenes_without_attention,
            "flickr8k": flickr8k,
            "flickr8k_descriptor": flickr8k_descriptor,
        },
        at_once=1,
    )
