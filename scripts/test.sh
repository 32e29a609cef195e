#!/usr/bin/env bash
# Every check. A linter that fails ends it; of the tests all runs are shown, and at the end what failed
# in any. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

DATA_DIR=$(mktemp -d)
export DATA_DIR
declare -A runs=()
trap 'kill "${runs[@]}" 2>/dev/null || true; rm -rf "$DATA_DIR"' EXIT
unset DATABASE_URL PYTHONDONTWRITEBYTECODE # compiled once, not by each process that a test starts

step() { printf '\n== %s\n' "$1"; }

# Much of a test's time is waiting: for a server, a database, a browser. So all runs go on at once, and
# are shown in turn. Those in the browser come first, since a page has to answer in time.
start() {
  mkdir "$DATA_DIR/$1"
  DATA_DIR="$DATA_DIR/$1" "${@:2}" >"$DATA_DIR/$1.log" 2>&1 &
  runs[$1]=$!
}
status=0
show() {
  step "pytest $2"
  wait "${runs[$1]}" || status=$?
  unset "runs[$1]"
  cat "$DATA_DIR/$1.log"
}
short=" and not control and not long"
[ "${HYPOTHESIS_PROFILE:-}" != full ] || short=""
pages=(tests/browser/test_accessibility.py tests/browser/test_reflow.py)
plans=(tests/roadmap tests/content)
site=(--ignore=tests/browser "${plans[@]/#/--ignore=}")
sqlite="not browser and not postgres$short"
postgres="not browser and not once$short"
start plans nice -n 5 pytest "${plans[@]}" -m "$sqlite" "$@"
start site nice -n 5 pytest "${site[@]}" -m "$sqlite" "$@"
start postgres nice -n 5 scripts/with_postgres.py pytest --ignore=tests/browser -m "$postgres" "$@"

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

start pages pytest "${pages[@]}" -m "browser$short" "$@"
start browser pytest tests/browser tests/bench "${pages[@]/#/--ignore=}" -m "browser$short" "$@"
show browser "in the browser"
show pages "on every page in the browser"
show plans "on SQLite: plans and the playbook"
show site "on SQLite: site, accounts, quiz and surveys"
show postgres "on PostgreSQL"

[ "$status" = 0 ] || { step "failed"; grep -hE '^(FAILED|ERROR) |\+ Timeout \+' "$DATA_DIR"/*.log || true; }
exit "$status"
