"""An API's description for machines (OpenAPI 3.1), made from the table that its routes are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence


JSON = "application/json"
EVENT_STREAM = "text/event-stream"

REFUSALS = {
    "400": "The request cannot be understood.",
    "401": "The token is missing, unknown or revoked.",
    "403": "The token has not this scope, or not for this place.",
    "409": "The rules do not allow it now; look at the present state.",
    "429": "Too many requests; Retry-After tells when to come back.",
    "503": "Nothing can be recorded now, such as with a full disk.",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that another system can ask.

    Attributes:
        name: Of the handler and in the description (operationId).
        parameters: Types of the path's parameters by name.
        query: Likewise of the optional ones after the question mark.
        takes: The body's type; None without a body.
        gives: The answer's type.
        streams: Whether the answer goes on, one server-sent event for each value.
    """

    method: str
    path: str
    name: str
    summary: str
    scope: str
    gives: type
    parameters: tuple[tuple[str, Any], ...] = ()
    query: tuple[tuple[str, Any], ...] = ()
    takes: type | None = None
    streams: bool = False


def describe(operations: Sequence[Operation], title: str, problem: type) -> dict[str, Any]:
    """Give the description as an OpenAPI document; ``problem`` is the type of all refusals."""
    types = _types(operations, problem)
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    by_type = dict(zip(map(str, types), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(
            operation, by_type, problem
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": __version__, "license": {"name": "GPL-3.0-or-later"}},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _types(operations: Sequence[Operation], problem: type) -> list[Any]:
    named: dict[str, Any] = {str(problem): problem}
    for operation in operations:
        body = () if operation.takes is None else (operation.takes,)
        for kind in (
            *body,
            operation.gives,
            *(kind for _, kind in (*operation.parameters, *operation.query)),
        ):
            named.setdefault(str(kind), kind)
    return list(named.values())


def _operation(operation: Operation, schemas: dict[str, Any], problem: type) -> dict[str, Any]:
    answer_type = EVENT_STREAM if operation.streams else JSON
    answers = {"200": _content(answer_type, schemas[str(operation.gives)], "Done.")}
    answers |= {status: _content(JSON, schemas[str(problem)], why) for status, why in REFUSALS.items()}
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"Needs the scope `{operation.scope}`.",
        "security": [{"token": []}],
        "responses": answers,
    }
    parameters = [("path", *parameter) for parameter in operation.parameters]
    parameters += [("query", *parameter) for parameter in operation.query]
    if parameters:
        described["parameters"] = [
            {"name": name, "in": where, "required": where == "path", "schema": schemas[str(kind)]}
            for where, name, kind in parameters
        ]
    if operation.takes is not None:
        content = {JSON: {"schema": schemas[str(operation.takes)]}}
        described["requestBody"] = {"required": False, "content": content}
    return described


def _content(media_type: str, schema: Any, why: str) -> dict[str, Any]:
    return {"description": why, "content": {media_type: {"schema": schema}}}
