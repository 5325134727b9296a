# The two commands: `make demo` and `make test`. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test walks bench torture audit sbom lint docs clean

demo: $(READY)
	$(BIN)/discourse demo

test: $(READY)
	$(BIN)/python -m pytest

walks: $(READY)
	$(BIN)/python -m pytest -m walk

bench: $(READY)
	$(BIN)/python -P benchmarks/bench.py --write

torture: $(READY)
	$(BIN)/python benchmarks/torture

# The tools of these two stay out of the environment that they look at.
AUDIT := $(VENV)/audit
$(AUDIT)/.ready: Makefile
	$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1 cyclonedx-bom==7.5.0
	touch $@

audit: $(READY) $(AUDIT)/.ready
	$(AUDIT)/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip --progress-spinner off --desc off > $(AUDIT)/said.txt 2>&1; code=$$?; \
	cat $(AUDIT)/said.txt; \
	if grep -qE "ConnectionError|ServiceError|Failed to (connect|query)|Max retries|Name or service|could not be audited" $(AUDIT)/said.txt; \
	then echo "audit: skipped, no advisory source can be reached from here"; else exit $$code; fi

sbom: $(READY) $(AUDIT)/.ready
	mkdir -p dist
	$(AUDIT)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON -o dist/sbom.json $(BIN)/python

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(READY)
	$(BIN)/python docs/write_reference.py
	$(BIN)/zensical build --clean --strict --config-file mkdocs.yml

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; run make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache dist outputs/demo outputs/site
