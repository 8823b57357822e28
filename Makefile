# Run `make help` for what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KG := $(BIN)/kg
CORPUS := $(or $(KG_CORPUS),$(wildcard ../shared/documents))
SIZE ?= S
COMPILE := $(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-header

.DEFAULT_GOAL := help
.PHONY: help demo test check bench lock docs clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | column -t -s '|'

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(VENV)/ready ## Set up, build the graph, print the tour, write the network page
	@$(KG) demo --out build/demo $(if $(CORPUS),--corpus $(CORPUS))

test: export PYTHONDONTWRITEBYTECODE :=  # what many processes import is compiled once
test: $(VENV)/ready ## Set up, run every check and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python docs/generate.py --check
	$(KG) check $(if $(CORPUS),--corpus $(CORPUS))
	$(if $(CORPUS),KG_CORPUS=$(abspath $(CORPUS))) $(BIN)/python -m pytest -n 2 --cov --cov-report=term --cov-fail-under=95

check: $(VENV)/ready ## Check shapes, rules, questions and passages of the data
	$(KG) check $(if $(CORPUS),--corpus $(CORPUS))

bench: $(VENV)/ready ## Measure every goal beside its peers, in one run: SIZE=S, M, L or XL
	$(BIN)/python benchmarks/run.py --size $(SIZE) $(if $(ONLY),--only $(ONLY)) $(if $(KEEP),--keep)

docs: $(VENV)/ready ## Write the generated pages of docs/
	$(BIN)/python docs/generate.py

lock: ## Refresh the locks with hashes
	$(COMPILE) --extra dev --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra spark --constraint requirements.lock --output-file requirements-spark.lock pyproject.toml

clean: ## Remove what was built
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache
