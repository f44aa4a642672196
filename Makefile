# Two commands do all set-up: `make serve` and `make test`. `make help` lists the rest.

# The Python to build with: any CPython from 3.11 to 3.14. Left empty, tools/find-python.sh chooses.
PYTHON ?=
# The same for the benchmarks. With less than 3.13 some peers stay out; see benchmarks/requirements.in.
BENCH_PYTHON ?= $(PYTHON)
# The Python that the load engine's goals were set on: its peers run 1.6 to 3.7 times faster on some later ones.
REFERENCE_PYTHON ?= $(PYTHON)
# Processes that share the tests.
WORKERS ?= 2

FALLBACKS := python3.13 python3.12 python3.11 python3.14 /usr/local/bin/python3 /usr/bin/python3
BIN := .venv/bin
BENCH_BIN := .venv-bench/bin
REFERENCE_BIN := .venv-reference/bin

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help serve test pages client lint format types imports unit frontend browser validate-short validate bench bench-fault bench-web environment \
	bench-environment reference-environment lock clean

help: ## list what `make` can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' Makefile

serve: environment pages ## set up, warm the engine, build the pages and serve Hotseat on this machine until Ctrl-C
	@$(BIN)/hotseat warm
	@$(BIN)/hotseat serve

# What `make test` holds the repository to, in order.
CHECKS := lint types imports unit frontend browser
ifneq ($(wildcard validation/__main__.py),)
CHECKS += validate-short
endif

test: environment $(CHECKS) ## set up and run every check: style, types, imports, tests with coverage, short validation

pages: environment ## build the pages into the package, if they are not current
	@$(BIN)/python tools/pages.py

client: environment ## make the front end's typed client anew from the server's description
	@$(BIN)/python tools/pages.py client

lint: environment ## check format and style (ruff)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: environment ## put the format right, and what style can be mended without thought
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: environment ## check types (mypy, strict)
	@$(BIN)/mypy

imports: environment ## check who imports whom (import-linter)
	@$(BIN)/lint-imports --no-logo

unit: environment pages ## run the tests, with branch coverage and its gate
	@$(BIN)/hotseat warm
	@$(BIN)/python -m pytest -n $(WORKERS) --ignore=tests/browser --cov --cov-report=term:skip-covered

frontend: environment ## check the front end: types, style, tests, and that its client says what the server says
	@$(BIN)/python tools/pages.py types
	@$(BIN)/python tools/pages.py lint
	@$(BIN)/python tools/pages.py unit
	@$(BIN)/python tools/pages.py current

browser: environment pages ## run the pages in a real Chromium before a real server
	@$(BIN)/python tools/browser.py
	@$(BIN)/hotseat warm
	@$(BIN)/python -m pytest tests/browser

validate-short: environment ## run Hotseat beside theory, short runs
	@$(BIN)/python -m validation --short

validate: environment ## run Hotseat beside theory and published results; writes docs/validation.md
	@$(BIN)/python -m validation

bench: bench-environment reference-environment ## time the load engine beside its peers, ratios in one run
	@$(REFERENCE_BIN)/python -m benchmarks.load --newer $(BENCH_BIN)/python

bench-web: environment pages ## hold server and pages to their goals: fifty people, pushback, debrief, an hour's log, a browser
	@$(BIN)/python -m benchmarks.web

bench-fault: bench-environment ## time the fault lab beside its peers
	@$(BENCH_BIN)/python -m benchmarks.fault

environment: ## make .venv from requirements.lock, if it is not there yet (the others call this)
	@python=$$(sh tools/find-python.sh .venv "$(PYTHON)" python3 $(FALLBACKS)) \
		&& "$$python" tools/environment.py .venv requirements.lock

bench-environment: ## make .venv-bench from benchmarks/requirements.lock, if it is not there yet
	@python=$$(sh tools/find-python.sh .venv-bench "$(BENCH_PYTHON)" python3.13 python3.14 python3 $(FALLBACKS)) \
		&& "$$python" tools/environment.py .venv-bench benchmarks/requirements.lock

reference-environment: ## make .venv-reference likewise, with CPython 3.11 where there is one
	@python=$$(sh tools/find-python.sh .venv-reference "$(REFERENCE_PYTHON)" python3.11 $(FALLBACKS)) \
		&& "$$python" tools/environment.py .venv-reference benchmarks/requirements.lock

lock: ## resolve both locks anew (UPGRADE=--upgrade takes newer versions)
	@python=$$(sh tools/find-python.sh .venv "$(PYTHON)" python3 $(FALLBACKS)) && sh tools/lock.sh "$$python" $(UPGRADE)

clean: ## remove the environments and everything that can be made again
	@rm -rf .venv .venv-bench .venv-reference .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
		build dist frontend/node_modules src/hotseat/web/pages
	@find src tests tools validation benchmarks -type d -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
