"""One program for each peer, written the way that peer's own guide writes things."""
