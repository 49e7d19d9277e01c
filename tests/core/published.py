"""Golden rows: published figures of networks, each with its source and the convention it holds under."""

from typing import NamedTuple


class Row(NamedTuple):
    """One published figure. `value` is as printed; the calculated figure over `unit` rounds to it."""

    network: str
    """A name of `templates.NETWORKS`."""
    place: str
    """`total`, a layer's id, or a block's path followed by `/*` (the sum over its layers)."""
    figure: str
    value: str
    source: str
    convention: str
    unit: int = 1


TORCHVISION = "torchvision, weight tables (num_params, _ops)"
CAFFE = "Caffe's reference model, without the heads used in training"
KERAS = "Keras applications, model summary (trainable, non-trainable)"
PLAIN = "learned numbers; running statistics of batch norm not counted"
WORK = "multiply-accumulates of convolutions and linear layers, bias not counted, one image"
NO_WEIGHTS = "weights without bias, one multiply-accumulate each at 1×1"
MEGA, GIGA, MIB = 10**6, 10**9, 2**20

TOTALS = (
    Row("lenet5", "total", "parameters", "61,706", "LeCun et al. 1998, sizes of figure 2",
        "modern form: C3 reads all maps, pools have no weights, linear output"),
    Row("lenet5", "total", "macs", "416,520", "LeCun et al. 1998, sizes of figure 2, multiplied out",
        "modern form; " + WORK),
    Row("alexnet", "total", "parameters", "61,100,840", TORCHVISION, "one stream (Krizhevsky 2014); " + PLAIN),
    Row("alexnet", "total", "macs", "0.714", TORCHVISION, "224×224; " + WORK, GIGA),
    Row("alexnet_grouped", "total", "parameters", "60,965,224", "Caffe's reference AlexNet", "two groups; " + PLAIN),
    Row("alexnet_grouped", "total", "macs", "724", "Caffe's reference AlexNet", "227×227; " + WORK, MEGA),
    Row("vgg16", "total", "parameters", "138,357,544", TORCHVISION, PLAIN),
    Row("vgg16", "total", "macs", "15.47", TORCHVISION, "224×224; " + WORK, GIGA),
    Row("vgg16", "total", "macs", "15,470,264,320", "Simonyan & Zisserman 2014, table 1, multiplied out", WORK),
    Row("vgg16", "total", "peak_activation_bytes", "24.5", "2 · 224 · 224 · 64 numbers of 4 bytes",
        "float32, MiB; input and output of the second convolution, ReLU in place", MIB),
    Row("vgg16_convolutional", "total", "parameters", "138,357,544", TORCHVISION,
        "linear layers written as 7×7 and 1×1 convolutions: as many weights"),
    Row("vgg16_convolutional", "total", "macs", "15.47", TORCHVISION, "as with linear layers at 224×224", GIGA),
    Row("googlenet", "total", "parameters", "6,998,552", CAFFE, "5×5 as in the paper, response norm; " + PLAIN),
    Row("googlenet", "total", "macs", "1,582,671,872", "Szegedy et al. 2014, table 1, multiplied out",
        "5×5 as in the paper, 224×224; " + WORK),
    Row("googlenet_bn", "total", "parameters", "6,624,904", TORCHVISION,
        "3×3 in place of 5×5, batch norm, no heads used in training; " + PLAIN),
    Row("googlenet_bn", "total", "macs", "1.498", TORCHVISION, "3×3 in place of 5×5, 224×224; " + WORK, GIGA),
    Row("resnet18", "total", "parameters", "11,689,512", TORCHVISION, PLAIN),
    Row("resnet18", "total", "macs", "1.814", TORCHVISION, "224×224; " + WORK, GIGA),
    Row("resnet18", "total", "macs", "1.8", "He et al. 2015, table 1 (multiply-adds)", "224×224; " + WORK, GIGA),
    Row("resnet50", "total", "parameters", "25,557,032", TORCHVISION, "no bias in convolutions; " + PLAIN),
    Row("resnet50", "total", "buffers", "53,120", KERAS, "running mean and variance; Keras adds convolution biases"),
    Row("resnet50", "total", "macs", "4.089", TORCHVISION, "stride on the 3×3, 224×224; " + WORK, GIGA),
    Row("resnet50_stride_first", "total", "parameters", "25,557,032", TORCHVISION, "the stride changes no weight"),
    Row("resnet152", "total", "parameters", "60,192,808", TORCHVISION, PLAIN),
    Row("resnet152", "total", "macs", "11.514", TORCHVISION, "stride on the 3×3, 224×224; " + WORK, GIGA),
    Row("squeezenet1_0", "total", "parameters", "1,248,424", "Iandola et al. 2016, table 1", PLAIN),
    Row("squeezenet1_0", "total", "macs", "0.819", TORCHVISION, "224×224; " + WORK, GIGA),
    Row("squeezenet1_1", "total", "parameters", "1,235,496", TORCHVISION, PLAIN),
    Row("squeezenet1_1", "total", "macs", "0.349", TORCHVISION, "224×224; " + WORK, GIGA),
    Row("mobilenet_v1", "total", "parameters", "4,231,976", KERAS, "scale and shift of batch norm; " + PLAIN),
    Row("mobilenet_v1", "total", "buffers", "21,888", KERAS, "running mean and variance of batch norm"),
    Row("mobilenet_v1", "total", "parameters", "4.2", "Howard et al. 2017, table 8", "millions; " + PLAIN, MEGA),
    Row("mobilenet_v1", "total", "macs", "569", "Howard et al. 2017, table 8 (mult-adds)", "224×224; " + WORK, MEGA),
    Row("nin", "total", "parameters", "966,986", "Lin et al. 2013, the authors' CIFAR-10 model for Caffe", PLAIN),
    Row("densenet121", "total", "parameters", "7,978,856", TORCHVISION, PLAIN),
    Row("densenet121", "total", "buffers", "83,648", KERAS, "running mean and variance of batch norm"),
    Row("densenet121", "total", "macs", "2.834", TORCHVISION, "224×224; " + WORK, GIGA),
    Row("inception_v3", "total", "parameters", "23,834,568", "torchvision, num_params 27,161,264",
        "without the 3,326,696 of the head used in training; " + PLAIN),
    Row("inception_v3", "total", "buffers", "34,432", KERAS, "running mean and variance; no head used in training"),
    Row("inception_v3", "total", "macs", "5.713", TORCHVISION, "299×299, no head used in training; " + WORK, GIGA),
)  # fmt: skip

