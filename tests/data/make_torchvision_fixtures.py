"""Records what torchvision's transforms make of a few small images, for test_augment.cpp.

Needs torchvision (0.29.1 was used) and NumPy; run it as `python tests/data/make_torchvision_fixtures.py`. Values are stored as
65535ths in uint16. Boxes are given in the image before its flip, as the engine has them; torchvision crops after the flip.
"""

import pathlib

import numpy as np
import torch
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

OUT = pathlib.Path(__file__).parent / "fixtures"
SIDE = 32


def make_images(count):
    """Smooth colour, hard edges, saturated and grey areas, noise."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    images = np.zeros((count, 3, SIDE, SIDE))
    for i in range(count):
        for c in range(3):
            a, b, phase = rng.uniform(-3, 3, 3)
            images[i, c] = 127 + 110 * np.sin(2 * np.pi * (a * x + b * y) + phase)
        images[i, :, 4:10, 4 + i : 12 + i] = rng.integers(0, 256, (3, 1, 1))
        images[i, :, 20:26, 18:28] = rng.integers(0, 256)
        images[i] += rng.normal(0, 12, images[i].shape)
    return np.clip(np.round(images), 0, 255).astype(np.uint8)


def stored(images):
    return np.round(torch.stack(images).numpy().clip(0, 1) * 65535).astype(np.uint16)


def main():
    rng = np.random.default_rng(11)
    images = make_images(8)
    values = torch.from_numpy(images).float() / 255

    # Supervised: random crop with padding, flip, rotation. Columns: shift x, shift y, flip, angle.
    supervised = np.array([[rng.integers(-4, 5), rng.integers(-4, 5), i % 2, rng.uniform(-15, 15)] for i in range(8)], np.float32)
    supervised[0] = [0, 0, 0, 0]
    results = []
    for image, (sx, sy, flip, angle) in zip(values, supervised):
        image = F.crop(F.pad(image, [4, 4, 4, 4]), int(sy) + 4, int(sx) + 4, SIDE, SIDE)
        image = F.hflip(image) if flip else image
        results.append(F.rotate(image, float(angle), InterpolationMode.NEAREST, fill=[0.0]))
    np.save(OUT / "supervised_parameters.npy", supervised)
    np.save(OUT / "supervised_expected.npy", stored(results))

    # Self-supervised, in byol-pytorch's order. Columns: jitter, brightness, contrast, saturation, hue, order × 4, grey, flip, blur,
    # sigma, box top, left, height, width, image.
    rows, results = [], []
    for k in range(20):
        height, width = rng.integers(9, SIDE + 1, 2)
        top, left = rng.integers(0, SIDE - height + 1), rng.integers(0, SIDE - width + 1)
        order = rng.permutation(4)
        jitter, grey, flip, blur = k % 5 != 4, k % 7 == 3, k % 2, k % 3 == 1
        factors = rng.uniform([0.2, 0.2, 0.2, -0.2], [1.8, 1.8, 1.8, 0.2]).astype(np.float32)
        sigma = np.float32(rng.uniform(1, 2))
        rows.append([jitter, *factors, *order, grey, flip, blur, sigma, top, left, height, width, k % 8])
        image = values[k % 8]
        if jitter:
            for operation in order:
                adjust = [F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue][operation]
                image = adjust(image, float(factors[operation]))
        image = F.rgb_to_grayscale(image, 3) if grey else image
        image = F.hflip(image) if flip else image
        image = F.gaussian_blur(image, [3, 3], [float(sigma)] * 2) if blur else image
        left = SIDE - left - width if flip else left
        results.append(F.resized_crop(image, int(top), int(left), int(height), int(width), [SIDE, SIDE], antialias=True))
    np.save(OUT / "selfsupervised_parameters.npy", np.array(rows, np.float32))
    np.save(OUT / "selfsupervised_expected.npy", stored(results))

    # Resizing to a smaller view, with and without antialiasing.
    for name, antialias in (("plain", False), ("antialias", True)):
        small = [F.resized_crop(v, 1, 2, 31, 27, [16, 16], antialias=antialias) for v in values[:4]]
        np.save(OUT / f"small_{name}_expected.npy", stored(small))
    np.save(OUT / "images.npy", images)


if __name__ == "__main__":
    main()
