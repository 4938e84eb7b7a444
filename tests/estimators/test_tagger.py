"""SequenceTagger: what it learns, what weighs what, who may stand beside whom."""

import itertools
import json
import random
from functools import cache

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

import seqkit
from seqkit import SequenceTagger
from seqkit.estimators import sentence_readings
from seqkit.estimators.holdout import hold_out
from seqkit.keras_backend import keras
from seqkit.networks import ChainScores
from seqkit.sequences import illegal_step
from seqkit.training import predict_batches

pytestmark = pytest.mark.slow

COLUMNS = ["loss", "val_loss", "val_score", "learning_rate", "seconds"]
QUICK = {
    **{"units": (4,), "embedding_units": 4, "chars": None, "learning_rate": 0.05},
    **{"bidirectional": False, "epochs": 2, "random_state": 0},
    "validation_fraction": 0,
}
X = [["see", "Ann"], ["see", "Bob", "Lee"], ["run"], ["Bob", "in", "Rome"]] * 3
Y = [["O", "B-P"], ["O", "B-P", "I-P"], ["O"], ["B-P", "O", "B-L"]] * 3
PLAIN = ([["a", "b", "a"], ["b"]], [["A", "B", "A"], ["B"]])


def toy(count, seed):
    """Draw sentences of names (one word or two) and places (behind `in`)."""
    draw = random.Random(seed)
    sentences, tags = [], []
    for _ in range(count):
        person = [draw.choice(["Ann", "Bob", "Cem"]), "Lee"][: draw.choice([1, 2])]
        place = [draw.choice(["Rome", "Oslo", "Bob"])]
        words = [["see"], person, ["in"], place, ["now"]]
        marks = [["O"], ["B-P", "I-P"][: len(person)], ["O"], ["B-L"], ["O"]]
        kept = draw.choice([(0, 1), (0, 1, 2, 3), (1, 2, 3, 4), (4,), (2, 3), (0,)])
        sentences.append([word for part in kept for word in words[part]])
        tags.append([mark for part in kept for mark in marks[part]])
    return sentences, tags


@cache
def learnt(head, chars, cell):
    tagger = SequenceTagger(
        **{"head": head, "chars": chars, "cell": cell, "units": (12,)},
        **{"embedding_units": 12, "learning_rate": 0.03, "dropout": 0.1},
        **{"epochs": 14, "batch_size": 16, "word_dropout": 0.1, "random_state": 0},
    )
    return tagger.fit(*toy(96, 0))


@pytest.fixture(params=["crf", "softmax"])
def tagger(request):
    return learnt("crf", "cnn", "lstm") if request.param == "crf" else softmax()


def softmax():
    return learnt("softmax", "rnn", "simple")


def same_weights(one, other):
    pairs = zip(one.network_.get_weights(), other.network_.get_weights(), strict=True)
    return all(np.array_equal(*pair) for pair in pairs)


class Steps(keras.callbacks.Callback):
    """Note how many batches an epoch has."""

    def on_train_begin(self, logs=None):
        self.count = self.params["steps"]


