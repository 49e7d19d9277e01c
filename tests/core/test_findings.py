"""Every finding: when it is made, and when it is not."""

import pytest

from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.files import load
from designer.core.kinds import (
    Activation,
    AdaptiveAvgPool2d,
    Add,
    AvgPool2d,
    BatchNorm2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    Input,
    Linear,
    MaxPool2d,
    Multiply,
)
from designer.paths import resources_dir

LOOSE = ("loose-end", "info")


def conv(kernel=3, **options):
    return Conv2d(out_channels=options.pop("out_channels", 4), kernel_size=(kernel, kernel), **options)


def found(*kinds, size=8):
    """(layer, code, severity) of each finding on a stack below an image of 4 channels, or of given inputs."""
    layers = [Layer("image", Input(height=size, width=size, channels=4))]
    for i, given in enumerate(kinds):
        kind, inputs = given if isinstance(given, tuple) else (given, (layers[-1].id,))
        layers.append(Layer(str(i), kind, inputs))
    return [(f.layer, f.code, f.severity) for f in analyse(Design(tuple(layers))).findings]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([conv(9)], [("0", "kernel-larger-than-input", "error")]),
        ([conv(5, dilation=(2, 2))], [("0", "kernel-larger-than-input", "error")]),
        ([conv(8, padding=(1, 0, 1, 0))], []),
        ([conv(groups=3, out_channels=6)], [("0", "groups-do-not-divide", "error")]),
        ([conv(groups=4, out_channels=6)], [("0", "groups-do-not-divide", "error")]),
        ([Flatten(), conv()], [("1", "needs-a-map", "error")]),
        ([Linear(out_features=3), BatchNorm2d()], [("1", "needs-a-map", "error")]),
        ([conv(), (Add(), ("0", "image"))], [("1", "unequal-shapes", "error")]),
        ([conv(), (Concat(), ("0", "image"))], [("1", "unequal-shapes", "error")]),
        ([AdaptiveAvgPool2d(), (Multiply(), ("0", "image"))], []),
        ([AdaptiveAvgPool2d(output_size=(1, 2)), (Multiply(), ("0", "image"))], [("1", "unequal-shapes", "error")]),
        (
            [ConvTranspose2d(out_channels=1, padding=(8, 8))],
            [("0", "padding-larger-than-output", "error")],
        ),
        (
            [ConvTranspose2d(out_channels=1, output_padding=(2, 0))],
            [("0", "output-padding-too-large", "error")],
        ),
        ([AvgPool2d(padding=(2, 0))], [("0", "window-in-padding", "warning")]),
        ([AvgPool2d(padding=(1, 1))], []),
        ([conv(3, stride=(4, 4))], [("0", "pixels-skipped", "warning")]),
        ([conv(1, stride=(2, 2))], [("0", "pixels-skipped", "info")]),
        ([MaxPool2d(kernel_size=(3, 3))], [("0", "border-dropped", "info")]),
        ([MaxPool2d(kernel_size=(3, 2))], [("0", "border-dropped", "info")]),
        ([MaxPool2d(kernel_size=(3, 3), ceil_mode=True)], []),
        ([MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))], []),
        ([conv(padding="same", stride=(2, 2))], []),
        ([conv(padding=(1, 1)), BatchNorm2d()], [("0", "bias-before-batch-norm", "info")]),
        ([conv(padding=(1, 1), bias=False), BatchNorm2d()], []),
        ([conv(padding=(1, 1)), BatchNorm2d(), (Add(), ("0", "1"))], []),
        ([conv(), (conv(), ("image",))], [("0", *LOOSE)]),
        ([MaxPool2d(), (conv(5), ("image",)), (Concat(), ("0", "1"))], [("2", "unequal-jump", "warning")]),
        (
            [conv(2, padding=(0, 1, 0, 1)), (conv(2, padding=(1, 0, 1, 0)), ("image",)), (Add(), ("0", "1"))],
            [("2", "shifted-start", "warning")],
        ),
        ([conv(7, padding=(3, 3)), *[conv(3, padding=(1, 1))] * 2], [("1", "field-exceeds-input", "info")]),
        ([conv(5, padding=(2, 2)), AdaptiveAvgPool2d(), conv(1)], []),
        ([Activation()], []),
    ],
)  # fmt: skip
def test_findings(kinds, expected):
    assert found(*kinds) == expected


def test_an_image_that_nobody_reads_is_said_to_be_one():
    layers = (Layer("a", Input(height=1, width=1, channels=1)), Layer("b", Input(height=1, width=1, channels=1)))
    (finding,) = analyse(Design((*layers, Layer("c", Activation(), ("b",))))).findings
    assert (finding.layer, finding.message.split(";")[0]) == ("a", "its input is never read")


def test_messages_are_one_line_that_name_numbers():
    layers = (
        Layer("image", Input(height=4, width=9, channels=4)),
        Layer("c", Conv2d(out_channels=1, kernel_size=(3, 3), dilation=(2, 1)), ("image",)),
    )
    (error,) = analyse(Design(layers)).findings
    assert error.message == (
        "the kernel's height 3 (dilated: 5) is larger than the padded input's 4:"
        " use a smaller kernel, more padding or fewer strides above"
    )


@pytest.mark.parametrize("path", sorted((resources_dir() / "designs").glob("*.cnn.json")), ids=lambda path: path.name)
def test_the_examples_have_no_errors(path):
    analysis = analyse(load(path))
    assert not analysis.has_errors
    assert not analysis.totals.partial
    assert all("\n" not in finding.message for finding in analysis.findings)
