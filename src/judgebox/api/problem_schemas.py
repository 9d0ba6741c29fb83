"""What /api/v1 tells of a problem's kind: what is to be written for it, how it scores, and its limits by language."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import Problem
from judgebox.functions import DRIVERS, Kind, Method, Parameter, Signature, parse_signature
from judgebox.languages import Catalog

MIB = 1024 * 1024


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class ProblemKind(StrEnum):
    """What is to be written: a whole program, one that talks with the judge, a function or class, or the output."""

    PROGRAM = "program"
    INTERACTIVE = "interactive"
    FUNCTION = "function"
    OUTPUT = "output"


class ProblemGroup(Part):
    """A test group."""

    name: str = Field(description="Its path in the test data, such as secret/group1.")
    cases: int = Field(description="All of its cases, those of groups below it as well.")
    max_score: float | None = Field(description="The most points it gives; null if only the checker knows.")
    requires: list[str] = Field(description="Groups to be solved before it is judged.")


class ParameterDetail(Part):
    name: str
    type: str = Field(description="Such as `int`, `string[][]` or `TreeNode`.")


class MethodDetail(Part):
    """A function, or a method of a class."""

    name: str
    parameters: list[ParameterDetail]
    returns: str
    mutates: str | None = Field(description="The parameter that is changed in place and is the result, if one is.")


class FunctionDetail(Part):
    """What is to be written for a function problem, and what an editor starts with."""

    kind: Kind
    name: str
    constructor: list[ParameterDetail] = Field(description="Parameters of the class's constructor.")
    methods: list[MethodDetail] = Field(description="Those of the class; of a function it is the only one.")
    starters: dict[str, str] = Field(description="By language: the head of the function and nothing in it.")


class LanguageLimits(Part):
    time_limit_s: float
    memory_limit_mib: int


def kind_of(problem: Problem) -> ProblemKind:
    if problem.signature is not None:
        return ProblemKind.FUNCTION
    if problem.interactor is not None:
        return ProblemKind.INTERACTIVE
    return ProblemKind.OUTPUT if problem.submit_answer else ProblemKind.PROGRAM


def groups_of(problem: Problem) -> list[ProblemGroup]:
    """The groups of a problem that scores, each before those in it; the whole is none of them."""
    groups = problem.groups.walk() if problem.scores and problem.groups is not None else ()
    return [
        ProblemGroup(
            name=group.name,
            cases=len(group.case_indexes()),
            max_score=problem.points_of(group),
            requires=[each for each in group.requires if isinstance(each, str)],
        )
        for group in groups
        if group.name
    ]


def function_of(problem: Problem, catalog: Catalog) -> FunctionDetail | None:
    """What a function problem asks for; None for others, and where its signature is broken."""
    if problem.signature is None:
        return None
    try:
        signature = parse_signature(problem.signature)
    except ProblemError:  # its author is told when the package is read
        return None
    return FunctionDetail(
        kind=signature.kind,
        name=signature.name,
        constructor=_parameters(signature.constructor),
        methods=[_method(method) for method in signature.methods],
        starters=_starters(problem, signature, catalog),
    )


def _starters(problem: Problem, signature: Signature, catalog: Catalog) -> dict[str, str]:
    return {
        language_id: driver.starter(signature)
        for language_id, driver in DRIVERS.items()
        if language_id in catalog.languages and (problem.languages is None or language_id in problem.languages)
    }


def _method(method: Method) -> MethodDetail:
    return MethodDetail(
        name=method.name,
        parameters=_parameters(method.parameters),
        returns=str(method.returns),
        mutates=None if method.mutates is None else method.parameters[method.mutates].name,
    )


def _parameters(parameters: Iterable[Parameter]) -> list[ParameterDetail]:
    return [ParameterDetail(name=each.name, type=str(each.type)) for each in parameters]


def limits_by_language(problem: Problem, catalog: Catalog) -> dict[str, LanguageLimits]:
    """The limits of those of the problem's languages that have others than the problem."""
    limits: dict[str, LanguageLimits] = {}
    for language_id, language in catalog:
        time_factor = problem.time_factors.get(language_id, language.time_factor)
        memory_factor = problem.memory_factors.get(language_id, language.memory_factor)
        is_taken = problem.languages is None or language_id in problem.languages
        if is_taken and (time_factor, memory_factor) != (1, 1):
            limits[language_id] = LanguageLimits(
                time_limit_s=_seconds(problem.limits.time_limit * time_factor),
                memory_limit_mib=round(problem.limits.memory_bytes * memory_factor) // MIB,
            )
    return limits


def _seconds(duration: timedelta) -> float:
    return round(duration.total_seconds(), 6)