class TestLearning:
    def test_a_batch_may_hold_so_many_tokens(self):
        steps = Steps()
        given = QUICK | {"callbacks": [steps]}
        SequenceTagger(batch_steps=6, **given).fit(X, Y)
        assert steps.count == 5  # the 3 of 1 token join those of 2
        with pytest.raises(ValueError, match="batch_steps must be a whole number >= 1"):
            SequenceTagger(batch_steps=0, **given).fit(X, Y)

    @pytest.mark.parametrize(
        ("head", "chars", "cell"),
        [
            ("crf", "cnn", "lstm"),
            ("crf", None, "gru"),
            ("softmax", "rnn", "simple"),
        ],
    )
    def test_tagger_learns_a_toy_language(self, head, chars, cell):
        tagger = learnt(head, chars, cell)
        assert tagger.score(*toy(40, 1)) > 0.95
        assert tagger.scheme_ == "BIO"
        assert tagger.classes_.tolist() == ["B-L", "B-P", "I-P", "O"]
        assert tagger.coverage_ is None
        assert list(tagger.history_) == COLUMNS
        assert tagger.history_["val_score"].max() > 0.9
        assert tagger.history_["loss"].iloc[-1] < tagger.history_["loss"].iloc[0] / 2

    def test_unknown_names_are_told_by_their_letters_and_place(self):
        tagger = learnt("crf", "cnn", "lstm")
        assert tagger.predict([["see", "Cob", "Lee", "in", "Roslo"]]) == [
            ["O", "B-P", "I-P", "O", "B-L"]
        ]

    def test_score_is_f1_of_spans_or_accuracy_of_plain_tags(self):
        tagger = learnt("crf", None, "gru")
        sentences = [["see", "Ann"], ["in", "Rome", "now"]]
        assert tagger.predict(sentences) == [["O", "B-P"], ["O", "B-L", "O"]]
        # one span of two is right, two were found, two wanted
        half = [["O", "B-P"], ["O", "B-P", "O"]]
        assert tagger.score(sentences, half) == pytest.approx(0.5)
        plain = SequenceTagger(scheme=None, **QUICK).fit(*PLAIN)
        found = plain.predict([["a", "b", "a", "a"]])[0]
        other = ["B" if found[0] == "A" else "A", *found[1:]]
        assert plain.score([["a", "b", "a", "a"]], [other]) == 0.75


