"""A picture as a file: drawn for a light or a dark page, wide or narrow, and not again while its figures stay."""

from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from seatwise import wiring
from seatwise.domain.errors import UsageError
from seatwise.views.picture_spec import THEMES, Spec, Theme, fingerprint
from seatwise.views.pictures import Picture

_CACHED = "private, no-cache"  # kept by the browser, and asked about each time


class Specify(Protocol):
    """What a picture looks like."""

    def __call__(self, picture: Picture, theme: Theme, *, narrow: bool = False) -> Spec:
        """The Vega-Lite specification of a picture that has marks."""


def draw_picture(request: Request, picture: Picture, specify: Specify, form: str) -> Response:
    """The picture as `form`; 304 where the browser has it already.

    Args:
        request: its query may say `theme` and `narrow`; its headers, what the browser has.
        picture: what is drawn.
        specify: says how.
        form: svg or png.

    Raises:
        UsageError: there is no such theme or form, or the picture has nothing to draw.
    """
    theme, narrow = request.query_params.get("theme", "light"), bool(request.query_params.get("narrow"))
    if theme not in THEMES:
        raise UsageError(f"There is no theme {theme!r}.", f"There are: {', '.join(THEMES)}.")
    if not picture.marks:
        raise UsageError(picture.alt, picture.caption)
    spec = specify(picture, THEMES[theme], narrow=narrow)
    kept = {"ETag": f'W/"{fingerprint(spec)}-{form}"', "Cache-Control": _CACHED}
    if kept["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=kept)
    content, kind = wiring.draw(spec, form)
    return Response(content, media_type=kind, headers=kept)
