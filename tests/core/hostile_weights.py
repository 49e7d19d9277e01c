"""Broken and hostile weights in design files, each with the line that refuses it (after the file's name)."""

from tests.core.hostile_kit import weights

ARRAY = "lists of numbers, a seed, or shape, file and sha256"
FLOAT = "a number that float32 holds"
OWNER = "the id of a layer and one of .weight, .bias, .running_mean, .running_var"
REFERENCE = '{"shape": [9], "file": "a.safetensors", "sha256": "' + "0" * 64 + '"}'

REFUSED_WEIGHTS: dict[str, tuple[bytes, str]] = {
    "weights a list": (weights("[]"), "weights: expected an object of arrays, found []"),
    "weights null": (weights("null"), "weights: expected an object of arrays, found null"),
    "weights twice": (
        weights('{"c.bias": [1], "c.bias": [1]}'),
        'weights: expected an object of arrays, found an object with the key "c.bias" twice',
    ),
    "weights of no layer": (weights('{"d.bias": [1]}'), f'weights."d.bias": expected {OWNER}, found "d.bias"'),
    "weights of no name": (weights('{"c": [1]}'), f'weights."c": expected {OWNER}, found "c"'),
    "weights of another name": (weights('{"c.w": [1]}'), f'weights."c.w": expected {OWNER}, found "c.w"'),
    "weights a number": (weights('{"c.bias": 1}'), f'weights."c.bias": expected {ARRAY}, found 1'),
    "weights odd object": (weights('{"c.bias": {"a": 1}}'), f'weights."c.bias": expected {ARRAY}, found an object'),
    "no weights": (
        weights('{"c.bias": []}'),
        'weights."c.bias": expected 1 to 4 levels of lists that hold numbers, found []',
    ),
    "weights five deep": (
        weights('{"c.weight": [[[[[1]]]]]}'),
        'weights."c.weight"[0][0][0][0]: expected 1 to 4 levels of lists that hold numbers, found [1]',
    ),
    "weights 60 deep": (
        weights('{"c.weight": ' + "[" * 60 + "]" * 60 + "}"),
        'weights."c.weight"[0][0][0][0]: expected 1 to 4 levels of lists that hold numbers, found a list of 1',
    ),
    "weights ragged": (
        weights('{"c.weight": [[1, 2], [3]]}'),
        'weights."c.weight"[1]: expected a list of 2, found [3]',
    ),
    "weights mixed": (weights('{"c.weight": [[1, 2], 3]}'), 'weights."c.weight"[1]: expected a list of 2, found 3'),
    "weight NaN": (weights('{"c.weight": [[1, NaN]]}'), f'weights."c.weight"[0][1]: expected {FLOAT}, found NaN'),
    "weight 1e39": (weights('{"c.bias": [1e39]}'), f'weights."c.bias"[0]: expected {FLOAT}, found 1e+39'),
    "weight 1e999": (weights('{"c.bias": [1e999]}'), f'weights."c.bias"[0]: expected {FLOAT}, found the number 1e999'),
    "weight true": (weights('{"c.bias": [true]}'), f'weights."c.bias"[0]: expected {FLOAT}, found true'),
    "weight text": (weights('{"c.bias": ["1"]}'), f'weights."c.bias"[0]: expected {FLOAT}, found "1"'),
    "weight of 50 digits": (
        weights('{"c.bias": [' + "9" * 50 + "]}"),
        f'weights."c.bias"[0]: expected {FLOAT}, found a number of 50 digits',
    ),
    "seed -1": (
        weights('{"c.weight": {"seed": -1}}'),
        'weights."c.weight".seed: expected a whole number from 0 to 9223372036854775807, found -1',
    ),
    "weights beside of no shape": (
        weights('{"c.bias": ' + REFERENCE.replace("[9]", "[2048, 2049]") + "}"),
        'weights."c.bias".shape: expected 1 to 4 lengths of at most 4194304 numbers together, found [2048, 2049]',
    ),
    "weights elsewhere": (
        weights('{"c.bias": ' + REFERENCE.replace("a.safe", "../a.safe") + "}"),
        'weights."c.bias".file: expected the name of a .safetensors file in the same folder, found "../a.safetensors"',
    ),
    "weights of no digest": (
        weights('{"c.bias": ' + REFERENCE.replace("0" * 64, "0" * 63) + "}"),
        'weights."c.bias".sha256: expected 64 hexadecimal digits, found "' + "0" * 58 + "…",
    ),
}  # fmt: skip
