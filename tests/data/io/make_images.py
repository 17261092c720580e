"""Makes the small images beside this file, with Pillow: python make_images.py"""
import pathlib
from PIL import Image

here = pathlib.Path(__file__).parent
image = Image.new("RGB", (8, 6), (255, 0, 0))
image.paste((0, 0, 255), (4, 0, 8, 6))
image.save(here / "colours.png")
image.quantize(4).save(here / "palette.png")
image.save(here / "colours.bmp")
image.save(here / "colours.jpg", quality=95, subsampling=0)
image.save(here / "progressive.jpg", quality=95, progressive=True)
image.save(here / "colours.webp", lossless=True)
