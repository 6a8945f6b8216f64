# Two commands do everything on a fresh machine: `make report` and `make test`.

PYTHON ?= python3
BIN := .venv/bin

# Where this repository is developed the tables lie beside it; a configuration, or data/, wins.
CONFIGURED := $(OLIST_DATA)$(wildcard data)$(shell sed -n 's/^data:[[:space:]]*\([^#[:space:]].*\)/\1/p' study.yml)
SHARED := $(if $(CONFIGURED),,$(abspath $(wildcard ../shared/olist)))
WITH_DATA := $(if $(SHARED),OLIST_DATA=$(SHARED))

.PHONY: report test serve clean setup

report: .venv/quarto-tried
	@$(if $(SHARED),echo "data beside the repository: $(SHARED)")
	$(WITH_DATA) $(BIN)/olist render

test: .venv/test-installed
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq \
		&& apt-get install -qq -y chromium >/dev/null; } \
		|| echo "chromium is absent and cannot be installed: the browser tests will skip"
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq \
		&& apt-get install -qq -y postgresql >/dev/null; } \
		|| echo "postgresql is absent and cannot be installed: its tests will skip"
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pytest

serve: .venv/installed
	$(BIN)/olist serve

# Never data/, nor what was exported.
clean:
	rm -rf _book slides/_deck libs slides/libs .olist .folio slides/.folio .quarto
	rm -rf .pytest_cache .ruff_cache .hypothesis .venv *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/test-installed: .venv/installed
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[test]"
	@touch $@

# Quarto's package downloads the program while it installs: tried once, given up at the
# first refusal or after five minutes.  Without it, folio renders.
.venv/quarto-tried: .venv/installed
	@command -v quarto >/dev/null || timeout 300 $(BIN)/pip install --quiet --retries 0 quarto-cli \
		>/dev/null 2>&1 || echo "Quarto cannot be installed here: folio renders"
	@touch $@
