"""Administrative divisions, and which of the names in a text mean one; `pipeline.places` puts them together."""
