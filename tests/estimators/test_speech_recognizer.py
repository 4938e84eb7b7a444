"""SpeechRecognizer: recordings of any rate in, texts and times out."""

import wave

import numpy as np
import pandas as pd
import pytest

from seqkit import SpeechRecognizer

pytestmark = pytest.mark.slow

RATE = 8000
TONES = {"o": 300.0, "i": 1900.0, "a": 900.0}
TINY = {
    **{"bands": 10, "stacked": 2, "units": (12,), "dropout": 0, "band_masks": (1, 1)},
    **{"learning_rate": 0.02, "epochs": 16, "batch_size": 8, "random_state": 0},
}


def spoken(text, draw, rate=RATE):
    """Return a recording, and where each tone begins and ends in seconds."""
    parts, places, now = [], [], 0.0
    for sign in text:
        pause, length = draw.uniform(0.03, 0.08, 2)
        for frequency, lasts in ((0, pause), (TONES[sign], length)):
            samples = np.arange(round(lasts * rate)) / rate
            parts.append(np.sin(2 * np.pi * frequency * samples))
        places.append((now + pause, now + pause + length))
        now += pause + length
    sound = np.concatenate(parts)
    return 0.5 * sound + 0.003 * draw.normal(size=len(sound)), places


def drawn(count, seed=0, rate=RATE):
    draw = np.random.default_rng(seed)
    texts = [
        "".join(draw.choice(list(TONES), draw.integers(1, 5))) for _ in range(count)
    ]
    return [spoken(text, draw, rate)[0] for text in texts], texts


X, Y = drawn(100)
NEW, EXPECTED = drawn(20, seed=1)


@pytest.fixture(scope="module")
def recognizer():
    return SpeechRecognizer(**TINY).fit(X, Y, rate=RATE)


def test_it_writes_down_new_recordings(recognizer):
    assert recognizer.score(NEW, EXPECTED) > 0.95
    assert recognizer.rate_ == recognizer.given_rate_ == RATE
    report = recognizer.report(NEW, EXPECTED)
    assert report.scores["cer"].idxmin() == "recognizer"


def test_other_rates_are_brought_to_that_of_the_training(recognizer):
    waves, texts = drawn(20, seed=1, rate=2 * RATE)
    assert recognizer.score(waves, texts, rate=2 * RATE) > 0.95
    with_names = pd.Series(waves, index=range(20, 40))
    found = recognizer.predict(with_names, rate=2 * RATE)
    assert found.tolist() == recognizer.predict(waves, rate=2 * RATE)


def test_batches_and_padding_change_nothing(recognizer):
    whole = recognizer.predict_proba(NEW)
    for sound, one in zip(NEW, whole, strict=True):
        (alone,) = recognizer.predict_proba([sound])
        np.testing.assert_allclose(one, alone, atol=1e-5)
        assert one.index[-1] <= len(sound) / RATE


def test_symbols_are_found_when_they_sound(recognizer):
    sound, places = spoken("oiai", np.random.default_rng(3))
    times = recognizer.predict_times([sound])
    assert times["symbol"].tolist() == list("oiai")
    begins, ends = np.array(places).T
    assert (times["start"] < ends + 0.04).all()
    assert (times["end"] > begins - 0.04).all()
    assert (times["start"].to_numpy()[1:] >= times["end"].to_numpy()[:-1] - 1e-9).all()
    assert times["end"].max() <= len(sound) / RATE


def test_loudness_changes_nothing(recognizer):
    assert recognizer.predict([0.1 * sound for sound in NEW]) == recognizer.predict(NEW)


def test_files_and_what_cannot_be_read(recognizer, tmp_path):
    with wave.open(str(tmp_path / "new.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((NEW[0] * 32767).astype("<i2").tobytes())
    paths = pd.Series([tmp_path / "new.wav", tmp_path / "away.wav"], ["x", "y"])
    with pytest.warns(UserWarning, match="left out 1 recording"):
        found = recognizer.predict(paths)
    assert found["x"] == recognizer.predict(NEW[:1])[0]
    assert found.isna().to_dict() == {"x": False, "y": True}


def test_the_rate_of_arrays_asks_nothing_of_files(recognizer, tmp_path):
    waves, texts = drawn(3, seed=1, rate=2 * RATE)
    paths = [tmp_path / f"{number}.wav" for number in range(3)]
    for path, sound in zip(paths, waves, strict=True):
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 2 * RATE, 0, "NONE", ""))
            file.writeframes((sound * 32767).astype("<i2").tobytes())
    assert recognizer.predict([*paths, NEW[0]]) == [*texts, EXPECTED[0]]


