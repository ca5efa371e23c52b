"""Getting public content, politely."""
