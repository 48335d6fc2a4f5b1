"""A file's bytes as a table: XLSX or CSV, told apart by content; a sentence for everything else.

Nothing here knows what the columns mean. Rows keep the spreadsheet's own numbers: `sheet.rows[0]`
is row 1.
"""

from kondusif.places.importing import sentences as say
from kondusif.places.importing.csv_text import decode, read_csv
from kondusif.places.importing.sheets import MAX_BYTES, Table, UnreadableFileError
from kondusif.places.importing.xlsx import read_xlsx


def read_table(data: bytes, filename: str = "") -> Table:
    """Reads XLSX or CSV. Raises UnreadableFileError with a sentence for anything else, or a file
    that's too large.
    """
    _check_size(data)
    if data.startswith(b"PK\x03\x04"):
        return Table(filename, read_xlsx(data))
    _refuse_other_formats(data)
    return Table(filename, (read_csv(decode(data)),))


def _check_size(data: bytes) -> None:
    if not data.strip(b"\x00\xff\xfe\xef\xbb\xbf \r\n\t"):
        raise UnreadableFileError(say.EMPTY_FILE)
    if len(data) > MAX_BYTES:
        size = -(-len(data) // 2**20)
        raise UnreadableFileError(say.TOO_LARGE, size=size, limit=MAX_BYTES // 2**20)


def _refuse_other_formats(data: bytes) -> None:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"%pdf"):
        raise UnreadableFileError(say.IS_PDF)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        # An encrypted XLSX hides in the same container as an old XLS.
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableFileError(say.IS_ENCRYPTED if locked else say.IS_OLD_EXCEL)
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<style")):
        raise UnreadableFileError(say.IS_HTML)
