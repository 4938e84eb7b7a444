"""Folder = floor: imports point down, never sideways in a cycle, never hidden."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "seqkit"
FLOORS = {
    "checks": 0,
    "keras_backend": 0,
    "registration": 0,
    "sequences": 1,
    "readers": 1,
    "datasets": 1,
    "metrics": 1,
    "baselines": 1,
    "recurrent": 2,
    "networks": 3,
    "decoding": 3,
    "training": 3,
    "estimators": 4,
    "inspection": 4,
    "plotting": 4,
    "demo": 5,
    "cli": 5,
}
NEEDS_TENSORFLOW_ON_FLOOR_1 = {"sequences/batches.py"}
OPTIONAL = {
    "pooch",
    "tqdm",
    "pyarrow",
    "conllu",
    "sacrebleu",
    "mido",
    "tokenizers",
    "soundfile",
    "jiwer",
    "av",
}
FILES = sorted(PACKAGE.rglob("*.py"))
INNER = [path for path in FILES if path != PACKAGE / "__init__.py"]


def name(path):
    return str(path.relative_to(PACKAGE))


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def module(path):
    parts = ("seqkit", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


def typing_only(tree):
    """Nodes that only a type checker reads."""
    blocks = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    return {id(inner) for block in blocks for inner in ast.walk(block)}


def imports(path):
    """Yield (node, imported module) for every import that runs."""
    tree = ast.parse(path.read_text())
    skipped = typing_only(tree)
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name(path)}:{node.lineno}: relative import"
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name


def seqkit_modules(path):
    known = {module(other) for other in FILES}
    for _, target in imports(path):
        if target.split(".")[0] == "seqkit":
            found = target
            while found not in known:
                found = found.rpartition(".")[0]
            yield found


def test_every_room_is_on_the_plan():
    assert {room(path) for path in INNER} <= set(FLOORS)


@pytest.mark.parametrize("path", INNER, ids=name)
def test_imports_point_down(path):
    here = FLOORS[room(path)]
    for target in seqkit_modules(path):
        if target != "seqkit":
            there = FLOORS[target.split(".")[1]]
            assert there <= here, f"{name(path)} imports {target} from a floor above"


def test_imports_have_no_cycle():
    graph = {module(path): set(seqkit_modules(path)) - {module(path)} for path in FILES}
    graph["seqkit"] = set()
    packages = {module(path) for path in FILES if path.name == "__init__.py"}
    done = set()

    def visit(here, trail):
        assert here not in trail, f"cycle: {' -> '.join([*trail, here])}"
        if here in done:
            return
        for target in sorted(graph[here]):
            inside_own_package = target in packages and here.startswith(target + ".")
            if not inside_own_package:
                visit(target, [*trail, here])
        done.add(here)

    for start in sorted(graph):
        visit(start, [])


@pytest.mark.parametrize("path", INNER, ids=name)
def test_no_import_hides_in_a_function(path):
    if path.name == "__init__.py" or room(path) == "plotting":
        return
    tree = ast.parse(path.read_text())
    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    target = getattr(node, "module", None) or node.names[0].name
                    assert target.split(".")[0] in OPTIONAL, (
                        f"{name(path)}:{node.lineno}"
                    )


@pytest.mark.parametrize("path", INNER, ids=name)
def test_floors_0_and_1_load_no_tensorflow(path):
    if FLOORS[room(path)] > 1 or name(path) in NEEDS_TENSORFLOW_ON_FLOOR_1:
        return
    if room(path) == "keras_backend":
        return
    roots = {target.split(".")[0] for _, target in imports(path)}
    assert not roots & {"keras", "tensorflow"}
    assert "seqkit.keras_backend" not in set(seqkit_modules(path))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_only_plotting_imports_matplotlib(path):
    roots = {target.split(".")[0] for _, target in imports(path)}
    assert room(path) == "plotting" or "matplotlib" not in roots


@pytest.mark.parametrize("path", FILES, ids=name)
def test_package_has_no_assert_and_no_silent_except(path):
    for node in ast.walk(ast.parse(path.read_text())):
        assert not isinstance(node, ast.Assert), f"{name(path)}:{node.lineno}"
        if isinstance(node, ast.ExceptHandler):
            silent = all(isinstance(inner, ast.Pass) for inner in node.body)
            assert not silent, f"{name(path)}:{node.lineno}"
