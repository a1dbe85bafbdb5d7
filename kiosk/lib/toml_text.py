"""TOML as this product reads and writes it."""

from __future__ import annotations

import json
import math
import re
import tomllib
from typing import TYPE_CHECKING, Any

from kiosk.errors import ConfigInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping

BARE = re.compile(r"[A-Za-z0-9_-]+")


def read_toml(content: bytes | str, name: str) -> dict[str, Any]:
    """Read a document.

    Args:
        name: Used in messages.

    Raises:
        ConfigInvalid: It is no TOML, or none that this machine can hold; the message says where.
    """
    try:
        # Editors of Windows put a mark before the text.
        return tomllib.loads(content.decode("utf-8-sig") if isinstance(content, bytes) else content)
    except UnicodeDecodeError as error:
        raise ConfigInvalid(f"{name}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except ValueError as error:  # a number of thousands of digits is none of tomllib's own errors
        raise ConfigInvalid(f"{name}: not TOML: {error}") from error
    except RecursionError as error:
        raise ConfigInvalid(f"{name}: nested too deeply to be settings") from error


def to_toml(tables: Mapping[str, Any]) -> str:
    """Write a document that :func:`read_toml` reads back equal: strings, numbers, truth values, lists and tables.

    Raises:
        TypeError: A value is none of these.
    """
    return "\n".join(_lines((), tables)).strip() + "\n"


def _lines(path: tuple[str, ...], table: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{_key(key)} = {_value(value)}"
        for key, value in table.items()
        if not isinstance(value, dict) and not _is_tables(value)
    ]
    for key, value in table.items():
        below = (*path, key)
        name = ".".join(map(_key, below))
        if isinstance(value, dict):
            lines += ["", f"[{name}]", *_lines(below, value)]
        elif _is_tables(value):
            for one in value:
                lines += ["", f"[[{name}]]", *_lines(below, one)]
    return lines


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + "}"
    raise TypeError(f"{type(value).__name__} has no form in TOML here")


def _text(text: str) -> str:
    # JSON's escapes are TOML's, but for the delete character, which only TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
