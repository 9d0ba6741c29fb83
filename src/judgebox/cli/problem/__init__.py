"""`judgebox problem`: packages read, written, begun and examined, without judging anything."""
