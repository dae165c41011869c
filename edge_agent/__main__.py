"""`python -m edge_agent` is `hearthnet`."""

from edge_agent.cli.main import main

main()