class TestPredictions:
    def test_tags_and_probabilities_have_a_row_per_token(self, tagger):
        sentences, _ = toy(30, 2)
        tags, found = tagger.predict(sentences), tagger.predict_proba(sentences)
        for sentence, row, probabilities in zip(sentences, tags, found, strict=True):
            assert len(row) == len(sentence)
            assert set(row) <= set(tagger.classes_)
            assert probabilities.shape == (len(sentence), 4)
            assert probabilities.dtype == np.float32
            np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
            if tagger.head == "softmax":
                best = tagger.classes_[probabilities.argmax(axis=1)]
                assert row == best.tolist()

    def test_crf_never_gives_an_illegal_path(self):
        tagger = learnt("crf", "cnn", "lstm")
        words = ["Lee", "in", "Rome", "zzz", "Bob", "Lee", "7"]
        draw = random.Random(0)
        odd = [draw.choices(words, k=draw.randint(1, 9)) for _ in range(60)]
        for row, best in zip(
            tagger.predict_proba(odd), tagger.predict(odd), strict=True
        ):
            assert illegal_step(best) is None
            assert row[0, 2] == 0  # nothing begins with I-P

    def test_transitions_are_the_crfs_own(self):
        tagger = learnt("crf", "cnn", "lstm")
        moves = tagger.transitions_
        kernel = tagger.network_.get_layer("crf").transitions.numpy()
        for (i, before), (j, after) in itertools.product(
            enumerate(tagger.classes_), repeat=2
        ):
            opened = [before.replace("I-", "B-"), before, after]
            if illegal_step(opened) == 2:
                assert np.isnan(moves.loc[before, after])
            else:
                assert moves.loc[before, after] == kernel[i, j]
        assert np.isnan(moves.loc["O", "I-P"])

    def test_paths_are_all_there_are_and_add_up_to_one(self):
        tagger = learnt("crf", "cnn", "lstm")
        sentences, _ = toy(6, 5)
        found = tagger.predict_paths(sentences, n_best=400)
        marginals = tagger.predict_proba(sentences)
        best = tagger.predict(sentences)
        names = tagger.classes_.tolist()
        for row, own in found.groupby("row"):
            legal = sum(
                illegal_step(tags) is None
                for tags in itertools.product(names, repeat=len(sentences[row]))
            )
            assert 1 < len(own) <= min(legal, 400)
            assert all(illegal_step(tags) is None for tags in own["tags"])
            assert len(set(map(tuple, own["tags"]))) == len(own)
            assert own["rank"].tolist() == list(range(1, len(own) + 1))
            assert own["tags"].iloc[0] == best[row]
            assert own["probability"].is_monotonic_decreasing
            assert own["probability"].sum() == pytest.approx(1, abs=1e-3)
            if legal <= 400:  # a second route to the marginals
                shares = np.zeros(marginals[row].shape)
                for tags, share in zip(own["tags"], own["probability"], strict=True):
                    places = [names.index(tag) for tag in tags]
                    shares[np.arange(len(tags)), places] += share
                np.testing.assert_allclose(shares, marginals[row], atol=1e-4)

    def test_paths_keep_the_index_and_need_a_crf(self):
        tagger = learnt("crf", "cnn", "lstm")
        given = pd.Series([["see", "Ann"], ["run"]], index=["x", "y"])
        found = tagger.predict_paths(given, n_best=2)
        assert found["row"].tolist() == ["x", "x", "y", "y"]
        assert found["probability"].between(0, 1).all()
        with pytest.raises(ValueError, match="has none; fit with head='crf'"):
            softmax().predict_paths([["see"]])

    def test_softmax_has_no_transitions(self):
        with pytest.raises(AttributeError, match="has none; fit with head='crf'"):
            softmax().transitions_  # noqa: B018
        assert "transitions_" not in dir(softmax())
        assert "SequenceTagger" in softmax()._repr_html_()

    def test_company_order_and_padding_change_nothing(self, tagger):
        sentences, _ = toy(12, 3)
        sentences += [["Ann"], ["incomprehensibilities" * 2, "é"]]
        expected = tagger.predict_proba(sentences)
        alone = [tagger.predict_proba([sentence])[0] for sentence in sentences]
        backwards = tagger.predict_proba(sentences[::-1])[::-1]
        beside_long = tagger.predict_proba([*sentences, ["see"] * 60])
        for other in (alone, backwards, beside_long):
            for one, two in zip(expected, other, strict=False):
                np.testing.assert_allclose(one, two, atol=1e-5)

    def test_probabilities_of_a_crf_are_sums_over_paths(self):
        tagger, sentence = learnt("crf", "cnn", "lstm"), ["Bob", "Lee", "in"]
        inputs = tagger.features_.encode([sentence]).take(np.arange(1))
        e, A, start, end, _ = map(
            np.asarray, ChainScores.unpack(tagger.network_(inputs))
        )
        expected, total = np.zeros((3, 4)), 0
        for path in itertools.product(range(4), repeat=3):
            score = start[path[0]] + end[path[-1]] + e[0, range(3), path].sum()
            weight = np.exp(score + sum(A[i, j] for i, j in itertools.pairwise(path)))
            expected[range(3), path] += weight
            total += weight
        found = tagger.predict_proba([sentence])[0]
        np.testing.assert_allclose(found, expected / total, atol=1e-5)

    def test_series_come_back_with_their_index(self, tagger):
        sentences = pd.Series(X[:4], index=["w", "x", "y", "y"])
        for verb, name in (("predict", "tags"), ("predict_proba", "probabilities")):
            found = getattr(tagger, verb)(sentences)
            assert found.index.equals(sentences.index)
            assert found.name == name
            for one, two in zip(found, getattr(tagger, verb)(X[:4]), strict=True):
                np.testing.assert_allclose(
                    *([one, two] if name != "tags" else [len(one), len(two)]), atol=1e-6
                )
        assert tagger.predict(sentences).tolist() == tagger.predict(X[:4])


