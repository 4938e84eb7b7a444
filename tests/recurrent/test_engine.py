"""Kernels are compiled once and found again; without them Keras runs, with one line."""

import hashlib
import json
import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seqkit.keras_backend import keras
from seqkit.recurrent import layers
from seqkit.recurrent.kernels import build
from seqkit.recurrent.kernels import engine as engine_module

NOTICE = "seqkit: recurrent layers run on stock Keras, several times slower: "
COMPILING = "seqkit: compiling the recurrent kernels, once"
X = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")
compiled = pytest.mark.usefixtures("native")

# prints the path, the difference from Keras, and a digest of values and gradients
WORK = """
import hashlib, json, sys
import numpy as np
from seqkit.keras_backend import keras, tf
threads = int(sys.argv[1])
if threads:
    tf.config.threading.set_intra_op_parallelism_threads(threads)
from seqkit.recurrent import layers

def run(layer, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layer(x, training=True)
        loss = tf.reduce_sum(y ** 2)
    watched = [x, *(v.value for v in layer.trainable_variables)]
    return [a.numpy() for a in (y, *tape.gradient(loss, watched))]

draw = np.random.default_rng(0)
x = tf.constant(draw.normal(size=(64, 9, 5)).astype("float32"))
results = {}
for name in ("SimpleRNN", "LSTM", "GRU"):
    fast, stock = (getattr(h, name)(37, return_sequences=True)
                   for h in (layers, keras.layers))
    weights = []
    for layer in (fast, stock):
        layer.build(x.shape)
    for weight in stock.weights:
        weights.append(draw.normal(0, 0.15, weight.shape))
    for layer in (fast, stock):
        layer.set_weights(weights)
    got, again, expected = run(fast, x), run(fast, x), run(stock, x)
    for one, other in zip(got, again):
        assert one.tobytes() == other.tobytes(), name
    digest = hashlib.sha256(b"".join(a.tobytes() for a in got)).hexdigest()
    off = max(np.abs(a - b).max() / np.abs(b).max() for a, b in zip(got, expected))
    results[name] = [fast.path, float(off), digest]
print(json.dumps(results))
"""


# what a compiler is asked once is copied from then on; nothing is optimised
COMPILE_ONCE = """
for last; do :; done
case " $* " in
*" -c "*) ;;
*) exec {words} "$@" ;;
esac
kept={folder}/${{last##*/}}
if mkdir "$kept.begun" 2> /dev/null; then
    {words} "$@" -O0; status=$?
    cp "$last" "$kept.part" || : > "$kept.part"
    mv "$kept.part" "$kept"
    exit $status
fi
until [ -e "$kept" ]; do sleep 0.1; done
cp "$kept" "$last"
"""


@pytest.fixture(scope="module")
def begin(forked, tmp_path_factory):
    """begin(threads, **environment): start WORK in a process of its own."""

    def start(threads=0, **environment):
        settings = f"import os; os.environ |= {environment!r}\n"
        return forked(tmp_path_factory.mktemp("work"), settings + WORK, threads)

    return start


def finish(process):
    """Wait for a process; return what it found and what it said on the error stream."""
    out, err = process.finish()
    return json.loads(out), err


def assert_right(results, path):
    assert {found[0] for found in results.values()} == {path}
    assert max(found[1] for found in results.values()) < 1e-5


# ------------------------------------------------------------ why there are none


@pytest.fixture
def fresh_engine(monkeypatch, tmp_path):
    """Let a test ask for the engine anew, switched on, with an empty cache."""
    monkeypatch.delenv("SEQKIT_KERNELS", raising=False)
    monkeypatch.setenv("SEQKIT_CACHE", str(tmp_path / "cache"))
    engine_module.engine.cache_clear()
    yield engine_module.engine
    engine_module.engine.cache_clear()


def program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def assert_stock(reason, capsys):
    """Every layer runs on stock Keras, gives its values, and one line says why."""
    for name in ("SimpleRNN", "LSTM", "GRU"):
        pair = [getattr(home, name)(4) for home in (layers, keras.layers)]
        for layer in pair:
            layer.build(X.shape)
        pair[0].set_weights(pair[1].get_weights())
        np.testing.assert_array_equal(pair[0](X), pair[1](X))
        assert pair[0].path.startswith("keras: ")
        assert reason in pair[0].path
    lines = capsys.readouterr().err.splitlines()
    notices = [line for line in lines if line != COMPILING]
    assert len(notices) == 1, lines
    assert notices[0].startswith(NOTICE)
    assert reason in notices[0]


