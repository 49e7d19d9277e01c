"""What the tests of quick insert share: a small design, and lines with what they stand for."""

from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.kinds import (
    Activation,
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    Add,
    AvgPool2d,
    BatchNorm2d,
    Concat,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Flatten,
    Input,
    Linear,
    LocalResponseNorm,
    MaxPool2d,
    Multiply,
    Upsample,
    ZeroPad2d,
)
from designer.core.kinds.pointwise import FUNCTIONS
from designer.core.quick import Step, parse
from designer.core.shapes import Shape

IMAGE = Shape(64, 24, 24)


DESIGN = Design(
    (
        Layer("image", Input(height=24, width=24, channels=64)),
        Layer("a", Activation(), ("image",)),
        Layer("b", Dropout(), ("a",)),
    )
)


LINES = {
    "3x3 64 s2": Conv2d(out_channels=64, stride=(2, 2), padding=(1, 1)),
    "3×3": Conv2d(out_channels=64, padding=(1, 1)),
    "1x1 32": Conv2d(out_channels=32, kernel_size=(1, 1)),
    "1x7 8 nobias": Conv2d(out_channels=8, kernel_size=(1, 7), padding=(0, 3), bias=False),
    "3x3 64 d2": Conv2d(out_channels=64, padding=(2, 2), dilation=(2, 2)),
    "4x2 5": Conv2d(out_channels=5, kernel_size=(4, 2), padding=(1, 2, 0, 1)),
    "5x5 s2x1 p1x0": Conv2d(out_channels=64, kernel_size=(5, 5), stride=(2, 1), padding=(1, 0)),
    "3x3 valid g32": Conv2d(out_channels=64, padding="valid", groups=32),
    "3x3 SAME 7": Conv2d(out_channels=7, padding="same"),
    "conv 10": Conv2d(out_channels=10, padding=(1, 1)),
    "conv 10 5x5": Conv2d(out_channels=10, kernel_size=(5, 5), padding=(2, 2)),
    "dw 3": Conv2d(out_channels=64, padding=(1, 1), groups=64),
    "dw 5x3 s2": Conv2d(out_channels=64, kernel_size=(5, 3), stride=(2, 2), padding=(2, 1), groups=64),
    "tconv 2 64": ConvTranspose2d(out_channels=64),
    "tconv": ConvTranspose2d(out_channels=32),
    "tconv 4 8 s2 p1": ConvTranspose2d(out_channels=8, kernel_size=(4, 4), padding=(1, 1)),
    "mp 2": MaxPool2d(),
    "mp 3 s2 p1 ceil": MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), ceil_mode=True),
    "ap 2x1": AvgPool2d(kernel_size=(2, 1)),
    "gap": AdaptiveAvgPool2d(),
    "gmp": AdaptiveMaxPool2d(),
    "aap 7": AdaptiveAvgPool2d(output_size=(7, 7)),
    "amp 3x2": AdaptiveMaxPool2d(output_size=(3, 2)),
    "bn": BatchNorm2d(),
    "lrn": LocalResponseNorm(),
    "lrn 3": LocalResponseNorm(size=3),
    "leaky_relu 0.2": Activation(function="leaky_relu", negative_slope=0.2),
    "do 0.3": Dropout(p=0.3),
    "do .25": Dropout(p=0.25),
    "do 1": Dropout(p=1),
    "flatten": Flatten(),
    "fc 10": Linear(out_features=10),
    "fc 7 nobias": Linear(out_features=7, bias=False),
    "up 2": Upsample(),
    "up 3x2 bilinear": Upsample(scale_factor=(3, 2), mode="bilinear"),
    "pad 1": ZeroPad2d(padding=(1, 1)),
    "pad 1x2": ZeroPad2d(padding=(1, 2)),
    "add": Add(),
    "concat": Concat(),
    "mul": Multiply(),
    **{function: Activation(function=function) for function in FUNCTIONS},
}


def parsed(line: str, shape: Shape) -> tuple[Step, ...] | str:
    """The steps of a line, or why there are none."""
    try:
        return parse(line, shape)
    except EditError as error:
        return str(error)