class TestEntities:
    def test_spans_of_texts_stand_where_the_text_says(self):
        texts = ["now see  Ann Lee in Rome", "now", "see Bob"]
        found = learnt("crf", "cnn", "lstm").predict_entities(texts)
        assert found["text"].tolist() == ["Ann Lee", "Rome", "Bob"]
        assert found["label"].tolist() == ["P", "L", "P"]
        assert found["row"].tolist() == [0, 0, 2]
        assert found["start"].tolist() == [9, 20, 4]
        for row in found.itertuples():
            assert texts[row.row][row.start : row.end] == row.text

    def test_spans_of_token_lists_count_tokens(self, tagger):
        tokens = [["see", "Ann", "Lee", "in", "Rome"]]
        found = tagger.predict_entities(tokens)
        assert found[["start", "end"]].to_numpy().tolist() == [[1, 3], [4, 5]]
        assert found["text"].tolist() == ["Ann Lee", "Rome"]
        best = tagger.predict_proba(tokens)[0].max(axis=1)
        np.testing.assert_allclose(
            found["score"], [best[1:3].mean(), best[4]], rtol=1e-5
        )

    def test_series_of_texts_name_rows_by_their_index(self, tagger):
        found = tagger.predict_entities(pd.Series(["now", "see Ann"], index=["i", "j"]))
        assert found["row"].tolist() == ["j"]

    def test_network_runs_once(self, tagger, monkeypatch):
        runs = []

        def counted(network, source):
            runs.append(len(source))
            return predict_batches(network, source)

        monkeypatch.setattr(sentence_readings, "predict_batches", counted)
        assert len(tagger.predict_entities(["see Ann", "now"])) == 1
        assert runs == [2]

    @pytest.mark.parametrize("given", [["now"], [["now"]]])
    def test_nothing_found_is_a_table_of_the_same_types(self, tagger, given):
        full, empty = (
            tagger.predict_entities(["see Ann"]),
            tagger.predict_entities(given),
        )
        assert len(empty) == 0
        pd.testing.assert_series_equal(empty.dtypes, full.dtypes)

    def test_plain_tags_have_no_spans(self):
        plain = SequenceTagger(**QUICK).fit(*PLAIN)
        assert plain.scheme_ is None
        with pytest.raises(
            ValueError, match=r"tags 'A' and 'B', … are plain, so there"
        ):
            plain.predict_entities(["a b"])

    def test_text_without_words_is_named(self, tagger):
        with pytest.raises(ValueError, match="sequence 1 has no tokens; drop it"):
            tagger.predict_entities(["see Ann", " "])
        with pytest.raises(TypeError, match="list of texts or of token lists, got 'se"):
            tagger.predict_entities("see Ann")


def parts_of(tagger, sentences, tags):
    """What each token adds to the loss: by sums over paths, or the logarithm."""
    numbers = {tag: number for number, tag in enumerate(tagger.classes_)}
    found = []
    for sentence, row in zip(sentences, tags, strict=True):
        gold = [numbers[tag] for tag in row]
        if tagger.head == "softmax":
            p = tagger.predict_proba([sentence])[0]
            found.append(-np.log(p[range(len(gold)), gold]))
            continue
        inputs = tagger.features_.encode([sentence]).take(np.arange(1))
        e, A, start, end, _ = map(
            np.asarray, ChainScores.unpack(tagger.network_(inputs))
        )
        sums = np.zeros(len(gold) + 1)
        for path in itertools.product(range(len(numbers)), repeat=len(gold)):
            score = start[path[0]] + end[path[-1]]
            score += e[0, range(len(path)), path].sum()
            score += sum(A[pair] for pair in itertools.pairwise(path))
            for t in range(len(sums)):
                sums[t] += np.exp(score) * (list(path[:t]) == gold[:t])
        found.append(-np.diff(np.log(sums)))
    return found


def loss_of(tagger, data):
    samples = tagger.samples_of(data)
    inputs, *others = samples.training.take(np.arange(len(data[0])))
    tags, weights = (*others, None)[:2]
    return float(samples.loss(tags, tagger.network_(inputs), sample_weight=weights))


