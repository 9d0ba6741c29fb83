"""The application: middlewares, error handlers and routes around the services."""

from fastapi import FastAPI

from judgebox.api import classic, docs, metrics
from judgebox.api.errors import install_error_handlers
from judgebox.api.json_body import JsonRoute
from judgebox.api.middleware import BodyLimit, RequestFrame
from judgebox.api.openapi import TAGS, install_openapi
from judgebox.api.request_metrics import RequestCounter
from judgebox.api.services import Services
from judgebox.api.v1 import router as v1_router


def create_app(services: Services) -> FastAPI:
    """Make the application. More routes may be added to it afterwards, pages for instance.

    Starting and stopping what the services stand on is the caller's business.
    """
    app = FastAPI(
        title="judgebox",
        summary="Judges programs: submit source code, watch the verdict arrive.",
        version=services.version,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.services = services
    app.router.route_class = JsonRoute
    app.add_middleware(
        BodyLimit, limit_bytes=services.body_limit_bytes, larger={"/api/v1/batches": services.bulk_body_limit_bytes}
    )
    app.add_middleware(RequestCounter, metrics=services.request_metrics)
    app.add_middleware(RequestFrame)  # added last, so outermost: every answer passes it
    install_error_handlers(app)
    app.include_router(v1_router)
    app.include_router(classic.router)
    app.include_router(docs.router)
    app.include_router(metrics.router)
    install_openapi(app)
    return app
