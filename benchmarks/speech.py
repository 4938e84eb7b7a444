"""Speech and handwriting: spoken digits, strings of them, digits and words of a pen.

`digits` are the recordings of FSDD, one digit each, as log-mel frames through
SequenceClassifier; `strings` three to seven of one speaker's recordings behind each
other, written in letters by SpeechRecognizer, whose network is not told where a digit
ends. Both keep to the split of the set: takes 0 to 4 are the test, so that strings are
made of recordings that no training string holds, though of the same six speakers.
`new_speakers` leaves each speaker out of the training once: means over the six, and the
worst accuracy. `pen_digits` are eight points in time order, of writers who stand in one
part alone; `words` pictures of words of strokes, read by HandwritingRecognizer, no word
in both parts. Beside them stand the baselines of the reports, for strings and words the
text of the training sequence most alike. cer, wer and exact count letters, words and
whole texts. All estimators are the defaults.
"""

import numpy as np
import trainings

from seqkit import (
    HandwritingRecognizer,
    SequenceClassifier,
    SpeechRecognizer,
    datasets,
)
from seqkit.metrics import character_errors, word_errors
from seqkit.sequences import log_mel

NAMES = (
    *("zero", "one", "two", "three", "four"),
    *("five", "six", "seven", "eight", "nine"),
)
STRINGS = {"train": 2500, "test": 500}
WORDS = 3000, 500


def digits(seed: int) -> dict[str, float]:
    train, _, test = datasets.fetch_fsdd()
    parts = [(heard(part), part.digits) for part in (train, test)]
    return classified(SequenceClassifier(random_state=seed), *parts)


def new_speakers(seed: int) -> dict[str, float]:
    data = datasets.fetch_fsdd().train
    X = heard(data)
    found = []
    for name in np.unique(data.speakers):
        parts = [
            ([X[place] for place in np.flatnonzero(kept)], data.digits[kept])
            for kept in (data.speakers != name, data.speakers == name)
        ]
        found.append(classified(SequenceClassifier(random_state=seed), *parts))
    means = {key: np.mean([each[key] for each in found]) for key in found[0]}
    return means | {"worst": min(each["classifier"] for each in found)}


def pen_digits(seed: int) -> dict[str, float]:
    train, _, test = datasets.fetch_pen_digits()
    parts = [(list(part.points), part.digits) for part in (train, test)]
    return classified(SequenceClassifier(random_state=seed), *parts)


def strings(seed: int) -> dict[str, float]:
    data = datasets.fetch_fsdd()
    train = joined(data.train, STRINGS["train"], 0)
    test = joined(data.test, STRINGS["test"], 1)
    model = SpeechRecognizer(random_state=seed).fit(*train, rate=data.train.rate)
    return recognised(model, *test)


def words(seed: int) -> dict[str, float]:
    train, _, test = datasets.load_drawn_words(*WORDS)
    model = HandwritingRecognizer(random_state=seed).fit(train.images, train.texts)
    return recognised(model, test.images, test.texts)


def heard(part) -> list[np.ndarray]:
    """Return log-mel frames without the loudness of recordings and their rooms."""
    frames = [log_mel(wave, part.rate) for wave in part.waveforms]
    return [each - each.mean(axis=0) for each in frames]


def joined(part, count: int, seed: int) -> tuple[list[np.ndarray], list[str]]:
    """Return strings of three to seven recordings of one speaker, and their texts."""
    draw = np.random.default_rng(seed)
    of_one = [np.flatnonzero(part.speakers == name) for name in set(part.speakers)]
    of_one.sort(key=lambda places: places[0])
    waves, texts = [], []
    for _ in range(count):
        own = of_one[draw.integers(len(of_one))]
        said = draw.choice(own, size=draw.integers(3, 8))
        waves.append(np.concatenate([part.waveforms[place] for place in said]))
        texts.append(" ".join(NAMES[part.digits[place]] for place in said))
    return waves, texts


def classified(model, train, test) -> dict[str, float]:
    """Fit, and return the accuracy beside the baselines'."""
    model.fit(*train)
    report = model.report(*test, train=train)
    return report.scores["accuracy"].to_dict() | trained(model)


def recognised(model, X, texts) -> dict[str, float]:
    """Return errors of letters, words and texts, by beam, greedy and of a baseline."""
    scores = model.report(X, texts).scores
    greedy = model.predict(X, beam_width=1)
    figures = scores.loc["recognizer"].to_dict()
    figures |= scores.loc["nearest"].add_prefix("nearest_").to_dict()
    figures["greedy_cer"] = character_errors(greedy, texts).rate
    figures["greedy_wer"] = word_errors(greedy, texts).rate
    return figures | trained(model)


def trained(model) -> dict[str, float]:
    """Return what a training took."""
    history = model.history_
    return {"epochs": len(history), "training_seconds": history["seconds"].sum()}


if __name__ == "__main__":
    trainings.main(
        "speech",
        __doc__.splitlines()[0],
        {
            "digits": digits,
            "new_speakers": new_speakers,
            "strings": strings,
            "pen_digits": pen_digits,
            "words": words,
        },
    )
