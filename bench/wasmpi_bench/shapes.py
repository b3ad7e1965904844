"""Modules of extreme shapes, to see how compiling grows with their size.

Every shape makes a module whose `_start` compares what its code computes with what Python expects, and traps if they differ.
"""
from __future__ import annotations

import dataclasses
import typing

I32, EMPTY = 0x7F, 0x40
UNREACHABLE, BLOCK, LOOP, IF, ELSE, END, BR, BR_IF, BR_TABLE, RETURN, CALL, DROP = (
    0x00, 0x02, 0x03, 0x04, 0x05, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x1A)
LOCAL_GET, LOCAL_SET, LOCAL_TEE, LOAD, STORE, CONST = 0x20, 0x21, 0x22, 0x28, 0x36, 0x41
EQ, NE, LT_U, ADD, SUB, MUL, AND, XOR = 0x46, 0x47, 0x49, 0x6A, 0x6B, 0x6C, 0x71, 0x73
WORD = 0xFFFFFFFF


def leb(value):
    out = bytearray()
    while True:
        low, value = value & 0x7F, value >> 7
        if value == 0:
            out.append(low)
            return bytes(out)
        out.append(low | 0x80)


def const(value):
    """i32.const, of the bits of `value`."""
    value &= WORD
    if value >= 1 << 31:
        value -= 1 << 32
    out = bytearray([CONST])
    while True:
        low, value = value & 0x7F, value >> 7
        if value == (-1 if low & 0x40 else 0):
            out.append(low)
            return bytes(out)
        out.append(low | 0x80)


def get(local):
    return bytes([LOCAL_GET]) + leb(local)


def put(local):
    return bytes([LOCAL_SET]) + leb(local)


def vector(items):
    return leb(len(items)) + b"".join(items)


def section(number, content):
    return bytes([number]) + leb(len(content)) + content


def body(code, local_count):
    content = (vector([leb(local_count) + bytes([I32])]) if local_count else b"\0") + code + bytes([END])
    return leb(len(content)) + content


@dataclasses.dataclass(frozen=True)
class Function:
    """(i32) -> i32."""

    code: bytes
    local_count: int = 0


