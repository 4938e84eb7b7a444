"""The Translator: order, agreement and unknown words; files, errors, company."""

import warnings

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import Seq2Seq, Translator
from seqkit.keras_backend import keras
from seqkit.networks import RepeatedAttentionLoss, translating_network
from seqkit.networks.translating import trained_form

pytestmark = pytest.mark.slow

NOUNS = {"Hund": "dog", "Katze": "cat", "Haus": "house", "Baum": "tree"}
COLOURS = {"rot": "red", "blau": "blue", "grün": "green"}
QUICK = {"units": (6,), "embedding_units": 6, "epochs": 1, "random_state": 0}
QUICK |= {"minimum_count": 1, "beam_width": 2}


def sentences(count=240, seed=0):
    """Return German sentences whose colour comes last, English with it before."""
    draw = np.random.default_rng(seed)
    pairs = []
    for _ in range(count):
        noun, colour = draw.choice(list(NOUNS)), draw.choice(list(COLOURS))
        pairs.append((f"{noun} ist {colour} .", f"{COLOURS[colour]} is {NOUNS[noun]}."))
    return [source for source, _ in pairs], [target for _, target in pairs]


X, Y = sentences()
NEW, SAID = sentences(12, seed=1)
NAMES = [f"N{number}" for number in range(40)]


@pytest.fixture(scope="module")
def fitted():
    """A translator that knows colours, and of nouns that each is another one."""
    named = [f"{name} ist rot ." for name in NAMES]
    said = [f"red is {name}." for name in NAMES]
    return Translator(
        units=(32,),
        embedding_units=32,
        dropout=0.1,
        learning_rate=0.01,
        batch_size=32,
        epochs=25,
        patience=25,
        random_state=0,
    ).fit(X + named, Y + said)


def quick(**arguments):
    return Translator(**QUICK | {"validation_fraction": 0} | arguments)


def test_words_find_their_place(fitted):
    assert fitted.predict(NEW) == SAID
    assert fitted.score(NEW, SAID) == pytest.approx(100)
    assert {"loss", "val_loss"} <= set(fitted.history_)


def test_an_unknown_word_is_the_one_looked_at(fitted):
    assert fitted.predict(["Zorro ist rot ."]) == ["red is Zorro."]
    kept = fitted.set_params(replace_unknown=False)
    (without,) = kept.predict(["Zorro ist rot ."])
    fitted.set_params(replace_unknown=True)
    assert "Zorro" not in without
    assert "<unk>" not in without
    assert isinstance(fitted.predict(["字 字 字"])[0], str)


def test_the_tree_of_a_search_ends_in_what_it_finds(fitted):
    tree = fitted.beam_tree("Hund ist blau .", beam_width=3)
    best = tree[tree["best"]]["token"].tolist()
    assert best == ["<start>", "blue", "is", "dog", "."]  # as long as may be
    assert tree["score"].idxmax() == tree.index[tree["best"]][-1]
    with pytest.raises(ValueError, match="the text has no token, so nothing is"):
        fitted.beam_tree("")
    with pytest.raises(TypeError, match="must be a text"):
        fitted.beam_tree(["Hund"])


@pytest.mark.parametrize("weights", [None, np.arange(8.0)])
def test_coverage_is_a_part_of_the_loss(weights):
    given, said = X[:8], Y[:8]
    made = quick(coverage=2.0, averaging=0)
    made.fit(given, said, sample_weight=weights, validation=(given, said))
    inputs, there = made.samples_of((given, said)).training.take(np.arange(8))
    told = trained_form(made.network_, attended=True)(inputs, training=False)
    loss = float(RepeatedAttentionLoss(2.0)(there, told["attention"]))
    history = made.history_
    np.testing.assert_allclose(history["val_attention_loss"], loss, rtol=1e-4)
    parts = history.filter(regex="^(scores|attention)_loss").sum(axis=1)
    np.testing.assert_allclose(history["loss"], parts, rtol=1e-5)
    written = made.samples_of((given, said)).loss(there, made.network_(inputs))
    np.testing.assert_allclose(history["val_scores_loss"], written, rtol=1e-4)
    assert made.network_.output.shape[-1] == len(made.target_.vocabulary)


def test_coverage_keeps_attention_from_looking_again():
    again = []
    for weight in (0.0, 5.0):
        made = quick(coverage=weight, learning_rate=0.02, epochs=6, batch_size=16)
        data = X[:64], Y[:64]
        source = made.fit(*data).samples_of(data).training
        inputs, there = source.take(np.arange(64))
        told = trained_form(made.network_, attended=True)(inputs, training=False)
        again.append(float(RepeatedAttentionLoss()(there, told["attention"])))
    assert again[1] < again[0]


