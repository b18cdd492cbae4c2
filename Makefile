# Two commands: `make run` sets everything up, builds the graph and serves it;
# `make test` sets everything up and passes. The others are for people who work on Entente.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
FRONTEND := server/frontend
SCRIPTS := server/static/built/sparql.js

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without compiled modules every start takes seconds longer.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run build test lint soak bench lock chromium clean help

run: $(RUN_READY) $(SCRIPTS) ## set up, build the graph from data/, serve it
	$(BIN)/entente build
	$(BIN)/entente serve --host $(HOST) --port $(PORT)

build: $(RUN_READY) ## build the graph without serving it
	$(BIN)/entente build

test: $(DEV_READY) $(SCRIPTS) chromium ## set up and run all tests
	$(BIN)/pytest -m "not soak"

lint: $(DEV_READY) $(SCRIPTS) ## ruff, mypy, layout of the ontology, and tsc where Node is there
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m ontology.layout --check
	@! test -e $(SCRIPTS) || npm --prefix $(FRONTEND) run --silent check

soak: $(DEV_READY) $(SCRIPTS) chromium ## the long, bounded runs
	$(BIN)/pytest -m soak

bench: $(RUN_READY) ## speed and memory of extraction and build
	$(BIN)/python -m bench.build

lock: $(DEV_READY) ## pin the dependencies anew (needs uv)
	for extra in run dev; do \
	  option=""; [ $$extra = dev ] && option="--extra dev"; \
	  echo "setuptools>=77" | uv pip compile pyproject.toml - $$option --quiet --universal --upgrade \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	    --output-file locks/$$extra.txt || exit 1; \
	done

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Entente needs Python 3.11 or later; name one with PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "The venv module is missing: on Debian, install the package python3-venv"; exit 1; }

$(RUN_READY): pyproject.toml locks/run.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r locks/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): pyproject.toml locks/dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r locks/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(RUN_READY)

# The pages work without their scripts, so a machine without Node does too.
$(SCRIPTS): $(FRONTEND)/package-lock.json $(FRONTEND)/build.mjs $(wildcard $(FRONTEND)/src/*.ts)
	@if command -v npm >/dev/null; then \
	  npm --prefix $(FRONTEND) ci --ignore-scripts --silent && npm --prefix $(FRONTEND) run --silent build && touch $@; \
	else \
	  echo "Node is missing: the pages will work without their scripts. 'apt-get install nodejs npm' brings it."; \
	fi

# The browser tests drive Chromium. Where it is missing and cannot be installed they are skipped,
# and say so.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	command -v google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests ..."; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium >/dev/null || \
	    echo "Chromium could not be installed: the browser tests will be skipped."; \
	  else \
	    echo "Chromium is missing and installing it needs root: 'sudo apt-get install chromium'."; \
	    echo "The browser tests will be skipped."; \
	  fi; }

clean: ## remove the environment and all built state
	rm -rf $(VENV) $(FRONTEND)/node_modules server/static/built .entente .hypothesis .pytest_cache .mypy_cache .ruff_cache build entente.egg-info

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12
