"""The search of the palette: the words that its rows are known by."""

import re
from collections.abc import Collection, Sequence

from designer.core.kind import options_of
from designer.core.options import Choice
from designer.core.presets import Preset
from designer.core.templates import Block

# What people call a kind or a block besides its label and PyTorch's name.
OTHER_NAMES = {
    "conv2d": "kernel filter",
    "conv_transpose2d": "deconvolution upconv",
    "max_pool2d": "subsampling",
    "avg_pool2d": "average mean subsampling",
    "adaptive_avg_pool2d": "gap average mean",
    "batch_norm2d": "bn",
    "local_response_norm": "lrn",
    "activation": "nonlinearity function",
    "linear": "fc dense fully connected",
    "add": "residual shortcut skip sum",
    "multiply": "gate scale se",
    "concat": "cat merge",
    "upsample": "interpolate resize",
}
OTHER_BLOCK_NAMES = {
    "residual": "resnet shortcut skip",
    "residual_projection": "resnet shortcut skip",
    "bottleneck": "resnet shortcut skip",
    "inception": "googlenet",
    "inception_naive": "googlenet",
    "fire": "squeezenet",
    "depthwise_separable": "mobilenet",
    "squeeze_excite": "se senet attention gate excitation",
    "dense": "densenet",
    "transition": "densenet 1x1",
    "expand": "widen",
    "squeeze": "reduce 1x1",
    "double_conv": "unet",
}


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, in small letters, signs left out."""
    return tuple(plain for word in text.split() if (plain := _plain(word)))


def found(known: Collection[str], words: Sequence[str]) -> bool:
    """Whether each of the words begins one that a row is known by."""
    return all(any(name.startswith(word) for name in known) for word in words)


def preset_words(preset: Preset) -> set[str]:
    """The words of a preset's label, group, kind, PyTorch name and options."""
    kind = preset.kind_for(None)
    torch = type(kind).__name__
    texts = [preset.label, preset.group, preset.key, kind.label, kind.name.replace("_", " "), torch]
    texts += re.findall(r"[A-Z][a-z]*|\d[a-z]*", torch)
    texts += [OTHER_NAMES.get(kind.name, ""), getattr(kind, "function", "")]
    if preset.key == kind.name:  # the row from which the person goes on to choose
        choices = (option for option in options_of(type(kind)).values() if isinstance(option, Choice))
        texts += [word for option in choices for word in option.words]
    return known_words(*texts)


def block_words(block: Block) -> set[str]:
    """The words of a ready block's label, name and network."""
    return known_words("blocks", block.label, block.name.replace("_", " "), OTHER_BLOCK_NAMES.get(block.name, ""))


def known_words(*texts: str) -> set[str]:
    """The words of texts in small letters, signs left out, whole and in their parts."""
    words = (word for text in texts for word in (*text.split(), *re.split(r"[\s_,()…·-]+", text)))
    return {plain for word in words if (plain := _plain(word))}


def _plain(word: str) -> str:
    return "".join(sign for sign in word.lower().replace("×", "x").removeprefix("nn.") if sign.isalnum())
