"""The ImageCaptioner: pictures of any kind to captions, with encoders of any kind."""

import warnings

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import seqkit
from seqkit import ImageCaptioner, inspection
from seqkit.keras_backend import keras, tf
from seqkit.networks import DoublyStochasticLoss
from seqkit.networks.captioning import encoder_of, reassembled

pytestmark = pytest.mark.slow

COLOURS = {"red": (230, 20, 20), "blue": (20, 20, 230)}
SIDES = {"left": slice(0, 8), "right": slice(8, 16)}


def squares(count=240, seed=0):
    """Return pictures of a square on one side, and two captions of each."""
    draw = np.random.default_rng(seed)
    pictures = draw.integers(0, 60, (count, 16, 16, 3), dtype="uint8")
    captions = []
    for picture in pictures:
        colour, side = draw.choice(list(COLOURS)), draw.choice(list(SIDES))
        picture[4:12, SIDES[side]] = COLOURS[colour]
        captions.append([f"a {colour} square {side}", f"{side} is {colour}"])
    return pictures, captions


PICTURES, CAPTIONS = squares()
NEW, SAID = squares(20, seed=1)
TO_THE_END = {"units": (16,), "epochs": 60, "patience": 60, "learning_rate": 0.02}
TO_THE_END |= {"dropout": 0}
FEW = PICTURES[:20], CAPTIONS[:20]
QUARTERS = PICTURES.reshape(-1, 2, 8, 2, 8, 3).mean(axis=(2, 4)) / 255


def captioner(**arguments):
    small = {"image_size": 16, "units": (8,), "embedding_units": 8, "epochs": 1}
    return ImageCaptioner(**(small | {"random_state": 0} | arguments))


def quick(**arguments):
    return captioner(validation_fraction=0, **arguments)


def of_quarters(**arguments):
    """A captioner of features, where nothing depends on what pictures are."""
    return quick(encoder=None, **arguments)


@pytest.fixture(scope="module")
def fitted():
    wide = {"units": (32, 32), "embedding_units": 32, "dropout": 0.1}
    return captioner(
        **wide, learning_rate=0.01, batch_size=16, epochs=20, validation_fraction=0.2
    ).fit(PICTURES, CAPTIONS)


def test_says_what_new_pictures_show(fitted):
    right = [one in said for one, said in zip(fitted.predict(NEW), SAID, strict=True)]
    assert np.mean(right) > 0.9
    assert fitted.score(NEW, SAID) > 5
    assert {"val_loss", "val_scores_loss", "loss"} <= set(fitted.history_)


def test_attention_shares_out_the_grid_for_each_word(fitted):
    captions, looks = fitted.predict(NEW, return_attention=True)
    assert captions == fitted.predict(NEW)
    for caption, (words, attention) in zip(captions, looks, strict=True):
        assert " ".join(words) == caption
        assert attention.shape == (len(words), *fitted.grid_)
        np.testing.assert_allclose(attention.sum(axis=(1, 2)), 1, rtol=1e-5)


def test_company_and_order_change_nothing(fitted):
    alone = [fitted.predict([picture])[0] for picture in NEW[:5]]
    assert fitted.predict(NEW[:5]) == alone
    assert fitted.predict(NEW[:5][::-1]) == alone[::-1]


def test_best_captions_fall_in_probability(fitted):
    found = fitted.predict_captions(pd.Series(list(NEW[:3]), index=list("abc")))
    assert found["row"].tolist() == [name for name in "abc" for _ in range(3)]
    assert found["rank"].tolist() == [1, 2, 3] * 3
    for _, several in found.groupby("row"):
        assert several["log_probability"].is_monotonic_decreasing
        assert several["caption"].nunique() == 3
    assert (found["log_probability"] < 0).all()


def test_n_best_begins_with_the_best(fitted):
    several = fitted.predict(NEW[:3], n_best=2, beam_width=4)
    assert [len(captions) for captions in several] == [2, 2, 2]
    assert [captions[0] for captions in several] == fitted.predict(
        NEW[:3], beam_width=4
    )


def test_captions_keep_the_rules(fitted):
    short = fitted.predict(NEW, maximum_length=2)
    assert all(len(caption.split()) <= 2 for caption in short)
    long = fitted.predict(NEW, minimum_length=6)
    assert all(len(caption.split()) >= 6 for caption in long)


