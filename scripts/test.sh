#!/usr/bin/env bash
# Every check, one after the other; ends at the first that fails. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

DATA_DIR=$(mktemp -d)
export DATA_DIR
postgres=
trap '[ -z "$postgres" ] || kill "$postgres" 2>/dev/null || true; rm -rf "$DATA_DIR"' EXIT
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

# The run on PostgreSQL goes on beside the one on SQLite, and is shown when that has ended.
mkdir "$DATA_DIR/beside"
DATA_DIR="$DATA_DIR/beside" scripts/with_postgres.py pytest -m "not browser" "$@" \
  >"$DATA_DIR/postgres.log" 2>&1 &
postgres=$!
step "pytest on SQLite, and in the browser"
pytest "$@"
step "pytest on PostgreSQL"
status=0
wait "$postgres" || status=$?
postgres=
cat "$DATA_DIR/postgres.log"
exit "$status"
