"""The MusicGenerator: probabilities that add up, music that is written, files."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import MusicGenerator, inspection
from seqkit.baselines import ChordModel
from seqkit.datasets import fetch_jsb
from seqkit.keras_backend import keras, tf
from seqkit.networks import music_network
from seqkit.readers import read_midi, write_midi
from seqkit.sequences import Note, chords_of_roll, roll_of

TUNE = [[72, 48], [72, 48], [74, 55], [76, 48], [76, 60], [74, 55], [72, 48], [72, -1]]
OTHER = [[67, 52], [69, 53], [71, 55], [71, 55], [72, 48], [72, 48]]
PIECES = [TUNE * 2, OTHER * 2, TUNE, OTHER] * 6
SMALL = {"units": (16,), "chord_units": 16, "batch_size": 4, "learning_rate": 0.02}
SMALL |= {"dropout": 0, "averaging": 0, "random_state": 0}
SMALL |= {"validation_fraction": 0}


def generator(**arguments):
    return MusicGenerator(**(SMALL | {"epochs": 1} | arguments))


@pytest.fixture(scope="module")
def of_events():
    return generator(epochs=20).fit(PIECES)


@pytest.fixture(scope="module")
def of_roll():
    wishes = {"epochs": 40, "learning_rate": 0.04}
    return generator(representation="roll", **wishes).fit(PIECES)


@pytest.fixture(params=["events", "roll"])
def fitted(request):
    return request.getfixturevalue(f"of_{request.param}")


def sung(notes, steps, voices=4):
    return chords_of_roll(roll_of(notes, steps), voices)


@pytest.mark.slow
def test_learns_a_tune_and_writes_on(fitted):
    assert fitted.nll_per_step(PIECES) < 0.7
    written = fitted.generate(TUNE, steps=8, temperature=0)
    assert sung(written, 16, 2).tolist() == TUNE * 2
    assert [one.tolist() for one in fitted.predict([TUNE[:2], TUNE[:3]])] == TUNE[2:4]
    assert "val_loss" not in fitted.history_


@pytest.mark.slow
def test_scores_are_one_number_in_three_sizes(fitted):
    pieces = [TUNE, OTHER[:3]]
    each = fitted.log_probabilities(pieces)
    assert [len(row) for row in each] == [8, 3]
    assert max(row.max() for row in each) <= 1e-6
    np.testing.assert_allclose(fitted.log_prob(pieces), [row.sum() for row in each])
    nats = -np.concatenate(each).mean()
    assert fitted.nll_per_step(pieces) == pytest.approx(nats)
    assert fitted.score(pieces) == -fitted.nll_per_step(pieces)


@pytest.mark.slow
def test_scores_do_not_depend_on_the_pieces_beside(fitted):
    pieces = [TUNE[:n] for n in (5, 1, 8)] + [TUNE * 40, [[-1, -1]], OTHER]
    together = fitted.log_probabilities(pieces)
    for piece, found in zip(pieces, together, strict=True):
        (alone,) = fitted.log_probabilities([piece])
        np.testing.assert_allclose(found, alone, rtol=1e-4, atol=1e-5)


@pytest.mark.slow
def test_steps_are_scored_by_what_stands_before_alone(fitted):
    """Windows go on from each other: 320 steps cost what their beginning says."""
    (whole,) = fitted.log_probabilities([TUNE * 40])
    (beginning,) = fitted.log_probabilities([TUNE * 33])
    np.testing.assert_allclose(beginning, whole[:264], rtol=1e-4, atol=1e-5)


@pytest.mark.slow
def test_loss_of_training_is_nats_per_step(fitted):
    samples = fitted.samples_of([TUNE, OTHER])
    inputs, wanted = samples.training.take(np.arange(2))
    outputs = fitted.network_(inputs, training=False)
    loss = samples.loss["scores"](wanted["scores"], outputs["scores"])
    assert float(loss) == pytest.approx(fitted.nll_per_step([TUNE, OTHER]), rel=1e-5)


@pytest.mark.slow
def test_roll_is_a_product_of_88_keys(of_roll):
    """The probability of a chord, by hand from the network's log odds."""
    inputs, _ = of_roll.samples_of([TUNE[:1]]).training.take(np.array([0]))
    odds = of_roll.network_(inputs, training=False)["scores"][0, 0].numpy()
    shares = 1 / (1 + np.exp(-odds.astype("float64")))
    for low, high in product((48, 50), (71, 72)):
        sounds = np.isin(np.arange(21, 109), (low, high))
        expected = np.log(np.where(sounds, shares, 1 - shares)).sum()
        found = of_roll.log_prob([[[high, low]]])[0]
        assert found == pytest.approx(expected, rel=1e-4)


