"""Which row of the fault table is held by which test outside this package; leaves no row out."""

from __future__ import annotations

ROWS: tuple[str, ...] = (
    *(f"N{n}" for n in range(1, 9)),
    *(f"P{n}" for n in range(1, 13)),
    *(f"A{n}" for n in range(1, 8)),
    *(f"D{n}" for n in range(1, 3)),
    *(f"O{n}" for n in range(1, 10)),
    *(f"U{n}" for n in range(1, 5)),
)

HELD: dict[str, tuple[str, ...]] = {
    "N3": ("tests/flows/test_orders_practice.py::test_a_refused_connection_is_not_sent_and_locks_nothing",),
    "N4": ("tests/flows/test_broker_orders.py::test_an_unknown_certificate_stops_everything",),
    "N7": ("tests/unit/wire/test_stream.py::test_silence_is_measured_against_the_longest_gap",),
    "P7": ("tests/flows/test_broker_gateway.py::test_ping_is_echoed_as_it_came_and_system_is_not_answered",),
    "P8": ("tests/flows/test_broker_gateway.py::test_a_refused_item_does_not_cost_its_neighbours",),
    "P12": ("tests/unit/orders/test_positions.py::test_a_lasting_difference_is_told_once_with_both_figures",),
    "A3": ("tests/unit/orders/test_resolve.py::test_two_equal_orders_are_left_to_the_person",),
    "D1": ("tests/unit/broker/test_numbers.py::test_signs",),
    "D2": ("tests/unit/domain/test_instrument.py::test_a_wire_code_is_taken_apart",),
    "O1": ("tests/proof/test_share.py::test_a_desk_killed_anywhere_sends_nothing_again_and_loses_nothing",),
    "O2": ("tests/unit/orders/test_journal.py::test_a_commit_is_whole_or_not_at_all",),
    "O4": ("tests/ui/test_desk_program.py::test_a_second_desk_of_a_profile_says_so_and_ends",),
    "O5": (
        "tests/flows/test_broker_orders.py::test_a_clock_far_off_blocks_orders_but_not_cancels",
        "tests/unit/wire/test_tokens.py::test_expiry_carries_the_korean_zone",
        "tests/unit/base/test_watch.py::test_a_wall_clock_that_leaps_means_sleep_and_is_told_once",
    ),
    "O6": ("tests/ui/test_person_guards.py::test_a_press_that_waited_makes_no_order",),
    "O7": ("tests/ui/test_farewell.py::test_an_error_shows_its_report_once",),
    "O8": ("tests/unit/market/test_state.py::test_quotes_are_conflated_and_the_dirty_set_is_swapped",),
    "O9": ("tests/unit/base/test_vault.py::test_without_a_real_keyring_secrets_last_for_this_run",),
    "U3": ("tests/ui/test_person_guards.py::test_moved_rows_late_presses_and_keys_make_no_order",),
    "U4": ("tests/ui/test_farewell.py::test_leaving_them_is_a_choice_of_its_own",),
}  # fmt: skip
"""Rows that are no matter of a desk and an exchange alone: the window, the system, single values."""
