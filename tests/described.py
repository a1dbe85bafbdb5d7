"""Requests that a description in OpenAPI allows, all kinds of them, and answers held to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import checks


def play(
    document: dict[str, Any],
    operation: tuple[str, str],
    base_url: str,
    headers: Mapping[str, str],
    *,
    examples: int,
    before_each: Callable[[], object],
) -> None:
    """Send so many requests of one operation, a path and a method, of the service at ``base_url``."""
    path, method = operation
    cases = schemathesis.openapi.from_dict(document)[path][method].as_strategy()

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def each_case(data: st.DataObject) -> None:
        case = data.draw(cases)
        before_each()
        case.validate_response(
            case.call(base_url=base_url, headers=dict(headers)),
            checks=[
                checks.not_a_server_error,
                checks.status_code_conformance,
                checks.content_type_conformance,
                checks.response_schema_conformance,
            ],
        )

    each_case()
