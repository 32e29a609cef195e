#!/usr/bin/env bash
# Every check, one after the other; stops at the first that fails. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

DATA_DIR=$(mktemp -d)
export DATA_DIR
trap 'rm -rf "$DATA_DIR"' EXIT
unset DATABASE_URL

step() { printf '\n== %s\n' "$1"; }

step "ruff"
ruff check .
ruff format --check .
step "mypy"
mypy
step "djlint"
djlint templates --lint --quiet
djlint templates --check --quiet
step "django"
python manage.py check
python manage.py makemigrations --check --dry-run
step "pytest on SQLite"
pytest "$@"
step "pytest on PostgreSQL"
scripts/with_postgres.py pytest -m "not browser" "$@"
