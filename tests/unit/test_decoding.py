"""Several threads may meet a class in the same moment."""

import subprocess
import sys

MEETING = """
import sys, threading
sys.setswitchinterval(1e-6)
from datetime import UTC, datetime
from sagsbud.domain.arrival import IntakeItem, Source, SourceKind
from sagsbud.domain.ids import Digest, new_item_id
from sagsbud.domain.orders import FilingOrder, OutboxEntry
from sagsbud.outbox.coding import decode, encode

item = IntakeItem(new_item_id(), Digest("0" * 64), 1, "brev.txt", Source(SourceKind.DROP), datetime.now(UTC))
text, together, met = encode(item), threading.Barrier(8), []

def meet():
    together.wait()
    for kind in (FilingOrder, OutboxEntry):
        try:
            decode(kind, b"{}")
        except Exception:
            pass
    met.append(decode(IntakeItem, text) == item)

threads = [threading.Thread(target=meet) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(met.count(True))
"""


def test_threads_that_meet_a_class_together_all_get_its_values() -> None:
    for _ in range(3):
        ran = subprocess.run([sys.executable, "-c", MEETING], capture_output=True, text=True, timeout=300, check=False)
        assert (ran.returncode, ran.stdout.strip()) == (0, "8"), ran.stderr
