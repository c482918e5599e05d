# The two commands of the house are `make run` and `make test`. Both install what is missing and say so.
#
#   make run [PORT=8000] [DEMO=0]    start everything, with demo people unless DEMO=0; Ctrl-C stops it
#   make test [ARGS="tests/places"]  the whole suite, or what ARGS names
#   make bench [SCALE=0.1]           measure what the design promises, beside what it is compared with
#   make soak [MINUTES=30]           kill each process in turn while families book, and see that nothing is lost
#   make weeks [FAMILIES=200]       six weeks of messages, hour by hour, against the rules of who hears what
#   make load [MINUTES=30]           everybody at once on the house of production, with errors, times and memory
#   make check                       lint, types and the arrows between the parts
#   make screenshots                 take the pictures of the README anew
#   make messages                    bring the catalogues in locale/ up to date with the source
#   make audit                       ask the package index which known flaws the locked dependencies have
#   make lock                        resolve the dependencies of pyproject.toml anew

SHELL := /bin/sh
PORT ?= 8000
DEMO ?= 1
DATA_DIR ?= .data
SCALE ?= 0.1
MINUTES ?= 30
FAMILIES ?= 200
ARGS ?=
# Some machines forbid Python to keep what it has compiled. A house is a dozen processes, and the suite starts
# it again and again: each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
UV := .tools/bin/uv
AS_ROOT := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null
APT := DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends

.PHONY: run test bench soak weeks load check screenshots messages audit lock venv pango chromium

run: venv pango
	@exec env DEMO="$(DEMO)" PORT="$(PORT)" DATA_DIR="$(DATA_DIR)" $(BIN)/python manage.py up --with-parent

test: venv pango chromium
	@$(BIN)/python manage.py messages --compile
	$(BIN)/pytest -n 2 --dist loadgroup --durations 40 --durations-min 2 $(ARGS)

bench: venv pango
	@env DATA_DIR="$(DATA_DIR)" SCALE="$(SCALE)" $(BIN)/python -m tests.load $(ARGS)

soak: venv pango
	@$(BIN)/python manage.py messages --compile
	SOAK_MINUTES="$(MINUTES)" $(BIN)/pytest -n 0 -rP tests/faults/test_soak.py

weeks: venv pango
	@$(BIN)/python manage.py messages --compile
	FAMILIES="$(FAMILIES)" $(BIN)/pytest -n 0 -rP tests/parentwork/six_weeks

load: venv pango
	@env DATA_DIR="$(DATA_DIR)" SCALE="$(SCALE)" MINUTES="$(MINUTES)" $(BIN)/python -m tests.load.mixed

check: venv pango
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates

screenshots: venv pango chromium
	@$(BIN)/python -m tests.pictures

messages: venv pango
	$(BIN)/python manage.py messages

audit: $(UV)
	$(UV) tool run pip-audit --requirement requirements.lock --disable-pip --require-hashes

lock: $(UV)
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--all-extras --group dev pyproject.toml -o requirements.lock

# -- what the commands above stand on ---------------------------------------------------------------

# A uv that works: one of this machine (a shim that fails does not count), else one of our own.
$(UV):
	@mkdir -p .tools/bin
	@for uv in $$(command -v uv) "$$HOME/.local/bin/uv"; do \
		if "$$uv" --version >/dev/null 2>&1; then ln -sf "$$uv" $(UV); break; fi; \
	done
	@if ! $(UV) --version >/dev/null 2>&1; then \
		echo "· Installing uv into .tools"; rm -rf .tools; \
		python3 -m venv .tools >.tools.log 2>&1 \
			|| { $(AS_ROOT) && rm -rf .tools && apt-get update -q && $(APT) python3-venv && python3 -m venv .tools; } \
			|| { tail -n 3 .tools.log; rm -rf .tools; echo "python3 cannot make environments here. Type: sudo apt install python3-venv"; exit 1; }; \
		.tools/bin/python -m pip install --quiet uv || { rm -rf .tools; echo "uv could not be installed: is there a network to a package index?"; exit 1; }; \
		rm -f .tools.log; \
	fi

# The environment, made again only when the Python or the lock has changed.
venv: $(UV)
	@if ! $(BIN)/python -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != sys.argv[1])' $$(cat .python-version) 2>/dev/null; then \
		echo "· Making .venv with Python $$(cat .python-version)"; \
		$(UV) venv --quiet --clear --python $$(cat .python-version) .venv \
			|| { echo "Python $$(cat .python-version) was neither found nor could it be fetched. Install it and try again."; exit 1; }; \
	fi
	@if ! cmp -s requirements.lock .venv/.lock-used; then \
		echo "· Installing what requirements.lock names"; \
		$(UV) pip sync --require-hashes --python $(BIN)/python requirements.lock && cp requirements.lock .venv/.lock-used; \
	fi

# WeasyPrint draws text with Pango, which no wheel carries.
PANGO := import ctypes; [ctypes.CDLL(n) for n in ('libpango-1.0.so.0', 'libpangoft2-1.0.so.0', 'libharfbuzz-subset.so.0')]
pango: venv
	@$(BIN)/python -c "$(PANGO)" 2>/dev/null || { \
		echo "· Installing Pango for the PDFs"; \
		$(AS_ROOT) && apt-get update -q && $(APT) libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; \
	} || { echo "Pango is missing, and PDFs need it. Type: sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"; exit 1; }

# The browser of the journeys: Debian's, or the one that Playwright fetches.
HAS_CHROMIUM := chromium --version >/dev/null 2>&1 || ls $${PLAYWRIGHT_BROWSERS_PATH:-$$HOME/.cache/ms-playwright}/chromium* >/dev/null 2>&1
chromium: venv
	@$(HAS_CHROMIUM) || { \
		echo "· Installing Chromium for the browser journeys"; \
		$(AS_ROOT) && apt-get update -q && $(APT) chromium && chromium --version >/dev/null; \
	} || $(BIN)/playwright install chromium \
		|| { echo "The journeys need a browser. Type: sudo apt install chromium"; exit 1; }
