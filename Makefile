# Two commands on a fresh machine with Python >= 3.11 (venv) and make: `make run`, `make test`.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
RUN    := $(VENV)/.run-installed
DEV    := $(VENV)/.dev-installed

.PHONY: run test setup check bench fuzz docs lock clean

run: $(RUN)
	$(PY) run_bot.py serve

test: setup
	$(PY) -m pytest -n 2 --dist loadgroup

setup: $(DEV) $(VENV)/.browser-tried

check: $(DEV)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m tests.generated --check

bench: $(DEV)
	$(PY) -m bench

# Ten minutes of nonsense for every door to the outside; what fails is printed.
fuzz: $(DEV)
	$(PY) -m tests.fuzz --minutes 10

docs: $(DEV)
	$(PY) -m tests.generated --write

lock: $(DEV)
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements.lock
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV)

# Packages come with their bytecode compiled, so that the first start is as quick as any other.
$(RUN): requirements.lock
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	test -e $(DEV) || $(PY) -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	touch $@

$(DEV): requirements-dev.lock
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.lock
	touch $@ $(RUN)

# The browser tests want a Chromium: one that is here already, Debian's, or Playwright's own.
$(VENV)/.browser-tried: $(DEV)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } \
	  || $(VENV)/bin/playwright install chromium \
	  || echo "No Chromium could be installed: the browser tests will be skipped."
	@touch $@
