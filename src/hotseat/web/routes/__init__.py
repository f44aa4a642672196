"""One file for each resource of the API. A route reads what it was sent, asks a room, and hands back what that says."""
