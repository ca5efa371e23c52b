# The menu. `make demo` and `make test` do all set-up on a fresh machine with Python >= 3.11 and make.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
WORKERS ?= 2
CODE := domain crawlers pipeline scoring storage alerts config reports web service samples

.PHONY: help venv dev browser demo test check bench lock clean

help:            ## this menu
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

venv: .venv/.installed                     ## virtual environment with locked dependencies and .venv/bin/wanglou

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python >= 3.11 is needed; set PYTHON=..."; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { [ "$$(id -u)" = 0 ] && apt-get install -y -qq python3-venv; } || { echo "Install python3-venv first."; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

dev: .venv/.developed                      ## the same with the tools of development

.venv/.developed: .venv/.installed requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } || { echo "Install chromium and a CJK font first (Debian: chromium fonts-noto-cjk)."; exit 2; }

demo: venv                                 ## a sample town through the whole system; ARGS=--once ends by itself
	$(BIN)/wanglou demo $(ARGS)

test: dev browser check                    ## everything that must hold, by WORKERS=2 processes
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal $(ARGS)

check: dev                                 ## style, types and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CODE) tests bench
	$(BIN)/lint-imports

bench: dev                                 ## what the figures in docs come from; see bench/README.md
	@cat bench/README.md

lock: dev                                  ## resolve dependencies anew
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --extra build --extra dev pyproject.toml -o requirements-dev.lock

clean:                                     ## remove everything made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
