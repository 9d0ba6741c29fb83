"""Languages: what programs can be written in."""

from fastapi import APIRouter, Response

from judgebox.api import examples
from judgebox.api.answer import answer
from judgebox.api.openapi import answers, errors
from judgebox.api.schemas import LanguageList, language_item
from judgebox.api.services import Given

router = APIRouter(tags=["languages"])


@router.get(
    "/languages",
    response_model=LanguageList,
    responses={**answers(200, LanguageList, examples.LANGUAGE_LIST, "All languages."), **errors()},
)
async def list_languages(services: Given) -> Response:
    """List all languages, also those whose compiler is missing, with the package to install."""
    items = [
        language_item(
            language_id,
            language,
            package=services.unavailable.get(language_id),
            version=services.language_versions.get(language_id),
        )
        for language_id, language in services.catalog
    ]
    return answer(LanguageList(items=items))
