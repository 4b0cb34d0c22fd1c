"""Italian is added by a setting and a migration (docs/languages.md): a run of its own, with settings of its own."""

import os
import shutil
import subprocess
import sys

from portal.settings import BASE_DIR


def test_italian_needs_only_a_setting_and_a_migration(tmp_path, snapshots, settings):
    shutil.copy(snapshots / "demo", tmp_path / "db.sqlite3")
    shutil.copytree(settings.MEDIA_ROOT, tmp_path / "media")
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "MEDIA_ROOT": str(tmp_path / "media"),
    }
    command = [sys.executable, "-m", "pytest", "tests/italian", "--confcutdir=tests/italian", "-q"]
    command += ["--ds=tests.italian.settings", "-p", "no:cacheprovider", "-o", "addopts="]
    run = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
