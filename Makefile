.DEFAULT_GOAL := help
.PHONY: help run test test-full bench growth faults load pictures format lock

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## set up what is missing and serve on http://127.0.0.1:8000 (PORT, HOST, DATABASE_URL, DATA_DIR)
	@scripts/setup.sh run
	@.venv/bin/python manage.py serve

test: ## set up what is missing and run every check and test
	@scripts/setup.sh test
	@scripts/test.sh

test-full: ## the same with more generated examples, for which a test has an hour
	@scripts/setup.sh test
	@HYPOTHESIS_PROFILE=full scripts/test.sh --timeout=3600

bench: ## measure, print and keep the figures in bench/results/
	@scripts/setup.sh test
	@.venv/bin/python -m bench starts visits pages pdfs memory
	@.venv/bin/python -m bench phone
	@.venv/bin/python -m bench accounts
	@.venv/bin/python -m bench edits
	@.venv/bin/python scripts/with_postgres.py .venv/bin/python -m bench edits

growth: ## the site after years, on both databases; keep the figures in bench/results/
	@scripts/setup.sh test
	@.venv/bin/python -m bench large
	@.venv/bin/python scripts/with_postgres.py .venv/bin/python -m bench large

faults: ## break things on both databases, print what was kept, keep the table in bench/results/
	@scripts/setup.sh test
	@.venv/bin/python -m bench.faults

load: ## a working day in five minutes on both databases; keep the figures in bench/results/
	@scripts/setup.sh test
	@.venv/bin/python -m bench load
	@.venv/bin/python scripts/with_postgres.py --durable .venv/bin/python -m bench load

pictures: ## photograph six pages for docs/pictures/
	@scripts/setup.sh test
	@.venv/bin/python -m scripts.pictures

format: ## write code and templates the way the checks want them
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .
	@.venv/bin/djlint templates --reformat --quiet || true

LOCK = .venv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header \
	--no-annotate --python-version 3.11

lock: ## renew the lock files from pyproject.toml
	@$(LOCK) pyproject.toml --output-file requirements/run.txt
	@$(LOCK) pyproject.toml --group test --output-file requirements/test.txt
	@echo uv | $(LOCK) - --output-file requirements/uv.txt
	@scripts/setup.sh test && .venv/bin/python scripts/licences.py
