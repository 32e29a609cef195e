#!/usr/bin/env bash
# Every check. A linter that fails ends it; of the tests all four runs are shown. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

DATA_DIR=$(mktemp -d)
export DATA_DIR
beside=()
trap 'kill "${beside[@]}" 2>/dev/null || true; rm -rf "$DATA_DIR"' EXIT
unset DATABASE_URL PYTHONDONTWRITEBYTECODE # compiled once, not by each process that a test starts

step() { printf '\n== %s\n' "$1"; }

# The runs on the two databases go on beside all else, which uses one core or waits for a browser, and
# are shown once that has ended.
start() {
  mkdir "$DATA_DIR/$1"
  DATA_DIR="$DATA_DIR/$1" "${@:2}" >"$DATA_DIR/$1.log" 2>&1 &
  beside+=($!)
}
finish() {
  wait "$2" || status=$?
  cat "$DATA_DIR/$1.log"
}
status=0
quick=" and not control"
[ "${HYPOTHESIS_PROFILE:-}" != full ] || quick=""
rest="--ignore=tests/browser"
start sqlite pytest $rest -m "not browser and not postgres$quick" "$@"
start postgres scripts/with_postgres.py pytest $rest -m "not browser and not once$quick" "$@"
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

# Half of the time in the browser goes to two files that look at every page.
pages=(tests/browser/test_accessibility.py tests/browser/test_reflow.py)
start pages pytest -m browser "${pages[@]}" "$@"
step "pytest in the browser"
pytest -m browser tests/browser tests/bench "${pages[@]/#/--ignore=}" "$@" || status=$?
step "pytest on every page in the browser"
finish pages "${beside[2]}"
step "pytest on SQLite"
finish sqlite "${beside[0]}"
step "pytest on PostgreSQL"
finish postgres "${beside[1]}"
beside=()
exit "$status"