@pytest.mark.slow
def test_music_is_drawn_by_its_probability(fitted):
    """Of 2,000 first chords each comes as often as it is likely, but for chance."""
    written = fitted.generate([None] * 2000, steps=1, random_state=1)
    drawn = [tuple(note.pitch for note in notes) for notes in written]
    for chord in set(drawn):
        padded = [*chord[::-1], *[-1] * (len(chord) == 0)]
        share = np.exp(fitted.log_prob([[padded]])[0])
        spread = np.sqrt(share * (1 - share) / 2000)
        assert drawn.count(chord) / 2000 == pytest.approx(share, abs=5 * spread + 1e-3)


@pytest.mark.slow
def test_equal_seeds_write_equal_music_row_by_row(fitted):
    def music(seed, primers=(None, TUNE, OTHER[:1])):
        return fitted.generate(list(primers), steps=20, random_state=seed)

    assert music(1) == music(1)
    assert music(1) != music(2)
    assert music(1)[0] == fitted.generate(steps=20, random_state=1)
    assert music(1, (None, TUNE))[1] == music(1)[1]


@pytest.mark.slow
def test_primers_stand_before_what_is_written(fitted):
    notes = fitted.generate(TUNE, steps=5, random_state=0)
    np.testing.assert_array_equal(sung(notes, 13)[:8, :2], TUNE)
    assert fitted.generate(TUNE, steps=0) == fitted.generate(TUNE, steps=0)
    assert sung(fitted.generate(TUNE, steps=0), 8, 2).tolist() == TUNE
    assert fitted.generate(steps=0) == []
    several = fitted.generate(pd.Series([TUNE, None], index=["a", "b"]), steps=2)
    assert several.index.tolist() == ["a", "b"]


@pytest.mark.slow
@pytest.mark.parametrize("voices", [1, 2])
def test_no_more_voices_than_wished(fitted, voices):
    wish = {"steps": 30, "temperature": 3.0, "random_state": 0}
    free = roll_of(fitted.generate(**wish)).sum(axis=1)
    bound = roll_of(fitted.generate(voices=voices, **wish)).sum(axis=1)
    assert free.max() > 2
    assert bound.max() == voices


@pytest.mark.slow
def test_repeated_notes_are_told_from_long_ones():
    """A tune whose notes are struck anew each step, and one whose are not."""
    struck = [[Note(step, 60, 1) for step in range(12)]] * 8
    model = generator(epochs=30).fit(struck)
    written = model.generate(struck[0][:4], steps=6, temperature=0)
    assert written == struck[0][:10]
    held = model.log_prob([[Note(0, 60, 12)]])[0]
    assert model.log_prob(struck[:1])[0] > held + 10


@pytest.mark.slow
def test_files_in_and_out(of_events, tmp_path):
    path = tmp_path / "in.mid"
    notes = of_events.generate(TUNE, steps=0)
    write_midi(path, notes)
    assert of_events.log_prob([path]) == pytest.approx(of_events.log_prob([TUNE]))
    written = of_events.generate(path, steps=8, random_state=0)
    write_midi(tmp_path / "out.mid", written)
    assert read_midi(tmp_path / "out.mid").notes == written
    again = generator().fit([path, read_midi(path), notes, TUNE])
    assert again.baseline_.chords.total() == 3 * 8 + 8


