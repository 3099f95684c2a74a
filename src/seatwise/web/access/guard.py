"""A middleware around everything: admits or refuses each request, and sets the headers of the answer."""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seatwise.web.access.admission import AccessContext, Refusal, admit, is_entry
from seatwise.web.access.headers import add_headers
from seatwise.web.access.sign_in import enter, refusal_page
from seatwise.web.head_middleware import Head


class Guard:
    """Lets a request through to the application, or answers it."""

    def __init__(self, app: ASGIApp, context: AccessContext) -> None:
        self._app, self._context = app, context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        request = Request(scope, receive)
        caller = await admit(request, self._context)
        if isinstance(caller, Refusal):
            await Head(refusal_page(request, self._context.site, caller))(scope, receive, send_with_headers)
        elif is_entry(request):
            answer = await enter(request, self._context)
            await answer(scope, receive, send_with_headers)
        else:
            site = self._context.site
            scope = {**scope, "scheme": site.url.partition(":")[0]} if site.behind_proxy else scope
            await self._app(scope, receive, send_with_headers)
