"""The ground floor: frozen values and the words for them; standard library only, no I/O."""
