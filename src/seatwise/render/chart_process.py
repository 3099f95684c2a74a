"""A process that draws charts: reads one specification per line, answers with one picture; ends when its input ends.

Answer: a line of JSON, `{"bytes": n}` and then n bytes, or `{"error": "..."}`.
"""

import json
import signal
import sys

import vl_convert

_VERSION = "6.1"  # of Vega-Lite: the same picture whatever versions vl-convert brings
_WARM_UP = {"mark": "bar", "data": {"values": [{"a": "a", "b": 1}]}, "encoding": {"x": {"field": "b"}}}
_PNG_SCALE = 2


def draw(spec: dict[str, object], format_: str) -> bytes:
    """The picture as SVG or PNG. Nothing is fetched from anywhere."""
    nowhere: list[str] = []
    if format_ == "svg":
        return vl_convert.vegalite_to_svg(spec, vl_version=_VERSION, allowed_base_urls=nowhere).encode()
    return vl_convert.vegalite_to_png(spec, vl_version=_VERSION, allowed_base_urls=nowhere, scale=_PNG_SCALE)


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server; this ends with it
    out = sys.stdout.buffer
    draw(dict(_WARM_UP), "svg")
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            picture = draw(request["spec"], request["format"])
        except ValueError as error:
            out.write(json.dumps({"error": str(error)}).encode() + b"\n")
        else:
            out.write(json.dumps({"bytes": len(picture)}).encode() + b"\n" + picture)
        out.flush()


if __name__ == "__main__":
    main()
