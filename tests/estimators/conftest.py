"""What several estimators' tests share."""

import zipfile

import pytest


@pytest.fixture
def opened_by_keras(tmp_path, fresh_process):
    """Return how many parameters plain Keras counts in the network of a saved model."""

    def count(model):
        model.save(tmp_path / "model.seqkit")
        with zipfile.ZipFile(tmp_path / "model.seqkit") as archive:
            archive.extract("network.keras", tmp_path)
        code = (
            "import sys, keras; m = keras.saving.load_model('network.keras');"
            "assert 'seqkit' not in sys.modules; print(m.count_params())"
        )
        return int(fresh_process(code))

    return count
