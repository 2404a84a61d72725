# Two commands do everything: `make report` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
NOTEBOOKS := notebooks/*.ipynb

# What the user gives on the command line goes to the `workbook` command.
RUN := $(if $(WAVE),--wave $(WAVE)) $(foreach code,$(LANGUAGE),--language $(code)) $(if $(ONLY),--only $(ONLY)) \
  $(if $(SEGMENT),--segment $(SEGMENT)) $(if $(BY),--by $(BY)) $(if $(JOBS),--jobs $(JOBS)) \
  $(if $(TIMEOUT),--timeout $(TIMEOUT)) $(if $(FORCE),--force) $(if $(DRY_RUN),--dry-run) $(if $(QUIET),--quiet) $(if $(PDF),--pdf)

RESOLVE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --custom-compile-command "make lock"
# An extra alone: uv would lock the whole project with it.
EXTRA := import sys, tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
  print(*project["optional-dependencies"][sys.argv[1]], sep="\n")

# JupyterLab saves a notebook as HTML in the form of our pages.
LAB := $(CURDIR)/src/helpers/pipeline/rendering/site/jupyter

.DEFAULT_GOAL := help
.PHONY: help setup weights cluster validator report test test-faults attack lab notebooks readme catalogue demo lint bench lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | awk -F':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'
	@echo "  options: WAVE=study-2023  LANGUAGE=en  ONLY=01,02  SEGMENT=activity=engineering  BY=client_sector"
	@echo "           DRY_RUN=1  FORCE=1  JOBS=2  TIMEOUT=300  QUIET=1  PDF=1"

setup: $(READY)  ## the environment in .venv, from requirements.lock

.venv/locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; name another with: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Making the environment in .venv (a few minutes, once)"
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) --require-hashes --compile -r requirements.lock
	@touch $@

$(READY): .venv/locked pyproject.toml
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

weights: $(READY)  ## what waves with weights or margins need, from requirements-weights.lock
	@$(PIP) --require-hashes --compile -r requirements-weights.lock

cluster: $(READY)  ## what `--scheduler` needs to run on a Dask cluster, from requirements-cluster.lock
	@$(PIP) --require-hashes --compile -r requirements-cluster.lock

validator: $(READY)  ## what the test of valid HTML needs beside Java, from requirements-validator.lock
	@$(PIP) --require-hashes --compile -r requirements-validator.lock

report: $(READY)  ## run every notebook and write reports/<wave>/<language>/
	@$(BIN)/workbook run $(RUN)

test: $(READY)  ## everything: units, published values, notebooks unchanged, end to end
	@$(BIN)/python -m pytest -n auto --dist loadscope tests
	@$(BIN)/python -m pytest -n auto --dist loadscope --nbval-lax --nbval-cell-timeout=120 notebooks

test-faults: $(READY)  ## kill, stop and starve runs for real, FAULTS=10 times each
	@FAULTS=$(or $(FAULTS),10) $(BIN)/python -m pytest -n auto --dist load tests/faults

attack: $(READY)  ## attack the demonstration's reports for withheld counts, every question (minutes)
	@ATTACK=all $(BIN)/python -m pytest -n auto tests/statistics/test_demo_attack.py

lab: $(READY)  ## JupyterLab on the notebooks
	JUPYTER_CONFIG_PATH="$(LAB)$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" $(BIN)/jupyter lab --notebook-dir=notebooks

notebooks: $(READY)  ## run the committed notebooks again, in place, in English
	@$(BIN)/workbook refresh

readme: $(READY)  ## write the README's table of notebooks again
	@$(BIN)/python -m helpers.pipeline.readme

catalogue: $(READY)  ## bring the French catalogue up to date with the texts
	@$(BIN)/python -m helpers.presentation.catalogue

demo: $(READY)  ## write the synthetic answers of data/demo-2026 again
	@$(BIN)/python -m helpers.sources.synthetic_exports

lint: $(READY)  ## ruff on .py and .ipynb
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

bench: $(READY)  ## time runs, statistics and answers on this machine; writes benchmarks/results.md
	@$(BIN)/python benchmarks/notebooks.py
	@$(BIN)/python benchmarks/audit_and_bases.py
	@$(BIN)/python benchmarks/answers.py

lock:  ## resolve requirements.lock and the locks of the extras again (needs uv)
	$(RESOLVE) pyproject.toml -o requirements.lock
	@mkdir -p .cache
	$(PYTHON) -c '$(EXTRA)' weights > .cache/weights.in
	$(RESOLVE) -c requirements.lock .cache/weights.in -o requirements-weights.lock
	$(PYTHON) -c '$(EXTRA)' cluster > .cache/cluster.in
	$(RESOLVE) -c requirements.lock .cache/cluster.in -o requirements-cluster.lock
	$(PYTHON) -c '$(EXTRA)' validator > .cache/validator.in
	$(RESOLVE) -c requirements.lock .cache/validator.in -o requirements-validator.lock

clean:  ## remove reports and caches; the environment stays
	rm -rf reports .cache .pytest_cache .ruff_cache .hypothesis
