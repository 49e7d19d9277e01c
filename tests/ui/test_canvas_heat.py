"""Cards coloured by what they cost, and the legend that says so."""

import pytest

from designer.core import property_edits
from designer.core.kinds import Conv2d
from designer.core.templates import EXAMPLES
from designer.ui import theme
from designer.ui.canvas import Canvas
from designer.ui.canvas.heat import MEASURES, Heat
from tests.ui.canvas_kit import check, nested, on, stack
from tests.ui.gestures import click


@pytest.mark.parametrize("measure", MEASURES)
def test_heat_follows_its_figure(canvas: Canvas, measure: str) -> None:
    canvas.document.reset(EXAMPLES["googlenet"]())
    canvas.set_heat(measure)
    heat = canvas.network.heat
    assert heat is not None
    facts = canvas.document.analysis.facts
    figure = {
        "parameters": lambda each: each.parameters,
        "macs": lambda each: each.macs,
        "memory": lambda each: each.output_bytes + each.parameter_bytes,
    }.get(measure)
    if figure:
        assert heat.values == {name: figure(each) for name, each in facts.items()}
    ordered = sorted((value, heat.share(key)) for key, value in heat.values.items() if value > 0)
    shares = [share for _, share in ordered]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert canvas.legend.isVisible()
    assert MEASURES[measure] in canvas.legend.accessibleDescription()
    check(canvas)
    canvas.set_heat(None)
    assert not canvas.legend.isVisible()
    assert not any(item.hot for item in canvas.network.layers.values())


def test_the_growth_of_the_field_is_that_of_the_window(canvas: Canvas) -> None:
    canvas.set_heat("field")
    assert canvas.network.heat is not None
    assert canvas.network.heat.values == {"image": 0, "conv1": 2, "relu1": 0, "pool": 1, "conv2": 4, "relu2": 0}


def test_figures_stand_beside_the_colours(canvas: Canvas) -> None:
    canvas.set_heat("parameters")
    assert "16.2 %" in [line.text for line in canvas.network.layers["conv1"].lines()]
    assert "83.8 %" in [line.text for line in canvas.network.layers["conv2"].lines()]
    assert [line.text for line in canvas.network.layers["relu1"].lines()] == ["ReLU", "relu1"]


def test_heat_follows_edits_and_folds(canvas: Canvas) -> None:
    canvas.document.reset(nested())
    canvas.set_heat("parameters")
    canvas.document.apply("More", lambda d: property_edits.set_kind(d, "below", Conv2d(out_channels=512)))
    assert canvas.network.heat is not None
    assert canvas.network.heat.share("below") == 1
    canvas.fold_all()
    assert canvas.network.heat.values["\tmodule"] == 3 * 2320
    assert canvas.network.layers["\tmodule"].hot is not None
    check(canvas)


@pytest.mark.parametrize("values", [{}, {"a": 0}, {"a": 5}, {"a": 5, "b": 5}, {"a": 1, "b": 10**30}])
def test_heat_of_odd_figures(values: dict[str, int]) -> None:
    heat = Heat("macs", values)
    assert all((heat.share(key) is None) == (value == 0) for key, value in values.items())
    assert all(0 <= (heat.share(key) or 0) <= 1 for key in values)
    assert len(heat.ends()) == 2
    assert [heat.text(key) for key in values] == [heat.text(key).strip() for key in values]
    assert heat.share("nobody") is None


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK])
def test_text_is_legible_on_the_hottest_card(look: theme.Theme) -> None:
    from designer.ui.canvas.heat import colour

    def light(value: str) -> float:
        parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for share in (0.0, 0.5, 1.0):
        one, other = sorted((light(look.text), light(colour(look, share))))
        assert (other + 0.05) / (one + 0.05) >= 4.5


@pytest.mark.parametrize("measure", [None, *MEASURES])
def test_every_look_of_heat_is_drawn(canvas: Canvas, measure: str | None) -> None:
    canvas.fit()
    plain = canvas.grab().toImage()
    for zoom in (0.1, 0.3, 1):
        for look in (theme.DARK, theme.LIGHT):
            canvas.set_theme(look)
            canvas.set_heat(measure)
            canvas.set_zoom(zoom)
            canvas.grab()
    canvas.fit()
    assert (canvas.grab().toImage() == plain) == (measure is None)


def test_clicks_go_on_working_beside_the_legend(canvas: Canvas) -> None:
    canvas.set_heat("macs")
    click(canvas, on(canvas, "pool"))
    assert canvas.document.selection == ("pool",)
    assert canvas.document.design == stack()
