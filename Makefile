# jixiao 绩效: `make` alone shows what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# A known home for everything a run writes; the tests use folders of their own.
export JIXIAO_WORKSPACE ?= workspace
# The environment must never phone home, nor read somebody's own Prefect profile.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
# Caches of compiled modules are worth seconds at every start, also where the machine switches them off.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] <= (3, 13) else "jixiao needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12 …")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "this Python has no venv module; on Debian: apt install python3-venv"; exit 1; }
	@echo "making the environment (about a minute, once) …"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: env
env: .venv/ready ## make the environment from the hash-locked requirements

.PHONY: demo
demo: .venv/ready ## rehearse the work year 2023 with a synthetic prefecture, and compare with its story
	@$(BIN)/jixiao demo

.PHONY: test
test: .venv/ready ## run every test this machine can run; says what it skipped and why
	@$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

.PHONY: lint
lint: .venv/ready ## ruff, mypy --strict, and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: up
up: .venv/ready ## start the Prefect server, a worker and the dev inbox; deploy everything
	@$(BIN)/python -m flows.service up

.PHONY: down
down: ## stop everything that `make up` started
	@$(BIN)/python -m flows.service down

.PHONY: bench
bench: .venv/ready ## measure: ratios side by side in one run, and one milestone at prefecture size
	@$(BIN)/python -m tests.bench

.PHONY: prove
prove: .venv/ready ## the dear proofs, minutes each: kills, outages, mutants, the whole prefecture
	@$(BIN)/python -m tests.proofs

.PHONY: lock
lock: ## resolve requirements.lock anew (needs uv)
	@uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock

.PHONY: clean
clean: ## remove the environment and the caches; never the workspace
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
