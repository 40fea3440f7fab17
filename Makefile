# make run    set everything up and show a sample capture (without a display: write its picture)
# make test   every check and test, without a display
# make lint   style, types, layers and words alone
# make structure  draw the picture of the packages anew
# make pictures   take the README's pictures of the window anew
# make bench  the measured tests
# make soak   what-ifs held against real builds of Debian's crates (librust-…-dev), some minutes
# make install-desktop  put cguviz into the menu of this user
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

.PHONY: run test lint bench soak structure pictures install-desktop clean setup setup-dev
.DEFAULT_GOAL := run

run: setup
	@bash .ci/show-sample "$(VENV)" "$(SAMPLE)"

setup:
	@PYTHON="$(PYTHON)" bash .ci/setup "$(VENV)"

setup-dev:
	@PYTHON="$(PYTHON)" bash .ci/setup "$(VENV)" dev

test: export QT_QPA_PLATFORM = offscreen
test: setup-dev
	"$(VENV)/bin/python" -m pytest -n $(PYTEST_JOBS) --dist loadfile --cov=cguviz --cov-branch \
		--cov-report=json:out/coverage.json --cov-report=
	"$(VENV)/bin/python" -m tests.coverage_table out/coverage.json

structure: setup-dev
	"$(VENV)/bin/python" -m tests.structure

pictures: setup-dev
	"$(VENV)/bin/python" -m tests.pictures

lint: setup-dev
	"$(VENV)/bin/ruff" check .
	"$(VENV)/bin/ruff" format --check .
	"$(VENV)/bin/mypy"
	"$(VENV)/bin/lint-imports"
	"$(VENV)/bin/python" -m pytest -q tests/test_words.py

bench: export QT_QPA_PLATFORM = offscreen
bench: setup-dev
	"$(VENV)/bin/python" -m pytest tests/bench -o python_files="bench_*.py" --benchmark-enable --benchmark-timer=time.process_time

# SOAK="num-bigint --profile dev" chooses.
soak: setup-dev
	"$(VENV)/bin/python" -m tests.soak $(SOAK)

# The menu entry, the icon and the file type of .cguviz for this user; the entry starts this checkout.
SHARE ?= $(or $(XDG_DATA_HOME),$(HOME)/.local/share)
install-desktop: setup
	install -D -m 644 resources/cguviz.svg "$(SHARE)/icons/hicolor/scalable/apps/cguviz.svg"
	for size in 16 32 48 128 256; do install -D -m 644 resources/cguviz-$$size.png \
		"$(SHARE)/icons/hicolor/$${size}x$${size}/apps/cguviz.png" || exit; done
	install -D -m 644 resources/cguviz-mime.xml "$(SHARE)/mime/packages/cguviz.xml"
	install -d "$(SHARE)/applications"
	sed 's|^Exec=cguviz|Exec="$(abspath $(VENV))/bin/cguviz"|' resources/cguviz.desktop >"$(SHARE)/applications/cguviz.desktop"
	if command -v update-mime-database >/dev/null; then update-mime-database "$(SHARE)/mime"; fi
	if command -v update-desktop-database >/dev/null; then update-desktop-database "$(SHARE)/applications"; fi

clean:
	rm -rf "$(VENV)" out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
