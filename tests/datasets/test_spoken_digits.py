"""Spoken digits: the same again, who says what, and how far means of frames get."""

from functools import cache

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from seqkit.datasets import load_spoken_digits
from seqkit.datasets.speech_phones import DIGITS, PHONES
from seqkit.datasets.speech_synthesis import RATE, Voice, speak
from seqkit.sequences import log_mel


@cache
def many():
    """Recordings that several tests look at."""
    return load_spoken_digits(200, 100)


def same(one, other):
    pairs = zip(one.waveforms, other.waveforms, strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)
    return one.texts == other.texts and one.speakers.tolist() == other.speakers.tolist()


def test_recordings_are_the_same_for_the_same_seed_and_no_other():
    one, again, other = (
        load_spoken_digits(2, 2, digits=(1, 3), random_state=seed) for seed in (3, 3, 4)
    )
    assert same(one.train, again.train)
    assert same(one.test, again.test)
    assert one.train.texts != other.train.texts
    assert one.train.texts != one.test.texts


def test_first_recordings_do_not_depend_on_how_many_follow():
    few = load_spoken_digits(3, 2)
    assert len(few.train.waveforms[0]) == len(many().train.waveforms[0])
    assert few.train.texts == many().train.texts[:3]
    np.testing.assert_array_equal(few.test.waveforms[1], many().test.waveforms[1])


def test_recordings_are_sound_of_16_bits():
    train, dev, test = many()
    assert (dev, len(train), len(test), train.rate) == (None, 200, 100, 8000)
    for wave in train.waveforms:
        assert (wave.dtype, wave.ndim) == (np.float32, 1)
        assert 0.09 < np.abs(wave).max() < 0.91
        assert 0.25 < len(wave) / 8000 < 1.8
        np.testing.assert_array_equal(wave * 2**15, np.rint(wave * 2**15))


def test_each_ten_recordings_hold_all_digits_by_speakers_of_one_part():
    train, _, test = many()
    for start in range(0, 200, 10):
        assert sorted(train.texts[start : start + 10]) == sorted(DIGITS)
    assert max(train.speakers) < 40 <= min(test.speakers)
    assert max(test.speakers) < 60
    assert len(set(train.speakers)) > 30


def test_figures_and_words_say_the_same():
    words = load_spoken_digits(4, 1, digits=(2, 4)).train
    figures = load_spoken_digits(4, 1, digits=(2, 4), texts="figures").train
    names = list(DIGITS)
    read = ["".join(str(names.index(w)) for w in text.split()) for text in words.texts]
    assert figures.texts == read
    assert {2, 4} >= {min(map(len, read)), max(map(len, read))}
    np.testing.assert_array_equal(words.waveforms[0], figures.waveforms[0])


def spoken(phones, **voice):
    accent = {name: np.ones(3) for name in PHONES}
    made = {"pitch": 100, "tract": 1, "tempo": 0.3, "breath": 0.02, "accent": accent}
    return speak(phones, Voice(**{**made, **voice}), np.random.default_rng(1))


def peaks(wave):
    """Return power by frequency in 50 Hz steps, of the loud middle of a wave."""
    middle = wave[len(wave) // 3 : -len(wave) // 3]
    power = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
    hertz = np.fft.rfftfreq(len(middle), 1 / RATE)
    return np.histogram(hertz, bins=80, range=(0, 4000), weights=power)[0]


def test_vowels_have_their_formants_and_long_tracts_lower_ones():
    ee, aw = peaks(spoken(["ee"])), peaks(spoken(["aw"]))
    # a second formant at 2250 Hz against one at 840
    assert ee[40:52].sum() / ee[14:24].sum() > 30 * aw[40:52].sum() / aw[14:24].sum()
    low, high = (peaks(spoken(["a"], tract=tract)) for tract in (0.85, 1.25))
    assert low[6:14].sum() / low.sum() > high[6:14].sum() / high.sum()


def test_hiss_lies_above_the_voice():
    s = peaks(spoken(["s"]))
    assert s[60:].sum() > 5 * s[:40].sum()


def test_means_of_frames_tell_few_digits_of_unknown_speakers():
    train, _, test = many()
    X, X_new = (
        np.array([log_mel(wave, 8000).mean(axis=0) for wave in part.waveforms])
        for part in (train, test)
    )
    scaled = StandardScaler().fit(X)
    nearest = KNeighborsClassifier(1).fit(scaled.transform(X), train.texts)
    assert nearest.score(scaled.transform(X_new), test.texts) < 0.5


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"train": 0}, "train must be a whole number >= 1, got 0"),
        ({"digits": 0}, "each of digits must be a whole number >= 1, got 0"),
        ({"digits": (3, 2)}, "digits must name the fewest before the most"),
        ({"texts": "roman"}, "texts='roman' is unknown; choose 'words' or 'figures'"),
        ({"random_state": None}, "random_state must be a whole number >= 0, got None"),
    ],
)
def test_arguments_out_of_range_are_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        load_spoken_digits(**{"train": 1, "test": 1, **arguments})