@pytest.mark.parametrize("off", ["off", "OFF", "0", "no"])
def test_switched_off(off, fresh_engine, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("SEQKIT_KERNELS", off)
    assert_stock("SEQKIT_KERNELS=off", capsys)
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("missing", ["CXX", "PATH"])
def test_no_compiler(missing, fresh_engine, monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv(missing, str(tmp_path / "nothing"))
    assert build.find_compiler() is None
    assert_stock("no C++ compiler was found", capsys)


def test_compiler_that_fails(fresh_engine, monkeypatch, capsys, tmp_path):
    failing = (
        'case "$1" in --version) echo 1.0;; *) echo "x: error: no" >&2; exit 1;; esac'
    )
    monkeypatch.setenv("CXX", program(tmp_path / "failing", failing))
    assert_stock("failing failed: x: error: no", capsys)
    assert not list((tmp_path / "cache" / "kernels").iterdir())


@pytest.mark.parametrize(
    "text",
    ["exit 0", "exit 1", "kill -9 $$", "echo 1.0", 'printf "\\377\\n"'],
    ids=["silent", "refusing", "killed", "making nothing", "not utf-8"],
)
def test_strange_compiler(text, fresh_engine, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("CXX", program(tmp_path / "strange", text))
    assert_stock("", capsys)


def test_compiler_that_makes_rubbish(fresh_engine, monkeypatch, capsys, tmp_path):
    # the last word but one after -o is the file to make
    rubbish = (
        'while [ $# -gt 0 ]; do [ "$1" = -o ] && echo x > "$2"; shift; done; echo 1'
    )
    monkeypatch.setenv("CXX", program(tmp_path / "rubbish", rubbish))
    assert_stock("TensorFlow could not load the library", capsys)


@compiled
def test_cache_that_cannot_be_written(fresh_engine, monkeypatch, capsys, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SEQKIT_CACHE", str(tmp_path / "file"))
    assert_stock("the cache folder cannot be written", capsys)


@compiled
@pytest.mark.parametrize("content", [b"", b"no library", b"\x7fELF" + bytes(5000)])
def test_library_that_tensorflow_refuses(content, fresh_engine, capsys):
    path = build.cache_folder() / f"{build._key(build.find_compiler())}.so"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.with_suffix(".sha256").write_text(hashlib.sha256(content).hexdigest())
    assert_stock("TensorFlow could not load the library", capsys)


@compiled
@pytest.mark.parametrize("digest", [None, "0" * 64])
def test_damaged_library_is_compiled_again(digest, fresh_engine, monkeypatch):
    path = build.cache_folder() / f"{build._key(build.find_compiler())}.so"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"cut short")
    if digest:
        path.with_suffix(".sha256").write_text(digest)
    made = []
    monkeypatch.setattr(build, "_compile", lambda compiler, path: made.append(path))
    assert build.library() == path
    assert made == [path]


def test_compiler_may_have_arguments(monkeypatch):
    monkeypatch.setenv("CXX", f"{sys.executable} -O2")
    assert build.find_compiler()


def test_cache_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("SEQKIT_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert build.cache_folder() == tmp_path / "seqkit" / "kernels"
    monkeypatch.setenv("SEQKIT_CACHE", str(tmp_path / "own"))
    assert build.cache_folder() == tmp_path / "own" / "kernels"


# -------------------------------------------------------------- whole processes


def test_process_without_kernels():
    """Nothing is imported before, so this process would show TensorFlow's noise too."""
    clean = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"}
    done = subprocess.run(
        [sys.executable, "-c", WORK, "0"],
        env=clean | {"SEQKIT_KERNELS": "off"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.stderr == f"{NOTICE}SEQKIT_KERNELS=off\n"
    assert_right(json.loads(done.stdout), "keras: SEQKIT_KERNELS=off")


@pytest.fixture(scope="module")
def compiled_twice(native, begin, tmp_path_factory):
    """Two processes at once on an empty cache: where it lies, what each of them gave.

    Both compile and link; what takes the time, the compiler itself, runs once.
    """
    folder = tmp_path_factory.mktemp("cache")
    words = " ".join(map(shlex.quote, build.find_compiler()))
    quick = program(folder / "quick", COMPILE_ONCE.format(words=words, folder=folder))
    where = {"CXX": quick, "SEQKIT_CACHE": str(folder)}
    both = [begin(threads=2, **where) for _ in range(2)]
    return where, [finish(process) for process in both]


@pytest.mark.slow
def test_two_processes_compile_at_once(compiled_twice):
    where, both = compiled_twice
    for results, said in both:
        assert_right(results, "native")
        assert said == f"{COMPILING}\n"
    assert both[0][0] == both[1][0]
    made = Path(where["SEQKIT_CACHE"], "kernels").iterdir()
    assert sorted(path.suffix for path in made) == [".sha256", ".so"]


@pytest.mark.slow
@pytest.mark.parametrize("threads", [1, 4])
def test_what_was_compiled_is_not_compiled_again(threads, compiled_twice, begin):
    where, _ = compiled_twice
    (library,) = Path(where["SEQKIT_CACHE"], "kernels").glob("*.so")
    made = library.stat().st_mtime_ns
    results, said = finish(begin(threads, **where))
    assert_right(results, "native")
    assert said == ""
    assert library.stat().st_mtime_ns == made


@pytest.mark.slow
def test_processes_with_equal_threads_agree_to_the_bit(native, begin):
    (one, _), (other, _) = map(finish, [begin(threads=2), begin(threads=2)])
    assert_right(one, "native")
    assert one == other
