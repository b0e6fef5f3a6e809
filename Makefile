# Every target sets itself up; only make and Python 3.11 or newer are needed. Another Python than
# the one that is found: make demo PYTHON=/path/to/python3

PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
VENV := .venv
BIN := $(VENV)/bin
PINS := pyproject.toml constraints.txt
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
RUNNER ?= $(BIN)/python
JOBS ?= 2
# Tests and months wait for the disk at every commit: where much memory serves as a disk, they use it.
MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "TMPDIR=/dev/shm" }')

# The tests start the program some fifty times: it is compiled once, even where that is switched off.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo run test check bench month coverage

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

demo: $(RUNTIME) ## the desk at work on this machine, no token: a page; without a terminal, a transcript
	@$(BIN)/python -m bot demo

run: $(RUNTIME) ## the real bot, with the settings of the environment and .env
	@exec $(BIN)/python -m bot run

test: $(DEV) ## all tests
	@$(MEMORY) $(RUNNER) -m pytest -q -n $(JOBS) --dist worksteal

check: $(DEV) ## format, lint, types, imports, architecture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_settings.py

bench: $(DEV) ## the desk's figures, measured now
	@$(BIN)/python -m tests.bench

month: $(DEV) ## a simulated month, sixty cases a day: does its ledger balance?
	@$(MEMORY) $(BIN)/python -m tests.bench.month

coverage: $(DEV) ## all tests, then which lines and branches they reached
	@$(BIN)/coverage erase
	@$(MAKE) --no-print-directory test RUNNER='$(BIN)/coverage run'
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

$(RUNTIME): $(PINS) | $(BIN)/pip
	@echo "Installing what the bot needs into $(VENV) …"
	@$(INSTALL) -e .
	@touch $@

$(DEV): $(PINS) | $(BIN)/pip
	@echo "Installing what the bot and its tests need into $(VENV) …"
	@$(INSTALL) -e '.[dev]'
	@touch $(RUNTIME) $@

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found;" \
		"name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is not Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make" \
		"virtual environments; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
