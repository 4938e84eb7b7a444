"""The TextGenerator: probabilities that add up, texts that are written, streams."""

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import TextGenerator, inspection
from seqkit.baselines import xz_bits_per_character
from seqkit.estimators.text_streams import Streams
from seqkit.keras_backend import keras, tf
from seqkit.networks.language import language_network

TEXT = "to be, or not to be: that is the question. " * 30
KINDS = ["ab ab", "cd cd cd", "ab ab ab", "cd cd"]
DOCUMENTS = np.random.default_rng(0).choice(KINDS, 48).tolist()
SMALL = {"units": (12,), "embedding_units": 8, "tbptt_steps": 10, "batch_size": 4}
SMALL |= {"learning_rate": 0.02, "dropout": 0, "averaging": 0, "random_state": 0}
SMALL |= {"validation_fraction": 0}


def generator(**arguments):
    return TextGenerator(**(SMALL | {"epochs": 1} | arguments))


@pytest.fixture(scope="module")
def fitted():
    return generator(epochs=20).fit(TEXT)


@pytest.fixture(scope="module")
def of_several():
    return generator(epochs=20, validation_fraction=0.2, patience=20).fit(DOCUMENTS)


@pytest.fixture(scope="module")
def of_words():
    words = generator(tokens="word", lowercase=True, minimum_count=2, epochs=10)
    return words.fit(TEXT + "Once upon a time.", validation=TEXT[:90])


@pytest.mark.slow
def test_learns_a_text_and_writes_on(fitted):
    assert fitted.perplexity(TEXT[:200]) < 1.5
    assert fitted.generate(TEXT[:20], max_new=12, temperature=0) == TEXT[20:32]
    assert fitted.predict(TEXT[:20]) == TEXT[20]
    assert "val_loss" not in fitted.history_


@pytest.mark.slow
def test_probabilities_of_what_comes_next_add_up_to_one(fitted, of_several, of_words):
    for model in (fitted, of_several, of_words):
        chances = model.predict_proba(["", "to be", "x字"])
        assert chances.shape == (3, len(model.vocabulary_))
        np.testing.assert_allclose(chances.sum(axis=1), 1, rtol=1e-9)
        assert (chances[:, 0] == 0).all()
        assert (chances[:, 1:] > 0).all()


