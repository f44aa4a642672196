"""The server: HTTP and WebSocket faces of the rooms below, and the built pages. All logic lives in those rooms."""