def test_the_tree_of_a_search_ends_in_what_it_finds(fitted, tmp_path):
    found = fitted.predict_captions(NEW[:1], n_best=4)
    tree = fitted.beam_tree(NEW[0], beam_width=4)
    ended = tree["score"].nlargest(4)
    np.testing.assert_allclose(ended, found["log_probability"], rtol=1e-5)
    best = tree[tree["best"]]
    assert best["token"].tolist() == ["<start>", *found["words"][0], "<end>"]
    assert best["length"].tolist() == [*range(len(best))]
    assert best["log_probability"].is_monotonic_decreasing
    narrow = fitted.beam_tree(NEW[0], beam_width=1, maximum_length=2)
    assert narrow["length"].tolist() == [0, 1, 2]
    assert fitted.beam_tree(Image.fromarray(NEW[0]), beam_width=4).equals(tree)
    torn = tmp_path / "torn.png"
    torn.write_bytes(b"no picture")
    with pytest.raises(ValueError, match="not one of 1 images could be read"):
        fitted.beam_tree(torn)


def test_samples_repeat_by_seed_whatever_stands_beside(fitted):
    drawn = fitted.sample(NEW[:4], samples=3, random_state=1)
    assert fitted.sample(NEW[:2], samples=3, random_state=1) == drawn[:2]
    assert fitted.sample(NEW[:4], samples=3, random_state=2) != drawn
    cold = fitted.sample(NEW[:4], temperature=0, random_state=1)
    assert [one[0] for one in cold] == fitted.predict(NEW[:4], beam_width=1)


def test_pictures_of_every_kind_are_one(fitted, tmp_path):
    paths = [tmp_path / f"{k}.png" for k in range(4)]
    for path, picture in zip(paths, NEW, strict=False):
        Image.fromarray(picture).save(path)
    expected = fitted.predict(NEW[:4])
    assert fitted.predict(paths) == expected
    assert fitted.predict([str(path) for path in paths]) == expected
    assert fitted.predict([Image.open(path) for path in paths]) == expected
    assert fitted.predict(NEW[:4] / 255) == expected
    assert fitted.predict([*NEW[:2], *paths[2:]]) == expected


@pytest.mark.parametrize("shape", [(1, 1), (40, 20), (5, 90, 1), (16, 16, 4)])
def test_any_size_and_channels_get_a_caption(fitted, shape):
    picture = np.full(shape, 200, dtype="uint8")
    assert isinstance(fitted.predict([picture])[0], str)


def test_series_keep_their_index(fitted):
    given = pd.Series(list(NEW[:3]), index=[7, 8, 9])
    said = fitted.predict(given)
    assert said.index.tolist() == [7, 8, 9]
    assert said.tolist() == fitted.predict(NEW[:3])


def test_captions_of_a_series_are_put_in_its_order():
    features = pd.Series(list(np.eye(4)), index=list("abcd"))
    said = pd.Series(["one", "two", "three", "four"], index=list("abcd"))
    weights = pd.Series([1.0, 2.0, 3.0, 4.0], index=list("abcd"))
    turned = said[::-1]
    fits = [
        quick(encoder=None, epochs=2).fit(features, y, sample_weight=w)
        for y, w in [(said, weights), (turned, weights[::-1])]
    ]
    for one, other in zip(*(made.network_.get_weights() for made in fits), strict=True):
        np.testing.assert_array_equal(one, other)
    with pytest.raises(ValueError, match="index"):
        quick(encoder=None).fit(features, said.rename({"a": "z"}))


def test_a_report_needs_training_pictures_that_can_be_read(fitted, tmp_path):
    torn = tmp_path / "torn.png"
    torn.write_bytes(b"no picture")
    with pytest.raises(ValueError, match="not one of 1 images could be read"):
        fitted.report(NEW[:3], SAID[:3], training=([torn], SAID[:1]))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "the network's cider_d")
        with pytest.warns(UserWarning, match=r"left out 1 image .*torn\.png"):
            fitted.report(NEW[:3], SAID[:3], training=([torn, NEW[3]], SAID[:2]))


def test_saliency_says_what_it_cannot_look_at(fitted):
    with pytest.raises(ValueError, match="must have a row for each sample"):
        inspection.saliency(fitted, (NEW[:2], SAID[:2]))


