"""One file that holds the whole operation at one moment, and proves that it does when it is put back.

`archive` packs and checks, `sqlite` and `postgresql` copy a database in one snapshot and put it back, `services` joins
them. Both databases are read without stopping those who write.
"""
