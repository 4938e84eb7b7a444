"""The house rules of a notebook: size, order, stored outputs, checked cells."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.])/(?:home|root|tmp|work|usr|Users|mnt)/|[A-Z]:\\\\"
)
INSTALLS = re.compile(r"^\s*[!%]+\s*(pip|conda|mamba|uv|apt)", re.M)
pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path, kind=None):
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if kind in (None, cell.cell_type)]


def outputs(path):
    return [output for cell in cells(path, "code") for output in cell.outputs]


def shown(output):
    """Return the text a reader sees of one output."""
    data = output.get("data", {})
    parts = [data.get("text/plain", ""), data.get("text/html", "")]
    return "\n".join([output.get("text", ""), *parts])


def lines(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


def test_notebook_is_valid_and_runs_on_the_kernel_python3(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    kernel = notebook.metadata.kernelspec
    assert (kernel.name, kernel.display_name) == ("python3", "Python 3")


def test_notebook_has_the_house_length(path):
    code = [len(lines(cell)) for cell in cells(path, "code")]
    words = sum(len(cell.source.split()) for cell in cells(path, "markdown"))
    assert 15 <= len(cells(path)) <= 30
    assert sum(code) <= 150
    assert 1 <= min(code) <= max(code) <= 20
    assert 500 <= words <= 900


def test_notebook_file_is_small(path):
    kilobytes = path.stat().st_size / 1000
    advice = "store fewer or smaller pictures, or reduce them to 256 colours"
    assert kilobytes <= 150, f"{path.name} has {kilobytes:.0f} kB: {advice}"


def test_notebook_has_three_to_five_figures(path):
    figures = [
        output for output in outputs(path) if "image/png" in output.get("data", {})
    ]
    assert 3 <= len(figures) <= 5


def test_notebook_opens_with_title_question_and_running_time(path):
    first = cells(path)[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert "?" in first.source
    assert "unning time" in first.source


def test_notebook_imports_in_its_first_code_cell_only(path):
    first, *others = cells(path, "code")
    assert any(
        isinstance(node, (ast.Import, ast.ImportFrom))
        for node in ast.parse(first.source).body
    )
    for cell in others:
        found = [line for line in lines(cell) if re.match(r"(import|from) ", line)]
        assert not found, found


def test_notebook_is_stored_as_run_once_from_top_to_bottom(path):
    counts = [cell.execution_count for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


def test_notebook_shows_no_error_and_no_warning(path):
    for output in outputs(path):
        assert output.output_type != "error", output.get("evalue")
        assert output.get("name") != "stderr", output.get("text")
        assert "Warning" not in shown(output)


def test_notebook_checks_three_outputs_and_runs_every_cell(path):
    code = cells(path, "code")
    checked = [cell for cell in code if "# NBVAL_CHECK_OUTPUT" in cell.source]
    assert len(checked) >= 3
    assert all(cell.outputs for cell in checked)
    for cell in code:
        assert "NBVAL_SKIP" not in cell.source
        assert "NBVAL_RAISES_EXCEPTION" not in cell.source
        assert "raises-exception" not in cell.metadata.get("tags", [])


def test_notebook_ends_with_a_check_of_its_claim(path):
    last = cells(path, "code")[-1]
    assert any(isinstance(node, ast.Assert) for node in ast.parse(last.source).body)


def test_notebook_installs_nothing_and_names_no_place_on_a_disk(path):
    for cell in cells(path):
        assert not INSTALLS.search(cell.source)
        assert not ABSOLUTE_PATH.search(cell.source)
    for output in outputs(path):
        assert not ABSOLUTE_PATH.search(shown(output))
