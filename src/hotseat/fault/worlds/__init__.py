"""The worlds that come with the lab, one folder each."""
