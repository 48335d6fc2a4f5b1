"""A backup is put back only when it is whole, fits, and overwrites nothing that nobody gave up."""

import gzip
import json
import tarfile

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def backed_up(installations, tmp_path):
    source = installations("source", "seeded")
    file = tmp_path / "b.tar.gz"
    done = source.run("backup", "--to", str(file), "--json")
    assert done.code == 0, done.err
    return source, file, json.loads(done.out)


def test_it_says_what_it_holds_and_only_its_owner_reads_it(backed_up):
    source, file, facts = backed_up
    assert facts["file"] == str(file)
    assert facts["rows"] > 20
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as tar:
        assert tar.getnames()[0] == "manifest.json"
    # the copy itself is on record, after the head that it holds
    record = json.loads(source.run("audit", "verify", "--json").out)
    assert record["entries"] == facts["head"] + 1


def test_it_replaces_nothing_without_force_and_keeps_the_old_beside(backed_up):
    source, file, _ = backed_up
    source.run("account", "create", "later", "--role", "planner", "--service", "army")
    refused = source.run("restore", str(file))
    assert refused.code == 1
    assert "--force" in refused.err
    assert "later" in source.run("account", "list").out
    done = source.run("restore", str(file), "--force", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["kept"]
    assert "later" not in source.run("account", "list").out
    # what was put back works on: new rows get new numbers, the chain goes on
    made = source.run("account", "create", "new", "--role", "planner", "--service", "army")
    assert made.code == 0, made.err
    assert source.run("migrate").code == 0
    assert source.run("audit", "verify").code == 0


def test_it_waits_for_no_running_server(backed_up):
    source, file, _ = backed_up
    source.serve()
    refused = source.run("restore", str(file), "--force")
    assert refused.code == 1
    assert "running" in refused.err


def test_an_altered_backup_is_refused_before_anything_changes(backed_up, installations, tmp_path):
    _, file, _ = backed_up
    for name, altered in alterations(file, tmp_path).items():
        target = installations(name)
        refused = target.run("restore", str(altered))
        assert refused.code == 1, name
        assert refused.err.startswith("kondusif: "), name
        assert "Traceback" not in refused.err
        assert not (target.folder / "files").exists()


def alterations(file, folder):
    """A torn file, text, a member altered, a member added."""
    torn, text = folder / "torn.tar.gz", folder / "text.tar.gz"
    torn.write_bytes(file.read_bytes()[:-2000])
    text.write_bytes(gzip.compress(b"no archive"))
    return {
        "torn": torn,
        "text": text,
        "altered": repacked(file, folder, lambda root: flip(root)),
        "added": repacked(file, folder, lambda root: (root / "more").write_text("x")),
        "absent": folder / "absent.tar.gz",
    }


def flip(root):
    biggest = max(
        (p for p in root.rglob("*") if p.name != "manifest.json" and p.is_file()),
        key=lambda p: p.stat().st_size,
    )
    content = bytearray(biggest.read_bytes())
    content[len(content) // 2] ^= 1
    biggest.write_bytes(content)


def repacked(file, folder, change):
    root = folder / f"open-{len(list(folder.iterdir()))}"
    with tarfile.open(file) as tar:
        tar.extractall(root, filter="data")
    change(root)
    made = root.with_suffix(".tar.gz")
    with tarfile.open(made, "w:gz") as tar:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                tar.add(path, arcname=path.relative_to(root).as_posix())
    return made


def test_an_empty_database_is_migrated_without_a_backup(installations):
    fresh = installations("fresh")
    assert fresh.run("migrate").code == 0
    assert not (fresh.folder / "backups").exists(), "an empty database needs no backup"
    assert "up to date" in fresh.run("migrate").out
