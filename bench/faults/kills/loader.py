"""Loads the playbook, in a process that is killed.

`python -m bench.faults.kills.loader FOLDER [atomic]` prints 'writing' and 'written'. With `atomic`
named, the guard of that name is off.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch


def main() -> None:
    import django

    django.setup()
    from content.loading import load

    lock = load.lock_out_other_loads

    def say_and_lock() -> None:
        lock()
        print("writing", flush=True)

    load.lock_out_other_loads = say_and_lock
    if "atomic" in sys.argv[2:]:
        patch.object(load, "transaction", SimpleNamespace(atomic=nullcontext)).start()
    load.load_playbook(Path(sys.argv[1]))
    print("written", flush=True)


if __name__ == "__main__":
    main()
