"""Frozen dataclasses made without generating code, which would take half of the time in which a command starts."""

from collections.abc import Callable
from operator import itemgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

Value = TypeVar("Value")

MISSING: Any = object()
"""The default of a field that must be given."""


_PARAMS = SimpleNamespace(init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=True)


class Field:
    """A field of a value: its name, its default and what its owner noted about it."""

    def __init__(self, default: Any = MISSING, metadata: dict[str, Any] | None = None) -> None:
        self.name = ""
        self.default = default
        self.metadata = metadata or {}


class _StandardFields:
    """`__dataclass_fields__`, made when first asked for: the standard `fields` and `replace` work as ever."""

    def __get__(self, instance: object, owner: type) -> dict[str, Any]:
        import dataclasses

        made = dataclasses.make_dataclass(
            owner.__name__,
            [
                (
                    each.name,
                    Any,
                    dataclasses.field(
                        default=dataclasses.MISSING if each.default is MISSING else each.default,
                        metadata=each.metadata,
                    ),
                )
                for each in fields(owner)
            ],
            kw_only=True,
        )
        standard: dict[str, Any] = vars(made)["__dataclass_fields__"]
        type.__setattr__(owner, "__dataclass_fields__", standard)  # a class takes a millisecond to make
        return standard


def fields(value: object) -> tuple[Field, ...]:
    """The fields of a value or of its class, in order."""
    found: tuple[Field, ...] = value.__value_fields__  # type: ignore[attr-defined]  # set by `dataclass` below
    return found


def replace(value: Value, **changes: Any) -> Value:
    """The same value but for some fields."""
    return type(value)(**({field.name: getattr(value, field.name) for field in fields(value)} | changes))


def _frozen(_self: object, name: str, *_: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot change field {name!r}")


def _own_fields(cls: type) -> list[Field]:
    """The fields that a class body adds."""
    found = []
    for name, annotation in cls.__dict__.get("__annotations__", {}).items():  # noqa: RUF063 (inspect takes longer than all of this)
        if getattr(annotation, "__origin__", None) is ClassVar:
            continue
        default = cls.__dict__.get(name, MISSING)
        field = default if isinstance(default, Field) else Field(default)
        field.name = name
        if field.default is not MISSING:
            setattr(cls, name, field.default)
        elif name in cls.__dict__:
            delattr(cls, name)
        found.append(field)
    return found


def _written(names: tuple[str, ...], defaults: dict[str, Any], kw_only: bool, prepare: bool) -> Callable[..., None]:
    """The `__init__` of a class as fast as it can be written, once its first value is made."""
    given = ", ".join(f"{name}=defaults[{name!r}]" if name in defaults else name for name in names)
    # No field is called `_`, so no argument hides what it stands for.
    lines = [f"def __init__(self, {'*, ' if kw_only and names else ''}{given}):", "    _ = self.__dict__"]
    lines += [f"    _[{name!r}] = {name}" for name in names]
    lines += ["    self.__post_init__()"] * prepare
    space: dict[str, Any] = {"defaults": defaults}
    exec("\n".join(lines), space)
    written: Callable[..., None] = space["__init__"]
    return written


def _make(cls: type, kw_only: bool) -> None:
    """Give a class its fields, and methods that work from them."""
    every = {field.name: field for field in getattr(cls, "__value_fields__", ())}
    every |= {field.name: field for field in _own_fields(cls)}
    names = tuple(every)
    defaults = {name: field.default for name, field in every.items() if field.default is not MISSING}
    values: Callable[[dict[str, Any]], object] = itemgetter(*names) if names else lambda _: ()

    def __init__(self: Any, *args: object, **options: object) -> None:
        written = _written(names, defaults, kw_only, hasattr(cls, "__post_init__"))
        type.__setattr__(cls, "__init__", written)
        written(self, *args, **options)

    def __eq__(self: object, other: object) -> bool:
        if self.__class__ is not other.__class__:
            return NotImplemented
        return values(self.__dict__) == values(other.__dict__)

    def __hash__(self: object) -> int:
        return hash(values(self.__dict__))

    def __repr__(self: object) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={self.__dict__[name]!r}' for name in names)})"

    for method in (__init__, __eq__, __hash__, __repr__):
        setattr(cls, method.__name__, method)
    cls.__value_fields__ = tuple(every.values())  # type: ignore[attr-defined]  # read by `fields`
    cls.__dataclass_fields__ = _StandardFields()  # type: ignore[attr-defined]  # the protocol of dataclasses
    cls.__dataclass_params__ = _PARAMS  # type: ignore[attr-defined]
    cls.__setattr__ = cls.__delattr__ = _frozen  # type: ignore[method-assign,assignment]  # as frozen dataclasses do


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool, kw_only: bool = False) -> Callable[[type], type]:
        """The decorator of the standard library, as far as frozen values need it."""
        assert frozen

        def make(cls: type) -> type:
            _make(cls, kw_only)
            return cls

        return make