class TestWeights:
    def test_sentence_weights_multiply_their_numbers(self, tagger):
        parts = [part.sum() for part in parts_of(tagger, X[:4], Y[:4])]
        weights = np.array([2.0, 0.0, 1.0, 0.25])
        found = loss_of(tagger, (X[:4], Y[:4], weights))
        assert found == pytest.approx(np.mean(parts * weights), rel=1e-4, abs=1e-6)
        plain = loss_of(tagger, (X[:4], Y[:4]))
        assert plain == pytest.approx(np.mean(parts), rel=1e-4, abs=1e-6)
        ones = loss_of(tagger, (X[:4], Y[:4], np.ones(4)))
        assert ones == plain

    @pytest.mark.parametrize("head", ["crf", "softmax"])
    def test_label_weights_multiply_the_parts_of_tokens(self, head):
        named = {"B-L": 5.0, "O": 0.1}
        tagger = SequenceTagger(head=head, label_weights=named, **QUICK).fit(X, Y)
        parts, weights = parts_of(tagger, X[:4], Y[:4]), np.array([2.0, 0.5, 1, 3])
        expected = [
            weight * sum(part * [named.get(tag, 1) for tag in row])
            for weight, part, row in zip(weights, parts, Y, strict=False)
        ]
        found = loss_of(tagger, (X[:4], Y[:4], weights))
        assert found == pytest.approx(np.mean(expected), rel=1e-4)

    def test_balanced_weights_are_in_inverse_proportion(self):
        tagger = SequenceTagger(
            head="softmax",
            label_weights="balanced",
            **QUICK | {"epochs": 1},
        ).fit(X, Y)
        _, tags, weights = tagger.samples_of((X[:4], Y[:4])).training.take(np.arange(4))
        by_tag = dict(zip(tags[tags >= 0], weights[tags >= 0], strict=True))
        # of 9 tags a cycle, 1 is B-L, 3 are B-P, 1 is I-P, 4 are O; four tags in all
        expected = {0: 9 / 4, 1: 9 / 12, 2: 9 / 4, 3: 9 / 16}
        assert by_tag == pytest.approx(expected, rel=1e-6)
        assert (weights[tags < 0] == 0).all()

    @pytest.mark.parametrize("head", ["crf", "softmax"])
    def test_sentences_of_weight_zero_teach_nothing(self, head):
        weights = np.array([1.0, 1, 1, 0] * 3)
        lies = [["O", "B-P", "B-L"] if len(row) > 2 else row for row in Y]
        lies = [
            lie if w == 0 else row for lie, row, w in zip(lies, Y, weights, strict=True)
        ]
        true = [["O"], ["B-L"]], [["O"], ["B-L"]]
        one, other = (
            SequenceTagger(head=head, **QUICK).fit(
                X + true[0],
                tags + true[1],
                np.append(weights, [1, 1]),
                validation=(X, Y),
            )
            for tags in (Y, lies)
        )
        assert lies != Y
        assert same_weights(one, other)


