"""What people write about the open Sager of the demo. Nobody and no place in it exists."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Matter:
    """One letter before it has a form."""

    sag: str
    sender: str
    place: str
    subject: str
    text: str


_ABOUT: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    ("26/1182", "Mette Lund Andreasen", "Birkevænget 14", (
        ("Nye tegninger til tilbygningen", "Her er de rettede tegninger af tilbygningen med den nye afstand til skel."),
        ("Ønske om at begynde byggeriet før jul", "Vi vil gerne vide, om vi kan få byggetilladelsen, så mureren kan begynde."),
        ("Dokumentation for tagets bæreevne", "Vedlagt er beregningen af tagets bæreevne med sne og vind."),
        ("Ændret farve på facaden", "Vi vælger en rød mursten i stedet for puds på tilbygningen."),
        ("Spørgsmål om gebyr for byggetilladelse", "Hvad koster byggetilladelsen, og hvornår skal gebyret betales?"),
    )),
    ("26/1090", "Jens Ole Brinkmann", "Mosevej 3", (
        ("Tilbud på ny føler til samletank", "Jeg sender tilbuddet på en ny føler til alarmen på samletanken."),
        ("Klage over lugt fra samletank", "Der lugter af spildevand fra samletanken, især når det blæser fra vest."),
        ("Aftale om tømning hver måned", "Slamservice tømmer samletanken den første onsdag i hver måned."),
        ("Billede af tankens dæksel", "Dækslet på samletanken er revnet i den ene side."),
        ("Svar om afløb fra vaskehus", "Vaskehuset har afløb til samletanken og ikke til grøften."),
    )),
    ("26/0977", "Brødrene Skovgaard", "Engdraget 30", (
        ("Vejesedler for jord i uge 48", "Her er vejesedlerne for de 12 læs jord, vi har kørt til modtageanlægget."),
        ("Ny modtager af overskudsjord", "Vi vil køre resten af jorden til et andet modtageanlæg."),
        ("Prøver af jorden er forsinket", "Laboratoriet er forsinket, så analysen af jorden kommer i næste uge."),
        ("Ændret rute for lastbiler med jord", "Lastbilerne med jord kører ad Ringvejen og ikke gennem byen."),
        ("Jorden lægges i depot", "Vi lægger jorden i depot på grunden, til analysen er klar."),
    )),
    ("26/1140", "Helle Brogaard", "Lærkevej 8", (
        ("Måling af støj om natten", "Jeg har målt støjen fra naboens varmepumpe til 44 dB kl. 2 om natten."),
        ("Varmepumpen er flyttet", "Varmepumpen står nu på den anden side af huset, og støjen er mindre."),
        ("Forslag om støjskærm", "Vi foreslår en støjskærm af træ omkring varmepumpen."),
        ("Kopi af varmepumpens datablad", "Ifølge databladet støjer varmepumpen 52 dB på fuld kraft."),
        ("Klagen over støj trækkes ikke tilbage", "Jeg fastholder min klage over støj fra varmepumpen."),
    )),
    ("26/1020", "Vejlauget Engdraget", "Engdraget", (
        ("Regnskab for grusning af fællesvejen", "Vejlauget sender regnskabet for grusning af den private fællesvej."),
        ("Uenighed om bom på fællesvejen", "To grundejere vil have en bom på den private fællesvej."),
        ("Vandhuller på fællesvejen", "Den private fællesvej har store huller efter regnen."),
        ("Ny formand for vejlauget", "Vejlauget har valgt en ny formand for den private fællesvej."),
        ("Ønske om vejsyn på fællesvejen", "Vi beder kommunen holde vejsyn på den private fællesvej."),
    )),
    ("26/1021", "Asger Thybo", "Skolebakken", (
        ("Jeg faldt på fortovet", "Jeg faldt over en løs flise på fortovet og slog mit knæ."),
        ("Flere løse fliser på fortovet", "Der ligger flere løse fliser på fortovet ud for skolen."),
        ("Hvornår bliver fortovet lavet", "Er der en dato for, hvornår fortovet bliver repareret?"),
        ("Fortovet er afspærret", "Fortovet er spærret af med bukke, og børnene går på kørebanen."),
        ("Tilbud på nye fortovsfliser", "Tilbuddet gælder 80 meter fortov med nye fliser."),
    )),
    ("26/1033", "Sandager Maskinstation", "distrikt 3", (
        ("Logbog for snerydning i uge 47", "Vi har været ude at rydde sne to gange i uge 47."),
        ("Ny traktor til snerydning", "Vi har købt en ny traktor, som skal rydde sne på stierne."),
        ("Faktura for udkald ved snefald", "Fakturaen gælder tre udkald ved snefald."),
        ("Telefonnumre til vagten for snerydning", "Her er de nye telefonnumre til vagten for snerydning."),
        ("Skade på hæk ved snerydning", "En hæk blev ødelagt, da vi ryddede sne."),
    )),
    ("26/0861", "Ejerforeningen Møllegade 5", "Møllegade 5", (
        ("Tidsplan for rottesikring", "Vi begynder at reparere stikledningen i uge 50."),
        ("Kvittering for rottespærre", "Her er kvitteringen for den rottespærre, der er sat i brønden."),
        ("Nye spor af rotter i kælderen", "Viceværten har set nye spor af rotter i kælderen."),
        ("Bemærkninger til påbud om rottesikring", "Foreningen har ingen bemærkninger til påbuddet."),
        ("Røgprøve er bestilt", "Kloakmesteren kommer og laver en røgprøve i december."),
    )),
    ("26/0933", "Inger Damsbo", "Bakkegårdsvej 21", (
        ("Udsættelse af frist for nedsivningsanlæg", "Jeg beder om at få fristen for nedsivningsanlægget udsat til maj."),
        ("Tegning af nyt nedsivningsanlæg", "Kloakmesteren har tegnet det nye nedsivningsanlæg."),
        ("Boring ligger tæt på nedsivningsanlæg", "Vores boring ligger 60 meter fra nedsivningsanlægget."),
        ("Nedsivningsanlægget er færdigt", "Nedsivningsanlægget er lavet færdigt og taget i brug."),
        ("Klage over påbud om nedsivningsanlæg", "Jeg klager over påbuddet om at udbedre nedsivningsanlægget."),
    )),
    ("26/1160", "Nadia Holmgaard", "Strandgade 7", (
        ("Skimmelsvampen er vendt tilbage", "Der er igen skimmelsvamp på væggen i soveværelset."),
        ("Rapport fra fugttekniker", "Fugtteknikeren fandt skimmelsvamp bag panelet i lejeboligen."),
        ("Udlejer svarer ikke om skimmelsvamp", "Min udlejer svarer ikke på mine breve om skimmelsvamp."),
        ("Lægens brev om astma", "Lægen skriver, at min søn har astma, og at boligen er fugtig."),
        ("Vi er flyttet ind hos familie", "Vi bor hos familie, til skimmelsvampen i lejligheden er fjernet."),
    )),
    ("26/1151", "Ørnhøj Maskinværksted", "Industrivej 9", (
        ("Attest for olietankens tæthed", "Olietanken er prøvet og er tæt."),
        ("Olietanken tages ud af brug", "Vi tager olietanken ud af brug og fyrer med fjernvarme."),
        ("Spild ved påfyldning af olietank", "Der blev spildt en halv liter olie, da olietanken blev fyldt."),
        ("Billede af olietankens typeskilt", "Typeskiltet på olietanken viser årstal og rumfang."),
        ("Tilsyn med olietank ønskes flyttet", "Kan tilsynet med olietanken flyttes til januar?"),
    )),
)  # fmt: skip


def matters() -> list[Matter]:
    """All of them, one of each Sag before the second of any."""
    rounds = range(len(_ABOUT[0][3]))
    return [Matter(sag, who, place, *said[turn]) for turn in rounds for sag, who, place, said in _ABOUT]
