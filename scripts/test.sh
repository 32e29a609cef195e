#!/usr/bin/env bash
# Every check. A linter that fails ends it; of the tests all six runs are shown. Arguments go to pytest.
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
pages=(tests/browser/test_accessibility.py tests/browser/test_reflow.py)
plans=(tests/roadmap tests/content tests/assessment)
site=(--ignore=tests/browser "${plans[@]/#/--ignore=}")
sqlite="not browser and not postgres$quick"
postgres="not browser and not once$quick"
start plans nice pytest "${plans[@]}" -m "$sqlite" "$@"
start site nice pytest "${site[@]}" -m "$sqlite" "$@"
start postgres-plans nice scripts/with_postgres.py pytest "${plans[@]}" -m "$postgres" "$@"
start postgres-site nice scripts/with_postgres.py pytest "${site[@]}" -m "$postgres" "$@"

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
show pages "${running[4]}"
step "pytest on SQLite: plans and the playbook"
show plans "${running[0]}"
step "pytest on SQLite: site and accounts"
show site "${running[1]}"
step "pytest on PostgreSQL: plans and the playbook"
show postgres-plans "${running[2]}"
step "pytest on PostgreSQL: site and accounts"
show postgres-site "${running[3]}"
running=()
exit "$status"
