"""Makes the demo's documents anew: `python -m tests.data.make_demo [FOLDER]`, by default into `resources/demo`.

The same sources give the same files, so that a change of the demo is a change somebody meant.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from tests.data import demo_letters, demo_mails, demo_office, pictures

DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "ansoegning-birkevaenget-14.pdf": demo_letters.application,
    "sv-nabohoering.eml": demo_mails.neighbour_answer,
    "naboorientering.eml": demo_mails.neighbour_hearing,
    "klage-varmepumpe.pdf": demo_letters.noise,
    "aktindsigt.eml": demo_mails.access_request,
    "toemningsattest-mosevej-3.pdf": demo_letters.emptying,
    "besigtigelse-flyttes.eml": demo_mails.inspection_moved,
    "hoeringssvar-lokalplan-114.docx": demo_office.hearing_answer,
    "rykker-parkering.eml": demo_mails.parking_reminder,
    "fortov-skolebakken.jpg": pictures.pavement,
    "faellesvej-engdraget.pdf": demo_letters.private_road,
    "olietank.pdf": demo_letters.oil_tank,
    "kontrakt-snerydning.docx": demo_office.snow_contract,
    "statik-tillaeg-b.pdf": demo_letters.locked,
    "jordflytning-engdraget.odt": demo_office.soil,
    "faktura-jordlab.pdf": demo_letters.invoice,
    "partshoering-rottesikring.docx": demo_office.party_hearing,
    "referat-partshoering.docx": demo_office.minutes,
    "paabud-nedsivningsanlaeg.pdf": demo_letters.order_to_repair,
    "fuldmagt-granly.pdf": demo_letters.power_of_attorney,
    "sv-skimmelsvamp.eml": demo_mails.mould,
    "telefonnotat-mosevej-3.txt": demo_office.telephone_note,
    "pejling-uge-46.docx": demo_office.damaged,
    "scan-0412.pdf": demo_letters.unreadable,
}
"""Each file and what makes it."""


def main(arguments: list[str]) -> int:
    """Write every document; the exit code."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parents[2] / "resources" / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    for name, make in DOCUMENTS.items():
        content = make()
        (folder / name).write_bytes(content)
        total += len(content)
        print(f"{len(content):>8}  {name}")
    print(f"{total:>8}  in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