@pytest.mark.slow
def test_transpositions_make_keys_alike():
    """A tune that was learnt in C alone is known in D, if all keys were practised."""
    higher = [(np.array(TUNE) + 2).tolist()[:-1]]
    wishes = {"epochs": 15}
    plain = generator(**wishes).fit([TUNE] * 16)
    moved = generator(transpositions=3, **wishes).fit([TUNE] * 16)
    assert moved.nll_per_step(higher) < plain.nll_per_step(higher) / 2


@pytest.mark.slow
def test_report_stands_beside_counted_chords_and_warns(fitted):
    pieces = [TUNE, OTHER]
    report = fitted.report(pieces, sample=6)
    assert list(report.scores.index) == ["generator", "chord_model"]
    scores = report.scores["nll_per_step"]
    assert scores["generator"] == pytest.approx(fitted.nll_per_step(pieces))
    assert scores["chord_model"] == pytest.approx(
        ChordModel.of(PIECES).loss_per_step([np.array(piece) for piece in pieces])
    )
    behind = np.concatenate([each[1:] for each in fitted.log_probabilities(pieces)])
    assert report.scores.loc["generator", "behind_first"] == pytest.approx(
        -behind.mean()
    )
    assert (report.pieces, report.steps) == (2, 14)
    assert all(note.end <= 6 for notes in report.samples.values() for note in notes)
    assert "2 pieces, 14 steps" in repr(report)
    assert "nll_per_step" in report._repr_html_()
    weak = generator(learning_rate=1e-6).fit(PIECES)
    with pytest.warns(UserWarning, match="worse than .* of the baseline 'chord_model'"):
        weak.report(pieces, sample=0)


@pytest.mark.slow
def test_validation_is_a_share_or_what_is_given():
    assert "val_loss" in generator(validation_fraction=0.25).fit(PIECES).history_
    model = generator().fit(PIECES, validation=[[[100, 99]]])
    assert "val_loss" in model.history_
    assert (99, 100) not in model.baseline_.chords


@pytest.mark.slow
def test_saved_model_writes_the_same_in_a_fresh_process(
    fitted, tmp_path, fresh_process
):
    fitted.save(tmp_path / "model.seqkit")
    expected = fitted.generate(steps=20, random_state=5)
    nats = fitted.nll_per_step([TUNE])
    code = (
        "import seqkit\n"
        "model = seqkit.load('model.seqkit')\n"
        "print(model.generate(steps=20, random_state=5))\n"
        f"print(model.nll_per_step([{TUNE}]))\n"
    )
    notes, found = fresh_process(code).splitlines()
    assert notes == repr(expected)
    assert float(found) == pytest.approx(nats, rel=1e-5)
    again = seqkit.load(tmp_path / "model.seqkit")
    assert again.baseline_.chords == fitted.baseline_.chords


@pytest.mark.slow
def test_own_network_is_taken_and_a_foreign_one_named():
    def own(sizes):
        return music_network(sizes, cell="gru", units=(6, 5), chord_units=4)

    assert generator(network=own).fit(PIECES).network_.output["h2"].shape == (None, 5)

    def foreign(sizes):
        frames = keras.Input((None, sizes.features), name="frames")
        return keras.Model(frames, keras.layers.Dense(88)(frames))

    with pytest.raises(ValueError, match="a dict of 'frames' and 'given' and states"):
        generator(network=foreign).fit(PIECES)


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["simple", "gru"])
@pytest.mark.parametrize("representation", ["events", "roll"])
def test_other_cells_and_deeper_stacks_learn(cell, representation):
    kind = {"cell": cell, "representation": representation, "units": (12, 12)}
    model = generator(**kind, epochs=15).fit(PIECES)
    assert model.nll_per_step(PIECES) < 5


