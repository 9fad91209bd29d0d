"""`mergepoint why A B`."""

from pipelines.cli.explain import make_command

command = make_command("why", apart=False)
