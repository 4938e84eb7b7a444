"""Seq2Seq: tokens and series on either side, free-running, in any length."""

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import Seq2Seq

pytestmark = pytest.mark.slow

QUICK = {"units": (6,), "embedding_units": 6, "epochs": 1, "random_state": 0}
QUICK |= {"validation_fraction": 0, "beam_width": 2}
DRAW = np.random.default_rng(0)
WORDS = [list(DRAW.choice(list("abcd"), n)) for n in DRAW.integers(1, 5, 200)]
WAVES = [
    np.stack([np.full(n, level), np.linspace(0, 1, n)], axis=1)
    for n, level in zip(DRAW.integers(4, 9, 160), DRAW.uniform(-1, 1, 160), strict=True)
]
RAMPS = [wave[0, 0] * np.arange(1.0, 6.0)[:, None] for wave in WAVES]


def quick(**arguments):
    return Seq2Seq(**QUICK | arguments)


@pytest.fixture(scope="module")
def of_numbers():
    """A model that writes five multiples of a level which its source holds."""
    wide = {"units": (24,), "epochs": 40, "patience": 40, "learning_rate": 0.01}
    return quick(**wide, word_dropout=0.3, dropout=0).fit(WAVES, RAMPS)


def test_token_lists_are_turned_round():
    turned = [tokens[::-1] for tokens in WORDS]
    wide = {"units": (32,), "embedding_units": 16, "epochs": 25, "patience": 25}
    model = quick(**wide, learning_rate=0.01, dropout=0).fit(WORDS, turned)
    assert model.score(WORDS, turned) > 0.9
    assert model.predict([["a", "b", "c"]]) == [["c", "b", "a"]]
    several, aligned = model.predict([["a", "b"]], n_best=2, return_attention=True)
    assert several[0][0] == ["b", "a"]
    assert aligned[0][0].attention.shape == (2, 2)
    assert aligned[0][0].attention.argmax(axis=1).tolist() == [1, 0]


def test_series_are_put_into_words():
    words = ["up" if wave[0, 0] > 0 else "down" for wave in WAVES]
    wide = {"units": (12,), "epochs": 15, "learning_rate": 0.02}
    model = quick(**wide).fit(WAVES, words)
    assert model.target_.kind == "texts"
    assert model.score(WAVES, words) > 0.9
    assert set(model.predict(WAVES[:20])) == {"up", "down"}


def test_series_are_written_free_running(of_numbers):
    assert of_numbers.score(WAVES, RAMPS) > 0.8
    (said,) = of_numbers.predict(WAVES[:1])
    assert said.shape == (5, 1)
    assert said.dtype == "float64"
    assert np.abs(said - RAMPS[0]).mean() < 0.4


def test_length_is_that_of_training_or_as_wished(of_numbers):
    assert of_numbers.steps_ == 5
    five = of_numbers.predict(WAVES[:3])
    some = of_numbers.predict(WAVES[:3], length=[2, 5, 7])
    assert [len(each) for each in some] == [2, 5, 7]
    for one, other in zip(five, some, strict=True):
        both = min(len(one), len(other))
        np.testing.assert_allclose(one[:both], other[:both], rtol=1e-5, atol=1e-6)
    for wrong in (0, 2.5, [1, 2], "two"):
        with pytest.raises(ValueError, match="length must be a whole number >= 1, or"):
            of_numbers.predict(WAVES[:3], length=wrong)


def test_company_and_padding_change_no_number(of_numbers):
    together = of_numbers.predict(WAVES[:6])
    for wave, expected in zip(WAVES[:6], together, strict=True):
        (alone,) = of_numbers.predict([wave])
        np.testing.assert_allclose(alone, expected, rtol=1e-5, atol=1e-6)


def test_attention_of_series_is_to_real_steps(of_numbers):
    said, aligned = of_numbers.predict(WAVES[:4], return_attention=True)
    for wave, numbers, one in zip(WAVES, said, aligned, strict=False):
        assert one.attention.shape == (5, len(wave))
        np.testing.assert_allclose(one.attention.sum(axis=1), 1, rtol=1e-5)
        np.testing.assert_array_equal(one.target, numbers)


def test_series_of_unknown_length_need_one():
    model = quick().fit(WAVES[:10], [wave[:, :1] for wave in WAVES[:10]])
    assert model.steps_ is None
    with pytest.raises(ValueError, match="different lengths, so predict needs length="):
        model.predict(WAVES[:2])
    assert [len(each) for each in model.predict(WAVES[:2], length=3)] == [3, 3]
    assert np.isfinite(model.score(WAVES[:10], [wave[:, :1] for wave in WAVES[:10]]))


def test_missing_target_steps_are_left_out():
    ramps = [ramp.copy() for ramp in RAMPS[:40]]
    for ramp in ramps:
        ramp[2] = np.nan
    model = quick(epochs=2).fit(WAVES[:40], ramps)
    assert np.isfinite(model.history_["loss"]).all()
    assert np.isfinite(model.score(WAVES[:40], ramps))


