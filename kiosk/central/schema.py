"""Central's tables, in the words of either database, in the steps by which they grew."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What the two databases call the same thing.

    Attributes:
        text: Text that sorts by code point, as the desk's does.
        end: What follows a table's closing bracket.
    """

    integer: str
    blob: str
    text: str
    end: str


SQLITE = Words("INTEGER", "BLOB", "TEXT", " STRICT")
POSTGRES = Words("BIGINT", "BYTEA", 'TEXT COLLATE "C"', "")


def steps(words: Words) -> dict[str, tuple[str, ...]]:
    """Give each step's name and statements, oldest step first."""
    return {
        "m001_registry": _registry(words),
        "m002_events": _events(words),
        "m003_projections": _projections(words),
        "m004_signatures_and_shredding": _signatures_and_shredding(words),
        "m005_office_links": _office_links(words),
    }


def _registry(words: Words) -> tuple[str, ...]:
    text, integer, end = words.text, words.integer, words.end
    return (
        f"""CREATE TABLE office (
            office  {text} PRIMARY KEY,
            name    {text} NOT NULL,
            seen_at {integer}
        ){end}""",
        f"""CREATE TABLE enrolment_code (
            code_hash  {text} PRIMARY KEY,
            office     {text} NOT NULL REFERENCES office (office),
            expires_at {integer} NOT NULL,
            device     {text}
        ){end}""",
        f"""CREATE TABLE device (
            office      {text} NOT NULL REFERENCES office (office),
            device      {text} NOT NULL,
            public_key  {text} NOT NULL,
            enrolled_at {integer} NOT NULL,
            PRIMARY KEY (office, device)
        ){end}""",
    )


def _events(words: Words) -> tuple[str, ...]:
    text, integer, blob, end = words.text, words.integer, words.blob, words.end
    columns = f"""
            office      {text} NOT NULL REFERENCES office (office),
            chain       {text} NOT NULL,
            seq         {integer} NOT NULL,
            event_id    {text} NOT NULL,
            kind        {text} NOT NULL,
            body        {blob} NOT NULL,
            hash        {text} NOT NULL,
            data        {blob},
            salt        {blob},
            received_at {integer} NOT NULL,"""
    return (
        f"CREATE TABLE event ({columns} PRIMARY KEY (office, chain, seq)){end}",
        """CREATE INDEX event_of_day ON event (office, chain, seq)
           WHERE kind IN ('DayOpened', 'DayClosed')""",
        f"CREATE TABLE fork ({columns} PRIMARY KEY (office, chain, seq, hash)){end}",
    )


def _projections(words: Words) -> tuple[str, ...]:
    text, integer, end = words.text, words.integer, words.end
    return (
        f"""CREATE TABLE day (
            office    {text} NOT NULL REFERENCES office (office),
            day_id    {text} NOT NULL,
            date      {text},
            opened_at {integer} NOT NULL,
            closed_at {integer},
            PRIMARY KEY (office, day_id)
        ){end}""",
        f"""CREATE TABLE leg (
            office     {text} NOT NULL REFERENCES office (office),
            ticket     {text} NOT NULL,
            leg        {integer} NOT NULL,
            visit      {text} NOT NULL,
            day_id     {text} NOT NULL,
            field      {text} NOT NULL,
            code       {text} NOT NULL,
            how        {text} NOT NULL,
            state      {text} NOT NULL,
            outcome    {text},
            calls      {integer} NOT NULL,
            counter    {integer},
            officer    {text},
            arrived_at {integer} NOT NULL,
            wait_ms    {integer},
            walk_ms    {integer},
            serve_ms   {integer},
            flags      {text} NOT NULL,
            PRIMARY KEY (office, ticket, leg)
        ){end}""",
        "CREATE INDEX leg_by_day ON leg (office, day_id, outcome)",
    )


def _signatures_and_shredding(words: Words) -> tuple[str, ...]:
    text, integer, end = words.text, words.integer, words.end
    return (
        f"""CREATE TABLE batch (
            office    {text} NOT NULL REFERENCES office (office),
            chain     {text} NOT NULL,
            last_seq  {integer} NOT NULL,
            first_seq {integer} NOT NULL,
            device    {text} NOT NULL,
            signature {text} NOT NULL,
            PRIMARY KEY (office, chain, last_seq)
        ){end}""",
        "CREATE INDEX event_of_shredding ON event (office) WHERE kind = 'DataShredded'",
    )


def _office_links(words: Words) -> tuple[str, ...]:
    text, integer, end = words.text, words.integer, words.end
    return (
        f"ALTER TABLE device ADD COLUMN revoked_at {integer}",
        f"""CREATE TABLE published_config (
            office         {text} NOT NULL REFERENCES office (office),
            effective_from {text} NOT NULL,
            text           {text} NOT NULL,
            published_at   {integer} NOT NULL,
            PRIMARY KEY (office, effective_from)
        ){end}""",
        f"""CREATE TABLE today (
            office  {text} PRIMARY KEY REFERENCES office (office),
            figures {text} NOT NULL
        ){end}""",
    )
