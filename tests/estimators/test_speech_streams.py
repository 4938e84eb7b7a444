"""Speech in chunks: the text and probabilities of the whole, as soon as they can be."""

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import SpeechRecognizer

pytestmark = pytest.mark.slow

RATE = 8000
TONES = {"o": 0.3, "i": 1.2}
TEXTS = ["o", "i", "oi", "io", "oio", "iio"] * 10
TINY = {
    **{"bands": 8, "stacked": 2, "units": (12, 8), "dropout": 0, "band_masks": (0, 0)},
    **{"time_masks": (0, 0), "learning_rate": 0.03, "epochs": 8, "random_state": 0},
    **{"validation_fraction": 0, "bidirectional": False, "normalise": "running"},
}


def spoken(text, extra=0):
    tones = [np.sin(np.arange(800) * TONES[sign]) for sign in text]
    pause = np.zeros(160)
    parts = [part for tone in tones for part in (tone, pause)]
    return 0.5 * np.concatenate([*parts, np.zeros(extra)])


WAVES = [spoken(text) for text in TEXTS]
NEW = spoken("iioio", extra=57)


@pytest.fixture(scope="module")
def recognizer():
    return SpeechRecognizer(**TINY, batch_size=8).fit(WAVES, TEXTS, rate=RATE)


def cut(sound, size):
    return [sound[start : start + size] for start in range(0, len(sound), size)]


def quick(**changes):
    """Return a recognizer that has learnt little."""
    model = SpeechRecognizer(**{**TINY, "units": (3,), "epochs": 1, **changes})
    return model.fit(WAVES[:4], TEXTS[:4], rate=RATE)


def test_it_learns_without_looking_ahead(recognizer):
    assert recognizer.predict([NEW], beam_width=1) == ["iioio"]


@pytest.mark.parametrize("size", [37, 80, 1234, len(NEW)])
def test_chunks_say_what_the_whole_says(recognizer, size):
    (whole,) = recognizer.predict_proba([NEW])
    told = list(recognizer.stream(cut(NEW, size)))
    assert told[-1].text == recognizer.predict([NEW], beam_width=1)[0]
    joined = pd.concat([each.probabilities for each in told])
    pd.testing.assert_frame_equal(joined, whole, check_exact=False, atol=1e-5)
    np.testing.assert_allclose(np.log(joined), np.log(whole), atol=1e-5)


def test_chunks_of_one_sample_say_what_the_whole_says(recognizer):
    sound = NEW[:1001]
    *_, last = told = list(recognizer.stream(cut(sound, 1)))
    assert len(told) == 1002
    assert last.text == recognizer.predict([sound], beam_width=1)[0] == "i"
    (whole,) = recognizer.predict_proba([sound])
    joined = pd.concat([each.probabilities for each in told])
    pd.testing.assert_frame_equal(joined, whole, check_exact=False, atol=1e-5)


def test_text_grows_while_it_is_spoken_with_its_times(recognizer):
    told = list(recognizer.stream(cut(NEW, 240)))
    lengths = [len(each.text) for each in told]
    assert lengths == sorted(lengths)
    assert lengths[len(told) // 2] in (1, 2, 3)
    symbols = pd.concat([each.symbols for each in told], ignore_index=True)
    assert "".join(symbols["symbol"]) == told[-1].text
    assert symbols["start"].is_monotonic_increasing
    steps = pd.concat([each.probabilities for each in told])
    for symbol, start, chance in symbols.itertuples(index=False):
        assert steps.loc[start, symbol] == pytest.approx(chance)


def test_silence_and_nothing_can_be_streamed(recognizer):
    (nothing,) = recognizer.stream([])
    assert nothing.text == ""
    assert len(nothing.symbols) == len(nothing.probabilities) == 0
    first, last = recognizer.stream([np.array([])])
    assert first.text == last.text == ""


def test_a_stream_begins_anew(recognizer):
    first, second = (
        [each.text for each in recognizer.stream([NEW[:3000]])] for _ in range(2)
    )
    assert first == second


def test_saved_recognizers_stream(recognizer, tmp_path):
    recognizer.save(tmp_path / "model.seqkit")
    loaded = seqkit.load(tmp_path / "model.seqkit")
    one, other = (list(each.stream([NEW])) for each in (recognizer, loaded))
    assert one[-1].text == other[-1].text
    pd.testing.assert_frame_equal(one[0].probabilities, other[0].probabilities)


@pytest.mark.parametrize("cell", ["simple", "lstm"])
def test_every_cell_carries_its_states(cell):
    model = quick(cell=cell, stacked=3)
    (whole,) = model.predict_proba([NEW])
    told = list(model.stream(cut(NEW, 1111)))
    joined = pd.concat([each.probabilities for each in told])
    pd.testing.assert_frame_equal(joined, whole, check_exact=False, atol=1e-5)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"normalise": "recording"}, "stream needs frames .* normalise='running'"),
        ({"bidirectional": True}, "it has Bidirectional layers; fit with bidir"),
        ({"filters": (2,)}, "it has Conv2D layers"),
    ],
)
def test_what_looks_ahead_gets_one_sentence(changes, sentence):
    model = quick(**changes)
    with pytest.raises(ValueError, match=sentence):
        model.stream([NEW])


def test_other_rates_and_what_is_no_sound_get_one_sentence(recognizer):
    with pytest.raises(ValueError, match=r"stream hears 8000 samples .* rate=16000"):
        recognizer.stream([NEW], rate=16_000)
    with pytest.raises(ValueError, match="a chunk must have shape"):
        list(recognizer.stream(NEW))


def test_normalise_has_two_ways():
    with pytest.raises(ValueError, match="normalise='global' is unknown"):
        quick(normalise="global")