def test_units_of_targets_come_back():
    tall = [1e6 + 1e3 * ramp for ramp in RAMPS[:40]]
    small, large = (
        quick(epochs=2).fit(WAVES[:40], targets).predict(WAVES[:3])
        for targets in (RAMPS[:40], tall)
    )
    for one, other in zip(small, large, strict=True):
        np.testing.assert_allclose(1e6 + 1e3 * one, other, rtol=1e-6)


def test_words_become_series():
    levels = {"low": -1.0, "high": 1.0}
    texts = ["low", "high", "very high"] * 10
    ramps = [np.full((3, 2), levels[text.split()[-1]]) for text in texts]
    model = quick(epochs=20, learning_rate=0.02, units=(8,)).fit(texts, ramps)
    low, high = model.predict(["low", "high"])
    assert low.shape == (3, 2)
    assert low.mean() < -0.5 < 0.5 < high.mean()
    nothing = model.predict([""], length=2)[0]
    np.testing.assert_allclose(nothing, np.full((2, 2), np.mean(ramps)))


def test_without_attention_series_are_written_all_the_same():
    model = quick(attention=None, cell="lstm", units=(5, 4)).fit(WAVES[:20], RAMPS[:20])
    assert model.predict(WAVES[:2])[0].shape == (5, 1)
    with pytest.raises(ValueError, match="return_attention needs a network with att"):
        model.predict(WAVES[:2], return_attention=True)
    with pytest.raises(ValueError, match="n_best=2 needs targets of tokens"):
        model.predict(WAVES[:2], n_best=2)


def test_forms_of_series_are_one():
    flat = np.stack([wave[:4, 0] for wave in WAVES[:12]])
    model = quick().fit(flat, RAMPS[:12])
    expected = model.predict(flat)
    for same in (flat[..., None], list(flat), pd.DataFrame(flat)):
        np.testing.assert_array_equal(model.predict(same), expected)
    named = model.predict(pd.Series(list(flat), index=range(50, 62)))
    assert named.index.tolist() == list(range(50, 62))


@pytest.mark.parametrize("targets", [RAMPS[:12], WORDS[:12]], ids=["series", "tokens"])
def test_saved_and_loaded_in_a_fresh_process(targets, tmp_path, fresh_process):
    model = quick(scaling="sequence").fit(WAVES[:12], targets)
    model.save(tmp_path / "model.seqkit")
    np.save(tmp_path / "new.npy", np.stack([wave[:4] for wave in WAVES[:3]]))
    code = (
        "import numpy as np, seqkit; model = seqkit.load('model.seqkit');"
        "print([list(map(list, each)) for each in model.predict(np.load('new.npy'))])"
    )
    said = model.predict(np.load(tmp_path / "new.npy"))
    assert fresh_process(code) == str([list(map(list, each)) for each in said])
    assert seqkit.load(tmp_path / "model.seqkit").get_params() == model.get_params()


@pytest.mark.parametrize(
    ("sources", "targets", "error", "words"),
    [
        (WAVES[:2], ["a"], ValueError, "X has 2 samples but y has 1"),
        ([["a"], ["b", 3]], ["a", "b"], TypeError, r"X\[1\] must be a list of tokens"),
        ([["a"], "b"], ["a", "b"], TypeError, r"X\[1\] must be a list of tokens, all"),
        (WAVES[:2], [["a"], [1.0]], TypeError, r"y\[1\] must be a list of tokens"),
        ([[1.0], [[1.0, 2.0]]], ["a", "b"], ValueError, "sequence 1 has 2 features"),
        ([[1.0], [np.inf]], ["a", "b"], ValueError, "sequence 1 is infinite at step 0"),
        (["a", "b"], [[1.0], []], ValueError, "sequence 1 has no step"),
    ],
)
def test_bad_pairs_get_one_sentence(sources, targets, error, words):
    with pytest.raises(error, match=words):
        quick().fit(sources, targets)


def test_other_kinds_than_fitted_get_one_sentence():
    model = quick().fit(WORDS[:8], WORDS[:8])
    with pytest.raises(TypeError, match=r"X\[0\] must be a list of tokens"):
        model.predict(["a b"])
    numbers = quick().fit(WAVES[:8], RAMPS[:8])
    with pytest.raises(ValueError, match="sequence 0 must hold numbers"):
        numbers.predict(["a b"])
    with pytest.raises(ValueError, match="the model was fitted on 2"):
        numbers.predict([[1.0, 2.0]])


def test_series_written_for_texts_are_scored_as_they_are_written():
    texts, series = ["ab", "CD e"] * 4, [[1.0, 2.0], [3.0, 5.0]] * 4
    made = quick(lowercase=True).fit(texts, series)
    (one, other) = made.predict(["AB", "cd E"], length=2)
    wanted = np.concatenate([one, other])
    assert made.score(["AB", "cd E"], [one, other]) == pytest.approx(1)
    off = made.score(["AB", "cd E"], [one + wanted.std(), other])
    assert off < 1
