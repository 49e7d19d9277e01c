"""Broken and hostile design files, each with the line that refuses it (after the file's name)."""

from tests.core.hostile_kit import IMAGE, conv, file_of, top
from tests.core.hostile_weights import REFUSED_WEIGHTS

INT = "a whole number from 1 up"
AT_MOST = "a whole number of at most 9223372036854775807"
SIZE = f"{INT}, or [height, width] of such"
PADDING = 'a whole number from 0 up, [height, width], [top, bottom, left, right] or "valid" or "same"'
KINDS = (
    "input, conv2d, conv_transpose2d, max_pool2d, avg_pool2d, adaptive_avg_pool2d, adaptive_max_pool2d, batch_norm2d,"
    " local_response_norm, activation, dropout, flatten, linear, add, multiply, concat, upsample, zero_pad2d"
)
CONV_FIELDS = "kind, id, inputs, block, note, out_channels, kernel_size, stride, padding, dilation, groups, bias"
TOP_FIELDS = "format, version, name, settings, layers, weights"

REFUSED: dict[str, tuple[bytes, str]] = {
    # not JSON at all
    "empty": (b"", "line 1 column 1: expected JSON: expecting value"),
    "text": (b"hello", "line 1 column 1: expected JSON: expecting value"),
    "truncated": (file_of()[:60], "line 1 column 60: expected JSON: unterminated string starting at"),
    "trailing text": (file_of() + b" x", "line 1 column 126: expected JSON: extra data"),
    "no value": (b'{"format":\n}', "line 2 column 1: expected JSON: expecting value"),
    "comment": (b"/* */ {}", "line 1 column 1: expected JSON: expecting value"),
    "single quotes": (b"{'a': 1}", "line 1 column 2: expected JSON: expecting property name enclosed in double quotes"),
    "nul": (b"\x00", "line 1 column 1: expected JSON: expecting value"),
    "control character in a string": (b'{"a\x01": 1}', "line 1 column 4: expected JSON: invalid control character at"),
    "byte order mark": (b"\xef\xbb\xbf" + file_of(), "byte 0: expected UTF-8 text without a byte order mark"),
    "utf-16": (file_of().decode().encode("utf-16"), "byte 0: expected UTF-8 text, found byte 0xff"),
    "latin-1": (top(name="x").replace(b'"x"', b'"\xe9"'), "byte 134: expected UTF-8 text, found byte 0xe9"),
    "binary": (bytes(range(256)), "byte 128: expected UTF-8 text, found byte 0x80"),
    "deep lists": (b"[" * 100_000 + b"]" * 100_000, "line 1: expected at most 64 levels of nesting"),
    "deep objects": (b'\n\n{"a":' * 50_000, "line 131: expected at most 64 levels of nesting"),
    "deep in a layer": (conv('"stride": ' + "[" * 62 + "]" * 62), "line 1: expected at most 64 levels of nesting"),
    "deep behind what is broken": (b'{"a": nonsense}\n' + b"[" * 65, "line 2: expected at most 64 levels of nesting"),
    "8 MB of blanks": (b" " * (8 * 2**20) + b"{}", "expected at most 8388608 bytes, found more"),
    "a million values": (b"[" + b"1," * 10**6 + b"1]", "expected at most 500000 values, found more"),
    # the top level
    "list": (b"[1]", "file: expected an object, found [1]"),
    "null": (b"null", "file: expected an object, found null"),
    "number": (b"12", "file: expected an object, found 12"),
    "nan": (b"NaN", "file: expected an object, found NaN"),
    "no format": (top(format=...), 'format: expected "cnn-design", found nothing'),
    "other format": (top(format="onnx"), 'format: expected "cnn-design", found "onnx"'),
    "no version": (top(version=...), "version: expected 1, found nothing"),
    "version 0": (top(version=0), "version: expected 1, found 0"),
    "version true": (top(version=True), "version: expected 1, found true"),
    "version text": (top(version="1"), 'version: expected 1, found "1"'),
    "version 1.0": (top(version=1.0), "version: expected 1, found 1.0"),
    "newer version": (
        top(version=2),
        "version: 2 is newer than this program reads (1): a newer program wrote the file",
    ),
    "no layers": (top(layers=...), "layers: expected a list of layers, found nothing"),
    "layers an object": (top(layers={}), "layers: expected a list of layers, found an empty object"),
    "no layer": (top(layers=[]), 'layers: expected one or more layers of kind "input", found none among 0'),
    "unknown field": (top(colour=1), f'colour: expected one of {TOP_FIELDS}, found the unknown field "colour"'),
    "unknown odd field": (top(**{"a\n": 1}), f'"a\\n": expected one of {TOP_FIELDS}, found the unknown field "a\\n"'),
    "duplicate keys": (
        b'{"format": "cnn-design", "format": "cnn-design"}',
        'file: expected an object, found an object with the key "format" twice',
    ),
    "name a number": (top(name=1), "name: expected 0 to 1000 printable characters, found 1"),
    "name of two lines": (top(name="a\nb"), 'name: expected 0 to 1000 printable characters, found "a\\nb"'),
    "name with a lone surrogate": (
        top(name="\ud800"),
        'name: expected 0 to 1000 printable characters, found "\\ud800"',
    ),
    "name turned round": (top(name="a\u202eb"), 'name: expected 0 to 1000 printable characters, found "a\\u202eb"'),
    "name too long": (top(name="x" * 1001), 'name: expected 0 to 1000 printable characters, found "' + "x" * 58 + "…"),
    "settings a list": (top(settings=[]), "settings: expected an object, found []"),
    "batch size 0": (top(settings={"batch_size": 0}), f"settings.batch_size: expected {INT}, found 0"),
    "batch size true": (top(settings={"batch_size": True}), f"settings.batch_size: expected {INT}, found true"),
    "dtype": (
        top(settings={"dtype": "float8"}),
        'settings.dtype: expected one of float16, bfloat16, float32, float64, int8, found "float8"',
    ),
    "unknown setting": (
        top(settings={"lr": 1}),
        'settings.lr: expected one of batch_size, dtype, found the unknown field "lr"',
    ),
    # layers
    "layer a number": (file_of("3"), "layers[1]: expected an object, found 3"),
    "layer with a key twice": (
        file_of('{"kind": "add", "kind": "add"}'),
        'layers[1]: expected an object, found an object with the key "kind" twice',
    ),
    "no kind": (file_of("{}"), f"layers[1].kind: expected one of {KINDS}, found nothing"),
    "unknown kind": (file_of('{"kind": "conv3d"}'), f'layers[1].kind: expected one of {KINDS}, found "conv3d"'),
    "kind a list": (file_of('{"kind": ["add"]}'), f'layers[1].kind: expected one of {KINDS}, found ["add"]'),
    "missing field": (file_of('{"kind": "conv2d"}'), f"layers[1].out_channels: expected {INT}, found nothing"),
    "unknown option": (
        conv('"strides": 2'),
        f'layers[1].strides: expected one of {CONV_FIELDS}, found the unknown field "strides"',
    ),
    "id empty": (conv('"id": ""'), 'layers[1].id: expected 1 to 128 printable characters, found ""'),
    "id null": (conv('"id": null'), "layers[1].id: expected 1 to 128 printable characters, found null"),
    "id a number": (conv('"id": 7'), "layers[1].id: expected 1 to 128 printable characters, found 7"),
    "id with a tab": (conv('"id": "a\\tb"'), 'layers[1].id: expected 1 to 128 printable characters, found "a\\tb"'),
    "id twice": (
        conv('"id": "image"'),
        'layers[1].id: expected an id of its own, found "image", which is that of layers[0]',
    ),
    "block with an empty part": (
        conv('"block": "a//b"'),
        'layers[1].block: expected a path such as stage2/inception_3a, found "a//b"',
    ),
    "block null": (conv('"block": null'), "layers[1].block: expected 1 to 1000 printable characters, found null"),
    "note with a bell": (
        conv('"note": "\\u0007"'),
        'layers[1].note: expected 0 to 10000 printable characters, found "\\u0007"',
    ),
    "inputs text": (conv('"inputs": "image"'), 'layers[1].inputs: expected a list of one id, found "image"'),
    "inputs unknown": (conv('"inputs": ["x"]'), 'layers[1].inputs[0]: expected the id of an earlier layer, found "x"'),
    "inputs a list": (
        conv('"inputs": [["x"]]'),
        'layers[1].inputs[0]: expected the id of an earlier layer, found ["x"]',
    ),
    "inputs none": (conv('"inputs": []'), "layers[1].inputs: expected one id, found 0"),
    "inputs two": (conv('"inputs": ["image", "image"]'), "layers[1].inputs: expected one id, found 2"),
    "loop of one": (
        conv('"id": "c", "inputs": ["c"]'),
        'layers[1].inputs[0]: expected the id of an earlier layer, found "c" (itself)',
    ),
    "loop of two": (
        file_of(
            '{"kind": "flatten", "id": "a", "inputs": ["b"]}',
            '{"kind": "flatten", "id": "b", "inputs": ["a"]}',
        ),
        'layers[1].inputs[0]: expected the id of an earlier layer, found "b" (a later layer)',
    ),
    "join of one": (file_of('{"kind": "add"}'), "layers[1].inputs: expected two or more ids, found 1"),
    "input that reads": (
        file_of('{"kind": "input", "height": 1, "width": 1, "channels": 1, "inputs": ["image"]}'),
        "layers[1].inputs: expected no inputs, found 1",
    ),
    "first layer no input": (
        file_of(image='{"kind": "flatten"}'),
        "layers[0].inputs: expected an earlier layer, found none: the first layer must be an input",
    ),
    "too many layers": (
        file_of(*['{"kind":"flatten"}'] * 10_000),
        "layers: expected at most 10000 layers, found 10001",
    ),
    # options
    "zero": (conv('"stride": 0'), f"layers[1].stride: expected {SIZE}, found 0"),
    "negative": (conv('"padding": -1'), f"layers[1].padding: expected {PADDING}, found -1"),
    "true for a number": (conv('"groups": true'), f"layers[1].groups: expected {INT}, found true"),
    "1 for true": (conv('"bias": 1'), "layers[1].bias: expected true or false, found 1"),
    "fraction": (conv('"groups": 1.0'), f"layers[1].groups: expected {INT}, found 1.0"),
    "text for a number": (conv('"groups": "1"'), f'layers[1].groups: expected {INT}, found "1"'),
    "three sides": (conv('"padding": [1, 2, 3]'), f"layers[1].padding: expected {PADDING}, found [1, 2, 3]"),
    "long list": (conv('"stride": [1, 2, 3, 4, 5]'), f"layers[1].stride: expected {SIZE}, found a list of 5"),
    "list of objects": (conv('"stride": [{}, 1]'), f"layers[1].stride: expected {SIZE}, found a list of 2"),
    "unknown word": (conv('"padding": "SAME"'), f'layers[1].padding: expected {PADDING}, found "SAME"'),
    "2**63": (
        conv('"groups": 9223372036854775808'),
        f"layers[1].groups: expected {AT_MOST}, found 9223372036854775808",
    ),
    "20 digits": (conv('"groups": ' + "9" * 20), f"layers[1].groups: expected {AT_MOST}, found a number of 20 digits"),
    "100,000 digits": (
        conv('"groups": ' + "9" * 100_000),
        f"layers[1].groups: expected {AT_MOST}, found a number of 100000 digits",
    ),
    "100,000 digits behind the point": (
        file_of('{"kind": "dropout", "p": 0.' + "3" * 100_000 + "}"),
        "layers[1].p: expected a finite number from 0 to 1, found the number 0.333333333333333333…",
    ),
    "1e999": (
        file_of('{"kind": "dropout", "p": 1e999}'),
        "layers[1].p: expected a finite number from 0 to 1, found the number 1e999",
    ),
    "not a number": (
        file_of('{"kind": "dropout", "p": NaN}'),
        "layers[1].p: expected a finite number from 0 to 1, found NaN",
    ),
    "minus infinity": (
        file_of('{"kind": "batch_norm2d", "eps": -Infinity}'),
        "layers[1].eps: expected a finite number from 0, found -Infinity",
    ),
    "share of 2": (
        file_of('{"kind": "dropout", "p": 2}'),
        "layers[1].p: expected a finite number from 0 to 1, found 2",
    ),
    "2**63 in a size": (
        conv('"stride": [1, 9223372036854775808]'),
        "layers[1].stride: expected whole numbers of at most 9223372036854775807, found [1, 9223372036854775808]",
    ),
    "20 digits below zero": (
        conv('"padding": -' + "9" * 20),
        f"layers[1].padding: expected {PADDING}, found a number of 20 digits",
    ),
    "20 digits in a list": (
        conv('"padding": [1, ' + "9" * 20 + "]"),
        "layers[1].padding: expected whole numbers of at most 9223372036854775807, found a list of 2",
    ),
    "height 0": (file_of(image=IMAGE.replace("8", "0", 1)), f"layers[0].height: expected {INT}, found 0"),
    "null option": (conv('"stride": null'), f"layers[1].stride: expected {SIZE}, found null"),
    "megabyte word": (
        conv('"padding": "' + "x" * 10**6 + '"'),
        f'layers[1].padding: expected {PADDING}, found "' + "x" * 58 + "…",
    ),
    **REFUSED_WEIGHTS,
}  # fmt: skip