def test_coverage_goes_with_scheduled_sampling():
    made = quick(coverage=1.0, scheduled_sampling=0.5).fit(X[:8], Y[:8])
    trained = made._trained_part(made.network_, None)
    unread = trained.get_layer("scheduled_sampling").unread
    assert made.target_.vocabulary.decode(unread) == ["<pad>", "<start>", "<end>"]
    assert made.history_["attention_loss"].notna().all()
    assert set(made.predict(X[:2], return_attention=True)[1][0].source) <= {
        *X[0].split()
    }


def test_what_is_seen_is_fed_to_the_next_step(tmp_path):
    made = quick(input_feeding=True, coverage=1.0, cell="lstm").fit(X[:8], Y[:8])
    assert "fed" in made.network_.get_layer("encoder").output
    said = made.predict(X[:4], n_best=2)
    made.save(tmp_path / "fed.seqkit")
    assert seqkit.load(tmp_path / "fed.seqkit").predict(X[:4], n_best=2) == said
    with pytest.raises(ValueError, match="input_feeding=True needs attention='dot'"):
        quick(input_feeding=True, attention=None).fit(X[:8], Y[:8])


def test_a_checkpoint_is_the_network_that_is_kept(tmp_path):
    path = tmp_path / "{epoch}.keras"
    checkpoint = keras.callbacks.ModelCheckpoint(path)
    asked = {"scheduled_sampling": 0.5, "averaging": 0, "callbacks": [checkpoint]}
    made = quick(coverage=1.0, **asked).fit(X[:8], Y[:8])
    written = keras.saving.load_model(tmp_path / "1.keras")
    assert written.input.keys() == made.network_.input.keys()
    for one, other in zip(
        written.get_weights(), made.network_.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_nothing_is_covered_without_attention():
    sentence = "coverage needs attention='dot' or 'additive', and targets of tokens"
    with pytest.raises(ValueError, match=sentence):
        quick(coverage=1.0, attention=None).fit(X[:8], Y[:8])
    with pytest.raises(ValueError, match=sentence):
        Seq2Seq(coverage=1.0, units=(4,), epochs=1).fit(["a", "b"] * 4, np.ones((8, 3)))
    with pytest.raises(ValueError, match="coverage must be a number in"):
        quick(coverage=-1.0).fit(X[:8], Y[:8])


def test_attention_is_on_what_is_translated(fitted):
    said, aligned = fitted.predict(["Hund ist blau ."], return_attention=True)
    assert said == ["blue is dog."]
    assert aligned[0].source == ["Hund", "ist", "blau", "."]
    assert aligned[0].target == ["blue", "is", "dog", "."]
    assert aligned[0].attention.shape == (4, 4)
    np.testing.assert_allclose(aligned[0].attention.sum(axis=1), 1, rtol=1e-5)
    _, ((one, other),) = fitted.predict(["Hund ."], n_best=2, return_attention=True)
    assert one.target != other.target


def test_company_order_and_padding_change_nothing(fitted):
    several = [*NEW[:4], " ".join(NEW[:4]), "Hund"]
    together = fitted.predict(several, n_best=2)
    assert fitted.predict(several[::-1], n_best=2) == together[::-1]
    assert [fitted.predict([text], n_best=2)[0] for text in several] == together
    alone = [fitted.predict([text], return_attention=True)[1][0] for text in several]
    for one, other in zip(
        alone, fitted.predict(several, return_attention=True)[1], strict=True
    ):
        np.testing.assert_allclose(one.attention, other.attention, atol=1e-5)


def test_more_beams_find_what_is_at_least_as_likely(fitted):
    rows = fitted._read(NEW)
    one, five = (fitted._texts(rows, fitted._search(n, 1, 0.0)) for n in (1, 5))
    for (greedy,), (best,) in zip(one, five, strict=True):
        assert best.log_probability >= greedy.log_probability - 1e-4
    with pytest.raises(ValueError, match="n_best=3 is more than beam_width=2"):
        fitted.predict(NEW, n_best=3, beam_width=2)


def test_translations_keep_the_rules(fitted):
    assert all(len(t.split()) <= 2 for t in fitted.predict(NEW, maximum_length=2))
    wishes = {"minimum_length": 8, "maximum_length": 9, "return_attention": True}
    _, aligned = fitted.predict(NEW[:2], **wishes)
    assert all(len(one.target) in (8, 9) for one in aligned)


def test_series_keep_their_index(fitted):
    given = pd.Series(NEW[:3], index=list("abc"))
    said = fitted.predict(given)
    assert said.index.tolist() == ["a", "b", "c"]
    assert said.tolist() == SAID[:3]


def test_empty_texts_have_empty_translations(fitted):
    assert fitted.predict(["", NEW[0], "  "]) == ["", SAID[0], ""]
    assert fitted.predict([""], return_attention=True)[1][0].attention.shape == (0, 0)


def test_a_report_stands_beside_a_dictionary(fitted):
    found = fitted.report(pd.Series(NEW, index=range(100, 112)), SAID, worst=2)
    assert found.scores.index.tolist() == ["translator", "word_by_word"]
    assert found.scores.loc["translator", "bleu"] == pytest.approx(100)
    assert found.scores.loc["word_by_word", "bleu"] < 50
    assert "case:mixed" in found.signatures["bleu"]
    assert found.worst["row"].tolist() == [100, 101]


def test_saved_and_loaded_in_a_fresh_process(fitted, tmp_path, fresh_process):
    fitted.save(tmp_path / "model.seqkit")
    code = (
        "import sys, seqkit; model = seqkit.load('model.seqkit');"
        "print('|'.join(model.predict(sys.argv[1:])))"
    )
    texts = [*NEW[:4], "Zorro ist rot .", ""]
    assert fresh_process(code, *texts).split("|") == fitted.predict(texts)
    assert seqkit.load(tmp_path / "model.seqkit").baseline_ == fitted.baseline_


def test_plain_keras_opens_the_network(fitted, opened_by_keras):
    assert opened_by_keras(fitted) == fitted.network_.count_params()


@pytest.mark.parametrize(
    ("cell", "attention"), [("simple", "additive"), ("lstm", None), ("lstm", "dot")]
)
def test_every_cell_translates(cell, attention):
    made = quick(cell=cell, attention=attention, units=(5, 4)).fit(X[:20], Y[:20])
    assert len(made.predict(NEW[:3])) == 3
    if attention is None:
        assert "<unk>" not in made.predict(["Zorro"])[0]
        with pytest.raises(ValueError, match="return_attention needs a network with"):
            made.predict(NEW, return_attention=True)


def test_letters_are_written_together():
    made = quick(tokens="character", epochs=2).fit(
        ["狗跑。", "猫"] * 6, ["dog", "c"] * 6
    )
    assert set(made.target_.vocabulary.tokens[4:]) == set("dogc")
    assert set(made.predict(["狗"])[0]) <= set("dogc狗")


@pytest.mark.usefixtures("quiet")
def test_lower_case_is_read_and_written():
    made = quick(lowercase=True).fit(["Ein Hund", "EIN HAUS"], ["A Dog", "A HOUSE"])
    assert made.source_.vocabulary.tokens[4:] == ("ein", "hund", "haus")
    assert made.target_.vocabulary.tokens[4:] == ("a", "dog", "house")
    assert made.predict(["HAUS"]) == made.predict(["haus"])
    made.set_params(lowercase=False)  # of the next fit
    found = made.report(["Ein Hund"], ["A DOG"])
    assert "case:lc" in found.signatures["bleu"]
    assert found.scores.loc["word_by_word", "chrf"] == pytest.approx(100)
    assert made.score(["Haus"], ["A HOUSE"]) == made.score(["haus"], ["a house"])


def test_weights_of_pairs_count():
    given = ["Hund"] * 40 + ["Katze"] * 40
    said = (["dog"] * 20 + ["hound"] * 20) + (["kitten"] * 20 + ["cat"] * 20)
    weights = np.repeat([1.0, 0.0, 0.0, 1.0], 20)
    wishes = {"epochs": 20, "patience": 20, "learning_rate": 0.02, "dropout": 0}
    wishes |= {"label_smoothing": 0, "batch_size": 16}
    made = quick(**wishes).fit(given, said, weights)
    assert made.predict(["Hund", "Katze"]) == ["dog", "cat"]


def test_translations_of_a_series_are_put_in_its_order():
    given = pd.Series(X[:8], index=list("abcdefgh"))
    said = pd.Series(Y[:8], index=given.index)[::-1]
    one, other = quick().fit(given, said), quick().fit(X[:8], Y[:8])
    for pair in zip(
        one.network_.get_weights(), other.network_.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(*pair)


def test_a_network_of_ones_own_translates(tmp_path):
    def small(sizes):
        return translating_network(sizes, units=(3,), embedding_units=3, cell="simple")

    made = quick(network=small).fit(X[:20], Y[:20])
    assert isinstance(made.network_, keras.Model)
    made.save(tmp_path / "model.seqkit")
    with pytest.warns(UserWarning, match="was built by network="):
        again = seqkit.load(tmp_path / "model.seqkit")
    assert again.predict(NEW) == made.predict(NEW)


def test_samples_are_what_the_network_learns_from(fitted):
    samples = fitted.samples_of((NEW, SAID))
    inputs, there = samples.training.take(np.arange(len(NEW)))
    right = float(samples.loss(there, fitted.network_(inputs, training=False)))
    inputs, there = fitted.samples_of((NEW, SAID[::-1])).training.take(np.arange(12))
    assert float(samples.loss(there, fitted.network_(inputs))) > right + 0.5


def test_pairs_with_an_empty_side_are_left_out_and_named():
    with pytest.warns(UserWarning, match=r"left out 2 pairs with an empty side \(1, 2"):
        made = quick().fit([X[0], "", X[1]], [Y[0], Y[1], "  "])
    assert len(made.history_) == 1


def test_long_pairs_are_left_out_and_long_sources_cut():
    made = quick(longest=5)
    with pytest.warns(
        UserWarning, match=r"left out 1 pair of more than 5 steps, as .*4"
    ):
        made.fit([*X[:4], X[0] * 2], [*Y[:4], Y[0]])
    with pytest.warns(UserWarning, match=r"read the first 5 steps alone of 1 source"):
        said = made.predict([X[0] * 30, X[1]])
    first = " ".join([*X[0].split(), X[0].split()[0]])
    assert said == made.predict([first, X[1]])


def test_many_steps_are_read_where_no_limit_is_set():
    made = quick(longest=None).fit(X[:8], Y[:8])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(made.predict([" ".join(X[:60])])) == 1


@pytest.mark.parametrize(
    ("sources", "targets", "error", "words"),
    [
        (["a", "b"], ["c"], ValueError, "X has 2 samples but y has 1; give one"),
        ([], [], ValueError, "X holds no sequences; give at least one"),
        (
            ["a", 5],
            ["c", "d"],
            TypeError,
            r"X\[1\] must be a text, got 5; drop the pair",
        ),
        (["a", "b"], ["c", None], TypeError, r"y\[1\] must be a text, got None"),
        ("a", "b", TypeError, "X must be a list of texts, of token lists or of series"),
        (["a"], "b", TypeError, "y must be a list with an entry for each sample"),
        ([["a"]], ["b"], TypeError, r"X\[0\] must be a text, got \['a'\]"),
        (pd.DataFrame({"t": ["a"]}), ["b"], TypeError, "got a frame; pass its column"),
    ],
)
def test_bad_pairs_get_one_sentence(sources, targets, error, words):
    with pytest.raises(error, match=words):
        quick().fit(sources, targets)


def test_nothing_but_empty_pairs_gets_one_sentence():
    with (
        pytest.warns(UserWarning, match="left out 1 pair with an empty side"),
        pytest.warns(UserWarning, match="left out 1 pair of more than 3 steps"),
        pytest.raises(ValueError, match="no pair has something on both sides"),
    ):
        quick(longest=3).fit(["a", "a b c d"], ["", "b"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"attention": "luong"}, "attention='luong' is unknown; choose 'dot', 'addit"),
        ({"tokens": "syllable"}, "tokens='syllable' is unknown; choose 'word'"),
        ({"label_smoothing": 1.0}, r"label_smoothing must be a number in \[0, 1\)"),
        ({"longest": 0}, "longest must be a whole number >= 1, got 0"),
        ({"beam_width": 0}, "beam_width must be a whole number >= 1"),
        ({"length_penalty": -1}, "length_penalty must be a number"),
        ({"schedule": "linear"}, "schedule='linear' is unknown"),
    ],
)
def test_bad_arguments_get_one_sentence(arguments, words):
    with pytest.raises(ValueError, match=words):
        quick(**arguments).fit(X[:4], Y[:4])


