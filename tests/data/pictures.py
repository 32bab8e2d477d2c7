"""Drawn photographs, logos and scans for the demo: noise comes from a seed, so that a picture is the same each time."""

import io
import random

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.data.paper import HEIGHT, WIDTH, Picture, Sheets

PHOTO = (800, 600)
SCAN_SCALE = 1.35
"""Pixels a point: about 97 to the inch, as a frugal scanner is set."""


def jpeg(image: Image.Image, quality: int = 62) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def png(image: Image.Image) -> bytes:
    """The picture as a file without loss."""
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def grain(image: Image.Image, seed: int, strength: int = 14, blur: float = 1.1) -> Image.Image:
    """As a camera sees it: a little unsharp, a little noisy."""
    chance = random.Random(seed)
    small = Image.frombytes("L", (200, 150), bytes(128 + chance.randint(-strength, strength) for _ in range(200 * 150)))
    noise = small.resize(image.size, Image.Resampling.BILINEAR).convert(image.mode)
    return ImageChops.add(image.filter(ImageFilter.GaussianBlur(blur)), noise, offset=-128)


def pavement() -> bytes:
    """Slabs of a pavement, two of them broken and sunk."""
    chance = random.Random(4471)
    image = Image.new("RGB", PHOTO, (96, 94, 90))
    draw = ImageDraw.Draw(image)
    for row in range(5):
        for column in range(6):
            shade = 150 + chance.randint(-14, 14)
            left, top = column * 140 - 20 + row * 9, row * 124 - 6
            draw.rectangle((left, top, left + 134, top + 118), fill=(shade, shade - 3, shade - 9))
    draw.polygon([(396, 250), (536, 258), (548, 376), (404, 366)], fill=(92, 88, 82))
    draw.polygon([(400, 262), (470, 254), (452, 330), (404, 352)], fill=(132, 128, 121))
    draw.line([(262, 118), (316, 190), (300, 246), (372, 322), (352, 402)], fill=(58, 55, 51), width=5, joint="curve")
    draw.line([(316, 190), (402, 176)], fill=(66, 62, 58), width=4)
    for _ in range(60):
        x, y = chance.randint(380, 560), chance.randint(240, 390)
        draw.ellipse((x, y, x + 7, y + 5), fill=(112, 106, 98))
    draw.rectangle((0, 540, 800, 600), fill=(70, 72, 74))
    return jpeg(grain(image, 1), 58)


