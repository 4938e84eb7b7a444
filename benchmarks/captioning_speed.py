"""Captions per second beside a plain Keras loop, and memory of a training from disk.

The plain loop is what a tutorial writes: one picture at a time, `encoder.predict` once,
then `writer.predict` on all words so far for each next word, the likeliest one taken.
Both run the same fitted network, greedily, in turns, after a warm-up; captions must be
equal. The memory is that of a process which trains for one epoch on 20,000 pictures
read from JPEG files, measured by the operating system as its highest resident size, and
beside it that of the same process before the training.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import common
import numpy as np
from PIL import Image

from seqkit import ImageCaptioner, datasets
from seqkit.networks.captioning import ENCODER, START
from seqkit.networks.writing import WRITER

PICTURES, LOOPED, ROUNDS = 256, 8, 5
STREAMED, SIDE = 20_000, 128
LEAST_LENGTH = 12  # words, so that a short training does not write short captions


def main() -> None:
    train = datasets.captioned_scenes(1000, random_state=0)
    captioner = ImageCaptioner(epochs=2, longest=20, random_state=0)
    captioner.fit(train.images, train.captions)
    images = datasets.captioned_scenes(PICTURES, random_state=1).images
    rates: dict[str, list[float]] = {"seqkit": [], "plain": [], "seqkit_beam_5": []}
    for number in range(ROUNDS + 1):  # the first warms up
        found = {
            "seqkit": timed(lambda: captioner.predict(images, beam_width=1)),
            "plain": timed(lambda: plain_captions(captioner, images[:LOOPED])),
            "seqkit_beam_5": timed(lambda: captioner.predict(images, beam_width=5)),
        }
        assert found["plain"][0] == found["seqkit"][0][:LOOPED]
        for name, (captions, seconds) in found.items():
            if number:
                rates[name].append(len(captions) / seconds)
    ratios = [
        ours / plain for ours, plain in zip(*list(rates.values())[:2], strict=True)
    ]
    result = {
        "captions_per_second": {name: median(rate) for name, rate in rates.items()},
        "words_per_caption": float(
            np.mean([len(one.split()) for one in captioner.predict(images)])
        ),
        "times_plain": median(ratios),
        "times_plain_each": ratios,
        "streaming": streamed(),
    }
    common.write("captioning_speed", __doc__.splitlines()[0], result)


def timed(run):
    start = time.perf_counter()
    found = run()
    return found, time.perf_counter() - start


def plain_captions(captioner: ImageCaptioner, images: np.ndarray) -> list[str]:
    """Write captions word by word with calls of `predict`."""
    network, vocabulary = captioner.network_, captioner.vocabulary_
    encoder, start, writer = map(network.get_layer, (ENCODER, START, WRITER))
    never = [vocabulary.pad_id, vocabulary.unknown_id, vocabulary.start_id]
    captions = []
    for image in images:
        state = start.predict(encoder.predict(image[None], verbose=0), verbose=0)
        words = [vocabulary.start_id]
        while len(words) <= captioner.longest:
            given = {"words": np.array([words], "int32"), **state}
            scores = writer.predict(given, verbose=0)["scores"][0, -1]
            scores[never] = -np.inf
            if len(words) == 1:
                scores[vocabulary.end_id] = -np.inf  # a caption has a word
            word = int(scores.argmax())
            if word == vocabulary.end_id:
                break
            words.append(word)
        captions.append(" ".join(vocabulary.decode(words[1:])))
    return captions


def streamed() -> dict[str, float]:
    """Return the memory of a training on pictures from disk, in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        draw = np.random.default_rng(0)
        for number in range(STREAMED):
            colours = draw.integers(0, 256, (8, 8, 3), dtype="uint8")
            picture = Image.fromarray(colours).resize((SIDE, SIDE))
            picture.save(Path(folder) / f"{number}.jpg")
        command = [sys.executable, __file__, folder]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    before, highest, seconds = map(float, done.stdout.split())
    return {
        "pictures": STREAMED,
        "pixels": SIDE,
        "decoded_megabytes": STREAMED * SIDE**2 * 3 / 1e6,
        "megabytes_before": before,
        "megabytes_highest": highest,
        "seconds": seconds,
    }


def train_from(folder: str) -> None:
    """Train an epoch on the pictures of a folder; print what it took."""
    paths = sorted(Path(folder).glob("*.jpg"))
    captions = [f"picture number {number % 100}" for number in range(len(paths))]
    small = {"units": (32, 32), "epochs": 1, "random_state": 0}
    before, start = highest(), time.perf_counter()
    ImageCaptioner(image_size=SIDE, **small).fit(paths, captions)
    print(before, highest(), time.perf_counter() - start)


def highest() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    if len(sys.argv) > 1:
        train_from(sys.argv[1])
    else:
        main()
