"""Parties easily mistaken for one another: groups, branches, households, agents' lines, namesakes, reissued numbers."""

import numpy as np

from .world import World, place_contacts, refresh


def plant_traps(rng: np.random.Generator, world: World) -> None:
    """Turn some parties of a block into look-alikes and note the pairs that must never merge."""
    kinds = world.parties["kind"]
    chinese = world.parties["country"] == "CN"
    alone = rng.permutation(np.flatnonzero((kinds == "person") & chinese)).tolist()
    contacts = rng.permutation(np.flatnonzero(kinds == "contact")).tolist()
    firms = rng.permutation(len(world.organisations["entity"])).tolist()
    share = max(1, len(alone) // 40)
    for _ in range(share):
        _household(rng, world, _take(alone, 2 + int(rng.integers(0, 3))))
        _reissued(world, _take(alone, 2))
        _namesakes(rng, world, _take(alone, 2))
    for _ in range(max(1, len(contacts) // 40)):
        _two_companies(world, _take(contacts, 2))
    for size in rng.integers(6, 16, max(1, len(contacts) // 400)).tolist():
        _agent_line(world, _take(contacts, size))
    for _ in range(max(1, len(firms) // 45)):
        _group(rng, world, _take(firms, 2 + int(rng.integers(0, 3))))
        _branch(rng, world, _take(firms, 2))
    _settle(world)


def _take(pool: list[int], count: int) -> list[int]:
    taken = [pool.pop() for _ in range(min(count, len(pool)))]
    return taken if len(taken) > 1 else []


def _all_pairs(world: World, members: list[int], kind: str) -> None:
    world.strangers += [(a, b, kind) for i, a in enumerate(members) for b in members[i + 1 :]]


def _household(rng: np.random.Generator, world: World, members: list[int]) -> None:
    """One phone and one home; often one surname; sometimes twins, born the same day."""
    table = world.parties
    twins = rng.random() < 0.3
    for member in members[1:]:
        for name in ("phone", "address", "city", "postcode"):
            table[name][member] = table[name][members[0]]
        if rng.random() < 0.7 or twins:
            table["surname"][member] = table["surname"][members[0]]
        if twins:
            table["birth"][member] = table["birth"][members[0]]
        while table["given"][member] in [table["given"][m] for m in members if m != member]:
            table["given"][member] = table["given"][int(rng.integers(0, len(table["given"]) // 2))]
    _all_pairs(world, members, "twins" if twins else "household")


def _reissued(world: World, members: list[int]) -> None:
    """The second person's number is the first one's old number."""
    if members:
        world.parties["old_phone"][members[0]] = world.parties["phone"][members[1]]
        world.parties["moved"][members[0]] = True
        world.strangers.append((members[0], members[1], "reissued_mobile"))


def _namesakes(rng: np.random.Generator, world: World, members: list[int]) -> None:
    """Two strangers of one name in one city."""
    if members:
        table = world.parties
        for name in ("surname", "given", "gender"):
            table[name][members[1]] = table[name][members[0]]
        if rng.random() < 0.5:
            table["city"][members[1]] = table["city"][members[0]]
        world.strangers.append((members[0], members[1], "namesake"))


def _two_companies(world: World, members: list[int]) -> None:
    """One person acts for two companies: two customers."""
    table = world.parties
    if members and table["org"][members[0]] != table["org"][members[1]]:
        for name in ("surname", "given", "gender", "phone", "old_phone"):
            table[name][members[1]] = table[name][members[0]]
        world.strangers.append((members[0], members[1], "one_person_two_companies"))


def _agent_line(world: World, members: list[int]) -> None:
    """An agent's phone stands as the phone of many companies."""
    first: dict[int, int] = {}
    for member in members:
        world.parties["phone"][member] = world.parties["phone"][members[0]]
        world.parties["agent"][member] = True
        first.setdefault(world.parties["org"][member], member)
    _all_pairs(world, list(first.values()), "agent_line")


def _group(rng: np.random.Generator, world: World, members: list[int]) -> None:
    """A parent and its companies: one brand, often one switchboard for two of them, each its own tax ID."""
    org = world.organisations
    for member in members[1:]:
        org["brand"][member] = org["brand"][members[0]]
        org["parent"][member] = members[0]
    if len(members) > 1 and rng.random() < 0.6:
        org["shared_board"][members[1]] = members[0]
    if members:
        org["group"][members[0]] = "集团"
    world.strangers += [(-1 - a, -1 - b, "parent_and_subsidiary") for a in members[:1] for b in members[1:]]
    world.strangers += [
        (-1 - a, -1 - b, "sister_company") for i, a in enumerate(members[1:], 1) for b in members[i + 1 :]
    ]


def _branch(rng: np.random.Generator, world: World, members: list[int]) -> None:
    """A company and its branch in another city."""
    if not members:
        return
    org, (seat, branch) = world.organisations, members
    for name in ("brand", "industry", "trade", "form", "style"):
        org[name][branch] = org[name][seat]
    org["style"][seat] = org["style"][branch] = min(org["style"][seat], 9)
    org["parent"][branch] = seat
    org["branch"][branch] = "分公司" if rng.random() < 0.7 else "办事处"
    world.strangers.append((-1 - seat, -1 - branch, "branch"))


def _settle(world: World) -> None:
    """Derive again what the traps changed: names, tax IDs, e-mail addresses, places."""
    org = world.organisations
    refresh(org, range(len(org["entity"])))
    for i, board in enumerate(org["shared_board"]):
        if board >= 0:
            org["switchboard"][i] = org["switchboard"][board]
    foreign = world.parties["country"] != "CN"
    place_contacts(world, np.flatnonzero(~foreign).tolist())
