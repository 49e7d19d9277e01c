"""Trains the shipped network on drawn digits by NumPy alone, minutes on one core: python packaging/train_digits.py."""

import json
import os
import struct
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Protocol

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read as NumPy is imported: more threads gain nothing here

import numpy as np
from numpy.random import Generator, default_rng

from designer.core.design import Design
from designer.core.files import load
from designer.core.kinds import Activation, Conv2d, Input, Linear, MaxPool2d
from designer.engine.handwriting import SIZE, drawings

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
EPOCHS, DRAWINGS, BATCH, RATE = 24, 8192, 32, 0.003
HELD_OUT, HELD_OUT_SEED = 5000, 1_000_000  # the epochs draw with the seeds 1, 2, …

Arrays = dict[str, np.ndarray]


class Stage(Protocol):
    """One layer in training; maps are [image, row, column, channel], features [image, feature], all float32."""

    weights: Arrays
    slopes: Arrays  # of the loss by each weight, after `back`

    def go(self, x: np.ndarray) -> np.ndarray:
        """Give the layer's output, and keep what `back` needs."""

    def back(self, slope: np.ndarray) -> np.ndarray:
        """Give the slope of the loss by the input from that by the output."""


class Convolution:
    """A convolution of stride 1 without padding."""

    def __init__(self, kind: Conv2d, channels: int, rng: Generator) -> None:
        height, width = self.kernel = kind.kernel_size
        shape = (kind.out_channels, channels, height, width)
        deviation = np.sqrt(2 / (channels * height * width))  # He et al. 2015, equation 10
        weight = (rng.normal(size=shape) * deviation).astype(np.float32)
        self.weights = {"weight": weight, "bias": np.zeros(kind.out_channels, np.float32)}
        self.slopes: Arrays = {}

    def go(self, x: np.ndarray) -> np.ndarray:
        """Multiply all patches, one a row, by the kernels."""
        windows = np.lib.stride_tricks.sliding_window_view(x, self.kernel, (1, 2))
        self.shape, places = x.shape, windows.shape[:3]
        kernels = self.weights["weight"].reshape(len(self.weights["bias"]), -1)
        self.patches = windows.reshape(-1, kernels.shape[1])
        return (self.patches @ kernels.T + self.weights["bias"]).reshape(*places, -1)

    def back(self, slope: np.ndarray) -> np.ndarray:
        """Add each output's slope to the pixels of its patch."""
        weight = self.weights["weight"]
        flat = slope.reshape(-1, slope.shape[3])
        self.slopes = {"weight": (flat.T @ self.patches).reshape(weight.shape), "bias": flat.sum(0)}
        result = np.zeros(self.shape, np.float32)
        for row, column in np.ndindex(*self.kernel):
            seen = result[:, row : row + slope.shape[1], column : column + slope.shape[2]]
            seen += slope @ weight[:, :, row, column]
        return result


class Rectifier:
    """max(0, x)."""

    def __init__(self) -> None:
        self.weights: Arrays = {}
        self.slopes: Arrays = {}

    def go(self, x: np.ndarray) -> np.ndarray:
        """Cut off below zero."""
        self.open = x > 0
        return x * self.open

    def back(self, slope: np.ndarray) -> np.ndarray:
        """Pass on what was not cut off."""
        return slope * self.open


class MaxPool:
    """A max-pool whose windows touch and do not overlap; rows and columns that fill no window are left out."""

    def __init__(self, kind: MaxPool2d) -> None:
        self.kernel = kind.kernel_size
        self.weights: Arrays = {}
        self.slopes: Arrays = {}

    def go(self, x: np.ndarray) -> np.ndarray:
        """Give the largest of each window."""
        (height, width), (images, rows, columns, channels) = self.kernel, x.shape
        self.shape, down, across = x.shape, rows // height, columns // width
        inside = x[:, : down * height, : across * width]
        tiles = inside.reshape(images, down, height, across, width, channels).transpose(0, 1, 3, 5, 2, 4)
        tiles = tiles.reshape(images, down, across, channels, height * width)
        self.winner = tiles.argmax(-1)[..., None]
        return np.take_along_axis(tiles, self.winner, -1)[..., 0]

    def back(self, slope: np.ndarray) -> np.ndarray:
        """Give each window's slope to its winner."""
        (height, width), (images, down, across, channels) = self.kernel, slope.shape
        tiles = np.zeros((*slope.shape, height * width), np.float32)
        np.put_along_axis(tiles, self.winner, slope[..., None], -1)
        tiles = tiles.reshape(*slope.shape, height, width).transpose(0, 1, 4, 2, 5, 3)
        result = np.zeros(self.shape, np.float32)
        result[:, : down * height, : across * width] = tiles.reshape(images, down * height, across * width, channels)
        return result


class FullyConnected:
    """A linear layer; maps are flattened channels outermost, as PyTorch does."""

    def __init__(self, kind: Linear, features: int, rng: Generator) -> None:
        weight = (rng.normal(size=(kind.out_features, features)) / np.sqrt(features)).astype(np.float32)
        self.weights = {"weight": weight, "bias": np.zeros(kind.out_features, np.float32)}
        self.slopes: Arrays = {}

    def go(self, x: np.ndarray) -> np.ndarray:
        """Multiply by the weights."""
        turned = np.moveaxis(x, -1, 1)
        self.shape, self.flat = turned.shape, turned.reshape(len(x), -1)
        return self.flat @ self.weights["weight"].T + self.weights["bias"]

    def back(self, slope: np.ndarray) -> np.ndarray:
        """Multiply by the weights the other way."""
        self.slopes = {"weight": slope.T @ self.flat, "bias": slope.sum(0)}
        return np.moveaxis((slope @ self.weights["weight"]).reshape(self.shape), 1, -1)


