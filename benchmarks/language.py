"""Language models over characters: bits, speed, and rules kept over hundreds of them.

Every figure comes from TextGenerator's defaults, but for the units and epochs named
below. Tiny Shakespeare: the first 90 % train, bits per character of the next 5 %, which
tell when to stop, and of the last 5 %, which nothing saw, beside interpolated modified
Kneser-Ney of order 5 on the same text, and xz behind it. Stories: pieces of
`written_text` drawn free-running; a piece is right if `well_formed` finds no rule
broken, rules that compare places far apart. Speed: characters a second, one sequence
drawn with 256 units, after a warm-up, and 64 side by side; `plain` is what a tutorial
writes, `model.predict` for each character.
"""

import time
from statistics import median

import numpy as np
import trainings

from seqkit import TextGenerator, datasets
from seqkit.datasets.story_rules import pieces_of, well_formed

STORIES, DRAWN, PLAIN = 400_000, 60_000, 50  # characters
ROUNDS, TOGETHER = 5, 64  # runs, and texts side by side
TEMPERATURES = (1.0, 0.5)


def tiny_shakespeare(seed: int) -> dict[str, float]:
    train, dev, test = datasets.fetch_tiny_shakespeare()
    generator = TextGenerator(random_state=seed).fit(train, validation=dev)
    figures = trained(generator)
    for name, text in {"dev": dev, "test": test}.items():
        report = generator.report(text, training=train, sample=0)
        scores = report.scores["bits_per_character"]
        figures |= {f"{name}_{model}": bits for model, bits in scores.items()}
    return figures


def stories(seed: int) -> dict[str, float]:
    train = datasets.written_text(STORIES, random_state=0)
    held, test = (datasets.written_text(50_000, random_state=n) for n in (1, 2))
    generator = TextGenerator(random_state=seed).fit(train, validation=held)
    report = generator.report(test, training=train, sample=0)
    scores = report.scores["bits_per_character"]
    figures = trained(generator) | {f"test_{n}": bits for n, bits in scores.items()}
    for temperature in TEMPERATURES:
        written = generator.generate(
            ["\n\n"] * 20,
            max_new=DRAWN // 20,
            temperature=temperature,
            random_state=seed,
        )
        figures[f"well_formed_at_{temperature}"] = share_right(written)
    counted = generator.baseline_.sample(DRAWN, random_state=seed)
    return figures | {"well_formed_ngrams": share_right(["".join(counted)])}


def speed(seed: int) -> dict[str, float]:
    text = datasets.written_text(20_000, random_state=seed)
    generator = TextGenerator(units=(256,), epochs=1, random_state=seed).fit(text)
    one, many = (drawn_per_second(generator, count) for count in (1, TOGETHER))
    plain = characters_of_a_plain_loop(generator)
    return {
        "characters_per_second": one,
        f"characters_per_second_of_{TOGETHER}": many,
        "plain_characters_per_second": plain,
        "times_plain": one / plain,
    }


def drawn_per_second(generator: TextGenerator, count: int) -> float:
    """Return characters a second, of so many texts drawn side by side."""
    rates = []
    for number in range(ROUNDS + 1):  # the first warms up
        start = time.perf_counter()
        texts = generator.generate(["Story"] * count, max_new=2048, random_state=number)
        rates.append(sum(map(len, texts)) / (time.perf_counter() - start))
    return median(rates[1:])


def characters_of_a_plain_loop(generator: TextGenerator) -> float:
    """Return characters a second where each is a call of `predict`."""
    network, vocabulary = generator.network_, generator.vocabulary_
    sizes = {name: part.shape[1] for name, part in network.input.items()}
    states = {n: np.zeros((1, size)) for n, size in sizes.items() if n != "tokens"}
    draw, token = np.random.default_rng(0), vocabulary.end_id
    for number in range(PLAIN + 5):
        if number == 5:  # the first warm up
            start = time.perf_counter()
        given = {"tokens": np.array([[token]]), **states}
        found = network.predict(given, verbose=0)
        states = {name: found[name] for name in states}
        shares = np.exp(found["scores"][0, 0].astype("float64"))
        token = int(draw.choice(len(shares), p=shares / shares.sum()))
    return PLAIN / (time.perf_counter() - start)


def trained(generator: TextGenerator) -> dict[str, float]:
    return {
        "epochs": len(generator.history_),
        "training_seconds": generator.history_["seconds"].sum(),
    }


def share_right(texts: list[str]) -> float:
    """Return the share of whole pieces in which no rule is broken."""
    pieces = [piece for text in texts for piece in pieces_of(text.lstrip("\n"))]
    return float(np.mean([well_formed(piece) for piece in pieces])) if pieces else 0.0


if __name__ == "__main__":
    trainings.main(
        "language",
        __doc__.splitlines()[0],
        {"tiny_shakespeare": tiny_shakespeare, "stories": stories, "speed": speed},
        more_seeds={"tiny_shakespeare": (0,), "stories": (0,), "speed": (0,)},
    )
