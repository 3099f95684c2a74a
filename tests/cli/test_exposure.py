"""Beyond this machine Seatwise is served with a token set by hand, and by TLS or behind a proxy, or not at all."""

import http.client
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cli_commands import run_command
from fakes import connection
from seatwise.bootstrap import services

CHOSEN = "chosen-by-hand-" + "x" * 10
PUBLIC = "https://seats.acme.example"
WITHIN = 60.0  # seconds: other tests share the machine


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / "home"))


@pytest.fixture
def tls(tmp_path: Path) -> tuple[str, str]:
    """A certificate of 127.0.0.1 that signs itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = tmp_path / "cert.pem", tmp_path / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(files[0]), str(files[1])


def refused(*options: str) -> str:
    said = run_command("serve", "--port", "0", "--no-browser", *options, code=2)
    assert said.stdout == ""
    return " ".join(said.stderr.split())


def test_without_anything_everything_that_is_missing_is_named_with_the_command() -> None:
    said = refused("--host", "0.0.0.0")
    assert "needs: a token; TLS, or a proxy that has it; the address that people open." in said
    assert "seatwise token create NAME" in said
    assert (
        "Then: seatwise serve --host 0.0.0.0 --port 0 --tls-cert FILE --tls-key FILE --public-url https://NAME" in said
    )
    assert "Or, behind a proxy that has TLS: seatwise serve --port 0 --behind-proxy --public-url https://NAME" in said


def test_the_command_has_what_was_typed() -> None:
    said = refused("--behind-proxy", "--public-url", PUBLIC)
    assert said.endswith(f"Then: seatwise serve --port 0 --behind-proxy --public-url {PUBLIC}")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "seats.acme.example", "10.0.0.1", "::ffff:10.0.0.1"])
def test_a_token_alone_is_not_enough(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEATWISE_TOKEN", CHOSEN)
    said = refused("--host", host)
    assert "TLS, or a proxy that has it" in said
    assert "needs: a token;" not in said


def test_neither_tls_nor_a_proxy_is_enough_without_a_token(tls: tuple[str, str]) -> None:
    for options in (("--tls-cert", tls[0], "--tls-key", tls[1]), ("--behind-proxy",)):
        assert "needs: a token" in refused("--host", "0.0.0.0", "--public-url", PUBLIC, *options)
    assert "needs: a token" in refused("--behind-proxy", "--public-url", PUBLIC)


def test_a_made_token_is_set_by_hand_too_and_a_browser_that_is_signed_in_is_none() -> None:
    services().access.open_session(services().access.start())
    options = ("--host", "192.0.2.1", "--behind-proxy", "--public-url", PUBLIC)
    assert "needs: a token" in refused(*options)
    services().access.create("nightly")
    assert "cannot listen at 192.0.2.1" in refused(*options)


@pytest.mark.parametrize(
    "address",
    [
        *("http://seats.acme.example", "seats.acme.example", "https://", f"{PUBLIC}/seats", f"{PUBLIC}?x=1"),
        *(f"{PUBLIC}:x", "https://user@seats.acme.example", "javascript:alert(1)"),
    ],
)
def test_an_address_that_browsers_do_not_reach_by_tls_is_refused(address: str) -> None:
    said = refused("--behind-proxy", "--public-url", address)
    assert "is not an address for --public-url. Write it as https://seats.acme.example" in said


def test_a_public_address_of_a_server_that_only_this_machine_reaches_is_a_mistake() -> None:
    assert "Add --behind-proxy, or --tls-cert FILE --tls-key FILE." in refused("--public-url", PUBLIC)


def test_tls_takes_both_files_and_they_must_fit(tls: tuple[str, str], tmp_path: Path) -> None:
    assert "Give both: --tls-cert FILE --tls-key FILE" in refused("--tls-cert", tls[0])
    (tmp_path / "other.pem").write_text("no key")
    for certificate, key in ((tls[0], "missing"), (tls[0], str(tmp_path / "other.pem")), (tls[1], tls[0])):
        assert "cannot be used: " in refused("--tls-cert", certificate, "--tls-key", key)


@pytest.fixture
def by_tls(tls: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """Seatwise, served at every address of this machine by TLS: its address, and what it said before."""
    monkeypatch.setenv("SEATWISE_TOKEN", CHOSEN)
    services().connections.add(connection("acme"), {})
    command = [sys.executable, "-m", "seatwise", "serve", "--port", "0", "--host", "0.0.0.0", "--format", "json"]
    command += ["--tls-cert", tls[0], "--tls-key", tls[1], "--public-url", "https://127.0.0.1:1", "--no-browser"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, stdin=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            assert process.stderr
            said = process.stderr.readline()
            yield json.loads(process.stdout.readline())["url"], said
        finally:
            process.terminate()
            process.wait(WITHIN)


def test_by_tls_it_says_what_it_exposes_before_it_serves(by_tls: tuple[str, str]) -> None:
    address, said = by_tls
    assert address.startswith("https://127.0.0.1:1/?token=")
    assert "sees everything in " in said
    assert "its orgs (1: acme)" in said
    assert "They can set prices, and connect, refresh and remove orgs." in said


def test_of_a_server_with_tls_the_cookie_is_secure(tls: tuple[str, str]) -> None:
    command = [sys.executable, "-m", "seatwise", "serve", "--port", "0", "--format", "json", "--no-browser"]
    command += ["--tls-cert", tls[0], "--tls-key", tls[1]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            place = urlsplit(json.loads(process.stdout.readline())["url"])
            trusting = ssl.create_default_context(cafile=tls[0])
            browser = http.client.HTTPSConnection(place.netloc, context=trusting, timeout=WITHIN)
            browser.request("GET", f"/?{place.query}")
            answer = browser.getresponse()
            answer.read()
            cookie = str(answer.getheader("Set-Cookie"))
            assert cookie.startswith(f"__Host-seatwise-{place.port}=")
            assert "; Secure" in cookie
            browser.request("GET", "/", headers={"Cookie": cookie.partition(";")[0]})
            assert browser.getresponse().status == 200
            browser.close()
        finally:
            process.terminate()
            process.wait(WITHIN)
