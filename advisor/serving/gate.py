"""The gate before every handler: who comes in, which headers go out, and what a fault looks like."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from advisor.serving.access import Access, Knock, LetIn, Passed, Refused, home, person_at
from advisor.serving.journal import Journal

# xterm.js writes its measures into <style> elements of its own, so those must be allowed; no script,
# no style attribute and no address but this server's may come from anywhere else.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; style-src-attr 'none'; "
    "font-src 'self'; img-src 'self'; connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), clipboard-read=(), geolocation=(), microphone=()",
    "Server": "advisor",
}
#: Set before each handler; the requests of one connection follow one another.
_passed: ContextVar[Passed] = ContextVar("passed")


def gate(access: Access, journal: Journal) -> Middleware:
    """Makes the middleware that judges every request, before a handler sees it."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            answer = access.judge(_knock(request, access))
            if isinstance(answer, Refused):
                journal.refused(answer.why)
                again = {"Refresh": f"0; url={answer.retry}"} if answer.retry else None
                return _plain(403, answer.why, again)
            if isinstance(answer, LetIn):
                journal.hide(request.query["token"])
                return await _let_in(answer, access, journal)
            journal.hide(answer.cookie)
            _passed.set(answer)
            return await handler(request)
        except web.HTTPException as error:
            return _plain(error.status, error.reason)
        except Exception as error:  # noqa: BLE001 - one plain line for the user, one in the journal
            journal.fault("a request failed", error)
            return _plain(500, "This is a fault of advisor's. The server goes on; try again.")

    return guard


def visitor() -> Passed:
    """Whose request is being handled; for handlers, behind the gate."""
    return _passed.get()


async def add_headers(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Puts the headers on every response, refusals and the WebSocket's included."""
    response.headers.update(_HEADERS)
    # A refused Host header is not repeated: it could carry anything.
    host = "" if response.status == 403 else request.headers.get(hdrs.HOST, "")
    response.headers["Content-Security-Policy"] = _POLICY.format(host=host).replace(" ws://;", ";")


def _knock(request: web.Request, access: Access) -> Knock:
    headers = request.headers
    return Knock(
        path=request.path,
        hosts=headers.getall(hdrs.HOST, []),
        origins=headers.getall(hdrs.ORIGIN, []),
        token=request.query.get("token"),
        cookie=request.cookies.get(access.cookie_name(person_at(request.path))),
        fetch_site=headers.get("Sec-Fetch-Site", ""),
        fetch_mode=headers.get("Sec-Fetch-Mode", ""),
        fetch_dest=headers.get("Sec-Fetch-Dest", ""),
    )


async def _let_in(answer: LetIn, access: Access, journal: Journal) -> web.Response:
    person = answer.door.person
    # In a thread, as it is kept somewhere and others may be writing there.
    cookie = await asyncio.to_thread(access.doors.new_cookie, answer.door)
    journal.hide(cookie)
    response = _plain(303, "Come in.", {hdrs.LOCATION: home(person)})
    response.set_cookie(
        access.cookie_name(person), cookie, path=home(person), httponly=True, samesite="Strict"
    )
    return response


def _plain(status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=f"{text}\n", headers=headers)
