# make demo       forecast a real series: table, CSV, picture and model under demo/
# make test       lint, types, unit tests, doctests and every notebook (what CI runs)
# make check      lint, types and the fast tests
# make test-data  the tests over real data in the folder that SEQKIT_DATA names
# make notebooks  open the notebooks in Jupyter
# make outputs    run the notebooks and store their outputs
# make bench      measure every claim of the README into benchmarks/results/
# make bench-peers  measure speed beside other libraries, installed in .venv-peers
# make lock       renew requirements.lock from pyproject.toml
# Each target makes the environment .venv first. PYTHON=... chooses the interpreter.

SHELL := /bin/bash
BIN := .venv/bin
READY := .venv/.ready
PEERS := .venv-peers
BESIDE_PEERS := benchmarks/forecasting_peers.py benchmarks/recurrent_layers.py benchmarks/tagging_peers.py
PYTEST := $(BIN)/python -m pytest -q -n 2
# two workers on two cores: one thread each, or they wait for each other
ONE_THREAD := OMP_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup demo test check lint types tests nbval test-data notebooks outputs bench bench-peers lock clean
.DEFAULT_GOAL := test

# run $(2) as a part named $(1): print its time, keep its exit status
define part
	@echo "== $(1)"; start=$$SECONDS; $(2); status=$$?; \
	echo "== $(1): $$((SECONDS - start)) s"; exit $$status
endef

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@start=$$SECONDS; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	    $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	        2>/dev/null && found=$$python && break; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "seqkit needs Python 3.11, 3.12 or 3.13; install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; \
	fi; \
	echo "== setup: making .venv with $$($$found --version)"; \
	$$found -m venv .venv && \
	$(BIN)/python -m pip install -q -r requirements.lock && \
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e . && \
	$(BIN)/python -m seqkit.recurrent.kernels.build && \
	touch $(READY); status=$$?; \
	echo "== setup: $$((SECONDS - start)) s"; exit $$status

demo: setup
	@$(BIN)/python -m seqkit.demo demo

test: setup lint types tests nbval

check: setup lint types
	$(call part,fast tests,$(ONE_THREAD) $(PYTEST) --dist loadfile -m "not slow and not data" tests)

lint: setup
	$(call part,lint,$(BIN)/ruff format --check . && $(BIN)/ruff check .)

types: setup
	$(call part,types,$(BIN)/mypy)

tests: setup
	$(call part,unit tests and doctests,$(ONE_THREAD) $(PYTEST) --dist loadfile -rs tests seqkit)

nbval: setup
	$(call part,notebooks,$(PYTEST) --dist loadfile --nbval-lax -o addopts= -o filterwarnings=default notebooks)

test-data: setup
	@if [ ! -d "$$SEQKIT_DATA" ]; then \
	    echo "make test-data needs SEQKIT_DATA to name the folder with the data sets" >&2; exit 1; \
	fi
	$(call part,tests over real data,$(ONE_THREAD) $(PYTEST) --dist worksteal -m data tests)

notebooks: setup
	@$(BIN)/jupyter lab notebooks

outputs: setup
	@$(BIN)/python notebooks/store.py

bench: setup
	@for script in $(filter-out %/common.py %/trainings.py $(BESIDE_PEERS),$(wildcard benchmarks/*.py)); do \
	    $(BIN)/python $$script || exit 1; done

bench-peers: setup $(PEERS)/.ready
	@for script in $(BESIDE_PEERS); do $(BIN)/python $$script || exit 1; done

# torch first: the build for processors that its exact version names, not the default
$(PEERS)/.ready: benchmarks/peers-requirements.txt | $(READY)
	@$(BIN)/python -m venv $(PEERS) && \
	$(PEERS)/bin/python -m pip install -q $$(grep '^torch==' $<) && \
	$(PEERS)/bin/python -m pip install -q -r $< && \
	touch $@

lock: setup
	@$(BIN)/python -m pip install -q uv
	@$(BIN)/uv pip compile -q pyproject.toml --all-extras --universal \
	    --python-version 3.11 --upgrade --no-header --no-annotate -o requirements.lock

clean:
	@rm -rf .venv $(PEERS) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
