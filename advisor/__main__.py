"""`python -m advisor`."""

from advisor.entry import main

main()
