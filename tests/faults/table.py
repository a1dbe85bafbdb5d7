"""What happens when a part fails: `python -m tests.faults.table` proves each row and writes docs/reliability.md."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from tests.proofs import ROOT, Outcome, prove

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- rows -->", "<!-- end of rows -->"

WHOLE = "tests/faults/test_whole.py"


@dataclass(frozen=True, slots=True)
class Row:
    """One fault and the tests that really bring it about, as ``path::name``."""

    fault: str
    citizen: str
    officer: str
    lost: str
    tests: tuple[str, ...]


ROWS = (
    Row(
        "desk killed",
        "“one moment, please”, then the start screen by itself; the ticket holds",
        "the page says that it is waiting and comes back by itself; a click is carried out once or not at all",
        "nothing that was shown",
        (
            f"{WHOLE}::test_a_killed_desk_is_told_calmly_and_comes_back_with_everybody",
            "tests/run/test_crash.py::test_nothing_acknowledged_is_lost_or_doubled_when_the_desk_is_killed",
        ),
    ),
    Row(
        "screen killed",
        "a dark screen until systemd has started it again, then the start screen",
        "nothing: calls go on",
        "the touches of that moment",
        (f"{WHOLE}::test_a_killed_screen_stops_no_officer",),
    ),
    Row(
        "board killed",
        "the kiosk goes on; calls are on the officers' side and on other boards",
        "calls go on",
        "nothing",
        (f"{WHOLE}::test_a_killed_board_stops_neither_citizens_nor_officers",),
    ),
    Row(
        "relay of a second kiosk killed",
        "at that kiosk “one moment, please”, then the start screen by itself; the ticket holds",
        "nothing: calls go on",
        "nothing that was shown",
        (
            (
                "tests/run/test_relay.py::"
                "test_a_killed_relay_is_told_as_a_desk_that_is_away_and_every_place_holds"
            ),
        ),
    ),
    Row(
        "central killed",
        "the ticket has no QR code while central is what it would lead to",
        "since when central has not followed",
        "nothing: what central had acknowledged is there, the rest is sent again",
        (
            f"{WHOLE}::test_without_central_all_goes_on_and_is_made_up_for",
            "tests/run/test_chaos.py::test_nothing_acknowledged_is_lost_or_doubled_when_desk_and_central_are_killed",
        ),
    ),
    Row(
        "out of memory",
        "as when the desk is killed, which is what the kernel does",
        "as when the desk is killed",
        "nothing that was shown",
        (f"{WHOLE}::test_a_desk_killed_for_memory_comes_back_with_everybody",),
    ),
    Row(
        "power cut at any instant",
        "the ticket holds; the face may be given again, since its key died with the power",
        "everybody who waited still waits",
        "nothing that was shown; sealed faces, on purpose",
        (
            "tests/faults/test_power_cut.py::test_nothing_acknowledged_is_lost_when_the_power_fails",
            "tests/desk/test_days.py::test_a_power_cut_at_ten_loses_no_ticket_of_the_morning",
        ),
    ),
    Row(
        "disk full",
        "“the machine cannot write down new places, please ask”",
        "a sign says so; whoever waits can still be called; the sign goes when there is room again",
        "nothing",
        (
            f"{WHOLE}::test_on_a_full_disk_those_who_wait_are_called",
            "tests/faults/test_full_disk.py::test_a_desk_without_any_room_left_loses_nothing",
        ),
    ),
    Row(
        "disk broken, made read-only by the kernel",
        "“the machine cannot write down new places, please ask”",
        "a sign says so; a click is refused with the reason; the list of those who wait stays in sight",
        "nothing that was shown; nothing new can be recorded until the machine is restarted",
        (f"{WHOLE}::test_on_a_disk_that_became_read_only_nothing_is_promised",),
    ),
    Row(
        "database damaged",
        "“one moment, please” while the newest sound backup and what central holds are put back",
        "the same; then everybody who is in the backup or at central",
        "what was neither backed up nor sent, and the report counts it",
        (
            "tests/run/test_log_commands.py::test_damaged_pages_lead_to_the_newest_sound_backup",
            "tests/run/test_log_commands.py::test_a_large_database_that_stops_the_desk_is_checked_at_the_start_after_it",
            "tests/run/test_restore.py::test_a_start_on_a_damaged_database_loses_nothing_that_was_sent",
            "tests/run/test_restore.py::test_what_was_not_sent_is_counted_as_lost",
            "tests/run/test_log_commands.py::test_a_start_on_damaged_pages_reports_how_many_events_are_lost",
        ),
    ),
    Row(
        "clock jumps, or is not known after a start",
        "tickets go on; no hour closes anything",
        "date and time beside the PC's own, to confirm",
        "nothing; waits across a restart without a good clock are flagged and left out of averages",
        (
            "tests/desk/test_days.py::test_a_clock_that_jumps_a_day_closes_nothing_and_is_asked_about",
            "tests/desk/test_service.py::test_wait_across_a_reboot_with_a_bad_clock_is_flagged_and_left_empty",
            "tests/desk/test_service.py::test_a_jump_that_the_battery_carries_over_a_reboot_is_flagged_as_such",
            "tests/web/test_console.py::test_a_doubtful_clock_is_shown_beside_the_pcs_own_and_confirmed",
        ),
    ),
    Row(
        "camera unplugged in mid-look",
        "the plain number is offered; plugged in again, the look is finished",
        "nothing",
        "nothing",
        (
            (
                "tests/run/test_face_worker.py::"
                "test_a_camera_pulled_in_mid_look_and_put_back_finishes_the_look_without_a_restart"
            ),
            "tests/ui/test_flow.py::test_a_lost_camera_offers_the_plain_number",
        ),
    ),
    Row(
        "camera's driver hangs while it is open",
        "the plain number is offered; after about a minute the screen starts anew",
        "nothing",
        "the look",
        ("tests/run/test_screen_journeys.py::test_a_camera_that_hangs_while_open_is_not_called_alive",),
    ),
    Row(
        "an officer's network cut or slow",
        "nothing",
        "the page says so; clicks wait, and one that is too old is refused, never carried out late",
        "nothing",
        (
            "tests/web/test_console_far_away.py::test_ten_seconds_without_a_network_lose_no_click_and_call_nobody_late",
            "tests/web/test_console_far_away.py::test_on_a_slow_network_a_click_that_is_sent_again_calls_one_person",
        ),
    ),
    Row(
        "line to central cut, slow or lossy",
        "the ticket has no QR code while the line is cut and central is what it would lead to",
        "nothing, until it has lasted five minutes; then a sign says since when",
        "nothing: each event arrives once",
        (
            "tests/sync/test_chaos.py::test_connections_cut_anywhere_lose_and_double_nothing",
            "tests/sync/test_chaos.py::test_a_link_that_goes_down_and_comes_back_loses_and_doubles_nothing",
            "tests/sync/test_chaos.py::test_requests_lost_doubled_late_and_misanswered_lose_and_double_nothing",
            "tests/sync/test_bad_lines.py::test_a_narrow_line_costs_batches_their_size_and_nothing_else",
            "tests/sync/test_worker.py::test_trouble_is_shown_waited_out_and_forgotten",
            "tests/desk/test_away.py::test_only_pages_behind_central_are_out_of_reach_while_it_is_away",
            "tests/desk/test_away.py::test_officers_are_told_since_when_central_is_away_once_that_lasts",
        ),
    ),
    Row(
        "central gone, for 30 days",
        "the ticket has no QR code while central is what it would lead to",
        "since when central has not followed; the office's own figures go on",
        "nothing: it follows by itself, newest figures first",
        (
            f"{WHOLE}::test_without_central_all_goes_on_and_is_made_up_for",
            (
                "tests/desk/test_days.py::"
                "test_thirty_days_offline_with_a_power_cut_every_afternoon_and_no_clock_battery"
            ),
            "tests/sync/test_push.py::test_thirty_days_without_central_are_made_up_for_whole",
            "tests/sync/test_worker.py::test_far_behind_todays_figures_go_before_the_backlog",
        ),
    ),
    Row(
        "central's certificate expired",
        "as when central is away",
        "as when central is away; `kiosk sync status` names the dates and this machine's own",
        "nothing",
        (
            "tests/sync/test_bad_lines.py::test_a_certificate_out_of_its_dates_is_told_with_this_machines_own_date",
        ),
    ),
    Row(
        "the pages' own certificate ended",
        "nothing",
        "nothing: there is a new one before, and at the start of a machine that was off for long; no PC has to trust anew."
        " Of an office's own certificate `kiosk doctor` tells the end",
        "nothing",
        (
            (
                "tests/run/test_lan.py::"
                "test_pages_whose_certificate_ended_have_a_new_one_and_nobody_has_to_trust_anew"
            ),
            "tests/doctor/test_pages.py::test_a_certificate_is_told_with_its_authority_until_it_ends",
        ),
    ),
    Row(
        "printer out of paper",
        "the ticket is on the screen as always",
        "a sign names the printer; slips missed in the last three minutes come out when there is paper",
        "older slips, which would lie there for anyone; the tickets hold",
        (
            "tests/run/test_printing.py::test_the_desk_prints_tells_when_the_paper_is_out_and_prints_again",
            "tests/printer/test_worker.py::test_a_slip_that_comes_too_late_is_not_left_lying_for_anyone",
        ),
    ),
    Row(
        "sound gone",
        "calls are shown; the screen goes on in silence",
        "a sign says that nobody speaks; a call that was not spoken is spoken when the sound is back",
        "nothing",
        (
            "tests/run/test_board.py::test_a_call_made_while_the_loudspeaker_was_out_is_spoken_when_it_is_back",
            "tests/run/test_speaking.py::test_without_a_loudspeaker_the_screen_goes_on",
        ),
    ),
    Row(
        "update interrupted at any step",
        "the release that ran before, or the new one; never neither",
        "the same",
        "nothing",
        (
            (
                "tests/device/test_power_cut.py::"
                "test_after_a_power_cut_at_any_step_one_whole_release_runs_on_its_data"
            ),
        ),
    ),
    Row(
        "card copied into another machine",
        "nothing",
        "`kiosk doctor` names the other board, `kiosk sync status` the contradiction; central keeps what differs apart and shows it",
        "nothing: neither history overwrites the other",
        (
            "tests/run/test_moved_card.py::test_two_desks_of_one_copied_card_both_go_on_and_central_keeps_them_apart",
            "tests/run/test_moved_card.py::test_each_other_board_is_recorded_once_and_its_serial_never",
            "tests/central/test_storage.py::test_a_fork_is_kept_apart_and_overwrites_nothing",
        ),
    ),
)


def render() -> str:
    """Give the table as Markdown."""
    lines = ["| fault | the citizen sees | the officer sees | lost | proved by |", "|---|---|---|---|---|"]
    for row in ROWS:
        proofs = "<br>".join(f"`{test.rpartition('::')[2].removeprefix('test_')}`" for test in row.tests)
        lines.append(f"| {row.fault} | {row.citizen} | {row.officer} | {row.lost} | {proofs} |")
    return "\n".join(lines)


def with_rows(page: str) -> str:
    """Give the page with its table made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{render()}\n\n{END}{after}"


def main() -> int:
    """Bring about every fault of the table; write the page only if each row was tried and held."""
    outcomes = prove({row.fault: row.tests for row in ROWS})
    if set(outcomes.values()) != {Outcome.HELD}:
        sys.stderr.write(f"{PAGE.name} is left as it was\n")
        return 1
    PAGE.write_text(with_rows(PAGE.read_text("utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