class TestFits:
    def test_equal_seeds_give_equal_fits_and_leave_no_trace(self):
        random.seed(5)
        np.random.seed(5)  # noqa: NPY002 - its state is what is watched
        states = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
        estimator = SequenceTagger(
            head="softmax",
            **QUICK | {"chars": "cnn", "word_dropout": 2.0, "dropout": 0.5},
        ).set_params(validation_fraction=0.2)
        one, other = (clone(estimator).fit(X, Y) for _ in range(2))
        assert same_weights(one, other)
        pd.testing.assert_frame_equal(
            one.history_.drop(columns="seconds"), other.history_.drop(columns="seconds")
        )
        after = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
        assert after == states

    def test_tags_that_are_only_held_back_are_known(self):
        held = hold_out(len(X), 0.5, 0).validation
        tags = [["B-Z"] * len(row) if n == held[2] else row for n, row in enumerate(Y)]
        tagger = SequenceTagger(
            **QUICK | {"extra_spans": False, "validation_fraction": 0.5},
            label_weights={"B-Z": 3.0},
        )
        seen = []
        tagger._train = seen.append
        tagger.fit(X, tags)
        assert tagger.classes_.tolist() == ["B-L", "B-P", "B-Z", "I-P", "O"]
        assert 2 not in seen[0].training.take(np.arange(6))[1]
        assert (seen[0].validation.tags == 2).sum() == len(Y[held[2]])
        assert seen[0].validation.tags.min() >= 0
        assert seen[0].sizes.tags == 5

    def test_given_validation_may_hold_tags_never_seen(self):
        sentences, tags = [["see", "Ann", "now"], ["Oz"]], [["O", "B-Z", "O"], ["B-Z"]]
        words = (
            "validation sentence 0 has the tag 'B-Z', which the training data does not "
            "have; it counts as wrong, so train on it or rename it"
        )
        for head in ("crf", "softmax"):
            tagger = SequenceTagger(head=head, **QUICK)
            with pytest.warns(UserWarning, match=words) as told:
                tagger.fit(pd.Series(X), pd.Series(Y), validation=(sentences, tags))
            assert [each.filename for each in told] == [__file__]
            assert "B-Z" not in tagger.classes_
            assert len(tagger.features_.words) == 2 + 7
            assert np.isfinite(tagger.history_["val_loss"]).all()
            assert (tagger.history_["val_score"] == 0).all()

    def test_without_validation_the_training_loss_decides(self):
        tagger = SequenceTagger(**QUICK).fit(X, Y)
        assert list(tagger.history_) == ["loss", "learning_rate", "seconds"]

    def test_one_sentence_is_enough(self):
        tagger = SequenceTagger(**QUICK | {"epochs": 30, "validation_fraction": 0.2})
        tagger.fit([["see", "Ann"]], [["O", "B-P"]])
        assert tagger.predict([["see", "Ann"], ["see"]]) == [["O", "B-P"], ["O"]]
        assert "val_loss" not in tagger.history_

    def test_sentences_of_one_token_train(self):
        words = [["see"], ["Ann"], ["run"], ["Bob"]]
        tags = [["O"], ["B-P"], ["O"], ["B-P"]]
        tagger = SequenceTagger(**QUICK | {"chars": "cnn", "epochs": 10})
        tagger.fit(words * 3, tags * 3, validation=(words, tags))
        assert tagger.predict(words) == tags

    def test_network_of_ones_own_reads_what_it_wants(self):
        met = []

        def build(sizes):
            met.append(sizes)
            words = keras.Input((None,), dtype="int32", name="words")
            x = keras.layers.Embedding(sizes.tokens.words, 4, mask_zero=True)(words)
            tags = keras.layers.Dense(sizes.tags, "softmax")(x)
            return keras.Model(words, tags)

        tagger = SequenceTagger(head="softmax", network=build, **QUICK).fit(X, Y)
        assert met[0].tags == 4
        assert met[0].tokens.words == len(tagger.features_.words)
        assert tagger.network_.count_params() == len(tagger.features_.words) * 4 + 20
        assert [len(row) for row in tagger.predict(X[:4])] == [2, 3, 1, 3]

    @pytest.mark.parametrize("trained", [False, True])
    def test_vectors_are_where_words_begin(self, trained, tmp_path):
        path = tmp_path / "tiny.vec"
        path.write_text("4 3\nsee 1 2 3\nAnn 4 5 6\nother 7 8 9\nRome -1 0 1\n")
        tagger = SequenceTagger(
            **{"vectors": path, "train_vectors": trained},
            **QUICK,
        ).fit(X, Y)
        # see twice, Ann, Rome of 9 tokens a cycle
        assert tagger.coverage_ == pytest.approx(4 / 9)
        table = tagger.network_.get_layer("word_embedding").embeddings.numpy()
        rows = table[tagger.features_.words.encode(["see", "ann", "rome"])]
        given = np.array([[1, 2, 3], [4, 5, 6], [-1, 0, 1]], "float32")
        assert np.array_equal(rows, given) is not trained
        np.testing.assert_allclose(rows, given, atol=0.5)


