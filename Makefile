# make run    set everything up and show a sample capture (without a display: write its picture)
# make test   every check and test, without a display
# make lint   style, types and layers alone
# make bench  the measured tests
# make clean  forget what was made
#
# PYTHON=python3.12 make run   takes another interpreter (3.11 or later)

PYTHON ?=
VENV ?= .venv
SAMPLE ?= sample_graphs/regex-1.7.1-release
PYTEST_JOBS ?= auto

# A folder of more and larger captures beside the repository, where there is one.
MORE_CAPTURES := $(wildcard ../shared/data/captures)
ifneq ($(MORE_CAPTURES),)
export CGUVIZ_CAPTURES ?= $(abspath $(MORE_CAPTURES))
endif

.PHONY: run test lint bench clean setup setup-dev
.DEFAULT_GOAL := run

run: setup
	@bash .ci/show-sample "$(VENV)" "$(SAMPLE)"

setup:
	@PYTHON="$(PYTHON)" bash .ci/setup "$(VENV)"

setup-dev:
	@PYTHON="$(PYTHON)" bash .ci/setup "$(VENV)" dev

test: export QT_QPA_PLATFORM = offscreen
test: setup-dev
	"$(VENV)/bin/python" -m pytest -n $(PYTEST_JOBS)

lint: setup-dev
	"$(VENV)/bin/ruff" check .
	"$(VENV)/bin/ruff" format --check .
	"$(VENV)/bin/mypy"
	"$(VENV)/bin/lint-imports"

bench: export QT_QPA_PLATFORM = offscreen
bench: setup-dev
	"$(VENV)/bin/python" -m pytest tests/bench --benchmark-enable --benchmark-disable-gc -p no:xdist

clean:
	rm -rf "$(VENV)" out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