LENET = "LeCun et al. 1998, section II.B"
VGG = "Simonyan & Zisserman 2014, table 1, multiplied out"
ALEX = "Krizhevsky et al. 2012, section 3.5 (neurons)"
GOOG = "Szegedy et al. 2014, table 1 (ops, decimal millions)"
FIRE = "Iandola et al. 2016, table 1 (parameters before pruning)"

LAYERS = (
    Row("lenet5", "c1", "parameters", "156", LENET, "with biases"),
    Row("lenet5", "c3", "parameters", "2,416", "16 kernels of 5·5·6 and a bias each", "modern: reads all six maps"),
    Row("lenet5", "c5", "parameters", "48,120", LENET, "with biases"),
    Row("lenet5", "f6", "parameters", "10,164", LENET, "with biases"),
    Row("lenet5", "output", "parameters", "850", "10 rows of 84 and a bias", "linear, not radial basis functions"),
    Row("alexnet_grouped", "conv2", "output_elements", "186,624", ALEX, "both streams together"),
    Row("alexnet_grouped", "conv3", "output_elements", "64,896", ALEX, "both streams together"),
    Row("alexnet_grouped", "conv4", "output_elements", "64,896", ALEX, "both streams together"),
    Row("alexnet_grouped", "conv5", "output_elements", "43,264", ALEX, "both streams together"),
    Row("alexnet_grouped", "fc6", "output_elements", "4,096", ALEX, "both streams together"),
    Row("vgg16", "features.0", "parameters", "1,792", VGG, "3·3·3·64 and 64 biases"),
    Row("vgg16", "classifier.0", "macs", "102,760,448", VGG, NO_WEIGHTS),
    Row("vgg16", "classifier.3", "macs", "16,777,216", VGG, NO_WEIGHTS),
    Row("vgg16", "classifier.6", "macs", "4,096,000", VGG, NO_WEIGHTS),
    Row("googlenet", "stage3/inception_3a/*", "macs", "128", GOOG, WORK, MEGA),
    Row("googlenet", "stage3/inception_3b/*", "macs", "304", GOOG, WORK, MEGA),
    Row("googlenet", "stage4/inception_4b/*", "macs", "88", GOOG, WORK, MEGA),
    Row("googlenet", "stage4/inception_4c/*", "macs", "100", GOOG, WORK, MEGA),
    Row("googlenet", "stage4/inception_4d/*", "macs", "119", GOOG, WORK, MEGA),
    Row("googlenet", "stage4/inception_4e/*", "macs", "170", GOOG, WORK, MEGA),
    Row("googlenet", "stage5/inception_5b/*", "macs", "71", GOOG, WORK, MEGA),
    Row("googlenet", "loss3/classifier", "macs", "1", GOOG, WORK, MEGA),
    Row("squeezenet1_0", "features.0", "parameters", "14,208", FIRE, "with biases"),
    Row("squeezenet1_0", "fire2/*", "parameters", "11,920", FIRE, "with biases"),
    Row("squeezenet1_0", "fire3/*", "parameters", "12,432", FIRE, "with biases"),
    Row("squeezenet1_0", "fire4/*", "parameters", "45,344", FIRE, "with biases"),
    Row("squeezenet1_0", "fire5/*", "parameters", "49,440", FIRE, "with biases"),
    Row("squeezenet1_0", "fire6/*", "parameters", "104,880", FIRE, "with biases"),
    Row("squeezenet1_0", "fire7/*", "parameters", "111,024", FIRE, "with biases"),
    Row("squeezenet1_0", "fire8/*", "parameters", "188,992", FIRE, "with biases"),
    Row("squeezenet1_0", "fire9/*", "parameters", "197,184", FIRE, "with biases"),
    Row("squeezenet1_0", "classifier.1", "parameters", "513,000", FIRE, "with biases"),
)  # fmt: skip

