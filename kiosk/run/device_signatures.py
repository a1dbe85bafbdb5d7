"""What this device signs, and what it can tell of signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.ids import Seq
from kiosk.errors import BadInput
from kiosk.lib.signing import load_or_make_private_key, load_private_key, public_text, sign, verify
from kiosk.sync import wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.config import Config
    from kiosk.store.codec import Head
    from kiosk.store.proof import CheckSignature


def head_signer(config: Config, device_key: Path) -> Callable[[Head], bytes]:
    """Give what signs one event, such as a day's last."""
    return _signer(config, device_key, lambda head: head.seq)


def checkpoint_signer(config: Config, device_key: Path) -> Callable[[Head], bytes]:
    """Give what signs a chain from its first event on."""
    return _signer(config, device_key, lambda _head: Seq(1))


def signature_checker(config: Config, device_key: Path) -> CheckSignature:
    """Give what checks signatures by this device's own key; those of other devices it cannot tell."""
    try:
        public = public_text(load_private_key(device_key))
    except BadInput:
        # A copy of the log on another machine is read without the key; the chain still verifies.
        return lambda _device, _first, _head, _signature: None

    def check(device: str, first: Seq, head: Head, signature: bytes) -> bool | None:
        if device != config.device.id:
            return None
        text = wire.range_text(config.office.id, device, head.chain, first, head.seq, head.hash)
        return verify(public, text, signature.decode("ascii", "replace"))

    return check


def text_signer(device_key: Path) -> Callable[[str], str]:
    """Give what signs a text, such as a slip's; Base64."""
    key = load_or_make_private_key(device_key)
    return lambda text: sign(key, text)


def _signer(config: Config, device_key: Path, first: Callable[[Head], Seq]) -> Callable[[Head], bytes]:
    key = load_or_make_private_key(device_key)
    return lambda head: sign(
        key,
        wire.range_text(config.office.id, config.device.id, head.chain, first(head), head.seq, head.hash),
    ).encode()
