#!/usr/bin/env bash
# Makes this machine able to run (`setup.sh run`) or to test (`setup.sh test`) the project.
# Installs only what is missing; when nothing is, it ends at once without starting Python.
set -euo pipefail
cd "$(dirname "$0")/.."

want=${1:?usage: setup.sh run|test}
case $want in run | test) ;; *) echo "usage: setup.sh run|test" >&2; exit 2 ;; esac

has_library() { dpkg -s "$1" 2>/dev/null | grep -q '^Status: install ok installed'; }
has_tool() { command -v "$1" >/dev/null 2>&1; }
has_postgres() { has_tool initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

# The Python of the distribution is built with what it measured of itself: pages and tests take 0.88 of
# the time that they take with one that was compiled at home. So it goes before the one on the path.
is_fit() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
missing=()
if is_fit /usr/bin/python3; then
  python=/usr/bin/python3
elif is_fit python3; then
  python=$(command -v python3)
else
  python=/usr/bin/python3
  missing+=(python3 python3-venv)
fi
for library in libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; do
  has_library "$library" || missing+=("$library") # WeasyPrint draws text with these
done
if [ "$want" = test ]; then
  has_library libatomic1 || missing+=(libatomic1) # Playwright's own Node
  has_postgres || missing+=(postgresql)
  has_tool chromium || missing+=(chromium)
  has_tool chromium-headless-shell || missing+=(chromium-headless-shell) # the same without windows
  has_tool pdftoppm || missing+=(poppler-utils)
  has_tool qpdf || missing+=(qpdf)
  { has_tool nginx || [ -x /usr/sbin/nginx ]; } || missing+=(nginx-light) # before two hosts
  has_tool openssl || missing+=(openssl) # its certificate
  has_tool systemd-analyze || missing+=(systemd) # reads the units
  has_tool libreoffice || missing+=(libreoffice-calc-nogui) # opens our workbook, saves it anew
  has_tool java || missing+=(default-jre-headless) # the Nu HTML checker
fi

if [ ${#missing[@]} -gt 0 ]; then
  line="apt-get install --yes --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" = 0 ]; then
    as_root=(env)
  elif has_tool sudo && sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
  else
    echo "This machine lacks: ${missing[*]}. Type:  sudo $line" >&2
    exit 1
  fi
  echo "Installing: ${missing[*]}"
  # RUNLEVEL=1 keeps the packages from starting their services.
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get update -qq
  # shellcheck disable=SC2086
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 $line -qq >/dev/null
  is_fit "$python" || {
    echo "Python 3.11 or newer with its venv is needed; this is $("$python" --version)." >&2
    exit 1
  }
fi

# The environment follows the lock file: a stamp in it says for which lock and Python it was made.
lock=requirements/$want.txt
stamp() { { echo "$python"; cat "requirements/$1.txt" requirements/uv.txt; } | sha256sum | cut -d' ' -f1; }
is_made_for() { [ -x .venv/bin/python ] && [ "$(cat ".venv/made-for-$1" 2>/dev/null)" = "$(stamp "$1")" ]; }

is_made_for "$want" && exit 0
[ "$want" = run ] && is_made_for test && exit 0 # the test set holds the run set

echo "Installing Python packages for '$want'"
rm -f .venv/made-for-*
grep -qsx "home = $(dirname "$python")" .venv/pyvenv.cfg && .venv/bin/python -c '' 2>/dev/null || {
  rm -rf .venv
  "$python" -m venv .venv
}
if .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt; then
  .venv/bin/uv pip sync --quiet --require-hashes --compile-bytecode --python .venv/bin/python "$lock"
else # no uv for this platform: slower, the same result
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
stamp "$want" >".venv/made-for-$want"