def test_pieces_of_words_are_learnt_written_and_saved(tmp_path):
    pytest.importorskip("tokenizers")
    made = quick(tokens="bpe", pieces=24, minimum_count=2, epochs=2).fit(X, Y)
    pieces = made.source_.cutting("Hund ist rot .")
    assert len(made.source_.vocabulary) <= 24 + 4
    assert "".join(pieces).replace("▁", " ").strip() == "Hund ist rot ."
    assert not any("▁" in text for text in made.predict(NEW))
    made.save(tmp_path / "model.seqkit")
    assert seqkit.load(tmp_path / "model.seqkit").predict(NEW) == made.predict(NEW)


def test_a_network_without_a_writer_is_refused_before_training():
    def lacking(sizes):
        source = keras.Input((None,), dtype="int32", name="source")
        words = keras.Input((None,), dtype="int32", name="words")
        x = keras.layers.Embedding(sizes.target_words, 3)(words)
        scores = keras.layers.Dense(sizes.target_words)(x)
        return keras.Model({"source": source, "words": words}, scores)

    with pytest.raises(ValueError, match="with the parts encoder and writer, got none"):
        quick(network=lacking).fit(X[:20], Y[:20])


def test_no_length_at_all_is_refused(fitted):
    with pytest.raises(ValueError, match="maximum_length must be"):
        fitted.predict(NEW, maximum_length=0)
