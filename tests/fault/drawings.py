"""What the tests of the pictures share: a hostile world, and pictures of the shipped handlers."""

from functools import cache

from hotseat.fault import Promise, World, explore, find_world
from hotseat.fault.effects.database import Database
from hotseat.fault.effects.network import Network
from hotseat.fault.picture import draw

WEBHOOKS = find_world("webhooks")
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&]]>\x00"


@cache
def report(name):
    return explore(WEBHOOKS, WEBHOOKS.folder / f"{name}.py", faults=2 if name == "wrong_gives_up" else 1)


def picture(name, promise):
    text = next(each.text for each in WEBHOOKS.promises if each.id == promise)
    return draw(report(name).explanations[promise], text)


def hostile_world():
    """Every name in it tries to get out of where it stands."""

    def build(run):
        network = Network(run)
        database = Database(run, tables={HOSTILE: {}})
        state = {"paid": 0, "database": database}

        async def bank(request):
            state["paid"] += 1
            return 200

        network.serve(HOSTILE, bank)

        async def program(node):
            node.db = database.connect(node)
            node.http = network.client(node)
            await node.function("pay")(node, HOSTILE)

        run.node(f"till {HOSTILE}", program)
        return state

    return World(
        name=HOSTILE,
        title=HOSTILE,
        functions={"pay": ("node", "name")},
        build=build,
        promises=(Promise("once", HOSTILE, lambda state: HOSTILE if state["paid"] > 1 else ""),),
        settled=lambda state: bool(state["database"].tables[HOSTILE]),
        faults=1,
    )


HOSTILE_HANDLER = '''
"""</script></pre></code><script>alert(3)</script>"""
async def pay(node, name):
    if await node.db.get(name, 1) is None:
        await node.http.post(name, {"id": name})
        await node.db.insert(name, name, {"<b>": name})
'''