# Weights and multiply-accumulates of MobileNet's convolutions: TF-Slim, nets/mobilenet_v1.py, table of 1.0 at
# 224×224 (no biases; batch norm not counted). Rows are the first convolution, then depthwise and 1×1 in turn.
MOBILENET_CONVOLUTIONS = (
    (864, 10_838_016),
    (288, 3_612_672), (2_048, 25_690_112),
    (576, 1_806_336), (8_192, 25_690_112),
    (1_152, 3_612_672), (16_384, 51_380_224),
    (1_152, 903_168), (32_768, 25_690_112),
    (2_304, 1_806_336), (65_536, 51_380_224),
    (2_304, 451_584), (131_072, 25_690_112),
    *((4_608, 903_168), (262_144, 51_380_224)) * 5,
    (4_608, 225_792), (524_288, 25_690_112),
    (9_216, 451_584), (1_048_576, 51_380_224),
)  # fmt: skip
MOBILENET_BASE = (3_185_088, 567_716_352)


class FieldRow(NamedTuple):
    """Receptive field r, jump j, and effective padding (−start) at two image sizes, of one layer."""

    layer: str
    r: int
    j: int
    padding_224: int
    padding_321: int


FIELD_SOURCE = "google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md (Araujo, Norris & Sim 2019)"
FIELDS: dict[str, tuple[FieldRow, ...]] = {
    "alexnet_v2": (
        FieldRow("conv1", 11, 4, 0, 0), FieldRow("pool1", 19, 8, 0, 0), FieldRow("conv2", 51, 8, 16, 16),
        FieldRow("conv3", 99, 16, 32, 32), FieldRow("conv4", 131, 16, 48, 48),
        FieldRow("conv5", 163, 16, 64, 64), FieldRow("pool5", 195, 32, 64, 64),
    ),
    "vgg_16": (
        FieldRow("conv1_1", 3, 1, 1, 1), FieldRow("pool1", 6, 2, 2, 2), FieldRow("conv2_1", 10, 2, 4, 4),
        FieldRow("pool2", 16, 4, 6, 6), FieldRow("conv3_1", 24, 4, 10, 10), FieldRow("conv3_2", 32, 4, 14, 14),
        FieldRow("pool3", 44, 8, 18, 18), FieldRow("conv4_1", 60, 8, 26, 26), FieldRow("conv4_2", 76, 8, 34, 34),
        FieldRow("pool4", 100, 16, 42, 42), FieldRow("conv5_1", 132, 16, 58, 58),
        FieldRow("conv5_2", 164, 16, 74, 74), FieldRow("pool5", 212, 32, 90, 90),
    ),
    "resnet_v1_50": (
        FieldRow("block1", 35, 8, 15, 17), FieldRow("block2", 99, 16, 47, 49),
        FieldRow("block3", 291, 32, 143, 145), FieldRow("block4", 483, 32, 239, 241),
    ),
    "resnet_v1_152": (
        FieldRow("block1", 35, 8, 15, 17), FieldRow("block2", 163, 16, 79, 81),
        FieldRow("block3", 1315, 32, 655, 657), FieldRow("block4", 1507, 32, 751, 753),
    ),
    "mobilenet_v1": (
        FieldRow("conv0", 3, 2, 0, 1), FieldRow("pointwise1", 7, 2, 2, 3), FieldRow("pointwise2", 11, 4, 2, 5),
        FieldRow("pointwise3", 19, 4, 6, 9), FieldRow("pointwise4", 27, 8, 6, 13),
        FieldRow("pointwise5", 43, 8, 14, 21), FieldRow("pointwise6", 59, 16, 14, 29),
        FieldRow("pointwise7", 91, 16, 30, 45), FieldRow("pointwise8", 123, 16, 46, 61),
        FieldRow("pointwise9", 155, 16, 62, 77), FieldRow("pointwise10", 187, 16, 78, 93),
        FieldRow("pointwise11", 219, 16, 94, 109), FieldRow("pointwise12", 251, 32, 94, 125),
        FieldRow("pointwise13", 315, 32, 126, 157),
    ),
}  # fmt: skip

