"""The evaluation of a closed event, gathered from what is stored."""
