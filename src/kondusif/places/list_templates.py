"""The empty spreadsheet that a district fills in: headers on the first sheet, what they mean on the second."""

import io

import xlsxwriter
from django.utils.translation import gettext as _

from .lists import ListKind


def template(kind: ListKind) -> bytes:
    """An XLSX without data rows: an example that somebody forgets to delete would be loaded."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Data")
        help_sheet = book.add_worksheet(_("Instructions")[:31])
        for place, header in enumerate((_("Column header"), _("Example entry"), _("Meaning"))):
            help_sheet.write_string(0, place, header, bold)
        for place, column in enumerate(kind.columns):
            # As text: codes, numbers with zeros in front and service numbers stay as they are typed.
            sheet.set_column(place, place, max(14, len(column.header) + 2), text)
            sheet.write_string(0, place, column.header, bold)
            for part, cell in enumerate((column.header, column.example, str(column.meaning))):
                help_sheet.write_string(place + 1, part, cell)
        help_sheet.set_column(0, 2, 34)
        sheet.freeze_panes(1, 0)
    return out.getvalue()
