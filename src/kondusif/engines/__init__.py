"""Pure numerics: no Django, no clock of the operation, no files, no database."""
