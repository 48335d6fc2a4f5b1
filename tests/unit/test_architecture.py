"""What import-linter doesn't see: foreign keys follow the order of the house, rooms have their furniture, every text
has its Indonesian, nothing tracked names a registry or somebody's machine."""

import ast
import configparser
import re
import subprocess
from functools import cache
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.template import Template, TemplateSyntaxError
from django.utils.translation.template import templatize

from kondusif.backbone.accounts.rules import REFUSALS, TABLE, Action, Role, Service
from kondusif.site.settings import ROOMS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "kondusif"
GETTEXT = {"gettext", "gettext_lazy", "gettext_noop", "_"}
PLURAL = {"ngettext", "ngettext_lazy"}


# --- foreign keys


@cache
def layers() -> dict[str, int]:
    """Room -> height, the ground is 0; from `.importlinter`."""
    file = configparser.ConfigParser()
    file.read(ROOT / ".importlinter")
    lines = file["importlinter:contract:house"]["layers"].strip().splitlines()
    return {
        room.strip(" ()"): height
        for height, line in enumerate(reversed(lines))
        for room in line.split("|")
    }


def room_of(module: str) -> str:
    return module.split(".")[1]


def foreign_keys():
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("kondusif."):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                yield model, field


def test_foreign_keys_point_downward():
    upward = []
    for model, field in foreign_keys():
        if not field.related_model.__module__.startswith("kondusif."):
            continue
        here, there = room_of(model.__module__), room_of(field.related_model.__module__)
        if here != there and layers()[there] >= layers()[here]:
            upward.append(f"{model.__module__}.{model.__name__}.{field.name} -> {there}")
    assert upward == []
    assert sum(1 for _ in foreign_keys()) > 20, "the walk saw the models"


# --- furniture


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_its_furniture(room):
    folder = ROOT / "src" / Path(*room.split("."))
    there = {path.stem for path in folder.iterdir()}
    if "models" in there:
        assert "migrations" in there
    if "urls" in there:
        assert "views" in there or "api" in there or "stream" in there
    if "templates" in there:
        named = {path.name for path in (folder / "templates").iterdir() if path.is_dir()}
        assert room == "kondusif.site" or named <= {folder.name}, "templates carry the room's name"


def test_only_files_of_the_house_stand_on_the_ground_floor():
    rooms = {
        path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert rooms <= set(layers())


# --- words


def strings_of_python(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        wanted = node.args[:2] if name in PLURAL else node.args[:1] if name in GETTEXT else []
        found |= {
            a.value for a in wanted if isinstance(a, ast.Constant) and isinstance(a.value, str)
        }
    return found


def strings_of_template(file: Path) -> set[str]:
    """Django turns a template into something that looks like source with gettext calls; those are read back."""
    found = set()
    source = templatize(file.read_text(encoding="utf-8"))
    for call in re.finditer(r"\b(n?p?gettext)\((.*?)\)\s*(?=[A-Z#X\s]|$)", source, re.DOTALL):
        found |= set(_literals(call[1], call[2]))
    return found


def _literals(name: str, arguments: str) -> list[str]:
    values = [
        ast.literal_eval(text)
        for text in re.findall(r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", arguments)
    ]
    return values[:2] if name == "ngettext" else values[:1]


@cache
def translated() -> set[str]:
    """Every source text with an Indonesian one, in any room: Django looks through all of them."""
    found = set()
    for po in PACKAGE.rglob("locale/id/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(po)):
            if entry.translated() and not entry.fuzzy and not entry.obsolete:
                found |= {entry.msgid, entry.msgid_plural} - {""}
    return found


def templates() -> list[Path]:
    return [p for p in PACKAGE.rglob("templates/**/*") if p.suffix in (".html", ".txt", ".svg")]


def test_every_text_of_a_screen_has_its_indonesian():
    sources = {file: strings_of_python(file) for file in PACKAGE.rglob("*.py")}
    sources |= {file: strings_of_template(file) for file in templates()}
    missing = [
        f"{file.relative_to(PACKAGE)}: {text!r}"
        for file, texts in sorted(sources.items())
        for text in sorted(texts - translated())
    ]
    assert missing == []
    assert sum(map(len, sources.values())) > 100, "the texts were seen"


def test_the_placeholders_of_a_translation_are_those_of_its_source():
    wrong = []
    for po in PACKAGE.rglob("locale/id/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(po)):
            texts = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
            wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
            wrong += [
                f"{po.parents[3].name}: {t!r}" for t in texts if t and not placeholders(t) <= wanted
            ]
            wrong += [
                f"{po.parents[3].name}: {entry.msgid!r}"
                for t in texts[:1]
                if t and placeholders(entry.msgid) - placeholders(t)
            ]
    assert wrong == []


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


@pytest.mark.parametrize("file", templates(), ids=lambda file: file.name)
def test_every_template_compiles(file):
    try:
        Template(file.read_text(encoding="utf-8"))
    except TemplateSyntaxError as error:
        pytest.fail(f"{file.relative_to(PACKAGE)}: {error}")


@pytest.mark.parametrize("file", templates(), ids=lambda file: file.name)
def test_no_template_breaks_the_content_policy(file):
    if file.name == "enrolment.html":
        return  # a page of its own with a policy of its own
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=\"", text), "inline style or handler"
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert [s for s in scripts if "src=" not in s and "application/json" not in s] == []
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text), "an address outside"


# --- permissions


def test_the_permission_table_is_complete():
    assert set(TABLE) == set(Action) == set(REFUSALS)
    everyone = {(role, service) for role in Role for service in Service}
    assert all(holders and holders <= everyone for holders in TABLE.values())
    outside = {Role.AUDITOR, Role.ADMINISTRATOR}
    for holders in TABLE.values():
        assert {service for role, service in holders if role in outside} <= {Service.NONE}
        assert all(service != Service.NONE for role, service in holders if role not in outside)


# --- what is tracked


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no git here")
    return [
        ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()
    ]


# Spelled in parts, so that this file doesn't find itself.
FORBIDDEN = {
    "a registry's host": re.compile(
        "|".join(
            (
                "files.python" + "hosted",
                "registry.npm" + "js",
                "pypi" + r"\.org",
                "registry.yarn" + "pkg",
            )
        )
    ),
    "somebody's machine": re.compile(
        r"(?<![\w.])/(?:ho" + r"me|Us" + r"ers|ro" + r"ot|wo" + r"rk)/\w"
    ),
}


def test_no_registry_and_no_machine_is_named():
    found = []
    for file in tracked():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{file.relative_to(ROOT)}: {what}"
            for what, form in FORBIDDEN.items()
            if form.search(text)
        ]
    assert found == []


def test_nothing_built_is_tracked():
    built = [
        p
        for p in tracked()
        if p.suffix in (".mo", ".pyc") or "built" in p.parts or "node_modules" in p.parts
    ]
    assert built == []
