"""The bill of materials of an image: every Debian package and every Python package, as CycloneDX 1.6 JSON."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import uuid
from importlib.metadata import Distribution, distributions
from pathlib import Path


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
    return [
        {
            "type": "library",
            "name": each.name,
            "version": each.version,
            "purl": f"pkg:pypi/{each.name.lower().replace('_', '-')}@{each.version}",
            "licenses": [{"license": {"name": _licence(each)}}],
        }
        for each in found
    ]


def _licence(package: Distribution) -> str:
    fields = package.metadata.json
    declared = str(fields.get("license_expression") or fields.get("license") or "")
    classified = [
        line.rpartition(" :: ")[2]
        for line in package.metadata.get_all("Classifier") or []
        if "License ::" in line
    ]
    return declared.splitlines()[0][:80] if declared.strip() else ", ".join(classified) or "not declared"


def bill(components: list[dict[str, object]], made_at: dt.datetime) -> dict[str, object]:
    """Put components into a document whose serial number depends on nothing but them."""
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": made_at.isoformat(),
            "component": {"type": "firmware", "name": "mot-cua-kiosk"},
        },
        "components": components,
    }


def main() -> None:
    """Print the bill of an image."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--site-packages", type=Path, required=True)
    parser.add_argument("--epoch", type=int, required=True)
    args = parser.parse_args()
    components: list[dict[str, object]] = [*debian_components(args.packages.read_text("utf-8"))]
    components += python_components(args.site_packages)
    json.dump(bill(components, dt.datetime.fromtimestamp(args.epoch, dt.UTC)), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