@pytest.mark.slow
def test_inspection_looks_into_a_fitted_generator(of_roll):
    found = inspection.saliency(of_roll, [TUNE, TUNE], output=last_keys)
    assert np.abs(found).sum() > 0


def last_keys(outputs):
    return tf.reduce_sum(outputs["scores"][:, -1], axis=-1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"representation": "notes"}, "representation='notes' is unknown"),
        ({"transpositions": 12}, "transpositions=12 .* an octave=11"),
        ({"transpositions": -1}, "transpositions must be a whole number >= 0"),
        ({"chord_units": 0}, "chord_units must be a whole number >= 1"),
        ({"steps_per_beat": 0}, "steps_per_beat must be a whole number >= 1"),
        ({"cell": "lsmt"}, "cell='lsmt' is unknown"),
    ],
)
def test_arguments_are_checked_before_training(wrong, said):
    with pytest.raises(ValueError, match=said):
        generator(**wrong).fit(PIECES)


@pytest.mark.parametrize(
    ("X", "error", "said"),
    [
        ([], ValueError, "X holds no sequences; give at least one"),
        ([TUNE, []], ValueError, "piece 1 holds no note and no step; drop it"),
        (TUNE, TypeError, "piece 0 must be the path of a MIDI file"),
        ("none.mid", TypeError, "X must be a list of pieces, got str"),
        ([[[20, 60]]], ValueError, "piece 0 must keep to the keys of a piano"),
        ([[[60.5, 62.0]]], ValueError, "the chords of piece 0 must be whole numbers"),
    ],
)
def test_fit_names_what_is_no_piece(X, error, said):
    with pytest.raises(error, match=said):
        generator().fit(X)


@pytest.mark.slow
def test_bad_wishes_get_one_sentence(fitted):
    with pytest.raises(ValueError, match="steps must be a whole number >= 0, got -1"):
        fitted.generate(steps=-1)
    with pytest.raises(ValueError, match="temperature must be a number"):
        fitted.generate(temperature=-1.0)
    with pytest.raises(ValueError, match="voices must be a whole number >= 1, got 0"):
        fitted.generate(voices=0)
    with pytest.raises(TypeError, match="primer 1 must be the path of a MIDI file"):
        fitted.generate([None, 3])
    with pytest.raises(TypeError, match="primer must be a list of pieces, got int"):
        fitted.generate(5)
    with pytest.raises(ValueError, match="X holds no sequences"):
        fitted.predict([])
    with pytest.raises(seqkit.estimators.base.NotFittedError, match="not fitted yet"):
        generator().generate()


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.usefixtures("data_folder")
def test_chorales_by_bach_are_learnt_in_three_epochs():
    train, dev, _ = fetch_jsb()
    model = MusicGenerator(units=(64,), epochs=3, random_state=0)
    assert model.fit(train, validation=dev).nll_per_step(dev) < 9


@pytest.mark.slow
def test_a_fitted_network_stays_what_it_is(tmp_path):
    """What is set afterwards holds for the next fit."""
    made = generator(representation="roll").fit([TUNE, OTHER])
    path = tmp_path / "tune.mid"
    write_midi(path, made.generate(TUNE, steps=0))
    nats = made.nll_per_step([path])
    made.set_params(representation="events", steps_per_beat=8)
    made.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    assert (again.representation_, again.steps_per_beat_) == ("roll", 4)
    for one in (made, again):
        assert one.nll_per_step([path]) == pytest.approx(nats, rel=1e-5)
        assert len(sung(one.generate(path, steps=0), 8)) == 8


@pytest.mark.slow
def test_a_low_temperature_takes_the_likeliest_without_a_warning(of_roll):
    cold = of_roll.generate(TUNE, steps=8, temperature=1e-3, random_state=0)
    assert cold == of_roll.generate(TUNE, steps=8, temperature=0)