def test_a_damaged_picture_is_left_out_and_named(fitted, tmp_path):
    whole, torn = tmp_path / "whole.png", tmp_path / "torn.png"
    Image.fromarray(NEW[0]).save(whole)
    torn.write_bytes(whole.read_bytes()[:60])
    with pytest.warns(UserWarning, match=r"left out 1 image .*torn\.png"):
        said = fitted.predict([torn, whole])
    assert said == [None, fitted.predict(NEW[:1])[0]]
    with pytest.warns(UserWarning, match=r"torn\.png"):
        found = fitted.report([torn, whole, NEW[1]], [SAID[0], SAID[0], SAID[1]])
    assert found.pictures == 2
    assert found.left_out == 1


def test_damaged_pictures_do_not_end_a_training(tmp_path):
    torn = tmp_path / "torn.png"
    torn.write_bytes(b"no picture")
    pictures = [*PICTURES[:3], *[torn] * 5]
    with pytest.warns(UserWarning, match=r"left out 1 image .*torn\.png"):
        made = quick(batch_size=2, epochs=2).fit(pictures, CAPTIONS[:8])
    assert list(made.unread_) == [str(torn)]
    assert np.isfinite(made.history_["loss"]).all()
    assert all(np.isfinite(weights).all() for weights in made.network_.get_weights())


def test_damaged_pictures_held_back_do_not_end_a_training(tmp_path):
    torn = tmp_path / "torn.png"
    torn.write_bytes(b"no picture")
    held = [torn, torn, NEW[0]], SAID[:3]
    with pytest.warns(UserWarning, match=r"torn\.png"):
        made = captioner().fit(PICTURES[:4], CAPTIONS[:4], validation=held)
    assert list(made.unread_) == [str(torn)]
    assert made.history_["val_loss"].notna().all()


def test_no_readable_picture_gets_one_sentence(tmp_path):
    torn = tmp_path / "torn.png"
    torn.write_bytes(b"no picture")
    with pytest.raises(ValueError, match="not one of 1 images could be read"):
        quick().fit([torn] * 3, CAPTIONS[:3])


def test_a_report_stands_beside_two_baselines(fitted):
    with warnings.catch_warnings():  # the nearest picture is nearly the same here
        warnings.filterwarnings("ignore", "the network's cider_d")
        found = fitted.report(NEW, SAID, training=(PICTURES, CAPTIONS), worst=2)
    assert found.scores.index.tolist() == [
        *("captioner", "most_common_caption", "nearest_caption")
    ]
    assert found.scores.loc["captioner", "cider_d"] == fitted.score(NEW, SAID)
    assert found.scores["cider_d"].idxmin() == "most_common_caption"
    assert [len(found.best), len(found.worst)] == [2, 2]
    assert found.images[found.best.index[0]].shape == (16, 16, 3)


def test_a_report_of_some_pictures_names_their_rows(fitted):
    given = pd.Series(list(NEW[:4]), index=list("abcd"))
    said = [SAID[0], [""], SAID[2], SAID[3]]
    with pytest.warns(UserWarning, match="left out 1 empty caption"):
        found = fitted.report(given, said)
    assert found.captions["row"].tolist() == ["a", "c", "d"]


def test_saved_and_loaded_in_a_fresh_process(fitted, tmp_path, fresh_process):
    fitted.save(tmp_path / "model.seqkit")
    np.save(tmp_path / "new.npy", NEW)
    code = (
        "import numpy as np, seqkit; model = seqkit.load('model.seqkit');"
        "print('|'.join(model.predict(np.load('new.npy'))))"
    )
    assert fresh_process(code).split("|") == fitted.predict(NEW)


def test_plain_keras_opens_the_network(fitted, opened_by_keras):
    assert opened_by_keras(fitted) == fitted.network_.count_params()


@pytest.mark.parametrize(
    ("cell", "attention"), [("simple", "additive"), ("lstm", None), ("lstm", "dot")]
)
def test_every_cell_writes(cell, attention):
    made = of_quarters(cell=cell, attention=attention, units=(4, 3), longest=4)
    assert len(made.fit(QUARTERS[:4], CAPTIONS[:4]).predict(QUARTERS[:2])) == 2
    if attention is None:
        with pytest.raises(ValueError, match="needs a network with attention"):
            made.predict(QUARTERS[:2], return_attention=True)