def test_texts_that_nothing_can_learn_do_not_judge():
    held = NEW[:5], ["zz", *EXPECTED[1:5]]
    model = SpeechRecognizer(**TINY | {"epochs": 1})
    model.fit(X[:20], Y[:20], rate=[RATE] * 20, validation=held)
    clean = SpeechRecognizer(**TINY | {"epochs": 1})
    clean.fit(X[:20], Y[:20], rate=RATE, validation=(NEW[1:5], EXPECTED[1:5]))
    loss, expected = (each.history_["val_loss"].iloc[0] for each in (model, clean))
    assert loss == pytest.approx(expected, rel=1e-5)
    assert model.given_rate_ == RATE


def test_the_commonest_rate_is_that_of_the_model():
    quick = {**TINY, "epochs": 1, "validation_fraction": 0}
    high, texts = drawn(3, rate=16_000)
    rates = [16_000] * 3 + [RATE] * 2
    model = SpeechRecognizer(**quick).fit(high + X[:2], texts + Y[:2], rate=rates)
    assert (model.rate_, model.given_rate_) == (16_000, None)
    with pytest.raises(ValueError, match="rate"):
        model.predict(NEW)
    assert len(model.predict(NEW[:2], rate=RATE)) == 2


def test_a_rate_may_be_given_and_so_may_what_stops_the_training():
    high, texts = drawn(4, rate=16_000)
    model = SpeechRecognizer(rate=RATE, **{**TINY, "epochs": 1})
    model.fit(high, texts, rate=16_000, validation=(high, texts))
    assert (model.rate_, model.given_rate_) == (RATE, 16_000)
    assert "val_loss" in model.history_


def test_masks_are_drawn_by_the_seed():
    def first_batch(network, training, *others):
        return training.take(np.arange(4))[0]["values"]

    plain, one, other, third = (
        SpeechRecognizer(**{**TINY, "random_state": seed}, time_masks=masks).rehearse(
            first_batch, X[:20], Y[:20], rate=RATE
        )
        for masks, seed in [((0, 0), 0), ((2, 0.05), 0), ((2, 0.05), 0), ((2, 0.05), 1)]
    )
    np.testing.assert_array_equal(one, other)
    assert (one != plain).any()
    assert (one != third).any()


def sources(network, training, validation, *others):
    """Return frames of each recording that trains, and that stops the training."""
    return [
        [] if source is None else np.sort(source.lengths).tolist()
        for source in (training, validation)
    ]


def test_recordings_train_at_every_speed_and_validate_as_they_are():
    waves = [np.sin(np.arange(800 * n)) / 2 for n in range(1, 6)]
    texts = ["o", "oi", "oia", "o", "i"]
    plain, speeds = (
        SpeechRecognizer(
            **TINY, validation_fraction=0.2, speed_factors=factors
        ).rehearse(sources, waves, texts, rate=RATE)
        for factors in ((1.0,), (0.8, 1.0, 1.25))
    )
    assert len(plain[0]) == 4
    assert speeds[1] == plain[1]
    samples = (np.array(plain[0]) - 1) * 80
    changed = [samples * 1.25, samples, samples * 0.8]
    expected = np.sort(1 + np.concatenate(changed).astype(int) // 80)
    assert speeds[0] == expected.tolist()


def test_texts_too_long_for_a_faster_recording_are_named_with_the_speed():
    model = SpeechRecognizer(**TINY, validation_fraction=0, speed_factors=(1.0, 2.0))
    waves = [np.sin(np.arange(800)) / 2, np.sin(np.arange(4000)) / 2]
    with pytest.warns(UserWarning, match=r"left out 1 row .*'0 at speed 2'"):
        found = model.rehearse(
            lambda network, own, *_: len(own), waves, ["oioi", "o"], rate=RATE
        )
    assert found == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"time_masks": 2}, r"time_masks must be \(how many, size of the largest\)"),
        ({"band_masks": (-1, 3)}, r"band_masks must be \(how many"),
        ({"rate": 10}, "rate must be"),
        ({"bands": 0}, "bands must be a whole number >= 1"),
        ({"hop": 0.0}, "hop"),
        ({"speed_factors": (0.9, 0)}, "speed_factors must be from 0.5 to 2"),
        ({"speed_factors": (1, 1.0)}, "speed_factors must be different speeds"),
        ({"speed_factors": 1.1}, "speed_factors must be different speeds"),
    ],
)
def test_wrong_arguments_get_one_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        SpeechRecognizer(**arguments).fit(X[:2], Y[:2], rate=RATE)
