"""Generators of music: chorales by Bach, and chorales made by rule.

Every figure comes from MusicGenerator's defaults, but for what is named below. JSB: the
229 chorales of 'quarter' train, the 76 of dev tell when to stop, the 77 of test are
scored once; nats per step, of all 88 keys together. `roll` guesses each key by itself,
as the published LSTM (8.45), GRU (8.43) and RNN (8.91) of Bai et al. (2018) do;
`behind_first` leaves out the first step of each chorale, which they do, and is the
figure to compare. `events` gives whole chords a probability and is no less strict; the
figures of models that do so stand in Boulanger-Lewandowski et al. (2012).
`chord_model` counts which chord follows which, `pitch_by_pitch` how often each pitch
begins and how often it goes on. Rules: of 100 chorales each, the faults that
`chorale_faults` counts, and what a new chorale costs; without dropout, as new chorales
can be made at will, and 20 epochs of 1,500.
"""

import numpy as np
import trainings

from seqkit import MusicGenerator, datasets
from seqkit.baselines import ChordModel
from seqkit.datasets import chorale_faults
from seqkit.sequences import chords_of_roll, roll_of, roll_of_chords

MADE, WRITTEN, STEPS, VOICES = 1500, 100, 32, 4
RULE_EPOCHS = 20
TEMPERATURES = (1.0, 0.5)
Chorales = list[np.ndarray]


def jsb_roll(seed: int) -> dict[str, float]:
    return jsb(MusicGenerator(representation="roll", random_state=seed))


def jsb_events(seed: int) -> dict[str, float]:
    return jsb(MusicGenerator(random_state=seed))


def jsb(generator: MusicGenerator) -> dict[str, float]:
    train, dev, test = datasets.fetch_jsb()
    figures = trained(generator.fit(train, validation=dev))
    for name, pieces in {"dev": dev, "test": test}.items():
        scores = generator.report(pieces, sample=0).scores
        for model, row in scores.iterrows():
            figures[f"{name}_{model}"] = row["nll_per_step"]
            figures[f"{name}_{model}_behind_first"] = row["behind_first"]
    every = pitch_by_pitch(train, test)
    figures["test_pitch_by_pitch"] = -np.concatenate(every).mean()
    behind = np.concatenate([each[1:] for each in every])
    return figures | {"test_pitch_by_pitch_behind_first": -behind.mean()}


def rules(seed: int) -> dict[str, float]:
    train = datasets.chorales(MADE, random_state=0)
    held, test = (datasets.chorales(100, random_state=n) for n in (1, 2))
    generator = MusicGenerator(dropout=0, epochs=RULE_EPOCHS, random_state=seed)
    figures = trained(generator.fit(train, validation=held))
    scores = generator.report(test, sample=0).scores["nll_per_step"]
    figures |= {f"test_{model}": nats for model, nats in scores.items()}
    for temperature in TEMPERATURES:
        written = generator.generate(
            [None] * WRITTEN,
            steps=STEPS,
            voices=VOICES,
            temperature=temperature,
            random_state=seed,
        )
        chords = [chords_of_roll(roll_of(notes, STEPS), VOICES) for notes in written]
        figures |= faults(chords, f"at_{temperature}")
    draw = np.random.default_rng(seed)
    counted = ChordModel.of(train)
    drawn = [counted.sample(STEPS, random_state=draw) for _ in range(WRITTEN)]
    return figures | faults(drawn, "chord_model")


def trained(generator: MusicGenerator) -> dict[str, float]:
    return {
        "epochs": len(generator.history_),
        "training_seconds": generator.history_["seconds"].sum(),
    }


def pitch_by_pitch(train: Chorales, pieces: Chorales) -> list[np.ndarray]:
    """Return log probabilities of steps, each pitch by its own last step alone."""
    rates = ChordModel.of(train).rates
    found = []
    for roll in map(roll_of_chords, pieces):
        held = np.zeros_like(roll)
        held[1:] = roll[:-1]
        rate = np.where(held, rates[1], rates[0])
        found.append(np.log(np.where(roll, rate, 1 - rate)).sum(axis=1))
    return found


def faults(chorales: Chorales, name: str) -> dict[str, float]:
    """Return faults a chorale, but for its form, and how many have none at all."""
    counts = [chorale_faults(chords) for chords in chorales]
    own = [sum(each.values()) - each.get("form", 0) for each in counts]
    return {
        f"faults_{name}": float(np.mean(own)),
        f"form_faults_{name}": float(np.mean([c.get("form", 0) for c in counts])),
        f"without_faults_{name}": float(np.mean([not each for each in counts])),
    }


if __name__ == "__main__":
    trainings.main(
        "music",
        __doc__.splitlines()[0],
        {"jsb_roll": jsb_roll, "jsb_events": jsb_events, "rules": rules},
        more_seeds={"rules": (0,)},
        at_once=1,
    )