# Inception-v3 pads nothing where it strides, so r, j and padding are those of every image size: (layer, r, j, padding).
INCEPTION_V3_FIELDS = (
    ("Conv2d_1a_3x3.conv", 3, 2, 0), ("Conv2d_2a_3x3.conv", 7, 2, 0), ("Conv2d_2b_3x3.conv", 11, 2, 2),
    ("maxpool1", 15, 4, 2), ("Conv2d_3b_1x1.conv", 15, 4, 2), ("Conv2d_4a_3x3.conv", 23, 4, 2),
    ("maxpool2", 31, 8, 2), ("Mixed_5b.concat", 63, 8, 18), ("Mixed_5c.concat", 95, 8, 34),
    ("Mixed_5d.concat", 127, 8, 50), ("Mixed_6a.concat", 159, 16, 58), ("Mixed_6b.concat", 351, 16, 154),
    ("Mixed_6c.concat", 543, 16, 250), ("Mixed_6d.concat", 735, 16, 346), ("Mixed_6e.concat", 927, 16, 442),
    ("Mixed_7a.concat", 1055, 32, 490), ("Mixed_7b.concat", 1183, 32, 554), ("Mixed_7c.concat", 1311, 32, 618),
)  # fmt: skip

# Fields of the example designs in their own conventions: (network, layer, r, j, start, source or reason).
TEMPLATE_FIELDS = (
    ("vgg16", "features.30", 212, 32, -90, "as TF-Slim's: padding 1 is \"same\" at stride 1"),
    ("alexnet", "features.12", 195, 32, -66, "TF-Slim's start is −64: its first convolution has no padding 2"),
    ("resnet50", "layer4.2.relu", 427, 32, -213, "stride on the 3×3, in the first block of a stage"),
    ("resnet50_stride_first", "layer4.2.relu", 483, 32, -241, "stride on the first 1×1; TF-Slim's at odd sizes"),
    ("mobilenet_v1", "blocks.4.1.relu2", 315, 32, -157, "padding 1 all round; TF-Slim's at odd sizes"),
    ("googlenet_bn", "inception3a.concat", 43, 8, -15, "3×3 in place of 5×5"),
    ("googlenet_bn", "inception3b.concat", 59, 8, -23, "3×3 in place of 5×5"),
    ("googlenet_bn", "maxpool3", 75, 16, -23, "3×3 in place of 5×5"),
    ("googlenet", "inception_3a/output", 59, 8, -23, "5×5: two more steps of the jump on each side"),
    ("lenet5", "c5", 32, 4, 0, "each of the 120 units sees the whole image"),
)  # fmt: skip
