"""A manifest with which Raspberry Pi Imager writes the image from a local file."""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import sys
from pathlib import Path

DEVICES = {"pi4": ["pi4-64bit"], "pi5": ["pi5-64bit"]}
"""Tags of Raspberry Pi Imager's own list of operating systems."""


def sha256_of(path: Path) -> str:
    """Give a file's SHA-256 (hex)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest(image: Path, packed: Path, name: str, epoch: int) -> dict[str, object]:
    """Describe one image as Imager reads it."""
    return {
        "os_list": [
            {
                "name": f"Kiosk một cửa ({name})",
                "description": "Face-ticket kiosk for one-stop offices",
                "url": packed.resolve().as_uri(),
                "extract_size": image.stat().st_size,
                "extract_sha256": sha256_of(image),
                "image_download_size": packed.stat().st_size,
                "image_download_sha256": sha256_of(packed),
                "release_date": dt.datetime.fromtimestamp(epoch, dt.UTC).date().isoformat(),
                "init_format": "none",
                "devices": DEVICES.get(name, []),
            }
        ]
    }


def main() -> None:
    """Print the manifest of an image."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--image", type=Path, required=True)
    parser.add_argument("--packed", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--epoch", type=int, required=True)
    args = parser.parse_args()
    json.dump(
        manifest(args.image, args.packed, args.name, args.epoch), sys.stdout, indent=1, ensure_ascii=False
    )


if __name__ == "__main__":
    main()
