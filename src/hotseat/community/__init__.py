"""Write-ups, tags, search and feeds: what people who sat a loop have written about it."""
