"""`mergepoint why-not A B`."""

from pipelines.cli.explain import make_command

command = make_command("why-not", apart=True)
