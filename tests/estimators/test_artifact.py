"""Saved files: equal predictions anywhere, nothing executable, clear sentences."""

import json
import zipfile

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import Forecaster, SequenceClassifier

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fitted(days, small):
    return Forecaster(5, quantiles=(0.1, 0.9), **small).fit(days)


@pytest.fixture
def saved(fitted, tmp_path):
    fitted.save(tmp_path / "model.seqkit")
    return fitted, tmp_path / "model.seqkit"


def rewritten(path, member, change):
    """Copy an archive with one member changed."""
    target = path.with_name("changed.seqkit")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, change(content) if name == member else content)
    return target


def test_fresh_process_gives_equal_predictions(saved, tmp_path, fresh_process):
    model, path = saved
    code = "import sys, seqkit; seqkit.load(sys.argv[1]).predict().to_csv(sys.argv[2])"
    fresh_process(code, path, tmp_path / "out.csv")
    again = pd.read_csv(tmp_path / "out.csv", index_col="date", parse_dates=True)
    expected = model.predict()
    np.testing.assert_allclose(again, expected, rtol=1e-6)
    assert (again.index == expected.index).all()


def test_plain_keras_opens_the_network_without_seqkit(saved, tmp_path, fresh_process):
    _, path = saved
    with zipfile.ZipFile(path) as archive:
        archive.extract("network.keras", tmp_path)
    code = (
        "import sys, keras;"
        "m = keras.saving.load_model('network.keras', safe_mode=True);"
        "print(m.output_shape, 'seqkit' in sys.modules)"
    )
    assert fresh_process(code) == "(None, 5, 1, 3) False"


def test_kept_network_is_plain(saved):
    assert not saved[0].network_.compiled
    assert getattr(saved[0].network_, "optimizer", None) is None


def test_file_holds_no_pickle(saved):
    _, path = saved
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == {
            "network.keras",
            "estimator.json",
            "arrays.npz",
        }
        json.loads(archive.read("estimator.json"))
        arrays = np.load(archive.open("arrays.npz"), allow_pickle=False)
        assert all(array.dtype != object for array in arrays.values())


@pytest.mark.parametrize("strategy", ["direct", "recursive", "seq2seq"])
def test_panel_with_everything_round_trips(panel, small, tmp_path, strategy):
    panel["store"] = panel["store"].astype("category")
    model = Forecaster(3, strategy=strategy, calendar=True, **small)
    model.fit(
        panel,
        target="sales",
        id="store",
        time="date",
        past="weather",
        future="promo",
        static="region",
    )
    model.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    future = model.future_frame().assign(promo=1)
    pd.testing.assert_frame_equal(again.future_frame(), model.future_frame())
    pd.testing.assert_frame_equal(
        again.predict(future=future), model.predict(future=future), rtol=1e-6
    )
    pd.testing.assert_frame_equal(
        again.predict(history=panel, future=future),
        model.predict(future=future),
        rtol=1e-5,
    )


@pytest.mark.parametrize("dtype", ["int64", "datetime64[s]", "str"])
def test_ids_keep_their_dtype(panel, small, tmp_path, dtype):
    panel["store"] = panel["store"].map({"a": 1, "b": 2, "c": 3}).astype(dtype)
    model = Forecaster(3, **small).fit(panel, target="sales", id="store", time="date")
    model.save(tmp_path / "model.seqkit")
    forecast = seqkit.load(tmp_path / "model.seqkit").predict()
    assert forecast["store"].dtype == panel["store"].dtype


def test_ids_that_no_file_can_hold_get_one_sentence(panel, quick, tmp_path):
    days = {name: pd.Timestamp(2024, 1, ord(name) - 96).date() for name in "abc"}
    panel["store"] = panel["store"].map(days)
    model = Forecaster(3, **quick).fit(panel, target="sales", id="store", time="date")
    with pytest.raises(ValueError, match="an id or a column name cannot be written"):
        model.save(tmp_path / "model.seqkit")
    assert not list(tmp_path.iterdir())


