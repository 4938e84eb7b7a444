"""Write the golden files of the current release: `python tests/golden/make.py`.

A file that is there stays as it is: it is what its release wrote.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

import seqkit

FOLDER = Path(__file__).parent
TINY = {
    **{"units": (3,), "epochs": 12, "batch_size": 4, "learning_rate": 0.05},
    **{"random_state": 0},
}
TINY_WORDS = {"embedding_units": 4, **TINY}


def main() -> None:
    makers = (
        forecaster,
        handwriting_recognizer,
        image_captioner,
        music_generator,
        pointer_network,
        seq2seq,
        sequence_classifier,
        sequence_regressor,
        sequence_tagger,
        speech_recognizer,
        text_classifier,
        text_generator,
        translator,
        video_tagger,
    )
    for make in makers:
        stem = FOLDER / f"{make.__name__}-{seqkit.__version__}"
        if not Path(f"{stem}.seqkit").exists():
            make(stem)


def forecaster(stem) -> None:
    steps = np.arange(120)
    values = 10 + np.sin(steps * 2 * np.pi / 7) + 0.01 * steps
    index = pd.date_range("2024-01-01", periods=len(steps), freq="D", name="date")
    frame = pd.DataFrame({"sales": values}, index=index)
    model = seqkit.Forecaster(
        7, lookback=14, units=(4,), quantiles=(0.1, 0.9), epochs=5, random_state=0
    ).fit(frame)
    model.save(f"{stem}.seqkit")
    model.predict().to_csv(f"{stem}.csv")


def handwriting_recognizer(stem) -> None:
    marks = {"i": [[0, 0, 1]] * 6, "x": np.eye(6)[:, ::-1] + np.eye(6)}
    y = ["i", "x", "xi", "ix", "iix", "xx"] * 6
    X = [np.hstack([np.pad(marks[c], [(0, 0), (1, 1)]) for c in text]) for text in y]
    X = [x.clip(0.0, 1.0).astype("float64").tolist() for x in X]
    whole = {"filters": (2,), "stacked": 1, "validation_fraction": 0, "dropout": 0.0}
    longer = {**TINY, "units": (12,), "epochs": 40, "learning_rate": 0.02}
    model = seqkit.HandwritingRecognizer(height=6, **whole, **longer)
    write(stem, model.fit(X, y), X[:6], ("predict",))


def image_captioner(stem) -> None:
    draw = np.random.default_rng(0)
    X = draw.normal(size=(12, 2, 2, 3)).round(3).tolist()
    y = [["a dark one", "it is dark"], ["a pale one"], ["it is green"]] * 4
    model = seqkit.ImageCaptioner(encoder=None, validation_fraction=0, **TINY_WORDS)
    write(stem, model.fit(X, y), X[:4], ("predict",))


def music_generator(stem) -> None:
    X = [[[72, 48], [74, 55], [76, 48]], [[67, 52], [69, 53], [71, -1], [72, 48]]] * 6
    model = seqkit.MusicGenerator(
        cell="gru", chord_units=8, transpositions=2, validation_fraction=0, **TINY
    )
    verbs = ("predict", "log_prob", "log_probabilities")
    write(stem, model.fit(X), X[:2], verbs)


def pointer_network(stem) -> None:
    X, _ = series()
    y = [np.flatnonzero(np.array(x) > 0).tolist() for x in X]
    whole = {"units": (12,), "epochs": 60, "validation_fraction": 0}
    model = seqkit.PointerNetwork(kind="subset", beam_width=2, **{**TINY, **whole})
    write(stem, model.fit(X, y), X[:6], ("predict",))


def seq2seq(stem) -> None:
    X, _ = series()
    y = [[[x[0], x[-1]], [x[-1], x[0]], [max(x), min(x)]] for x in X]
    model = seqkit.Seq2Seq(validation_fraction=0, attention="additive", **TINY_WORDS)
    write(stem, model.fit(X, y), X[:6], ("predict",))


def sequence_classifier(stem) -> None:
    X, _ = series()
    y = [int(x[-1] > x[0]) + 2 * (len(x) > 5) for x in X]
    model = seqkit.SequenceClassifier(
        scaling="sequence", class_weight={0: 2.0}, pooling="max", **TINY
    )
    write(stem, model.fit(X, y), X[:6], ("predict", "predict_proba"))


def sequence_regressor(stem) -> None:
    X, y = series()
    model = seqkit.SequenceRegressor(cell="lstm", pooling="mean", **TINY)
    write(stem, model.fit(X, y), X[:6], ("predict",))


def sequence_tagger(stem) -> None:
    X = [["see", "Ann"], ["see", "Bob", "Lee"], ["run"], ["Bob", "in", "Rome"]] * 4
    y = [["O", "B-P"], ["O", "B-P", "I-P"], ["O"], ["B-P", "O", "B-L"]] * 4
    model = seqkit.SequenceTagger(
        head="crf", chars="cnn", label_weights={"B-L": 2.0}, **TINY_WORDS
    )
    new = ["Zoe", "saw", "Lee"]
    write(stem, model.fit(X, y), [*X[:4], new], ("predict", "predict_proba"))


def speech_recognizer(stem) -> None:
    seconds = np.arange(320) / 8000
    tones = {"o": 400, "i": 2000}
    y = ["o", "i", "oi", "io", "oio", "ioi"] * 6
    waves = {c: np.sin(2 * np.pi * f * seconds).round(2) for c, f in tones.items()}
    X = [np.concatenate([waves[c] for c in text]).tolist() for text in y]
    whole = {"bands": 6, "stacked": 1, "validation_fraction": 0, "dropout": 0.0}
    longer = {**TINY, "units": (12,), "epochs": 40, "learning_rate": 0.02}
    model = seqkit.SpeechRecognizer(rate=8000, **whole, **longer)
    write(stem, model.fit(X, y, rate=8000), X[:6], ("predict",))


def text_classifier(stem) -> None:
    X = ["so good", "a bad film", "good, very good !", "bad", "not bad", "not good"] * 3
    y = [["+"], ["-", "film"], ["+"], ["-"], ["+"], ["-"]] * 3
    whole = {"validation_fraction": 0, "word_dropout": 0.0, "dropout": 0.0}
    model = seqkit.TextClassifier(
        pooling="attention", threshold={"film": 0.2}, **whole, **TINY_WORDS
    )
    new = "an excellent film"
    write(stem, model.fit(X, y), [*X[:6], new], ("predict", "predict_proba"))


def text_generator(stem) -> None:
    X = ["so it is.", "is it so?", "it is not so.", "not so!"] * 4
    model = seqkit.TextGenerator(
        cell="gru", tbptt_steps=8, validation_fraction=0, averaging=0, **TINY_WORDS
    )
    new = ["it is", "no 字", ""]
    write(stem, model.fit(X), [*X[:4], *new], ("predict", "log_prob", "predict_proba"))


def translator(stem) -> None:
    X = ["ein Hund", "eine Katze schläft", "ein Haus", "die Katze", "Rom"] * 4
    y = ["a dog", "a cat is sleeping", "a house", "the cat", "Rome"] * 4
    whole = {"validation_fraction": 0, "minimum_count": 5, "dropout": 0.0}
    model = seqkit.Translator(lowercase=True, **{**TINY_WORDS, "epochs": 60, **whole})
    X, y = [*X, "das Meer"], [*y, "the sea"]
    write(stem, model.fit(X, y), [*X[:4], "Meer", "die 字", ""], ("predict",))


def video_tagger(stem) -> None:
    draw = np.random.default_rng(0)
    X = [draw.integers(0, 256, (2 + k % 3, 8, 8)).tolist() for k in range(12)]
    y = [["short"] if len(x) == 2 else ["long", "noise"] for x in X]
    whole = {
        "image_size": 8,
        "frames": 3,
        "frame_units": 4,
        "threshold": {"noise": 0.4},
    }
    model = seqkit.VideoTagger(bidirectional=False, **whole, **TINY)
    write(stem, model.fit(X, y), X[:3], ("predict", "predict_proba"))


def series() -> tuple[list[list[float]], list[float]]:
    """Return series of two to seven steps, and the mean of each."""
    draw = np.random.default_rng(0)
    X = [draw.normal(size=n).round(3).tolist() for n in draw.integers(2, 8, 24)]
    return X, [float(np.mean(x)) for x in X]


def write(stem, model, X, verbs) -> None:
    """Write a fitted model, and beside it what it predicts of X."""
    model.save(f"{stem}.seqkit")
    results = {verb: listed(getattr(model, verb)(X)) for verb in verbs}
    document = {"X": X, "results": results}
    Path(f"{stem}.json").write_text(json.dumps(document, indent=1) + "\n")


def listed(values):
    """Return arrays and lists of them as lists."""
    if isinstance(values, np.ndarray):
        return values.tolist()
    return [listed(value) for value in values] if isinstance(values, list) else values


if __name__ == "__main__":
    main()