@pytest.mark.slow
def test_log_prob_is_a_product_of_next_probabilities(fitted):
    text = "to note"
    expected = sum(
        np.log(
            fitted.predict_proba(text[:n])[0, fitted.vocabulary_.encode([letter])[0]]
        )
        for n, letter in enumerate(text)
    )
    assert fitted.log_prob(text) == pytest.approx(expected, rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("cut", [0, 1, 7, 600, 1290])
def test_log_prob_keeps_the_chain_rule(fitted, cut):
    first, second = TEXT[:cut], TEXT[cut:]
    parts = fitted.log_prob(first) + fitted.log_prob(second, given=first)
    assert fitted.log_prob(TEXT) == pytest.approx(parts, rel=1e-5)


@pytest.mark.slow
def test_log_prob_of_a_text_does_not_depend_on_those_beside_it(fitted):
    texts = [TEXT[:n] for n in (700, 3, 0, 40, 1100)]
    together = fitted.log_prob(texts)
    assert together == pytest.approx(
        [fitted.log_prob(text) for text in texts], rel=1e-5
    )
    assert together[2] == 0
    series = pd.Series(texts, index=list("abcde"))
    pd.testing.assert_series_equal(
        fitted.log_prob(series, given=["to"] * 5),
        pd.Series(fitted.log_prob(texts, given="to"), list("abcde")),
        check_names=False,
    )


@pytest.mark.slow
def test_scores_are_one_number_in_three_units(fitted):
    text = "to be asked"[:8]
    nats = -fitted.log_prob(text)
    assert fitted.perplexity(text) == pytest.approx(np.exp(nats / 8), rel=1e-6)
    assert fitted.bits_per_char(text) == pytest.approx(nats / 8 / np.log(2), rel=1e-6)
    assert fitted.score(text) == -fitted.bits_per_char(text)
    several = fitted.bits_per_char([text, text])
    assert several == pytest.approx(fitted.bits_per_char(text), rel=1e-6)


@pytest.mark.slow
def test_unknown_characters_are_spelt(fitted):
    one, other = fitted.log_prob(["to 字", "to 字字"])
    unknown = fitted.vocabulary_.unknown_id
    chance = np.log(fitted.predict_proba("to ")[0, unknown])
    letters = len(set(TEXT))
    spelt = 2 * np.log(letters + 2) + np.log(1_114_112)
    known = fitted.log_prob("to ")
    assert one == pytest.approx(known + chance - spelt, rel=1e-5)
    assert other < one - spelt
    assert fitted.perplexity("to 字") < np.exp(-one / 4)


@pytest.mark.slow
def test_unknown_words_are_spelt_and_case_is_as_wished(of_words):
    assert "once" not in of_words.vocabulary_
    assert of_words.log_prob("To BE") == of_words.log_prob("to be")
    assert of_words.log_prob("to onces") < of_words.log_prob("to once") - 1
    assert of_words.bits_per_char("to be") == pytest.approx(
        -of_words.log_prob("to be") / 5 / np.log(2)
    )


@pytest.mark.slow
def test_words_are_written_with_blanks_between_them(of_words):
    text = of_words.generate("to be", max_new=9, temperature=0)
    assert text == ", or not to be: that is the"
    assert "".join(of_words.stream("to be", max_new=9, temperature=0)) == text


@pytest.mark.slow
@pytest.mark.parametrize(
    "drawing", [{}, {"temperature": 0.5, "top_k": 4}, {"top_p": 0.9}]
)
def test_stream_gives_the_pieces_of_what_generate_returns(fitted, drawing):
    wish = {"max_new": 300, "random_state": 3, **drawing}
    pieces = list(fitted.stream("to ", **wish))
    assert len(pieces) > 1
    assert "".join(pieces) == fitted.generate("to ", **wish)
    assert len("".join(pieces)) == 300


@pytest.mark.slow
def test_pieces_of_words_keep_every_character(tmp_path):
    pytest.importorskip("tokenizers")
    model = generator(tokens="bpe", pieces=30, epochs=15)
    text = TEXT.replace(": ", ":\n")
    model.fit(text)
    assert {" to", "hat", "\n"} <= set(model.vocabulary_.tokens)
    assert model.generate(text[:20], max_new=9, temperature=0)[:9] == text[20:29]
    parts = model.log_prob(text[:9]) + model.log_prob(text[9:43], given=text[:9])
    assert model.log_prob(text[:43]) == pytest.approx(parts, rel=1e-5)
    assert model.bits_per_char(text) < 1
    model.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    assert again.log_prob(text[:43]) == pytest.approx(parts, rel=1e-5)
    again.set_params(tokens="character", lowercase=True)
    assert again.log_prob("To be") == pytest.approx(model.log_prob("To be"), rel=1e-5)


@pytest.mark.slow
def test_equal_seeds_write_equal_texts_and_others_do_not(fitted):
    def texts(seed):
        return fitted.generate(["to", "", "字 not"], max_new=30, random_state=seed)

    assert texts(1) == texts(1)
    assert texts(1) != texts(2)
    assert texts(1)[0] == fitted.generate("to", max_new=30, random_state=1)
    assert [len(text) for text in texts(1)] == [30] * 3


@pytest.mark.slow
def test_pieces_go_on_from_each_other(fitted):
    """Greedy pieces are what one token at a time would be."""
    text = ""
    for _ in range(140):
        text += fitted.predict("not" + text)
    assert fitted.generate("not", max_new=140, temperature=0) == text


@pytest.mark.slow
def test_stop_ends_the_writing_before_it(fitted):
    whole = fitted.generate("to", max_new=60, temperature=0)
    assert ":" in whole
    wish = {"max_new": 60, "temperature": 0}
    stopped = fitted.generate("to", stop=(": that", "zzz"), **wish)
    assert stopped == whole[: whole.index(": that")]
    assert "".join(fitted.stream("to", stop=": that", **wish)) == stopped
    assert fitted.generate("to", stop="zzz", **wish) == whole
    assert fitted.generate("to", max_new=0) == ""


@pytest.mark.slow
def test_texts_end_where_several_were_learnt(of_several):
    written = of_several.generate([""] * 40, max_new=30, random_state=0)
    assert np.mean([text in DOCUMENTS for text in written]) > 0.6
    assert of_several.predict(["cd c", "ab ab ab"]) == ["d", ""]
    assert of_several.ends_


@pytest.mark.slow
def test_texts_begin_as_they_did_in_training(of_several):
    """A text alone costs what it costs behind others, its end before it."""
    texts = DOCUMENTS[:20]
    row = of_several._one_row(of_several._documents(texts))
    (behind_others,) = of_several._reader().log_probabilities([row])
    letters = row[1:] != of_several.vocabulary_.end_id
    whole = behind_others[letters].sum()
    assert of_several.log_prob(texts).sum() == pytest.approx(whole, rel=0.1)


@pytest.mark.slow
def test_one_text_has_no_end(fitted):
    assert not fitted.ends_
    assert len(fitted.generate(max_new=400, temperature=3.0, random_state=0)) == 400


@pytest.mark.slow
def test_carried_states_tell_what_windows_cannot(monkeypatch):
    """A third of the letters repeat the one two before, often of another window."""
    draw = np.random.default_rng(0)
    text = "".join(f"{letter}.{letter}" for letter in draw.choice(list("ab"), 300))
    wishes = {"tbptt_steps": 2, "batch_size": 2, "epochs": 10, "units": (8,)}

    def last_loss():
        model = generator(**wishes).fit(text)
        return model.history_["loss"].min()

    carried = last_loss()
    take = Streams.take

    def always_begin(streams, which):
        inputs, wanted = take(streams, which)
        return inputs | {"begins": np.ones(len(which), dtype=bool)}, wanted

    monkeypatch.setattr(Streams, "take", always_begin)
    best = np.log(2) / 3  # nats: one letter of three is drawn
    assert carried < best + 0.03
    assert last_loss() > best + 0.08


@pytest.mark.slow
def test_report_stands_beside_ngrams_and_warns(fitted, of_several):
    report = of_several.report(DOCUMENTS, sample=5)
    assert list(report.scores.index) == ["generator", "ngrams_of_5"]
    assert report.scores.loc["generator", "bits_per_character"] == pytest.approx(
        of_several.bits_per_char(DOCUMENTS)
    )
    counted = of_several.baseline_.log_probabilities([list(text) for text in DOCUMENTS])
    characters = sum(map(len, DOCUMENTS))
    bits = -sum(each.sum() for each in counted) / np.log(2) / characters
    assert report.scores["bits_per_character"].iloc[1] == pytest.approx(bits)
    assert (report.characters, report.unknown) == (characters, 0)
    assert set(report.samples) == {"generator", "ngrams_of_5"}
    assert "bits_per_character" in repr(report)
    assert "characters" in report._repr_html_()
    weak = generator().fit(TEXT)
    with pytest.warns(
        UserWarning, match="is worse than .* of the baseline 'ngrams_of_5'"
    ):
        weak.report(TEXT[:100])


@pytest.mark.slow
def test_report_stands_beside_xz_where_training_is_given(of_several):
    with pytest.warns(UserWarning, match="is worse than .* of the baseline 'xz'"):
        report = of_several.report(DOCUMENTS[:20], training=DOCUMENTS, sample=5)
    assert list(report.scores.index) == ["generator", "ngrams_of_5", "xz"]
    expected = xz_bits_per_character("".join(DOCUMENTS[:20]), "".join(DOCUMENTS))
    assert report.scores.loc["xz", "bits_per_character"] == expected
    assert np.isnan(report.scores.loc["xz", "perplexity"])
    assert "–" in repr(report)
    assert "xz" not in report.samples


@pytest.mark.slow
def test_xz_reads_lower_case_where_the_network_does(of_words):
    loud, quiet = (
        of_words.report(each, training=TEXT, sample=0).scores.loc["xz"].iloc[0]
        for each in (TEXT[:300].upper(), TEXT[:300])
    )
    assert loud == quiet


@pytest.mark.slow
def test_validation_is_the_end_of_one_text_or_some_of_several():
    model = generator(validation_fraction=0.25)
    assert "val_loss" in model.fit(TEXT[:400]).history_
    assert "q" not in model.fit("ab" * 60 + "q" * 40).vocabulary_
    assert "val_loss" in model.fit(DOCUMENTS).history_


@pytest.mark.slow
def test_saved_model_writes_the_same_in_a_fresh_process(
    of_several, tmp_path, fresh_process
):
    of_several.save(tmp_path / "model.seqkit")
    expected = of_several.generate("a", max_new=40, random_state=5)
    bits = of_several.bits_per_char("ab cd字")
    code = (
        "import seqkit\n"
        "model = seqkit.load('model.seqkit')\n"
        "print(repr(model.generate('a', max_new=40, random_state=5)))\n"
        "print(model.bits_per_char('ab cd\\u5b57'))\n"
    )
    text, found = fresh_process(code).splitlines()
    assert text == repr(expected)
    assert float(found) == pytest.approx(bits, rel=1e-5)


@pytest.mark.slow
def test_own_network_is_taken_and_a_foreign_one_named():
    def own(sizes):
        return language_network(sizes, cell="gru", units=(6, 5), embedding_units=3)

    assert generator(network=own).fit(TEXT).network_.output["h2"].shape == (None, 5)

    def foreign(sizes):
        inputs = keras.Input((None,), name="tokens")
        return keras.Model(inputs, keras.layers.Embedding(sizes.tokens, 3)(inputs))

    with pytest.raises(ValueError, match="from a dict of 'tokens' and states"):
        generator(network=foreign).fit(TEXT)
    with pytest.raises(ValueError, match=r"got inputs \['NoneType'\]"):
        generator(network=lambda sizes: keras.Model()).fit(TEXT)


@pytest.mark.slow
def test_inspection_looks_into_a_fitted_generator(fitted):
    found = inspection.saliency(fitted, ["to be", "or no"], output=last_likeliest)
    assert found.shape == (2, 5, 8)
    assert np.abs(found).sum(axis=2).min() > 0


def last_likeliest(outputs):
    return tf.reduce_max(outputs["scores"][:, -1], axis=-1)


@pytest.mark.parametrize(
    ("X", "error", "said"),
    [
        ([], ValueError, "X holds no sequences; give at least one"),
        ("", ValueError, "text 0 is empty; drop it"),
        (["a", ""], ValueError, "text 1 is empty; drop it"),
        (["a", None], TypeError, "text 1 must be a string, got None; drop it"),
        (3, TypeError, "X must be a text or a list of texts, got 3; pass a string"),
        (pd.DataFrame({"t": ["a"]}), TypeError, "a frame with the columns 't'"),
    ],
)
def test_fit_names_what_is_no_text(X, error, said):
    with pytest.raises(error, match=said):
        generator().fit(X)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tokens": "syllable"}, "tokens='syllable' is unknown"),
        ({"tbptt_steps": 0}, "tbptt_steps must be a whole number >= 1, got 0"),
        ({"cell": "lsmt"}, "cell='lsmt' is unknown"),
    ],
)
def test_arguments_are_checked_before_training(wrong, said):
    with pytest.raises(ValueError, match=said):
        generator(**wrong).fit(TEXT)


@pytest.mark.slow
def test_bad_wishes_get_one_sentence(fitted):
    with pytest.raises(ValueError, match=r"stop must be a text, .* got ''"):
        fitted.generate(stop="")
    with pytest.raises(ValueError, match="max_new must be a whole number >= 0"):
        fitted.generate(max_new=-1)
    with pytest.raises(ValueError, match="temperature must be a number"):
        fitted.generate(temperature=-1.0)
    with pytest.raises(TypeError, match="prompt must be a string, got"):
        fitted.stream(["a", "b"])
    with pytest.raises(ValueError, match="as many as the 2 that follow, got 1"):
        fitted.log_prob(["a", "b"], given=["c"])
    with pytest.raises(ValueError, match="the texts hold no character"):
        fitted.bits_per_char(["", ""])
    with pytest.raises(seqkit.estimators.base.NotFittedError, match="not fitted yet"):
        generator().generate()


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["simple", "gru"])
def test_other_cells_and_deeper_stacks_learn(cell):
    model = generator(cell=cell, units=(12, 12), epochs=12, learning_rate=0.01).fit(
        TEXT
    )
    assert model.perplexity(TEXT[:200]) < 3
