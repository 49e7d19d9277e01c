"""Known networks and blocks as pure functions: the example designs and the palette's blocks."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from designer.core.design import Design
from designer.core.templates.alexnet import alexnet, alexnet_grouped
from designer.core.templates.blocks import BLOCKS, Block
from designer.core.templates.densenet import densenet121
from designer.core.templates.digits import digits
from designer.core.templates.googlenet import googlenet, googlenet_bn
from designer.core.templates.inception_v3 import inception_v3
from designer.core.templates.lenet import lenet5, plain_stack
from designer.core.templates.mobilenet import mobilenet_v1
from designer.core.templates.nin import nin
from designer.core.templates.resnet import resnet18, resnet50, resnet50_stride_first, resnet152
from designer.core.templates.squeeze_expand import squeeze_expand
from designer.core.templates.squeezenet import squeezenet1_0, squeezenet1_1
from designer.core.templates.unet import unet
from designer.core.templates.vgg import vgg16, vgg16_convolutional

EXAMPLES: Mapping[str, Callable[[], Design]] = MappingProxyType(
    {
        "lenet5": lenet5,
        "alexnet": alexnet,
        "vgg16": vgg16,
        "googlenet": googlenet,
        "resnet18": resnet18,
        "resnet50": resnet50,
        "squeezenet1_1": squeezenet1_1,
        "mobilenet_v1": mobilenet_v1,
        "nin": nin,
        "unet": unet,
        "squeeze_expand": squeeze_expand,
        "digits": digits,
    }
)
"""The networks that are shipped as files, by file name."""

NETWORKS: Mapping[str, Callable[[], Design]] = MappingProxyType(
    {
        **EXAMPLES,
        "alexnet_grouped": alexnet_grouped,
        "densenet121": densenet121,
        "googlenet_bn": googlenet_bn,
        "inception_v3": inception_v3,
        "plain_stack": plain_stack,
        "resnet50_stride_first": resnet50_stride_first,
        "resnet152": resnet152,
        "squeezenet1_0": squeezenet1_0,
        "vgg16_convolutional": vgg16_convolutional,
    }
)
"""All networks, by name."""

__all__ = ["BLOCKS", "EXAMPLES", "NETWORKS", "Block"]
