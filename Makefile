# The commands of this project; each sets up what it needs first. What they do is in CONTRIBUTING.md.

BIN := .venv/bin

# Tests that neither measure nor look at what the machine as a whole holds.
SIDE_BY_SIDE := tests/unit tests/languages $(addprefix tests/contract/,api blobs dispatch judging pubsub redis_ha store)

.PHONY: help run setup test test-languages check static attacks attacks-v2 soak fuzz lock

help:
	@echo "make run      set up what is missing, then serve http://localhost:3000 with sample problems"
	@echo "make test     set up what is missing, then run every check and test"
	@echo "make test-languages  install every language that there is a package for, and test each: takes a quarter of an hour"
	@echo "make setup    only set up: .venv with judgebox in it, and the compilers of the judged languages"
	@echo "make check    format, lint, types, layers and unit tests, in under a minute"
	@echo "make attacks  hostile programs against the sandbox, alone and with all slots busy"
	@echo "make soak     20000 of them in random order, in boxes that are used again: takes an hour or two"
	@echo "make attacks-v2  the same in a virtual machine with control groups v2 alone, as root and as a plain user: hours"
	@echo "make fuzz     damaged messages against the launcher, for SECONDS=600"
	@echo "make lock     choose the versions of all dependencies anew"

run: setup
	@exec $(BIN)/judgebox up

setup:
	@scripts/setup

test:
	@scripts/setup --tests
	@$(MAKE) --no-print-directory static
	@echo "==> tests of rules and of servers, side by side"
	@$(BIN)/pytest -ra -n 2 --dist loadfile $(SIDE_BY_SIDE)
	@echo "==> tests of the sandbox and of whole installations, one by one"
	@$(BIN)/pytest -ra $(addprefix --ignore=,$(SIDE_BY_SIDE)) tests

test-languages:
	@scripts/setup --languages
	@LANGUAGES_ALL=1 $(BIN)/pytest -ra tests/languages

check:
	@scripts/setup
	@$(MAKE) --no-print-directory static
	@echo "==> unit tests"
	@$(BIN)/pytest tests/unit

static:
	@echo "==> format, lint, types, layers"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

attacks: setup
	@ATTACKS_ALL=1 $(BIN)/pytest tests/attacks

attacks-v2: setup
	@scripts/cgroup2-vm -t 14400 \
	  "root tests/attacks tests/contract/sandbox/test_accounting.py tests/contract/sandbox/test_tier.py" \
	  "delegated tests/attacks tests/contract/sandbox/test_accounting.py tests/contract/sandbox/test_tier.py"

fuzz: setup
	@PYTHONPATH=tests $(BIN)/python tests/launcher_fuzz.py $(or $(SECONDS),600)

soak: setup
	@ATTACK_SOAK_RUNS=$${ATTACK_SOAK_RUNS:-20000} $(BIN)/pytest tests/attacks/test_soak.py

lock:
	@scripts/lock