@pytest.mark.parametrize("weights", [None, np.arange(6.0)])
def test_attention_is_drawn_to_every_place(weights):
    made = of_quarters(doubly_stochastic=2.0, averaging=0, captions_per_picture=None)
    given, said = QUARTERS[:6], CAPTIONS[:6]
    made.fit(given, said, sample_weight=weights, validation=(given, said))
    inputs, targets = made.samples_of((given, said)).training.take(np.arange(6))
    told = reassembled(made.network_, attended=True)(inputs, training=False)
    there = targets["scores"][..., None] != 0
    looked = (np.asarray(told["attention"]) * there).sum(axis=1)
    by_hand = 2 * ((1 - looked) ** 2).sum() / there.sum()
    history = made.history_
    np.testing.assert_allclose(history["val_attention_loss"], by_hand, rtol=1e-5)
    parts = history.filter(regex="^(scores|detected|attention)_loss").sum(axis=1)
    np.testing.assert_allclose(history["loss"], parts, rtol=1e-5)
    assert "attention" not in made.network_.output


def test_weights_of_pictures_count_for_their_attention():
    made = of_quarters(doubly_stochastic=2.0).fit(QUARTERS[:6], CAPTIONS[:6])
    pictures = made._fitted_pictures(QUARTERS[:6])
    given = made._given(pictures, QUARTERS[:6], CAPTIONS[:6], np.arange(6.0))
    inputs, _, weights = made._source(given, attended=True).take(np.arange(6))
    np.testing.assert_array_equal(weights["attention"], inputs["owner"])
    np.testing.assert_array_equal(weights["scores"], inputs["owner"])


def test_attention_that_is_drawn_to_every_place_reaches_more():
    left = []
    for weight in (0.0, 5.0):
        made = of_quarters(doubly_stochastic=weight, learning_rate=0.02, epochs=5)
        data = QUARTERS[:20], ["a one"] * 20
        source = made.fit(*data).samples_of(data).training
        inputs, targets = source.take(np.arange(20))
        looks = reassembled(made.network_, attended=True)(inputs)["attention"]
        left.append(float(DoublyStochasticLoss()(targets["scores"], looks)))
    assert left[1] < left[0]


def test_an_encoder_is_tuned_under_drawn_attention():
    made = quick(encoder=own_encoder(), fine_tune_epochs=1, doubly_stochastic=1.0)
    made.fit(*FEW)
    assert made.history_["attention_loss"].notna().tolist() == [True, True]


def test_nothing_can_be_drawn_to_one_place():
    sentence = "doubly_stochastic needs attention='dot' or 'additive' over several"
    with pytest.raises(ValueError, match=sentence):
        of_quarters(doubly_stochastic=1.0, attention=None).fit(*FEW)
    with pytest.raises(ValueError, match=sentence):
        of_quarters(doubly_stochastic=1.0).fit(np.ones((4, 5)), CAPTIONS[:4])
    with pytest.raises(ValueError, match="doubly_stochastic must be a number"):
        of_quarters(doubly_stochastic=-1.0).fit(QUARTERS[:4], CAPTIONS[:4])


