# Every chore of the project. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEMO   := examples/demo
JOBS   ?= 2

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: exam usccs help setup run ui test lint format lock clean undo-proof accuracy crash demo judge speed audit-speed wave-speed

help: ## list the chores
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with the locked versions

$(READY): requirements.lock requirements-setup.lock pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh scripts/setup.sh
	@touch $@

run: $(READY) ## the main job on the shipped demo: audit, merge, waves
	@$(BIN)/mergepoint run --workspace $(DEMO)/workspace.yaml

ui: $(READY) ## the Dagster UI on the same state
	@$(BIN)/mergepoint ui --workspace $(DEMO)/workspace.yaml

test: $(READY) ## all tests, a real PostgreSQL included
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -q

accuracy: $(READY) ## F1 on every open set without labels, beside peers (SETS=a,b PEERS=c,d)
	@$(BIN)/python -m benchmarks.accuracy $(if $(SETS),--sets $(SETS)) $(if $(PEERS),--peers $(PEERS)) $(if $(OUT),--out $(OUT))

demo: $(READY) ## make the shipped demo again: same seed, same bytes
	@$(BIN)/python -m examples.generator --out $(DEMO)

judge: $(READY) ## merge and audit generated sets at each noise level, judged against their truth
	@$(BIN)/python -m benchmarks.generated

crash: $(READY) ## kill the client at every statement of every wave step, on each database (long; ON=postgresql POINTS=n)
	@$(BIN)/python -u -m tests.migration.crash $(if $(ON),--on $(ON)) $(if $(POINTS),--points $(POINTS))

exam: $(READY) ## exports with planted defects, made apart from the rules: recall by kind, forbidden merges
	@$(BIN)/python -m benchmarks.exam

usccs: $(READY) ## proof on a million damaged credit codes
	@$(BIN)/python -m benchmarks.usccs

speed: $(READY) ## time and memory at 200 k and 1 M customers, as ratios to Splink
	@$(BIN)/python -m benchmarks.speed

audit-speed: $(READY) ## the whole audit of 1 M customers × 20 columns, as ratios to Great Expectations and ydata-profiling (ROWS=1e6,10e6 ONLY=ours)
	@$(BIN)/python -m benchmarks.audit.run --rows $(or $(ROWS),1e6) $(if $(ONLY),--only $(ONLY))

wave-speed: $(READY) ## 1 M customers + 5 M orders into PostgreSQL, as ratios (CUSTOMERS=n ORDERS=n ON="mariadb sqlite")
	@$(BIN)/python -m benchmarks.waves --customers $(or $(CUSTOMERS),1000000) --orders $(or $(ORDERS),5000000) $(if $(ON),--on $(ON))

.PHONY: wave-memory
wave-memory: $(READY) ## highest memory of each wave command at growing sizes (ORDERS="200000 1000000" ON=postgres)
	@$(BIN)/python -m benchmarks.waves.cli --orders $(or $(ORDERS),200000 1000000) $(if $(ON),--on $(ON))

lint: $(READY) audit-deps ## style and structure, and known vulnerabilities of the dependencies
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

.PHONY: audit-deps chaos overhead
audit-deps: $(READY) ## known vulnerabilities in the locked dependencies (says so where no service can be asked)
	@$(BIN)/python -m scripts.audit_deps

chaos: $(READY) ## a day of failures with the real daemon, web server and database (long)
	@CHAOS=1 $(BIN)/python -m pytest -q --timeout 1200 -m dagster tests/pipelines/test_chaos.py tests/pipelines/test_live.py tests/pipelines/test_team.py

overhead: $(READY) ## what `mergepoint run` costs over the libraries called directly
	@$(BIN)/python -m benchmarks.overhead

format: $(READY) ## write the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

undo-proof: $(READY) ## the long proof: 10,000 random merges undone to the byte
	@UNDO_MERGES=10000 $(BIN)/python -m pytest -q -s --timeout 3600 tests/matching/undo -k every_byte

identity-proof: $(READY) ## the long proof: 20 reruns of the demo, shuffled, renamed, split, give the same ids
	@IDENTITY_RERUNS=20 $(BIN)/python -m pytest -q -s --timeout 3600 tests/pipelines/stages/test_identity_proof.py

labels: $(READY) ## what 300 answers add on each open set (SETS=a,b)
	@$(BIN)/python -m benchmarks.accuracy.labels $(if $(SETS),--sets $(SETS))

.PHONY: wave-proof
wave-proof: $(READY) ## random schemas, rows and live edits on each database: promote, then roll back (WORLDS=n)
	@WAVE_WORLDS=$(or $(WORLDS),500) $(BIN)/python -m pytest -q --timeout 7200 tests/migration/test_property.py

.PHONY: images
images: $(READY) ## the pictures of the README (needs Chromium)
	@$(BIN)/python -m scripts.images

lock: ## resolve the newest versions and write requirements.lock (needs uv)
	uv pip compile pyproject.toml --group dev --all-extras --universal --generate-hashes \
	  --python-version 3.11 --no-header --no-annotate --no-strip-extras --upgrade -o requirements.lock -q
	echo uv | uv pip compile - --universal --generate-hashes --no-header --no-annotate --upgrade -o requirements-setup.lock -q

clean: ## remove the environment and all state of the demo
	rm -rf $(VENV) .mergepoint $(DEMO)/.mergepoint
