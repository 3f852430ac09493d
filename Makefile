# KAI Workbench. `make demo` and `make test` are all a newcomer needs; each sets up what it needs.
# POSIX shell and GNU make 3.81 (the one macOS ships) are enough.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test lab apps lint types contracts fix bench docs setup browser lock clean

# Another environment that happens to be active must not leak into ours.
unexport VIRTUAL_ENV
unexport PYTHONHOME
unexport PYTHONPATH
# Without kept bytecode each of some hundred processes of a test run would compile all it imports again.
unexport PYTHONDONTWRITEBYTECODE

PYTHON := .venv/bin/python
KAI := .venv/bin/kai
UV := $(PYTHON) -m uv

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: setup ## predict human pharmacokinetics from animal data, and write the report
	@$(KAI) warm
	@$(KAI) predict-pk --out build

test: setup browser lint contracts ## everything that must hold: lint, types, imports, tests, notebooks, browser
	@mkdir -p build
	@$(PYTHON) -m mypy > build/types.txt 2>&1 & types=$$!; \
	$(PYTHON) -m pytest --numprocesses=logical --maxprocesses=4 --dist=loadfile --no-loadscope-reorder; tests=$$?; \
	wait $$types; typed=$$?; cat build/types.txt; exit $$((tests + typed))

lab: setup ## open the notebooks in JupyterLab
	@$(KAI) lab

apps: setup ## open the apps in the browser (this machine only)
	@$(KAI) apps

lint: setup ## check style and format of code and notebooks
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

types: setup ## check the types
	@$(PYTHON) -m mypy

contracts: setup ## check which room imports from which
	@.venv/bin/lint-imports --no-logo

fix: setup ## mend style and format where a tool can
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

bench: setup ## measure accuracy and speed, half an hour; ALL=1 all of it, hours; ONLY="nca ..." these; LIST=1 tell
	@$(PYTHON) benchmarks/_bench.py $(if $(ALL),--all) $(if $(LIST),--list) $(ONLY)

docs: setup ## build the documentation into build/docs
	@$(PYTHON) -m sphinx --fail-on-warning --keep-going --quiet -b html docs build/docs
	@echo "Open build/docs/index.html"

setup: ## make .venv from the lock (the other targets do this themselves)
	@sh scripts/set-up.sh

browser: setup ## install what the browser tests need, if it is missing
	@sh scripts/browser.sh

lock: setup ## resolve requirements.lock anew, and copy environment.yml for Binder
	@$(UV) pip compile pyproject.toml --all-extras --universal --python-version 3.12 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock
	@cp environment.yml binder/environment.yml

clean: ## remove what can be made again: .venv, build, caches of the tools
	@rm -rf .venv build dist .pytest_cache .ruff_cache .mypy_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