def test_scheduled_sampling_changes_nothing_but_what_is_read():
    data, once = (QUARTERS[:8], CAPTIONS[:8]), {"epochs": 2, "dropout": 0.2}
    without, never = (
        of_quarters(scheduled_sampling=probability, **once).fit(*data, validation=data)
        for probability in (0.0, 1e-12)
    )
    assert len(without.network_.layers) == len(never.network_.layers)
    for one, other in zip(
        without.network_.get_weights(), never.network_.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    trained = never._trained_part(never.network_, never.samples_of(data).training)
    unread = trained.get_layer("scheduled_sampling").unread
    assert never.vocabulary_.decode(unread) == ["<pad>", "<start>", "<end>"]


def test_scheduled_sampling_is_a_probability():
    with pytest.raises(ValueError, match="scheduled_sampling must be a number in"):
        of_quarters(scheduled_sampling=1.5).fit(QUARTERS[:8], CAPTIONS[:8])


def test_characters_are_written_together():
    made = of_quarters(tokens="character", epochs=2)
    made.fit(QUARTERS[:8], ["狗在跑。"] * 8)
    assert set(made.vocabulary_.tokens[4:]) == set("狗在跑。")
    assert " " not in made.predict(QUARTERS[:1])[0]


def test_words_without_blanks_are_written_together():
    made = of_quarters(**TO_THE_END).fit(QUARTERS[:8], ["狗在跑。"] * 8)
    assert made.predict(QUARTERS[:1]) == ["狗在跑。"]


def test_words_of_unread_length_are_cut():
    made = of_quarters(longest=3).fit(QUARTERS[:4], ["one two three four five"] * 4)
    assert set(made.vocabulary_.tokens[4:]) == {"one", "two", "three", "four", "five"}
    assert len(made.predict(QUARTERS[:1])[0].split()) <= 3


@pytest.mark.parametrize("shape", [(6,), (4, 6), (2, 3, 6)])
def test_features_take_the_place_of_pictures(shape, tmp_path):
    features = np.random.default_rng(0).normal(size=(8, *shape))
    made = quick(encoder=None).fit(features, CAPTIONS[:8])
    assert encoder_of(made.network_) is None
    assert np.prod(made.grid_) == np.prod(shape[:-1])
    made.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    assert again.predict(features) == made.predict(features)
    with pytest.raises(ValueError, match="features of a picture have shape"):
        made.predict(features[..., :5])


def own_encoder():
    keras.utils.set_random_seed(0)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            layers.Conv2D(5, 3, strides=4, padding="same"),
            layers.BatchNormalization(),
        ]
    )


