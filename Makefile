# What each command does is in README.md. PORT=8001 moves the site; PYTHON=... chooses
# another interpreter than python3.

PYTHON ?= python3
BIN := .venv/bin
LAUNCH := exec $(BIN)/python -m config.launcher
MANAGE := DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py
COMPILE := $(BIN)/uv pip compile -q pyproject.toml --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --universal --python-version 3.11

.PHONY: run serve test bench fmt lint messages lock setup programs readers

run: .venv/.trial-stamp
	@$(LAUNCH) run

serve: .venv/.runtime-stamp
	@$(LAUNCH) serve

test: lint programs readers
	$(BIN)/pytest -n auto --maxprocesses 4

bench: .venv/.dev-stamp
	$(BIN)/python -m bench

fmt: setup
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	$(BIN)/lint-imports
	$(BIN)/mypy

messages: setup
	@command -v msgfmt >/dev/null || \
		{ echo "The catalogues need gettext: apt-get install gettext" >&2; exit 1; }
	$(MANAGE) makemessages --locale ko --no-location --ignore '.venv/*'
	$(MANAGE) compilemessages --locale ko --ignore '.venv'

# dev comes first: the others must not take what it cannot live with.
lock: setup
	$(COMPILE) --group dev -o requirements/dev.txt
	$(COMPILE) --group trial -c requirements/dev.txt -o requirements/trial.txt
	$(COMPILE) -c requirements/dev.txt -o requirements/runtime.txt

setup: .venv/.dev-stamp

# Each list contains the ones named after it.
.venv/.dev-stamp: STAMPS = dev trial runtime
.venv/.trial-stamp: STAMPS = trial runtime
.venv/.runtime-stamp: STAMPS = runtime

.venv/.%-stamp: requirements/%.txt | $(BIN)/pip
	@echo "Installing $$(grep -c '==' $<) packages, half a minute or so ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes \
		--no-deps -r $<
	@touch $(STAMPS:%=.venv/.%-stamp)

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
		"$(PYTHON) is no Python 3.11 or newer. Name one: make PYTHON=python3.13" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(INSTALL) python3-venv
	@echo "Making .venv ..."
	@$(PYTHON) -m venv .venv

# What the tests need from Debian: a browser, a Korean font so that screenshots can be
# read, and the collector of messages.
programs:
	@command -v chromium >/dev/null || $(INSTALL) chromium
	@test -n "$$(fc-list :lang=ko 2>/dev/null)" || $(INSTALL) fonts-noto-cjk
	@command -v xgettext >/dev/null || $(INSTALL) gettext

# The reader of calendars in another language that ours are tested with.
CONFORMANCE := tests/events/conformance

readers: $(CONFORMANCE)/node_modules/.package-lock.json

$(CONFORMANCE)/node_modules/.package-lock.json: $(CONFORMANCE)/package-lock.json
	@command -v node >/dev/null || $(INSTALL) nodejs
	@command -v npm >/dev/null || $(INSTALL) npm
	@cd $(CONFORMANCE) && npm ci --silent --no-audit --no-fund

# Debian's packages where we may install them, else the line that says what to do.
INSTALL = sh -c 'if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
		echo "Installing $$1 ..." && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -yqq "$$1" >/dev/null; \
	else echo "$$1 is missing. As root: apt-get install $$1" >&2; exit 1; fi' sh