def module(functions, calls, data=b""):
    """`calls`: (function, argument, expected result). The memory begins with `data`."""
    start = b"".join(
        const(argument) + bytes([CALL]) + leb(function) + const(expected) + bytes([NE, IF, EMPTY, UNREACHABLE, END])
        for function, argument, expected in calls)
    bodies = [body(function.code, function.local_count) for function in functions] + [body(start, 0)]
    types = [bytes([0x60, 1, I32, 1, I32]), bytes([0x60, 0, 0])]
    exports = [b"\x06_start\x00" + leb(len(functions)), b"\x06memory\x02\x00"]
    return b"".join([
        b"\0asm\1\0\0\0", section(1, vector(types)), section(3, vector([b"\0"] * len(functions) + [b"\1"])),
        section(5, vector([b"\0" + leb(1 + len(data) // 65536)])), section(7, vector(exports)), section(10, vector(bodies)),
        section(11, vector([b"\0" + const(0) + bytes([END]) + leb(len(data)) + data]))])


def instructions(count):
    """One straight line."""
    steps = range(count // 6)
    code = b"".join(get(0) + const(2 * i + 3) + bytes([MUL]) + const(i) + bytes([XOR]) + put(0) for i in steps)
    value = 7
    for i in steps:
        value = value * (2 * i + 3) & WORD ^ i
    return module([Function(code + get(0))], [(0, 7, value)])


def many_locals(count):
    """Locals that all live from one end to the other."""
    code = b"".join(get(0) + const(i) + bytes([XOR]) + put(i + 1) for i in range(count))
    code += const(0) + b"".join(get(i + 1) + bytes([ADD]) for i in range(count))
    return module([Function(code, count)], [(0, 5, sum(5 ^ i for i in range(count)) & WORD)])


def nested_blocks(count):
    """Blocks in blocks; from the innermost a branch to each."""
    code = bytes([BLOCK, EMPTY]) * count
    code += b"".join(get(0) + const(i) + bytes([EQ, BR_IF]) + leb(i) for i in range(count))
    code += b"".join(bytes([END]) + get(0) + const(i) + bytes([ADD]) + put(0) for i in range(count))

    def expected(argument):
        value, first = argument, argument if argument < count else 0
        return (value + sum(range(first, count))) & WORD
    return module([Function(code + get(0))], [(0, argument, expected(argument)) for argument in (0, 3, count - 1, count + 9)])


def branch_table(count):
    """A br_table of `count` entries to 16 blocks."""
    labels = [(i * 7 + i // 16) % 16 for i in range(count)]
    code = bytes([BLOCK, EMPTY]) * 16 + get(0) + bytes([BR_TABLE]) + vector([leb(label) for label in labels]) + leb(15)
    code += b"".join(bytes([END]) + const(i * 11) + bytes([RETURN]) for i in range(15)) + bytes([END]) + const(15 * 11)
    arguments = (0, 1, 17, count - 1, count, WORD)
    return module([Function(code)], [(0, i, 11 * (labels[i] if i < count else 15)) for i in arguments])


def functions(count):
    """Small functions; each calls one before it."""
    code = [Function(get(0) + const(1) + bytes([ADD]))]
    code += [Function(get(0) + const(i) + bytes([XOR, CALL]) + leb(i // 2)) for i in range(1, count)]

    def expected(index, value):
        while index:
            value, index = value ^ index, index // 2
        return value + 1
    return module(code, [(index, 5, expected(index, 5)) for index in (0, 1, count // 3, count - 1)])


def loads(count):
    """One expression that adds up `count` loads."""
    words = [(i * 2654435761) & WORD for i in range(count)]
    code = b"".join(get(0) + bytes([LOAD, 2]) + leb(4 * i) for i in range(count)) + bytes([ADD]) * (count - 1)
    return module([Function(code)], [(0, 0, sum(words) & WORD)], b"".join(word.to_bytes(4, "little") for word in words))


def stores(count):
    """Stores to places an argument away, and a load of the last."""
    code = b"".join(get(0) + const(i) + bytes([STORE, 2]) + leb(4 * i) for i in range(count))
    code += get(0) + bytes([LOAD, 2]) + leb(4 * (count - 1))
    return module([Function(code)], [(0, 8, count - 1)], bytes(4 * count + 16))


def ifs(count):
    """Ifs that all ask for the same value and change the same local."""
    code = b"".join(get(0) + const(i) + bytes([EQ, IF, EMPTY]) + get(1) + const(i + 1) + bytes([ADD]) + put(1) + bytes([END])
                    for i in range(count))
    return module([Function(code + get(1), 1)], [(0, i, i + 1 if i < count else 0) for i in (0, count // 2, count - 1, count)])


def value_blocks(count):
    """A br_table that carries a value out of `count` nested blocks."""
    code = bytes([BLOCK, I32]) * count + const(1) + get(0) + bytes([BR_TABLE]) + vector([leb(i) for i in range(count)]) + leb(0)
    code += b"".join(bytes([END]) + const(i) + bytes([ADD]) for i in range(count))
    return module([Function(code)],
                  [(0, i, (1 + sum(range(i if i < count else 0, count))) & WORD) for i in (0, 2, count - 1, count)])


def calls(count):
    """One function that calls another `count` times."""
    code = b"".join(get(0) + bytes([CALL, 0]) + put(0) for _ in range(count))
    value = 3
    for _ in range(count):
        value = (value * 5 + 1) & WORD
    callee = Function(get(0) + const(5) + bytes([MUL]) + const(1) + bytes([ADD]))
    return module([callee, Function(code + get(0))], [(1, 3, value)])


def loops(count):
    """Loops one after the other, each changing a local of its own and counting another down."""
    code = b"".join(
        const(3) + put(1) + bytes([LOOP, EMPTY]) + get(2 + i) + get(0) + bytes([ADD]) + put(2 + i) + get(1) + const(1)
        + bytes([SUB, LOCAL_TEE, 1, BR_IF, 0, END]) for i in range(count))
    code += const(0) + b"".join(get(2 + i) + bytes([ADD]) for i in range(count))
    return module([Function(code, 1 + count)], [(0, 5, 15 * count & WORD)])


def nested_loops(count):
    """Loops in loops that all change sixteen locals; each is run once."""
    code = bytes([LOOP, EMPTY]) * count
    code += b"".join(get(i) + get((i + 1) % 16) + bytes([ADD]) + const(i) + bytes([XOR]) + put(i) for i in range(16))
    code += b"".join(get(i % 16) + const(0x7FFF1234 + i) + bytes([EQ, BR_IF, 0, END]) for i in range(count))
    values = [9] + [0] * 15
    for i in range(16):
        values[i] = (values[i] + values[(i + 1) % 16] & WORD) ^ i
    code += const(0) + b"".join(get(i) + bytes([XOR]) for i in range(16))
    result = 0
    for value in values:
        result ^= value
    return module([Function(code, 15)], [(0, 9, result)])


@dataclasses.dataclass(frozen=True)
class Shape:
    make: typing.Callable  # of a size
    size: int  # to be measured

    @property
    def name(self):
        return self.make.__name__

    @property
    def summary(self):
        return self.make.__doc__


SHAPES = {shape.name: shape for shape in [
    Shape(instructions, 100_000), Shape(many_locals, 10_000), Shape(nested_blocks, 5_000), Shape(branch_table, 50_000),
    Shape(functions, 50_000), Shape(loads, 20_000), Shape(stores, 20_000), Shape(ifs, 10_000), Shape(value_blocks, 5_000),
    Shape(calls, 20_000), Shape(loops, 4_000), Shape(nested_loops, 1_000),
]}
