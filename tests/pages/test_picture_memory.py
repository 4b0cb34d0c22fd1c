"""What a worker needs for the largest pictures that it takes, as docs/pictures.md states it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATED = re.search(r"at most \*\*(\d+) MB\*\*", (ROOT / "docs/pictures.md").read_text())
UPLOAD = """
import os, resource, sys
from concurrent.futures import ThreadPoolExecutor
# What may be written to, a fourth more than is: decoders ask for room that they never touch (setrlimit(2)).
limit = int(sys.argv[1]) * 1_250_000
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "DEBUG": "true", "DATABASE_URL": "sqlite://:memory:"}
import django
django.setup()
from django.core.files.uploadedfile import TemporaryUploadedFile
from portal.pages.image_forms import SafePictureField
name, kind = sys.argv[2], sys.argv[3]
def upload(_number):
    file = TemporaryUploadedFile(f"foto.{kind.lower()}", f"image/{kind.lower()}", os.path.getsize(name), None)
    with open(name, "rb") as source:
        file.write(source.read())
    return max(SafePictureField().to_python(file).image.get_size())
with ThreadPoolExecutor(2) as threads:
    assert list(threads.map(upload, range(2))) == [2560] * 2
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000)
"""
DRAW = """
import sys
from PIL import Image
name, kind, mode, width, height = sys.argv[1:]
ramp = Image.linear_gradient("L").resize((int(width), int(height)))
picture = Image.merge(mode, [ramp] * len(mode))
options = {"JPEG": {"progressive": True, "quality": 90}, "PNG": {"compress_level": 1}, "WEBP": {"method": 0}}
picture.save(name, kind, **options.get(kind, {"speed": 10}))
"""


def python(program, *words):
    return subprocess.run([sys.executable, "-c", program, *map(str, words)], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("kind", "mode", "size"),
    [
        ("JPEG", "RGB", (8600, 5800)),
        ("PNG", "RGBA", (8600, 5800)),
        ("WEBP", "RGBA", (6000, 3990)),
        ("AVIF", "RGBA", (6000, 3990)),
    ],
)
def test_two_uploads_at_once_of_the_largest_pictures_stay_below_what_is_stated(tmp_path, kind, mode, size):
    name = tmp_path / "foto"
    drawn = python(DRAW, name, kind, mode, *size)
    assert drawn.returncode == 0, drawn.stderr
    done = python(UPLOAD, STATED[1], name, kind)
    assert done.returncode == 0, done.stderr
    print(kind, mode, done.stdout.strip(), "MB")
    assert int(done.stdout) <= int(STATED[1])
