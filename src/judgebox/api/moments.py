"""Times as callers write them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

FIRST_YEAR, LAST_YEAR = 1970, 9998
"""Any of these is one in every time zone; of others Python and the databases can't take each."""


def _is_text(given: Any) -> Any:
    if not isinstance(given, str):
        raise PydanticCustomError("time_is_no_text", "Give the time as text, such as 2026-11-25T16:00:00Z")
    return given


def _is_possible(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise PydanticCustomError("impossible_time", f"The year is from {FIRST_YEAR} to {LAST_YEAR}")
    return moment


Moment = Annotated[AwareDatetime, BeforeValidator(_is_text), AfterValidator(_is_possible)]
"""A time with its zone, in the form of RFC 3339."""