def view_to_the_south() -> bytes:
    """A garden behind a window, the neighbour's gable in the afternoon sun."""
    image = Image.new("RGB", PHOTO)
    draw = ImageDraw.Draw(image)
    for y in range(420):
        draw.line([(0, y), (800, y)], fill=(150 + y // 7, 180 + y // 9, 215))
    draw.rectangle((0, 400, 800, 600), fill=(94, 116, 70))
    draw.polygon([(430, 430), (430, 230), (590, 130), (760, 230), (760, 430)], fill=(170, 110, 86))
    draw.polygon([(410, 240), (590, 118), (780, 240), (760, 246), (590, 142), (430, 250)], fill=(72, 66, 64))
    draw.rectangle((480, 290, 560, 350), fill=(60, 74, 90))
    draw.rectangle((620, 290, 700, 350), fill=(60, 74, 90))
    for x in range(20, 420, 34):
        draw.ellipse((x, 330, x + 60, 440), fill=(62, 88, 52))
    for box in ((0, 0, 26, 600), (774, 0, 800, 600), (386, 0, 410, 600), (0, 0, 800, 24), (0, 560, 800, 600)):
        draw.rectangle(box, fill=(232, 230, 224))
    return jpeg(grain(image, 2), 58)


def damp_wall() -> bytes:
    """An outer wall with dark stains above the skirting board."""
    chance = random.Random(7)
    image = Image.new("RGB", PHOTO, (222, 218, 206))
    draw = ImageDraw.Draw(image)
    for _ in range(420):
        x, y = chance.gauss(230, 130), 520 - abs(chance.gauss(0, 120))
        size, shade = chance.randint(4, 26), chance.randint(70, 150)
        draw.ellipse((x, y, x + size, y + size * 0.8), fill=(shade, shade, shade - 12))
    draw.rectangle((0, 530, 800, 572), fill=(246, 246, 242))
    draw.rectangle((0, 572, 800, 600), fill=(146, 112, 78))
    draw.line([(640, 0), (640, 530)], fill=(196, 192, 182), width=3)
    return jpeg(grain(image, 3), 58)


def logo(number: int) -> bytes:
    """One of the little pictures under a signature."""
    image = Image.new("RGB", (120, 36), "white")
    draw = ImageDraw.Draw(image)
    colours = ((11, 95, 120), (28, 106, 59), (133, 80, 0), (74, 82, 89))
    colour = colours[number % len(colours)]
    draw.ellipse((4, 6, 28, 30), fill=colour)
    draw.rectangle((36, 10, 112, 15), fill=colour)
    draw.rectangle((36, 21, 60 + 12 * number, 25), fill=colour)
    return png(image)


def scanned(vector: bytes, *, seed: int, quality: int = 38) -> list[Picture]:
    """The pages of a PDF as a scanner would have seen them: gray, askew, with dust."""
    document = pdfium.PdfDocument(vector)
    try:
        return [_scan(document, number, seed, quality) for number in range(len(document))]
    finally:
        document.close()


def _scan(document: pdfium.PdfDocument, number: int, seed: int, quality: int) -> Picture:
    page = document[number]
    sheet = page.render(scale=SCAN_SCALE, grayscale=True).to_pil().convert("L")
    page.close()
    chance = random.Random(seed + number)
    turned = sheet.rotate(chance.uniform(-0.5, 0.5), Image.Resampling.BICUBIC, fillcolor=250)
    draw = ImageDraw.Draw(turned)
    for _ in range(26):
        x, y = chance.randint(0, turned.width), chance.randint(0, turned.height)
        draw.ellipse((x, y, x + 1, y + 1), fill=chance.randint(90, 180))
    draw.rectangle((0, 0, 5, turned.height), fill=226)
    paper = grain(turned, seed, 6, 0.4)
    return Picture(jpeg(paper, quality), paper.size, gray=True)


def searchable(sheets: Sheets, hidden: Sheets, *, seed: int, made: str, quality: int = 38) -> bytes:
    """A scan with the words its scanner recognised behind the picture; `hidden` holds the same pages unseen."""
    for picture in scanned(sheets.pdf(), seed=seed, quality=quality):
        hidden.picture(picture)
    return hidden.pdf(made=made)


def scribbles() -> bytes:
    """A page of a writing pad with a sketch nobody can read: no words at all."""
    chance = random.Random(412)
    image = Image.new("L", (int(WIDTH * SCAN_SCALE), int(HEIGHT * SCAN_SCALE)), 246)
    draw = ImageDraw.Draw(image)
    x, y = 160.0, 320.0
    for _ in range(5):
        path = []
        for _ in range(40):
            x, y = x + chance.uniform(-22, 36), y + chance.uniform(-28, 30)
            x, y = min(680.0, max(110.0, x)), min(860.0, max(220.0, y))
            path.append((x, y))
        draw.line(path, fill=86, width=3, joint="curve")
        x, y = chance.uniform(140, 500), chance.uniform(260, 760)
    draw.rectangle((220, 700, 520, 890), outline=80, width=3)
    draw.line([(220, 700), (520, 890)], fill=96, width=2)
    paper = grain(image, 9, 6, 0.6)
    sheets = Sheets()
    sheets.picture(Picture(jpeg(paper, 34), paper.size, gray=True))
    return sheets.pdf(made="20261120160200")
