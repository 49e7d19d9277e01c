"""What builds broken design files: layers as JSON text, and fields of the top level, in a file that is good."""

import json

HEAD = '{"format": "cnn-design", "version": 1, "layers": ['
IMAGE = '{"kind": "input", "id": "image", "height": 8, "width": 8, "channels": 3}'


def file_of(*layers: str, image: str = IMAGE) -> bytes:
    """A file with these layers, as JSON text, below an image."""
    return f"{HEAD}{', '.join([image, *layers])}]}}".encode()


def top(**changes: object) -> bytes:
    """A good file with fields of its top level changed, or left out where ... is given."""
    document = {**json.loads(file_of()), **changes}
    return json.dumps({key: value for key, value in document.items() if value is not ...}).encode()


def conv(field: str) -> bytes:
    """A convolution with one field as JSON text."""
    return file_of(f'{{"kind": "conv2d", "out_channels": 4, {field}}}')


def weights(text: str) -> bytes:
    """A file with a layer `c` of the kind conv2d and the part `weights` as JSON text."""
    layers = file_of('{"kind": "conv2d", "id": "c", "out_channels": 4}').decode()
    return f'{layers[:-1]}, "weights": {text}}}'.encode()
