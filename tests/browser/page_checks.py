"""What is asked of every page as it stands: that everybody can use it, and that it fits its window."""

from pathlib import Path

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def check_accessible(page):
    """No violation of WCAG 2.2 A and AA, nor of axe's best practices, in the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    told = [f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:5]}" for one in found]
    assert not found, "; ".join(told)


def check_fits(page):
    """Nothing sticks out to the side."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"the page is {wide} px wide in {room}"
