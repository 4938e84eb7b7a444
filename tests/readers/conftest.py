"""Files for readers to read."""

import pytest


@pytest.fixture
def write(tmp_path):
    """Write text (or bytes) to a file, and return its path."""

    def write(content, name="small.txt", encoding="utf-8"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(
            content if isinstance(content, bytes) else content.encode(encoding)
        )
        return path

    return write


@pytest.fixture(scope="session")
def scratch(tmp_path_factory):
    """Return a path that may be written again and again."""
    return tmp_path_factory.mktemp("readers") / "scratch.txt"
