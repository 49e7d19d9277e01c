"""Weights that a design keeps, in the engine: what comes first, what runs again, the file beside."""

import json
import pickle

import numpy as np
import pytest

from designer.cli import main
from designer.core.analysis import analyse
from designer.core.design import Design, Layer
from designer.core.edit_basics import EditError
from designer.core.files import load, save
from designer.core.kept_edits import keep_weights
from designer.core.kept_weights import Seed, numbers
from designer.core.kinds import Activation, BatchNorm2d, Conv2d, Input
from designer.engine.design_weights import array_of, read_beside, to_keep, weights_of
from designer.engine.forward import Engine
from designer.engine.request import Request
from designer.engine.weights import RandomWeights, all_specs
from designer.engine.wire import Receiver, Sender
from tests.engine.kit import run_all

IMAGE = np.random.default_rng(0).random((2, 6, 5), np.float32)
BIAS = np.array([1, 2, 3], np.float32)


def never():
    return False


def net(out_channels=3):
    """Two convolutions with a batch norm between them."""
    return Design(
        (
            Layer("image", Input(height=6, width=5, channels=2)),
            Layer("c1", Conv2d(out_channels=out_channels, padding=(1, 1, 1, 1)), ("image",)),
            Layer("bn", BatchNorm2d(), ("c1",)),
            Layer("relu", Activation(), ("bn",)),
            Layer("c2", Conv2d(out_channels=2), ("relu",)),
        )
    )


def request(design, source=None):
    found = weights_of(design, source or RandomWeights())
    return Request(design, analyse(design), IMAGE, weights=found)


def arrays(design, source=None, seed=0):
    found = weights_of(design, source or RandomWeights())
    return {spec.full_name: found.array(spec, seed, never) for spec in all_specs(analyse(design))}


def test_a_design_that_keeps_nothing_changes_no_source():
    source = RandomWeights()
    assert weights_of(net(), source) is source


def test_what_is_kept_comes_first():
    design = keep_weights(net(), "c1", {"bias": to_keep(BIAS), "weight": Seed(7)})
    found, drawn, other = arrays(design), arrays(net()), arrays(net(), seed=7)
    assert np.array_equal(found["c1.bias"], BIAS)
    assert np.array_equal(found["c1.weight"], other["c1.weight"])
    assert np.array_equal(found["c2.weight"], drawn["c2.weight"])
    assert set(found) == set(drawn)


def test_a_seed_draws_normal_numbers_where_edge_filters_would_be():
    design = keep_weights(net(), "c1", {"weight": Seed(7)})
    found = weights_of(design, RandomWeights(edge_filters=True))
    spec = next(all_specs(analyse(design), edge_filters=True))
    assert np.array_equal(found.array(spec, 0, never), arrays(net(), seed=7)["c1.weight"])
    assert found.key(spec, 0) != weights_of(net(), RandomWeights(edge_filters=True)).key(spec, 0)


def test_parts_of_the_first_axis():
    spec = next(all_specs(analyse(net())))
    kept = np.arange(54, dtype=np.float32).reshape(3, 2, 3, 3)
    source = weights_of(keep_weights(net(), "c1", {"weight": to_keep(kept)}), RandomWeights())
    assert np.array_equal(source.array(spec, 0, never, (1, 3)), kept[1:3])
    assert np.array_equal(array_of(to_keep(BIAS), (1, 2)), BIAS[1:2])


def test_what_does_not_fit_is_not_used():
    design = keep_weights(net(4), "c1", {"bias": to_keep(BIAS)})
    assert np.array_equal(arrays(design)["c1.bias"], np.zeros(4, np.float32))


def test_only_the_edited_layer_and_what_is_below_runs_again():
    engine = Engine()
    list(engine.run(request(net())))
    list(engine.run(request(keep_weights(net(), "c2", {"bias": to_keep(BIAS[:2])}))))
    assert len(engine.computed) == 1
    first = keep_weights(net(), "c1", {"bias": to_keep(BIAS)})
    for design in (first, keep_weights(first, "c1", {"bias": to_keep(2 * BIAS)})):
        list(engine.run(request(design)))
        assert len(engine.computed) > 1
    list(engine.run(request(first)))  # undo
    assert len(engine.computed) == 0


