"""Connection set-up in round trips, as the protocols' own documents count them; nothing random is in these rows."""

from __future__ import annotations

from validation import designs
from validation.rows import Check, Experiment

FAMILY = "Round trips"

CASES = (
    ("an open connection", "{protocol: tls1.3, reuse: 100%}", 1, "one request"),
    ("TCP", "{protocol: tcp}", 2, "RFC 9293, section 3.5: one round trip"),
    ("TCP and TLS 1.2", "{protocol: tls1.2}", 4, "RFC 5246, section 7.3: two more"),
    ("TCP and TLS 1.2, resumed", "{protocol: tls1.2, resumption: 100%}", 3, "RFC 5246, section 7.3: one more"),
    ("TCP and TLS 1.3", "{protocol: tls1.3}", 3, "RFC 8446, section 2: one more"),
    ("TCP and TLS 1.3, early data", "{protocol: tls1.3, resumption: 100%}", 2, "RFC 8446, section 2.3: none"),
    ("QUIC", "{protocol: quic}", 2, "RFC 9000, section 5: one in all"),
    ("QUIC, resumed", "{protocol: quic, resumption: 100%}", 1, "RFC 9001, section 4.6: none"),
)
"""Name, how a design writes it, round trips until the answer (one of them the request's own), source."""


def case(name: str, connection: str, trips: int, source: str) -> Experiment:
    """A client 80 ms from its region whose every request needs this connection; 10 ms of work."""
    text = f"""\
traffic: {{x: {{to: far.get, rate: 10/s, access: 80ms, connection: {connection}}}}}
nodes:
  far: {{kind: external, on: {{get: [{{work: 10ms}}]}}}}
"""
    expected = trips * 0.080 + 0.010
    checks = (Check("mean", expected, designs.mean, f"{trips} x 80 ms + 10 ms", precision=1e-6),)
    return Experiment(FAMILY, name, source, designs.simulated(text, measured=100.0, warmup=5.0), checks)


def experiments() -> list[Experiment]:
    """All of this family."""
    return [case(*arguments) for arguments in CASES]