class TestFiles:
    @pytest.mark.parametrize(
        "asked", [{"B-L": 5, "O": np.float32(0.3)}, {np.str_("O"): 0.5}, "balanced"]
    )
    def test_label_weights_survive(self, asked, tmp_path):
        tagger = SequenceTagger(label_weights=asked, **QUICK | {"epochs": 1}).fit(X, Y)
        tagger.save(tmp_path / "model.seqkit")
        again = seqkit.load(tmp_path / "model.seqkit")
        assert again.get_params() == tagger.get_params()
        assert again.label_weights == asked
        found = loss_of(again, (X, Y))
        assert found == pytest.approx(loss_of(tagger, (X, Y)), rel=1e-5)

    def test_fresh_process_tags_alike(self, tmp_path, fresh_process):
        tagger, sentences = (
            learnt("crf", "cnn", "lstm"),
            [*X[:4], ["Zoe", "in", "Ömsk"]],
        )
        tagger.save(tmp_path / "model.seqkit")
        code = """
import json, sys, seqkit
tagger, X = seqkit.load("model.seqkit"), json.loads(sys.argv[1])
found = [row.tolist() for row in tagger.predict_proba(X)]
words = tagger.features_.words.tokens
print(json.dumps([tagger.predict(X), found, words, tagger.scheme_]))
"""
        printed = fresh_process(code, json.dumps(sentences))
        tags, found, words, scheme = json.loads(printed)
        assert tags == tagger.predict(sentences)
        for one, two in zip(found, tagger.predict_proba(sentences), strict=True):
            np.testing.assert_allclose(one, two, atol=1e-6)
        assert tuple(words) == tagger.features_.words.tokens
        assert scheme == "BIO"

    def test_loaded_tagger_has_all_that_was_learnt(self, tagger, tmp_path):
        tagger.save(tmp_path / "model.seqkit")
        again = seqkit.load(tmp_path / "model.seqkit")
        assert again.get_params() == tagger.get_params()
        assert again.classes_.tolist() == tagger.classes_.tolist()
        assert again.features_ == tagger.features_
        pd.testing.assert_frame_equal(again.history_, tagger.history_)
        assert again.score(*toy(10, 4)) == tagger.score(*toy(10, 4))
        expected = tagger.predict_entities(["see Ann Lee"])
        pd.testing.assert_frame_equal(again.predict_entities(["see Ann Lee"]), expected)
        assert loss_of(again, (X, Y)) == pytest.approx(
            loss_of(tagger, (X, Y)), rel=1e-5
        )


def test_unseen_tag_at_scoring_is_told_once(tagger):
    sentences, tags = [["see", "Oz"], ["Oz", "now"]], [["O", "B-Z"], ["B-Z", "B-Y"]]
    with pytest.warns(UserWarning, match="sentence 0 has the tag 'B-Z', which") as told:
        score = tagger.score(sentences, tags)
    assert len(told) == 1
    assert score == 0


