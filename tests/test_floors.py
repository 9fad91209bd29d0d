"""The floors of the house: who may import whom, and no circles, TYPE_CHECKING included."""

import grimp
import networkx as nx
import pytest

LIBRARIES = ("quality", "matching", "migration")
PACKAGES = (*LIBRARIES, "pipelines")


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*PACKAGES, exclude_type_checking_imports=False, cache_dir=None)


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_imports_no_sibling(graph, library):
    for other in PACKAGES:
        if other != library:
            chains = graph.find_shortest_chains(importer=library, imported=other)
            assert not chains, f"{library} imports {other}: {sorted(chains)[0]}"


def test_no_import_circles(graph):
    imports = nx.DiGraph()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            if not module.startswith(f"{imported}."):  # a child may import its parent's name space
                imports.add_edge(module, imported)
    circles = [sorted(c) for c in nx.strongly_connected_components(imports) if len(c) > 1]
    assert not circles, f"import circles: {circles}"
