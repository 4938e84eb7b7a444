"""Clips with tags: what order alone tells, in whatever form and batch they come."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from seqkit import VideoTagger
from seqkit.keras_backend import keras
from seqkit.sequences.series_arrays import SeriesArrays

pytestmark = pytest.mark.slow
QUICK = {"image_size": 8, "units": (8,), "random_state": 0, "bidirectional": False}


def runs(count, seed):
    """Return clips of a bar that runs left or right, of four to seven frames."""
    draw = np.random.default_rng(seed)
    clips, ways = [], []
    for way in np.resize([1, -1], count):
        frames = np.zeros((draw.integers(4, 8), 8, 8), "uint8")
        place = draw.integers(8)
        for time, frame in enumerate(frames):
            frame[:, (place + way * time) % 8] = 220
        clips.append(frames)
        ways.append("right" if way > 0 else "left")
    return clips, ways


@pytest.fixture(scope="module")
def data():
    return runs(64, 0)


@pytest.fixture(scope="module")
def model(data):
    return VideoTagger(epochs=12, learning_rate=5e-3, **QUICK).fit(*data)


@pytest.fixture(scope="module")
def several(data):
    X, ways = data
    y = [[way, "long"] if len(x) > 5 else [way] for x, way in zip(X, ways, strict=True)]
    return VideoTagger(epochs=2, **QUICK).fit(X, y), X, y


def test_what_the_order_of_frames_tells_is_learnt(model):
    X, y = runs(40, 3)
    assert model.score(X, y) > 0.9
    backwards = [clip[::-1] for clip in X]
    assert model.score(backwards, y) < 0.1


def test_neither_batch_nor_order_nor_padding_changes_a_prediction(model, data):
    X = data[0][:20]
    together = model.predict_proba(X)
    alone = np.concatenate([model.predict_proba([clip]) for clip in X[:6]])
    np.testing.assert_allclose(alone, together[:6], atol=1e-5)
    turned = model.predict_proba(X[::-1])[::-1]
    np.testing.assert_allclose(turned, together, atol=1e-5)


def test_arguments_set_later_wait_for_the_next_fit(model, data):
    before = model.predict_proba(data[0][:4])
    given = {name: model.get_params()[name] for name in ("frames", "image_size")}
    try:
        model.set_params(frames=2, image_size=24, encoder=None)
        np.testing.assert_array_equal(model.predict_proba(data[0][:4]), before)
    finally:
        model.set_params(encoder="cnn", **given)


def test_clips_of_every_form_get_one_answer(model, data, tmp_path):
    clip = data[0][0]
    for number, frame in enumerate(clip):
        Image.fromarray(frame).save(tmp_path / f"{number}.png")
    colour = np.repeat(clip[..., None], 3, axis=-1)
    forms = [clip, clip / 255, clip.tolist(), colour, tmp_path, str(tmp_path)]
    found = model.predict_proba(forms)
    np.testing.assert_allclose(found, np.tile(found[:1], (len(forms), 1)), atol=1e-5)


def test_a_series_of_clips_gives_a_series_of_labels(model, data):
    X = pd.Series(data[0][:4], index=list("abcd"))
    labels, shares = model.predict(X), model.predict_proba(X)
    assert labels.index.tolist() == shares.index.tolist() == list("abcd")
    assert labels.tolist() == model.predict(data[0][:4]).tolist()
    assert shares.columns.tolist() == ["left", "right"]


def test_frames_are_chosen_as_the_arguments_say(model, data):
    long = np.repeat(data[0][1], 3, axis=0)
    by_three = VideoTagger(**(model.get_params() | {"every": 3}))
    by_three.__dict__ |= {k: v for k, v in vars(model).items() if k.endswith("_")}
    by_three._width, by_three._scaling = model._width, model._scaling
    by_three._eyes = by_three._own_eyes()
    expected = model.predict_proba([data[0][1]])
    np.testing.assert_allclose(by_three.predict_proba([long]), expected, atol=1e-6)


def test_clips_stay_bytes_until_a_batch_is_taken(model, data):
    source = model.samples_of(data).training.inputs
    assert isinstance(source, SeriesArrays)
    assert source.flat.dtype == np.uint8
    taken = source.take(np.array([0, 3]))
    assert taken["values"].dtype == np.float32
    assert taken["values"].shape[2] == 8 * 8 * 3
    lengths = [len(data[0][k]) for k in (0, 3)]
    assert taken["mask"].sum(axis=1).tolist() == lengths


def test_attention_and_occlusion_say_which_frames_count(model, data):
    X = data[0][:3]
    looks = model.explain(X, method="attention")
    for clip, weights in zip(X, looks.weights, strict=True):
        assert weights.shape == (len(clip),)
        np.testing.assert_allclose(weights.sum(), 1, atol=1e-5)
    missed = model.explain(X)
    assert [len(each) for each in missed.weights] == [len(clip) for clip in X]
    assert max(np.abs(each).max() for each in missed.weights) > 1e-3


def test_a_report_sets_the_middle_frame_beside(model, data):
    X, y = runs(40, 5)
    report = model.report(X, y, train=data)
    table = report.scores
    assert table.index.tolist() == ["classifier", "most_frequent", "middle_frame"]
    assert table.loc["classifier", "accuracy"] > table.loc["middle_frame", "accuracy"]
    assert table.loc["classifier", "mean_average_precision"] > 0.95
    assert table.loc["most_frequent", "mean_average_precision"] == 0.5
    assert report.by_label["average_precision"].tolist() == pytest.approx(
        [table.loc["classifier", "mean_average_precision"]] * 2, abs=0.05
    )


def test_several_tags_of_a_clip_are_told_and_ranked(several):
    model, X, y = several
    found = model.predict(X[:5])
    assert all(isinstance(tags, tuple) for tags in found)
    assert model.classes_.tolist() == ["left", "long", "right"]
    assert model.predict_proba(X[:5]).shape == (5, 3)
    report = model.report(X, y)
    assert report.by_label["average_precision"].between(0, 1).all()
    assert report.confusion is None


def test_given_features_of_frames_are_taken_without_an_encoder(data):
    X, y = data
    features = [clip[:, 0].astype("float64") for clip in X]
    model = VideoTagger(encoder=None, epochs=1, **QUICK).fit(features, y)
    assert model.network_.input["values"].shape[2] == 8
    assert model.predict_proba(features[:3]).shape == (3, 2)
    blank = model.explain(features[:1])
    assert len(blank.weights[0]) == len(features[0])
    with pytest.raises(ValueError, match="sequence 0 has 5 features, but the model wa"):
        model.predict([features[0][:, :5]])
    report = model.report(features[:8], y[:8])
    assert report.samples == 8


def test_a_network_of_ones_own_is_given_the_sizes_of_frames(data):
    sizes = []

    def build(found):
        sizes.append(found)
        values = keras.Input((None, found.features.numbers), name="values")
        pooled = keras.layers.GlobalAveragePooling1D()(values)
        out = keras.layers.Dense(found.outputs, "softmax")(pooled)
        return keras.Model({"values": values}, out)

    VideoTagger(network=build, epochs=1, **QUICK).fit(*data)
    assert (sizes[0].features.height, sizes[0].features.numbers) == (8, 192)


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ({"encoder": "vgg"}, ValueError, "encoder='vgg' is unknown; choose 'cnn' or N"),
        ({"frames": 0}, ValueError, "frames must be a whole number >= 1, got 0"),
        ({"image_size": 7}, ValueError, "each of size must be a whole number >= 8, go"),
        ({"image_fit": "pad"}, ValueError, "fit='pad' is unknown; choose 'crop' or 's"),
        ({"frame_units": 0}, ValueError, "frame_units must be a whole number >= 1, go"),
        ({"pooling": "sum"}, ValueError, "pooling='sum' is unknown"),
    ],
)
def test_wrong_arguments_get_one_sentence(data, arguments, error, sentence):
    with pytest.raises(error, match=sentence):
        VideoTagger(**{**QUICK, **arguments}).fit(*data)


def test_wrong_clips_and_tags_get_one_sentence(data):
    X, y = data
    with pytest.raises(ValueError, match="clip 1 has frames of different sizes; bring"):
        VideoTagger(**QUICK).fit([X[0], [np.zeros((8, 8)), np.zeros((9, 8))]], y[:2])
    with pytest.raises(ValueError, match=r"64 .* 63|63 .* 64"):
        VideoTagger(**QUICK).fit(X, y[:-1])
