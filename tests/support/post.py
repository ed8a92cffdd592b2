"""A real mail server and a real web server on loopback, which keep what they are sent."""

from __future__ import annotations

import json
import secrets
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class MailServer:
    """Takes mail from whoever knows the password; refuses the recipients in `refused`."""

    def __init__(self) -> None:
        self.password = secrets.token_hex(12)
        self.letters: list[tuple[str, EmailMessage]] = []
        self.refused: set[str] = set()
        self.port = 0

    @property
    def address(self) -> str:
        """The address as the environment gives it."""
        return f"mailto://notice:{self.password}@127.0.0.1:{self.port}?from=notice@example.gov.cn&smtp=127.0.0.1"

    def to(self, address: str) -> list[EmailMessage]:
        """What one person got."""
        return [letter for to, letter in self.letters if to == address]

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: ANN401, N802  # aiosmtpd's names
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters += [(to, letter) for to in envelope.rcpt_tos]
        return "250 OK"

    def knows(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:  # noqa: ANN401
        """Whether the password is right."""
        good = isinstance(data, LoginPassword) and data.password == self.password.encode()
        return AuthResult(success=good, handled=False)


class _AnyPort(Controller):
    """A controller that learns which port the machine gave it before it knocks on it."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def self_signed(folder: Path) -> ssl.SSLContext:
    """What a server shows whose name nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(hours=1),
        not_valid_after=now + timedelta(hours=1),
    )
    alternative = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = made.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    (folder / "server.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """A mail server that runs meanwhile."""
    server = MailServer()
    controller = _AnyPort(
        server,
        hostname="127.0.0.1",
        port=0,
        authenticator=server.knows,
        auth_required=True,
        auth_require_tls=False,
        ssl_context=tls,
    )
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


class WebServer:
    """Takes JSON; answers with `status`."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.status = 200
        self.token = secrets.token_hex(12)
        self.port = 0

    @property
    def address(self) -> str:
        """The address as the environment gives it."""
        return f"json://127.0.0.1:{self.port}/hook/{self.token}"


@contextmanager
def web_server() -> Iterator[WebServer]:
    """A web server that runs meanwhile."""
    kept = WebServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            kept.paths.append(self.path)
            self.send_response(kept.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
