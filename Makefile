# Two commands do everything: `make site` and `make test`. Everything else is a convenience.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SANSHEN := $(BIN)/sanshen

.PHONY: setup setup-pictures site test lint demo sample detection bench screenshots lock clean manual-pictures

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q -j 0 -x '/(pip|setuptools|mypy|mypyc|tests)/' $(VENV)/lib scripts/sanshen # by all cores, what may be imported; pip would take one
	@touch $@

# The engine that reads words in pictures and scans (about 200 MB): where reviews/policy.yml says attachments.read-pictures.
setup-pictures: setup
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-pictures.lock

# Judge, prove and build: this repository where it is a district of its own, else the sample district 示例区.
site: setup
	@$(BIN)/python scripts/sample/publish.py

# The whole story in a scratch repository, in under a minute.
demo: setup
	@$(BIN)/python scripts/sample/demo.py

# Make the sample anew, with new keys that are thrown away: after a change of content/, reviews/ or mkdocs.yml.
sample: setup
	@$(BIN)/python scripts/sample/make.py

test: setup
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 3 --dist worksteal # one more than CI has cores: tests wait for Git, sockets and the disk a fifth of their time; what one worker compiled, the others read

lint: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# How well the rules see: recall on disguised faults, false alarms on clean pages, a table per rule.
detection: setup
	@for one in tests/detection/report_*.py; do PYTHONPATH=tests $(BIN)/python $$one || exit 1; done

# Speed against peers, in one run each; `make bench` takes several minutes.
bench: setup
	@$(BIN)/python -m compileall -q scripts/sanshen # a figure must not hold the compiling of what was just changed
	@for one in benchmarks/*.py; do echo "== $$one"; $(BIN)/python $$one || exit 1; done

# Pictures of the built site, desktop and phone, into build/screenshots/.
screenshots: site
	@$(BIN)/python scripts/sample/screenshots.py

# The pictures of the manuals anew, from what the commands print and build, into docs/pictures/.
manual-pictures: setup
	@$(BIN)/python scripts/sample/pictures.py

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group pictures -c requirements.lock -o requirements-pictures.lock

clean:
	rm -rf $(VENV) build site .mypy_cache .ruff_cache
