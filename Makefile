# What a person and CI run. `make setup` is enough to work; everything else calls it first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

UV := uv==0.13.9

.PHONY: setup engine demo test test-fast test-provider lint lock build bench bench-peers clean help

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) ## make .venv with `composer` and `evco` in it
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || { echo "making $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "installing Python packages (about a minute the first time)"
	@# the lock is all there is: where something asks for an extra of what is pinned, pip would look for it beside the pin
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

engine: setup ## find or build the Pulumi CLI (once a machine)
	@$(BIN)/python -m composer.engine.binary

demo: engine ## check, plan, apply and change the example fleet on this machine
	@$(BIN)/python tools/demo.py

lint: setup ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint engine ## everything CI runs, the real engine included
	$(BIN)/pytest -n auto

test-fast: setup ## the tests that need neither the engine nor Go
	$(BIN)/pytest -n auto -m "not engine"

test-provider: engine ## the real provider against the local cloud, where it is installed
	$(BIN)/pytest -m provider

lock: ## pin what pyproject.toml asks for, with hashes; `make lock UPGRADE=--upgrade` takes the newest
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" --quiet $(UPGRADE) -o requirements.lock

build: setup ## a wheel and an sdist in dist/
	rm -rf dist build
	$(BIN)/python -m build --no-isolation

bench: engine ## print the table of speeds (docs/reference/speed.md says how to read it)
	$(BIN)/python tests/benchmarks/bench.py

bench-peers: setup ## time comparable checkers on the same definitions (fetches them from PyPI and npm)
	$(BIN)/python tests/benchmarks/peers.py

clean: ## remove the virtual environment and all local state
	rm -rf $(VENV) .composer .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build *.egg-info