def test_network_of_ones_own_is_saved_but_its_builder_is_not(daily, quick, tmp_path):
    model = Forecaster(5, strategy="direct", **quick).fit(daily)
    model.save(tmp_path / "model.seqkit")
    with pytest.warns(UserWarning, match=r"was built by network=, which a file cannot"):
        again = seqkit.load(tmp_path / "model.seqkit")
    assert again.network is None
    pd.testing.assert_frame_equal(again.predict(), model.predict(), rtol=1e-6)


def test_saving_before_fit_gets_one_sentence(tmp_path):
    with pytest.raises(ValueError, match="this Forecaster is not fitted yet"):
        Forecaster(5).save(tmp_path / "model.seqkit")


def test_failed_saving_leaves_the_old_file(saved, monkeypatch):
    model, path = saved
    before = path.read_bytes()
    monkeypatch.setattr(model.network_, "save", lambda path: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        model.save(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def cut(path):
    target = path.with_name("cut.seqkit")
    target.write_bytes(path.read_bytes()[:2000])
    return target


def flipped(path):
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 50] = bytes(50)
    target = path.with_name("flipped.seqkit")
    target.write_bytes(content)
    return target


def foreign_zip(path):
    target = path.with_name("foreign.seqkit")
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return target


def foreign_json(path):
    return rewritten(path, "estimator.json", lambda _: b'{"estimator": "os.system"}')


def not_json(path):
    return rewritten(path, "estimator.json", lambda content: content[:100])


def broken_network(path):
    return rewritten(path, "network.keras", lambda content: content[:100])


def text_file(path):
    target = path.with_name("text.seqkit")
    target.write_text("a, b\n1, 2\n")
    return target


@pytest.mark.parametrize(
    "damage", [cut, flipped, foreign_zip, not_json, broken_network, text_file]
)
def test_damaged_or_foreign_file_gets_one_sentence(saved, damage):
    path = damage(saved[1])
    with pytest.raises(ValueError, match="is damaged or was not written by seqkit"):
        seqkit.load(path)


def test_unknown_estimator_gets_one_sentence(saved):
    with pytest.raises(ValueError, match="holds no estimator that this seqkit knows"):
        seqkit.load(foreign_json(saved[1]))


def test_newer_file_gets_one_sentence(saved):
    def newer(content):
        document = json.loads(content)
        document["format"], document["versions"]["seqkit"] = 99, "9.0.0"
        return json.dumps(document).encode()

    path = rewritten(saved[1], "estimator.json", newer)
    with pytest.raises(ValueError, match=r"written by seqkit 9.0.0, which is newer"):
        seqkit.load(path)


def test_missing_file_gets_one_sentence(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no file"):
        seqkit.load(tmp_path / "nothing.seqkit")


@pytest.mark.parametrize(
    ("labels", "asked"),
    [
        ([3, 7], {3: 2, 7: 0.5}),
        (np.array([3, 7]), {np.int64(3): np.float32(0.3)}),
        ([True, False], {True: 3.0}),
        (np.array([True, False]), {np.False_: 3.0}),
        ([0.5, 1.5], {1.5: 2.0}),
        (["yes", "no"], {"no": 2.0}),
        (["yes", "no"], "balanced"),
    ],
)
def test_class_weights_of_every_kind_of_label_survive(labels, asked, tmp_path):
    X, y = [[1.0, 2.0], [3.0], [2.0, 0.0]], np.array(labels)[[0, 1, 0]]
    model = SequenceClassifier(class_weight=asked, units=(2,), cell="simple", epochs=1)
    model.fit(X, y).save(tmp_path / "model.seqkit")

    again = seqkit.load(tmp_path / "model.seqkit")

    assert again.get_params() == model.get_params()
    assert again.class_weight == asked
    np.testing.assert_array_equal(again._weights_of(y), model._weights_of(y))
    np.testing.assert_array_equal(again._class_weights, model._weights_of(y))
