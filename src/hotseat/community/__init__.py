"""Write-ups, tags, search and feeds: what is told of loops that were sat, and which of their rounds can be sat here."""
