# Every target runs in .venv, which is built when it is missing and rebuilt when a lock file changes.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test mutants lint types bench firmware docs lock clean
.DELETE_ON_ERROR:

help:  ## print this list
	@awk -F ':.*  ## ' '/^[a-z]+:.*  ## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: .venv/run.stamp micropython/wasm/node_modules/.stamp  ## start a node, a simulated radio and a board here; Ctrl-C stops them
	@exec hearthnet run $(ARGS)

test: .venv/dev.stamp micropython/wasm/node_modules/.stamp  ## run every test (installs chromium and iproute2 with apt when they are missing)
	@tools/tested-with
	@python -m pytest

mutants: .venv/dev.stamp micropython/wasm/node_modules/.stamp  ## break a copy of the tree in one place after the other; the tests must notice each
	@python -m tools.mutants $(ARGS)

lint: .venv/dev.stamp  ## check the format and the rules of pyproject.toml
	@ruff format --check && ruff check

types: .venv/dev.stamp  ## check the types
	@mypy

bench: .venv/bench.stamp micropython/wasm/node_modules/.stamp  ## run every benchmark, print the figures, write docs/benchmarks.md
	@python -m bench

firmware: .venv/dev.stamp  ## compile what goes on a board into build/firmware, print the sizes and what grew
	@python -m tools.firmware $(ARGS)

docs: .venv/dev.stamp  ## write the generated pages of docs/ again
	@python -m tools.docs

lock: .venv/dev.stamp  ## resolve every dependency again into requirements/
	@tools/lock

clean:  ## remove what these targets made
	rm -rf .venv build micropython/wasm/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/%.stamp: requirements/%.txt requirements/node.txt pyproject.toml tools/venv
	@tools/venv $*

micropython/wasm/node_modules/.stamp: micropython/wasm/package-lock.json micropython/wasm/fixed_heap.mjs | .venv/run.stamp
	@cd micropython/wasm && npm ci --no-audit --no-fund --no-update-notifier --loglevel=error && touch node_modules/.stamp