class TestBadInput:
    @pytest.mark.parametrize(
        ("sentences", "tags", "kind", "sentence"),
        [
            ([["a"], []], [["O"], []], ValueError, "sequence 1 has no tokens; drop it"),
            (
                [["a"], ["a", "b"]],
                [["O"], ["O"]],
                ValueError,
                "sentence 1 has 2 tokens but 1 tags; give one for each token",
            ),
            ([["a"]], [], ValueError, "got 1 sequences of tokens but 0 of tags; give"),
            (
                [["a"]] * 20 + [["a", "b"]],
                [["B-X"]] * 20 + [["O", "I-X"]],
                ValueError,
                "tag 'I-X' at position 1 of sentence 20 stands behind 'O', which BIO",
            ),
            (
                [["a"], ["a", "b"]],
                [["O"], ["O", "O"]],
                ValueError,
                "one kind of tags only, 'O'; give examples of at least two",
            ),
            ("see Ann", [["O"]], TypeError, "got 'see Ann'; for one sentence pass"),
            (
                ["see Ann"],
                [["O"]],
                TypeError,
                "sequence 0 must be a list of tokens, got",
            ),
            (
                [["a"], ["b", 3]],
                [["O"], ["O", "O"]],
                TypeError,
                "token 1 of sequence 1 must be a string, got 3; pass the texts",
            ),
            (
                [["a"], ["b"]],
                [["O"], [float("nan")]],
                TypeError,
                "tags of sentence 1 must be strings, got nan of type float; name it",
            ),
            (
                [["a"], ["b"]],
                ["O", "O"],
                TypeError,
                "sentence 0 must have a list of ta",
            ),
            ([], [], ValueError, "X holds no sequences; give at least one"),
        ],
    )
    def test_data_get_one_sentence(self, sentences, tags, kind, sentence):
        tagger = SequenceTagger(scheme="BIO", **QUICK)
        with pytest.raises(kind, match=sentence):
            tagger.fit(sentences, tags)

    @pytest.mark.parametrize(
        ("choices", "sentence"),
        [
            ({"head": "crfs"}, "head='crfs' is unknown; choose 'crf' or 'softmax'"),
            ({"chars": "lstm"}, "chars='lstm' is unknown; choose 'cnn', 'rnn' or None"),
            ({"scheme": "IOB"}, "scheme='IOB' is unknown; choose 'auto', None, 'BIO'"),
            (
                {"scheme": "BIOES"},
                "the last tag 'B-P' of sentence 0 leaves a span open",
            ),
            ({"cell": "lsmt"}, "cell='lsmt' is unknown; choose 'simple', 'lstm' or"),
            ({"word_dropout": -1}, r"word_dropout must be a number in \[0, 1e\+06\)"),
            ({"minimum_count": 0}, "minimum_count must be a whole number >= 1, got 0"),
            (
                {"label_weights": {"B-Z": 2}},
                "label_weights names 'B-Z', which the data",
            ),
            ({"label_weights": {"O": 0}}, r"label_weights\['O'\] must be a number > 0"),
            ({"label_weights": "even"}, "label_weights='even' is unknown; choose 'bal"),
        ],
    )
    def test_choices_get_one_sentence(self, choices, sentence):
        tagger = SequenceTagger(**QUICK | choices)
        with pytest.raises(ValueError, match=sentence):
            tagger.fit(X, Y)

    @pytest.mark.parametrize(
        ("weights", "sentence"),
        [
            ([1.0] * 5, r"one number for each of the 12 samples, got shape \(5,\)"),
            ([1.0] * 11 + [-2], "sample_weight 11 is -2; give a number >= 0"),
            ([1.0, np.nan] * 6, "sample_weight 1 is nan; give a number >= 0"),
            ([0.0] * 12, "sample_weight is 0 for every sample; give some of them more"),
        ],
    )
    def test_sample_weights_get_one_sentence(self, weights, sentence):
        tagger = SequenceTagger(**QUICK)
        with pytest.raises(ValueError, match=sentence):
            tagger.fit(X, Y, sample_weight=weights)

    def test_prediction_before_fit_and_of_a_text_get_one_sentence(self, tagger):
        with pytest.raises(ValueError, match="this SequenceTagger is not fitted yet"):
            SequenceTagger().predict([["a"]])
        with pytest.raises(TypeError, match="sequence 0 must be a list of tokens, got"):
            tagger.predict(["see Ann"])
        with pytest.raises(ValueError, match="sequence 1 has no tokens; drop it"):
            tagger.predict([["see"], []])
