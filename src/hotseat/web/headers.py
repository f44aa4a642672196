"""What every answer forbids the browser: everything that the pages do not need."""

from __future__ import annotations

import base64
import hashlib

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # Styles in the page, and no others from elsewhere: the YAML editor (CodeMirror) writes its theme as a <style>
        # element, and the canvas places its boxes by `style` attributes. A style cannot run anything.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

DOCUMENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def document_policy(page: str) -> str:
    """The policy of a document that carries everything within itself (a debrief as one file): no request at all, and
    no script but the one that it ends with, which is the report's own and is named by its hash.
    """
    script = page.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"{DOCUMENT_POLICY}; script-src 'sha256-{digest}'; frame-ancestors 'none'"


HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
