"""The demo: a municipality that does not exist, its cases in a service and its documents in the inbox.

It stands beside `cli` and `bootstrap`: it puts finished rooms to use and is used by no room.
"""

from sagsbud.demo.plan import DemoPlan, load_plan
from sagsbud.demo.seeding import Given, belong, bring_about

__all__ = ["DemoPlan", "Given", "belong", "bring_about", "load_plan"]