def test_features_of_a_frozen_encoder_are_computed_once(tmp_path):
    encoder = own_encoder()
    before = encoder.get_weights()
    made = captioner(encoder=encoder, feature_cache=tmp_path).fit(*FEW)
    (kept,) = tmp_path.iterdir()
    assert np.load(kept).shape == (20, 9, 5)
    written = kept.stat().st_mtime_ns
    captioner(encoder=encoder, feature_cache=tmp_path, units=(4,)).fit(*FEW)
    (again,) = tmp_path.iterdir()
    assert again.stat().st_mtime_ns == written
    for one, other in zip(before, encoder_of(made.network_).get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert made.grid_ == (3, 3)
    made.save(tmp_path / "model.seqkit")
    with pytest.warns(UserWarning, match="was built by encoder=, which a file cannot"):
        loaded = seqkit.load(tmp_path / "model.seqkit")
    assert loaded.predict(NEW[:2]) == made.predict(list(NEW[:2]))


def test_an_encoder_is_tuned_in_a_copy():
    encoder = own_encoder()
    before = [weights.copy() for weights in encoder.get_weights()]
    made = captioner(encoder=encoder, fine_tune_epochs=2).fit(*FEW)
    assert made.history_.index.tolist() == [1, 2, 3]
    rates = made.history_["learning_rate"]
    assert rates[2] == pytest.approx(rates[1] / 10)
    kernel, _, gamma, _, mean, _ = encoder_of(made.network_).get_weights()
    assert not np.allclose(kernel, before[0])
    np.testing.assert_array_equal(mean, before[4])
    np.testing.assert_array_equal(gamma, before[2])
    for one, other in zip(before, encoder.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert encoder.trainable


def test_a_known_encoder_is_built_without_its_head():
    made = quick(encoder="MobileNetV3Small", image_size=32)
    assert made.fit(PICTURES[:4], CAPTIONS[:4]).grid_ == (1, 1)
    assert isinstance(made.predict(NEW[:1])[0], str)


def test_weights_that_are_not_to_be_had_get_one_sentence(monkeypatch, tmp_path):
    def gone(*_, **__):
        raise Exception("URL fetch failure on https://…: None -- no network")

    monkeypatch.setattr("keras.src.applications.mobilenet_v2.file_utils.get_file", gone)
    made = quick(encoder="MobileNetV2", encoder_weights="imagenet", image_size=96)
    with pytest.raises(OSError, match=r"neither be read nor downloaded .*no network"):
        made.fit(PICTURES[:4], CAPTIONS[:4])
    made.set_params(encoder_weights=str(tmp_path / "none.weights.h5"))
    with pytest.raises(ValueError, match="encoder='MobileNetV2' cannot be built"):
        made.fit(PICTURES[:4], CAPTIONS[:4])


def test_a_given_augmentation_stays_as_it_was_and_out_of_predictions():
    layer = keras.layers.RandomTranslation(0.4, 0.4, seed=0)
    one, other, plain = (
        quick(augmentation=each).fit(PICTURES[:4], CAPTIONS[:4])
        for each in (layer, layer, None)
    )
    assert not layer.built
    assert one.history_["loss"].iloc[-1] != plain.history_["loss"].iloc[-1]
    encoder, given = encoder_of(one.network_), tf.constant(NEW[:3])
    looks = [encoder(given, training=False) for _ in range(2)]
    np.testing.assert_array_equal(*looks)
    for first, second in zip(
        one.network_.get_weights(), other.network_.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(first, second)


def test_weights_of_pictures_count():
    weights = np.r_[np.ones(4), np.zeros(4)]
    said = ["one thing"] * 4 + ["another matter"] * 4
    same = np.repeat(QUARTERS[:1], 8, axis=0)
    made = of_quarters(**TO_THE_END).fit(same, said, sample_weight=weights)
    assert made.predict(QUARTERS[:1]) == ["one thing"]


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        ([], [], "X holds no pictures; give at least one"),
        (PICTURES[:2], ["one"], "got 2 pictures but captions of 1"),
        (PICTURES[:2], [["one"], 3], r"y\[1\] must be a caption or a list"),
        (PICTURES[:2], [["one"], [3]], r"y\[1\] must be a caption or a list"),
        (PICTURES[:2], "one", "y must hold the captions of each picture"),
        (PICTURES[:2], None, "y must hold the captions of each picture"),
        ("photo.png", ["one"], "X must be a list of paths, images or arrays"),
        (PICTURES[0, 0], ["one"], "X must hold pictures"),
    ],
)
def test_bad_data_gets_one_sentence(X, y, words):
    with pytest.raises((TypeError, ValueError), match=words):
        quick().fit(X, y)


def test_captions_without_a_word_are_left_out():
    with pytest.warns(UserWarning, match=r"left out 2 empty captions, and with them 1"):
        made = of_quarters().fit(QUARTERS[:3], [["a b", " "], ["\n"], "c d"])
    assert set(made.vocabulary_.tokens[4:]) == set("abcd")
    with (
        pytest.warns(UserWarning, match="left out 3 empty captions"),
        pytest.raises(ValueError, match="no picture has a caption with a word"),
    ):
        of_quarters().fit(QUARTERS[:3], [["", " "], ["\n"], []])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"encoder": "MobileNet9"}, "encoder='MobileNet9'"),
        ({"encoder": 3}, "encoder must be 'cnn'"),
        ({"attention": "hard"}, "attention='hard'"),
        ({"image_fit": "pad"}, "image_fit='pad'"),
        ({"tokens": "syllable"}, "tokens='syllable'"),
        ({"image_size": (8, 0)}, "size"),
        ({"fine_tune_epochs": 1}, "fine_tune_epochs needs an encoder"),
        ({"beam_width": 0}, "beam_width"),
        ({"captions_per_picture": 0}, "captions_per_picture"),
        (
            {"encoder": None, "augmentation": keras.layers.RandomFlip()},
            "augmentation needs encoder='cnn'",
        ),
        ({"encoder": keras.Sequential([keras.Input((4,))])}, "encoder must be a keras"),
    ],
)
def test_arguments_that_do_not_fit_get_one_sentence(arguments, words):
    with pytest.raises((TypeError, ValueError), match=words):
        quick(**arguments).fit(PICTURES[:2], CAPTIONS[:2])


def test_one_picture_has_no_score(fitted):
    with pytest.raises(ValueError, match="CIDEr-D needs two pictures or more"):
        fitted.score(NEW[:1], SAID[:1])


def test_features_must_be_numbers():
    with pytest.raises(ValueError, match="X must hold features"):
        quick(encoder=None).fit(["a.png", "b.png"], CAPTIONS[:2])
    broken = np.ones((2, 3))
    broken[1, 0] = np.nan
    with pytest.raises(ValueError, match="features of picture 1 are not all finite"):
        quick(encoder=None).fit(broken, CAPTIONS[:2])
