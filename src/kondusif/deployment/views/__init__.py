"""The screens of this room: plans, doctrines, what-if, posts."""
