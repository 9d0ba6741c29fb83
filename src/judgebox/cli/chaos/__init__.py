"""`judgebox chaos`: an installation of its own, a load with known verdicts, and faults; then the ledger."""
