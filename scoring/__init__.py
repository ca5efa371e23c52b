"""The risk index and the levels: pure functions of facts and rules."""
