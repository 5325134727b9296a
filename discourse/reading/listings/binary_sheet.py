"""How far the cells of an XLSB sheet reach: the records of [MS-XLSB] 2.1.4, walked without keeping their contents."""

from typing import IO

_ROW = 0
_CELLS = range(1, 12)
_READ_BYTES = 1 << 20
# A record's number has two bytes at most, its length four, seven bits in each; then a row or column of four.
_HEAD_BYTES = 10
_MORE, _BITS = 0x80, 0x7F


def reach_of_cells(stream: IO[bytes]) -> tuple[int, int, int]:
    """The last row and column that holds a cell, counted from 1, and how many cells there are."""
    row, rows, columns, cells = 0, 0, 0, 0
    data, place = b"", 0
    while piece := stream.read(_READ_BYTES):
        # A record may be longer than a piece: what lies behind it begins in a later one.
        data, place = data[place:] + piece, max(0, place - len(data))
        while place + _HEAD_BYTES <= len(data):
            number, place = _bits(data, place, most=2)
            length, place = _bits(data, place, most=4)
            if number == _ROW:
                row = int.from_bytes(data[place : place + 4], "little")
            elif number in _CELLS:
                column = int.from_bytes(data[place : place + 4], "little")
                rows, columns, cells = max(rows, row + 1), max(columns, column + 1), cells + 1
            place += length
    return rows, columns, cells


def _bits(data: bytes, place: int, *, most: int) -> tuple[int, int]:
    """A number of up to `most` bytes, the lowest first, each but the last marked by its highest bit; and its end."""
    number = 0
    for index in range(most):
        byte = data[place + index]
        number |= (byte & _BITS) << (7 * index)
        if byte < _MORE:
            return number, place + index + 1
    return number, place + most
