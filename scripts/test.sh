#!/usr/bin/env bash
# Every check. A linter that fails ends it; of the tests all five runs are shown. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

DATA_DIR=$(mktemp -d)
export DATA_DIR
running=()
trap 'kill "${running[@]}" 2>/dev/null || true; rm -rf "$DATA_DIR"' EXIT
unset DATABASE_URL PYTHONDONTWRITEBYTECODE # compiled once, not by each process that a test starts

step() { printf '\n== %s\n' "$1"; }

# Much of a test's time is waiting: for a server, a database, a browser. So all runs go on at once, and
# are shown in turn. Those in the browser come first, since a page has to answer in time.
status=0
start() {
  mkdir "$DATA_DIR/$1"
  DATA_DIR="$DATA_DIR/$1" "${@:2}" >"$DATA_DIR/$1.log" 2>&1 &
  running+=($!)
}
show() {
  wait "$2" || status=$?
  cat "$DATA_DIR/$1.log"
}
quick=" and not control"
[ "${HYPOTHESIS_PROFILE:-}" != full ] || quick=""
plans=(tests/roadmap tests/content tests/assessment)
pages=(tests/browser/test_accessibility.py tests/browser/test_reflow.py)
start plans nice pytest "${plans[@]}" -m "not browser and not postgres$quick" "$@"
start site nice pytest "${plans[@]/#/--ignore=}" --ignore=tests/browser \
  -m "not browser and not postgres$quick" "$@"
start postgres nice scripts/with_postgres.py pytest --ignore=tests/browser \
  -m "not browser and not once$quick" "$@"

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

start pages pytest "${pages[@]}" -m browser "$@"
step "pytest in the browser"
pytest tests/browser tests/bench "${pages[@]/#/--ignore=}" -m browser "$@" || status=$?
step "pytest on every page in the browser"
show pages "${running[3]}"
step "pytest on SQLite: plans and the playbook"
show plans "${running[0]}"
step "pytest on SQLite: site and accounts"
show site "${running[1]}"
step "pytest on PostgreSQL"
show postgres "${running[2]}"
running=()
exit "$status"
