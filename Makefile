# Two commands for a newcomer: `make demo` and `make test`. Both set up what they need.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: help venv demo demo-web test check quick lint types format lock clean measure bench bench-ledger bench-scenarios histories faults examples

help:
	@echo "make demo      set up, score the example plans, write a report, say where the results are"
	@echo "make demo-web  set up, serve the example story to a browser (docs/tour.md)"
	@echo "make test      set up, run all tests"
	@echo "make check     lint, types and quick tests"
	@echo "make measure   compare the rules with the development labels beside the clone"
	@echo "make bench     print the speed and memory figures"
	@echo "make bench-ledger  the ledger: throughput, latency, replay, evidence (minutes, quiet machine)"
	@echo "make bench-scenarios  scenarios: a long rehearsal, trace queries, pack rules beside the bare ledger"
	@echo "make histories     scenarios: 10,000 random histories with hostile clients"
	@echo "make faults        the ledger: kills, failing and torn writes, flipped bytes (the long runs)"
	@echo "make format    format the code      make lock     renew the pinned dependencies"

venv: $(STAMP)

$(STAMP): pyproject.toml requirements/lock.txt scripts/setup.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash scripts/setup.sh

demo: venv
	@$(BIN)/python scripts/demo.py

# A finished story in the browser, in a store of its own; docs/tour.md walks through it.
demo-web: venv
	@$(BIN)/liance serve --demo --store liance-demo.sqlite3

# Where a system program is missing and may not be installed, the tests that use it fail by name; all others run.
test: venv
	-@bash scripts/system_packages.sh
	$(BIN)/python -m pytest -q -n 2

check: lint types quick

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: venv
	$(BIN)/mypy

quick: venv
	$(BIN)/python -m pytest -q -n 2 -m "not slow"

format: venv
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

measure: venv
	$(BIN)/liance evaluate ratings ../shared/data/labels/ratings.csv --texts ../shared/data/plans
	$(BIN)/liance evaluate outline ../shared/data/labels/outline.jsonl --texts ../shared/data/plans
	$(BIN)/liance evaluate targets ../shared/data/labels/targets.jsonl --texts ../shared/data/plans
	$(BIN)/liance delivery national ../shared/data/national-reports
	$(BIN)/python benchmarks/quantities.py
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/report.py

bench: venv
	$(BIN)/python benchmarks/scoring.py
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/quantities.py
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/comparison.py
	$(BIN)/python benchmarks/report.py

# Both take minutes and want a quiet machine.
bench-ledger: venv
	$(BIN)/python benchmarks/ledger_embedded.py

bench-scenarios: venv
	$(BIN)/python benchmarks/scenarios.py

histories: venv
	$(BIN)/python -m tests.simulation.histories --count 10000

faults: venv
	$(BIN)/python -m tests.simulation.faults --long $(if $(SEED),--seed $(SEED))

examples: venv
	$(BIN)/python scripts/build_examples.py

# The lock names versions and digests only, never a registry.
lock: venv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --all-extras \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/lock.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --constraint requirements/lock.txt \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/runtime.txt

clean:
	rm -rf $(VENV) build dist liance-out .mypy_cache .ruff_cache .pytest_cache .hypothesis
