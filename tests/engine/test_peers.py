"""Where onnxruntime and PyTorch are installed, every kind of layer gives what they give, forward and backward."""

import importlib.util

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from designer.core import kinds as k
from designer.engine.backward import Pass, backward
from tests.benchmarks.peers import to_torch, torch_layer
from tests.benchmarks.peers_onnx import to_onnx
from tests.engine.cases import COMPUTED, cases, close, request_for, run_case


def needs(*modules):
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def batch(request):
    return {name: array[None] for name, array in request.image.items()}


def onnx_can(case):
    """Whether ONNX defines the same layer and onnxruntime computes it by that definition."""
    kind = case.kind
    if isinstance(kind, k.LocalResponseNorm):
        return kind.size % 2 == 1  # ONNX takes the odd neighbour from the other side
    if isinstance(kind, k.AdaptiveAvgPool2d | k.AdaptiveMaxPool2d):
        return all(n % m == 0 for n, m in zip(case.inputs[0].shape[1:], kind.output_size, strict=True))
    if isinstance(kind, k.ConvTranspose2d):
        return all(extra < stride for extra, stride in zip(kind.output_padding, kind.stride, strict=True))
    if isinstance(kind, k.MaxPool2d | k.AvgPool2d):
        pads = kind.pads(shape_of(case.inputs[0]))
        reach = [d * (n - 1) + 1 for d, n in zip(kind.dilations, kind.kernel_size, strict=True)]
        return (
            not kind.ceil_mode
            and max(pads[:2]) < min(kind.kernel_size[0], reach[0])
            and max(pads[2:]) < kind.kernel_size[1]
        )
    return True


def shape_of(array):
    return k.Input(channels=array.shape[0], height=array.shape[1], width=array.shape[2]).output(())


@needs("onnx", "onnxruntime")
@pytest.mark.parametrize("name", COMPUTED)
def test_as_onnxruntime(name):
    import onnxruntime

    onnxruntime.set_default_logger_severity(4)

    @settings(suppress_health_check=[HealthCheck.filter_too_much])
    @given(cases(name))
    def check(case):
        assume(onnx_can(case))
        request = request_for(case)
        weights = {f"layer.{name}": array for name, array in case.arrays.items()}
        session = onnxruntime.InferenceSession(
            to_onnx(request.design, weights).SerializeToString(), providers=["CPUExecutionProvider"]
        )
        pictures = {f"v{name}": picture for name, picture in batch(request).items()}
        found = run_case(case)
        assume(np.isfinite(found).all())  # of a window in padding alone onnxruntime makes the least float
        close(found, session.run(None, pictures)[0][0].astype(np.float64))

    check()


def torch_can(case):
    """Whether the PyTorch layer of the same name takes these options."""
    kind = case.kind
    if isinstance(kind, k.MaxPool2d | k.AvgPool2d):
        top, bottom, left, right = kind.pads(shape_of(case.inputs[0]))
        even = (top, left) == (bottom, right)
        return even and top <= kind.kernel_size[0] // 2 and left <= kind.kernel_size[1] // 2
    if isinstance(kind, k.ConvTranspose2d):
        top, bottom, left, right = kind.pads()
        pairs = zip(kind.output_padding, kind.stride, kind.dilation, strict=True)
        return (top, left) == (bottom, right) and all(extra < max(s, d) for extra, s, d in pairs)
    return True


@needs("torch")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", COMPUTED)
def test_as_pytorch(name):
    import torch

    @settings(suppress_health_check=[HealthCheck.filter_too_much])
    @given(cases(name))
    def check(case):
        assume(torch_can(case))
        request = request_for(case)
        weights = {f"layer.{name}": array for name, array in case.arrays.items()}
        pictures = {name: torch.from_numpy(picture.copy()) for name, picture in batch(request).items()}
        close(run_case(case), to_torch(request.design, weights)(pictures)[0].numpy().astype(np.float64))

    check()


@needs("torch")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", COMPUTED)
def test_backward_as_pytorch(name):
    import torch

    @settings(suppress_health_check=[HealthCheck.filter_too_much])
    @given(cases(name))
    def check(case):
        assume(torch_can(case))
        facts = request_for(case).analysis.facts["layer"]
        layer = torch_layer(case.kind, facts.inputs, case.arrays)
        if isinstance(layer, torch.nn.Module):
            layer = layer.eval().double()
        inputs = [torch.from_numpy(x.astype(np.float64)).requires_grad_() for x in case.inputs]
        output = layer(*(x.clone()[None] for x in inputs))[0]  # a clone: an activation in place may not change a leaf
        assume(bool(output.isfinite().all()))  # a window that lies in padding alone is no unit of the input
        grad = np.random.default_rng(0).normal(size=tuple(output.shape))
        output.backward(torch.from_numpy(grad))
        arrays = {name: array.astype(np.float64) for name, array in case.arrays.items()}
        values = [x.detach().numpy() for x in inputs]
        found = backward(case.kind, Pass(values, output.detach().numpy(), grad, arrays))
        for part, x in zip(found, inputs, strict=True):
            close(part, x.grad.numpy())

    check()
