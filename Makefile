# Two commands: `make advise` gives a recommendation from real measurements, `make test` runs all the tests.
# Each makes .venv first; interrupted half-way, either can simply be run again.
#
#   PYTHON=python3.12        another interpreter (3.11 or newer)
#   TORCH_INDEX=URL          another package index for torch, where the plain wheel is a CUDA build of
#                            several gigabytes and you want the CPU build
#   NEEDS=FILE BUDGET=none   another needs file, another budget, for `make advise`
#   ARGS="tests/report -x"   what pytest is to run and how, for `make test`
#   JOBS=4                   how many tests run side by side, for `make test`

PYTHON ?= python3
VENV ?= .venv
NEEDS ?= examples/churn-model.yaml
BUDGET ?= quick
JOBS ?= 2
TORCH_INDEX ?=
BIN := $(VENV)/bin

.PHONY: advise test check format clean

advise: $(VENV)/.ready-run
	$(BIN)/advisor recommend $(NEEDS) --budget $(BUDGET)

# What measures has the machine to itself, after all other tests and whatever became of those. Code 5 says that
# ARGS chose no test of a half; both halves without a test are a mistake.
test: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest --calm=without -n $(JOBS) --dist loadgroup $(ARGS); first=$$?; \
	$(BIN)/python -m pytest --calm=only $(ARGS); second=$$?; \
	if [ $$first = 5 ]; then exit $$second; fi; \
	if [ $$second = 0 ] || [ $$second = 5 ]; then exit $$first; fi; \
	exit $$second

check: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/advisor rules check

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# A stamp is written only after its step has succeeded, so a step that was cut off is run again.
$(VENV)/.ready-run: pyproject.toml constraints.txt setup.sh
	PYTHON="$(PYTHON)" TORCH_INDEX="$(TORCH_INDEX)" bash setup.sh "$(VENV)" run
	@touch $@

$(VENV)/.ready-dev: pyproject.toml constraints.txt setup.sh
	PYTHON="$(PYTHON)" TORCH_INDEX="$(TORCH_INDEX)" bash setup.sh "$(VENV)" dev
	@touch $@
