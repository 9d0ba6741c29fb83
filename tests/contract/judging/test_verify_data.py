"""`judgebox verify` looks at the data of a package by the programs of its author."""

from dataclasses import replace
from typing import Any

import pytest

from judgebox.domain.problem import Package, Problem, Program
from judgebox.ports import Slots
from judgebox.usecases.package_check import Soundness
from judgebox.usecases.verify_inputs import check_answers, check_inputs, check_invalid_inputs
from judgebox.usecases.verify_submission import Verifier, WaitingSlots
from judging_world import World

SMALL = """
import sys
number = int(sys.stdin.read())
most = int(sys.argv[1]) if len(sys.argv) > 1 else 9
if number > most:
    print("too large:", number)
sys.exit(42 if number <= most else 43)
"""

REFUSES_TWO = "import sys; output = sys.stdin.read(); sys.exit(43 if output.strip() == '2' else 42)"


@pytest.fixture
def verifier(world: World) -> Verifier:
    slots = world.judge.slots
    slots.release()  # the one that its other users hold
    return Verifier(judge=world.judge, catalog=world.catalog, slots=_waiting(slots))


def _waiting(slots: Slots) -> WaitingSlots:
    assert hasattr(slots, "acquire")
    return slots  # type: ignore[return-value]


def a_package(problem: Problem, *validators: Program) -> Package:
    return Package(problem=problem, blobs={}, input_validators=validators)


async def test_inputs_that_all_validators_accept_are_fine(world: World, verifier: Verifier) -> None:
    package = a_package(await world.problem([("1\n", "1\n"), ("9\n", "9\n")]), await world.program(SMALL))

    check = await check_inputs(package, verifier)

    assert (check.soundness, check.facts) == (Soundness.FINE, ("2 inputs accepted by 1 program",))


async def test_an_input_that_is_refused_is_named_with_what_the_validator_said(world: World, verifier: Verifier) -> None:
    package = a_package(await world.problem([("1\n", "1\n"), ("10\n", "9\n")]), await world.program(SMALL))

    check = await check_inputs(package, verifier)

    assert check.soundness is Soundness.BROKEN
    assert check.facts == ("secret/1: output_validators/validate.py refuses it: too large: 10",)


async def test_a_validator_gets_the_arguments_of_the_case(world: World, verifier: Verifier) -> None:
    package = a_package(await world.problem([("10\n", "1\n")]), await world.program(SMALL))

    check = await check_inputs(replace(package, input_arguments={"secret/0": {"": ("20",)}}), verifier)

    assert check.soundness is Soundness.FINE


async def test_a_validator_that_crashes_accepts_nothing(world: World, verifier: Verifier) -> None:
    package = a_package(await world.problem([("one\n", "1\n")]), await world.program(SMALL))

    check = await check_inputs(package, verifier)

    assert check.soundness is Soundness.BROKEN
    assert "ValueError" in check.facts[0]


async def test_a_validator_that_does_not_compile_breaks_the_package(world: World, verifier: Verifier) -> None:
    package = a_package(await world.problem(), await world.program("syntax error"))

    assert (await check_inputs(package, verifier)).soundness is Soundness.BROKEN


async def test_an_invalid_input_is_to_be_refused(world: World, verifier: Verifier) -> None:
    problem = await world.problem([("10\n", ""), ("5\n", "")])
    package = a_package(await world.problem(), await world.program(SMALL))

    refused = await check_invalid_inputs(replace(package, invalid_inputs=problem.cases[:1]), verifier)
    accepted = await check_invalid_inputs(replace(package, invalid_inputs=problem.cases), verifier)

    assert refused is not None
    assert refused.soundness is Soundness.FINE
    assert accepted is not None
    assert accepted.facts == ("secret/1: no input validator refuses it",)


async def test_a_validator_that_ends_by_a_failed_assertion_refuses_an_invalid_input(
    world: World, verifier: Verifier
) -> None:
    problem = await world.problem([("one\n", "")])
    package = a_package(await world.problem(), await world.program(SMALL))

    check = await check_invalid_inputs(replace(package, invalid_inputs=problem.cases), verifier)

    assert check is not None
    assert check.soundness is Soundness.FINE


async def test_an_answer_that_its_own_checker_refuses_is_doubtful(world: World, verifier: Verifier) -> None:
    problem = await world.problem([("1\n", "1\n"), ("2\n", "2\n")])
    problem = replace(problem, validators=(await world.program(REFUSES_TWO),))

    check = await check_answers(a_package(problem), verifier)

    assert check.soundness is Soundness.WARNING
    assert check.facts[0].startswith("secret/1: ")


async def test_answers_that_are_no_outputs_by_design_say_nothing(world: World, verifier: Verifier) -> None:
    problem = replace(await world.problem([("2\n", "2\n")]), validators=(await world.program(REFUSES_TWO),))

    assert (await check_answers(a_package(problem), verifier)).soundness is Soundness.NOT_CHECKED


async def test_a_checker_that_crashes_on_an_answer_breaks_the_package(world: World, verifier: Verifier) -> None:
    problem = replace(await world.problem(), validators=(await world.program("raise SystemExit(1)"),))

    check = await check_answers(a_package(problem), verifier)

    assert check.soundness is Soundness.BROKEN
    assert "exited with code 1" in check.facts[0]


async def test_what_was_found_in_order_is_not_looked_at_again(world: World, verifier: Verifier) -> None:
    recall = _Memory()
    package = a_package(await world.problem([("1\n", "1\n")]), await world.program(SMALL))

    for _ in range(2):
        assert (await check_inputs(package, replace(verifier, recall=recall))).soundness is Soundness.FINE

    assert (recall.found, len(recall.kept)) == (1, 1)


class _Memory:
    def __init__(self) -> None:
        self.kept: dict[str, object] = {}
        self.found = 0

    def find(self, key: str, kind: Any) -> Any:
        self.found += key in self.kept
        return self.kept.get(key)

    def keep(self, key: str, found: object) -> None:
        self.kept[key] = found
