"""The HTTP and WebSocket face: routes, security, worker processes, and the built pages."""
