# The front door. Every target sets up what it needs from a bare Python 3.11 and a package registry.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-fast test-slow test-all check docs bench bench-scale check-clients lock clean

help:
	@echo "make demo           the main job, on a sandbox org: priced license inventory"
	@echo "make test           the tests, but the slow ones (at most 6 minutes on two cores)"
	@echo "make test-fast      those of figures, panels and storage (a minute), for while you work"
	@echo "make test-slow      the slow ones; CI runs them after make test"
	@echo "make test-all       every test and combination, with more made-up cases and coverage; before an issue is closed"
	@echo "make check          format, lint, types, architecture, docs"
	@echo "make docs           renew the reference and the README's picture"
	@echo "make bench          the measured numbers (docs/benchmarks.md), in 18 minutes on two cores"
	@echo "make bench-scale    those of an org of 1,000,000 users, and of 5,000,000 records"
	@echo "make check-clients  jsforce and the sf CLI against the sandbox org (needs npm)"
	@echo "make lock           refresh requirements.lock from pyproject.toml"

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Seatwise needs Python 3.11 or later: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/uv || { $(PYTHON) -m venv $(VENV) && $(BIN)/pip install --quiet "uv>=0.9"; }
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

demo: export SEATWISE_HOME ?= $(CURDIR)/demo
demo: $(READY)
	@$(BIN)/seatwise demo

# Each worker keeps what it has made: it gets a row of tests that stand together, and takes from the other at the end.
PYTEST = $(BIN)/$(if $(COVERAGE),coverage run,python) -m pytest -n $(WORKERS) --dist worksteal
MEASURED = $(if $(COVERAGE),&& $(BIN)/coverage combine --quiet && $(BIN)/coverage report)
WORKERS ?= 2
FAST = $(addprefix tests/, app domain engine metrics panels render sources storage) \
  --ignore-glob="*as_sql.py" --ignore-glob="*test_script.py"
# Snapshots are synced to the disk, which takes a third of the time; in memory, if it has room.
SHARED_MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "/dev/shm" }')
ifneq ($(SHARED_MEMORY),)
export PYTEST_DEBUG_TEMPROOT ?= $(SHARED_MEMORY)
endif

test: $(READY)
	@$(PYTEST) -m "not slow and not exhaustive" $(MEASURED)

test-fast: $(READY)
	@$(PYTEST) -m "not slow and not exhaustive" --hypothesis-profile=few $(FAST)

test-slow: $(READY)
	@$(PYTEST) -m "slow and not exhaustive"

test-all: COVERAGE = 1
test-all: $(READY)
	@$(PYTEST) --hypothesis-profile=many $(MEASURED)

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/cog --check docs/reference/*.md

docs: $(READY)
	@$(BIN)/cog -r docs/reference/*.md
	@$(BIN)/python docs/reference/schemas/write.py
	@$(BIN)/python docs/images/draw.py
	@SEATWISE_BROWSER_TESTS=require SEATWISE_WRITE_SCREENSHOTS=1 $(BIN)/python -m pytest tests/browser/test_readme_picture.py

bench: $(READY)
	@$(BIN)/python -m bench

bench-scale: $(READY)
	@$(BIN)/python -m bench --scale

check-clients: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m clients.run

lock:
	@test -x $(BIN)/uv || { $(PYTHON) -m venv $(VENV) && $(BIN)/pip install --quiet "uv>=0.9"; }
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --group dev pyproject.toml --output-file requirements.lock $(if $(UPGRADE),--upgrade)

clean:
	@rm -rf $(VENV) build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