def test_the_bias_kept_shows_in_the_maps():
    design = keep_weights(net(), "c1", {"bias": to_keep(BIAS)})
    np.testing.assert_allclose(
        run_all(request(design))["c1"] - run_all(request(net()))["c1"],
        BIAS[:, None, None] * np.ones((1, 6, 5)),
        atol=1e-5,
    )


def test_what_is_no_number_is_not_kept():
    with pytest.raises(EditError, match="not finite"):
        to_keep(np.array([np.nan], np.float32))


# The file beside


def large(tmp_path):
    """A design that keeps a large array, saved; and the array."""
    design = net(300)
    kept = np.random.default_rng(1).random((300, 2, 3, 3), np.float32)
    design = keep_weights(design, "c1", {"weight": to_keep(kept)})
    save(design, tmp_path / "net.cnn.json")
    return design, tmp_path / "net.cnn.json", next(tmp_path.glob("*.safetensors"))


def test_the_file_beside_is_read(tmp_path):
    design, path, _ = large(tmp_path)
    assert read_beside(load(path), tmp_path) == (design, "")
    assert read_beside(net(), tmp_path) == (net(), "")


def test_a_file_beside_that_is_missing_is_said_and_still_named(tmp_path):
    _, path, file = large(tmp_path)
    file.unlink()
    found, problem = read_beside(load(path), tmp_path)
    assert problem == f"{file.name}: no such file or directory"
    assert found == load(path)


def test_a_file_beside_that_was_changed_is_said(tmp_path):
    _, path, file = large(tmp_path)
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    assert "c1.weight is not what the design names" in read_beside(load(path), tmp_path)[1]
    file.write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    assert "expected the array c1.weight, found none" in read_beside(load(path), tmp_path)[1]


# The command line


def outputs(path, *options, capsys=None):
    out = path.parent / "out.npz"
    image = path.parent / "image.npy"
    np.save(image, IMAGE)
    status = main(["run", str(path), "--input", str(image), "-o", str(out), *options])
    return status, dict(np.load(out)) if status == 0 else {}


def test_run_uses_what_the_design_keeps(tmp_path):
    design, path, _ = large(tmp_path)
    status, found = outputs(path)
    assert status == 0
    np.testing.assert_allclose(found["c2"], run_all(request(design))["c2"], atol=1e-5)


def test_run_takes_all_from_a_file_of_weights(tmp_path):
    _, path, _ = large(tmp_path)
    drawn = {name: np.asarray(array) for name, array in arrays(net(300)).items()}
    np.savez(tmp_path / "weights.npz", **drawn)
    status, found = outputs(path, "--weights", str(tmp_path / "weights.npz"))
    assert status == 0
    np.testing.assert_allclose(found["c2"], run_all(request(net(300)))["c2"], atol=1e-5)


def test_run_refuses_where_the_file_beside_is_missing(tmp_path, capsys):
    _, path, file = large(tmp_path)
    file.unlink()
    assert outputs(path)[0] == 2
    assert capsys.readouterr().err == f"cnn-designer: error: {file.name}: no such file or directory\n"


def test_table_needs_no_file_beside(tmp_path, capsys):
    _, path, file = large(tmp_path)
    file.unlink()
    assert main(["table", str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["layers"][1]["parameters"] == 5700


def test_numbers_need_their_bytes():
    with pytest.raises(ValueError, match="has 12 bytes, not 4"):
        numbers((3,), b"1234")


# Between processes


def test_only_the_design_is_sent_when_a_kernel_changes():
    source = RandomWeights()
    sender, receiver = Sender(), Receiver()
    first = request(net(), source)
    receiver.request(pickle.loads(pickle.dumps(sender.message(first))))
    second = request(keep_weights(net(), "c1", {"bias": to_keep(BIAS)}), source)
    message = pickle.loads(pickle.dumps(sender.message(second)))
    assert message.weights is None
    found = receiver.request(message)
    assert found.weights == second.weights
    again = sender.message(request(keep_weights(net(), "c1", {"bias": to_keep(2 * BIAS)}), source))
    assert again.weights is None
    assert receiver.request(again).weights != second.weights
    third = request(net(), RandomWeights(edge_filters=True))
    assert receiver.request(sender.message(third)).weights == RandomWeights(edge_filters=True)
