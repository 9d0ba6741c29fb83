# No bottom.
deeper() { deeper; }
deeper
