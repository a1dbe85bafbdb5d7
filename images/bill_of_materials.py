"""A bill of materials as CycloneDX 1.6 JSON: of an image, or of what a lock lets a role install.

::

    python3 -m images.bill_of_materials --packages packages.tsv --site-packages DIR --epoch SECONDS --weights yunet sface
    python -m images.bill_of_materials --lock requirements/trixie/screen.txt --weights yunet sface
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
import uuid
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def debian_components(table: str) -> list[dict[str, object]]:
    """Read dpkg's table: name, version and architecture in each line, parted by tabs."""
    rows = [line.split("\t") for line in table.splitlines()]
    return [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:deb/debian/{name}@{version}?arch={architecture}",
        }
        for name, version, architecture in rows
    ]


def python_components(folder: Path) -> list[dict[str, object]]:
    """List what is installed in a folder of Python packages, with each one's licence as it declares it."""
    found = sorted(distributions(path=[str(folder)]), key=lambda each: each.name.lower())
    return [python_component(each.name, each.version, each) for each in found]


def locked_components(lock: str) -> list[dict[str, object]]:
    """List what a lock pins, with the SHA-256 of each file that pip may take for it.

    The licence is the declared one where this very version is installed here; a lock names none.
    """
    installed = {(_folded(each.name), each.version): each for each in distributions()}
    components = []
    for entry in re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]:
        name, version = entry.split()[0].split("==")
        component = python_component(name, version, installed.get((_folded(name), version)))
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
        components.append(component | {"hashes": [{"alg": "SHA-256", "content": each} for each in hashes]})
    return components


def weight_components(names: Sequence[str]) -> list[dict[str, object]]:
    """List files of weights by their names in the store."""
    from kiosk.models.manifest import model_named

    return [
        {
            "type": "machine-learning-model",
            "name": model.file,
            "version": model.sha256[:12],
            "description": model.purpose,
            "licenses": [{"license": {"id": model.licence}}],
            "hashes": [{"alg": "SHA-256", "content": model.sha256}],
        }
        for model in map(model_named, names)
    ]


def python_component(name: str, version: str, package: Distribution | None) -> dict[str, object]:
    """Name a Python package; None where it is not installed, so that its licence is not known here."""
    component: dict[str, object] = {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{_folded(name)}@{version}",
    }
    if package is not None:
        component["licenses"] = [{"license": {"name": _licence(package)}}]
    return component


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")


def _licence(package: Distribution) -> str:
    fields = package.metadata.json
    declared = str(fields.get("license_expression") or fields.get("license") or "")
    classified = [
        line.rpartition(" :: ")[2]
        for line in package.metadata.get_all("Classifier") or []
        if "License ::" in line
    ]
    return declared.splitlines()[0][:80] if declared.strip() else ", ".join(classified) or "not declared"


def bill(
    components: list[dict[str, object]], made_at: dt.datetime, kind: str = "firmware"
) -> dict[str, object]:
    """Put components into a document whose serial number depends on nothing but them."""
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": made_at.isoformat(),
            "component": {"type": kind, "name": "mot-cua-kiosk"},
        },
        "components": components,
    }


def main() -> None:
    """Print a bill."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packages", type=Path, help="dpkg's table of an image")
    parser.add_argument("--site-packages", type=Path, help="an image's Python packages")
    parser.add_argument("--lock", type=Path, help="a role's lock")
    parser.add_argument("--weights", nargs="*", default=[], help="names of `kiosk models list`")
    parser.add_argument("--epoch", type=int, default=0, help="when it was made, in seconds since 1970")
    args = parser.parse_args()
    components: list[dict[str, object]] = []
    if args.packages is not None:
        components += debian_components(args.packages.read_text("utf-8"))
    if args.site_packages is not None:
        components += python_components(args.site_packages)
    if args.lock is not None:
        components += locked_components(args.lock.read_text("utf-8"))
    components += weight_components(args.weights)
    kind = "firmware" if args.lock is None else "application"
    json.dump(bill(components, dt.datetime.fromtimestamp(args.epoch, dt.UTC), kind), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
