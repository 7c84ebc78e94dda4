# Needs only git, Python 3.11 or newer and make.
PYTHON ?= python3
PORT ?= 8000
SIMULATOR_PORT ?= 8002
BILLING_PORT ?= 8003
export GATEWAY_PORT ?= 8001
export PYTHONUNBUFFERED = 1
BIN = .venv/bin
READY = .venv/.ready

.PHONY: help run test check bench bench-trust bench-pages tour fix lock clean
.DEFAULT_GOAL := help

help: ## Show what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(READY) ## Start everything on this machine (PORT, GATEWAY_PORT, SIMULATOR_PORT and BILLING_PORT choose others)
	@$(BIN)/python manage.py run --port $(PORT) --simulator-port $(SIMULATOR_PORT) --billing-port $(BILLING_PORT)

test: $(READY) ## Run the whole suite on an embedded PostgreSQL, offline
	@$(BIN)/python -m pytest

check: $(READY) ## Lint, format, types, import rules, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	VAR_DIR=var/check $(BIN)/python manage.py makemigrations --check --dry-run
	VAR_DIR=var/check $(BIN)/python manage.py check

bench: $(READY) ## Measure search on ../shared/data, beside a floor in the same run
	@$(BIN)/python -m bench.retrieval

bench-trust: $(READY) var/.bench-ready ## Measure the guards on ../shared/data, beside their peers in the same run
	@$(BIN)/python -m bench.trust

bench-pages: $(READY) var/helpdesk/.ready ## Measure queue and ticket pages at 1k, 10k and 100k tickets, beside django-helpdesk
	@HELPDESK_PYTHON=var/helpdesk/bin/python $(BIN)/python -m bench.pages

tour: $(READY) ## Start a demo of its own, walk it in a browser, write the pictures of docs/tour.md
	@$(BIN)/python -m gizmo.demo.tour

fix: $(READY) ## Format, and mend what the linter can
	$(BIN)/ruff check --fix . || true
	$(BIN)/ruff format .

lock: $(READY) ## Write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header --universal \
		--python-version 3.11 --group dev pyproject.toml -o requirements.lock

clean: ## Remove the environment and all local data
	rm -rf .venv var

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Gizmo needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make run PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }
	@echo "Installing into .venv (once, about a minute) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

var/.bench-ready: pyproject.toml $(READY)
	@echo "Installing the peers that guards are measured beside …"
	@$(BIN)/uv pip install -q --python $(BIN)/python --group bench -c requirements.lock
	@mkdir -p var && touch $@

var/helpdesk/.ready:
	@echo "Installing django-helpdesk into an environment of its own …"
	@$(PYTHON) -m venv var/helpdesk
	@var/helpdesk/bin/python -m pip install -q --disable-pip-version-check "django-helpdesk==2.6.1" "psycopg[binary]"
	@touch $@
