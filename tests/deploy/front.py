"""A real nginx with the configuration of `deploy/`, for ports and a certificate of a test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings

NAME = "playbook.example"


def nginx_program() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert found, "nginx is not installed; type: scripts/setup.sh test"
    return found


def certificate(folder: Path) -> Path:
    """A certificate for NAME that signs itself, as cert.pem and key.pem."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / "cert.pem"


def nginx_folder(folder: Path, ports: Mapping[str, int], hosts: Sequence[str]) -> str:
    """The path of a whole configuration around `deploy/nginx.conf`, changed only where it says."""
    text = (Path(settings.BASE_DIR) / "deploy" / "nginx.conf").read_text()
    changes = {
        "127.0.0.1:8000 ": f"{hosts[0]} ",
        "#server host-b.internal:8000 ": f"server {hosts[1]} ",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{ports['80']};",
        "listen 443 ": f"listen 127.0.0.1:{ports['443']} ",
        "/etc/ssl/playbook/fullchain.pem": str(folder / "cert.pem"),
        "/etc/ssl/playbook/key.pem": str(folder / "key.pem"),
    }
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "playbook.conf").write_text(text)
    (folder / "temporary").mkdir()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/temporary/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; "
        f"error_log {folder}/error.log warn; events {{}} "
        f"http {{ {temporary} include {folder}/playbook.conf; }}\n"
    )
    return str(config)
