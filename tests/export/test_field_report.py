"""What `field` prints of one unit."""

import json

from designer.core.dependence import UnitField
from designer.export.field_report import field_json, field_text

CORNER = UnitField(interval=(-2, -1, 2, 3), box=(0, 0, 2, 3), share=0.1171875)
NOTHING = UnitField(interval=None, box=None, share=0.0)


def test_json_to_the_letter():
    assert field_json(CORNER) == '{"interval": [-2, -1, 2, 3], "box": [0, 0, 2, 3], "share": 0.1171875}\n'
    assert json.loads(field_json(NOTHING)) == {"interval": None, "box": None, "share": 0.0}


def test_text():
    assert field_text("c1", "0,0", CORNER).splitlines() == [
        "unit 0,0 of c1",
        "field: rows -2 to 2, columns -1 to 3 (5×5)",
        "in the image: rows 0 to 2, columns 0 to 3",
        "share of the image: 11.7 %",
    ]
    assert field_text("c1", "0,0", NOTHING).splitlines() == ["unit 0,0 of c1", "it depends on no pixel of the image"]


def test_a_hostile_name_stays_on_its_line():
    assert field_text("a\n\u202eb", "0,0", NOTHING).splitlines()[0] == "unit 0,0 of a b"