class Network:
    """The stages of a plain stack that ends in a softmax, which belongs to the loss."""

    def __init__(self, design: Design, seed: int = 0) -> None:
        rng = default_rng(seed)
        self.stages: dict[str, Stage] = {}
        maps = np.zeros((1, SIZE, SIZE, 1), np.float32)
        for layer in design:
            match layer.kind:
                case Input() | Activation(function="softmax"):
                    continue
                case Conv2d() as kind:
                    self.stages[layer.id] = Convolution(kind, maps.shape[3], rng)
                case Activation(function="relu"):
                    self.stages[layer.id] = Rectifier()
                case MaxPool2d() as kind:
                    self.stages[layer.id] = MaxPool(kind)
                case Linear() as kind:
                    self.stages[layer.id] = FullyConnected(kind, maps.size, rng)
                case other:
                    raise ValueError(f"{layer.id}: {other.label} cannot be trained here")
            maps = self.stages[layer.id].go(maps)

    @property
    def weights(self) -> Arrays:
        """All weights by their names in a file; they are the network's own, not copies."""
        return {f"{name}.{part}": w for name, stage in self.stages.items() for part, w in stage.weights.items()}

    def chances(self, pictures: np.ndarray) -> np.ndarray:
        """Give the probability of each class [image, class] for pictures [image, 1, row, column]."""
        x = np.moveaxis(pictures, 1, -1)
        for stage in self.stages.values():
            x = stage.go(x)
        x = np.exp(x - x.max(1, keepdims=True))
        return x / x.sum(1, keepdims=True)

    def learn(self, pictures: np.ndarray, classes: np.ndarray) -> tuple[float, Arrays]:
        """Give the mean cross-entropy and its slope by each weight."""
        chances = self.chances(pictures)
        loss = -np.log(chances[np.arange(len(classes)), classes] + 1e-12).mean()
        slope = (chances - np.eye(chances.shape[1], dtype=np.float32)[classes]) / len(classes)
        slopes = {}
        for name, stage in reversed(self.stages.items()):
            slope = stage.back(slope)
            slopes |= {f"{name}.{part}": values for part, values in stage.slopes.items()}
        return float(loss), slopes


class Adam:
    """Kingma and Ba 2015, algorithm 1."""

    def __init__(self, weights: Arrays) -> None:
        self.weights, self.steps = weights, 0
        self.means = {name: np.zeros_like(values) for name, values in weights.items()}
        self.squares = {name: np.zeros_like(values) for name, values in weights.items()}

    def step(self, slopes: Arrays, rate: float) -> None:
        """Move the weights in place."""
        self.steps += 1
        for name, slope in slopes.items():
            mean, square = self.means[name], self.squares[name]
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope**2 - square)
            scale = np.sqrt(square / (1 - 0.999**self.steps)) + 1e-8
            self.weights[name] -= rate * mean / (1 - 0.9**self.steps) / scale


def epoch(network: Network, adam: Adam, data: tuple[np.ndarray, np.ndarray], rates: Sequence[float]) -> float:
    """Learn from all pictures once, in batches, the rates running through; give the mean loss on the way."""
    pictures, classes = data
    losses = []
    for start, rate in zip(range(0, len(classes), BATCH), rates, strict=True):
        loss, slopes = network.learn(pictures[start : start + BATCH], classes[start : start + BATCH])
        adam.step(slopes, rate)
        losses.append(loss)
    return float(np.mean(losses))


def accuracy(network: Network, pictures: np.ndarray, classes: np.ndarray) -> float:
    """Give the share of pictures whose likeliest class is right."""
    found = [network.chances(pictures[i : i + 500]).argmax(1) for i in range(0, len(classes), 500)]
    return float((np.concatenate(found) == classes).mean())


def safetensors(weights: Arrays) -> bytes:
    """Give a file of the weights: length of the header, header as JSON, the numbers without gaps."""
    header, place = {}, 0
    for name, values in weights.items():
        header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": (place, place + 4 * values.size)}
        place += 4 * values.size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    numbers = (values.astype("<f4").tobytes() for values in weights.values())
    return struct.pack("<Q", len(text)) + text + b"".join(numbers)


def training(network: Network) -> Iterator[float]:
    """Train on new drawings in every epoch, slower and slower along a cosine; give each epoch's loss."""
    adam, batches = Adam(network.weights), DRAWINGS // BATCH
    rates = RATE * (1 + np.cos(np.linspace(0, np.pi, EPOCHS * batches))) / 2
    for number in range(EPOCHS):
        part = rates[number * batches : (number + 1) * batches]
        yield epoch(network, adam, drawings(DRAWINGS, seed=number + 1), part)


def main(folder: Path) -> None:
    """Train, say how good it is on drawings made with another seed, write the weights and the names of the classes."""
    network = Network(load(RESOURCES / "designs" / "digits.cnn.json"))
    for number, loss in enumerate(training(network), 1):
        print(f"epoch {number} of {EPOCHS}: loss {loss:.4f}, {process_time():.0f} s of processor time")
    share = accuracy(network, *drawings(HELD_OUT, HELD_OUT_SEED))
    print(f"{HELD_OUT} other drawings: {share:.2%} right")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "digits.safetensors").write_bytes(safetensors(network.weights))
    (folder / "digits.txt").write_text("".join(f"{digit}\n" for digit in range(10)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else RESOURCES / "weights")
