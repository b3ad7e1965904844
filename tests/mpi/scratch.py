"""The directories of a program that has a `// dir:` line: one to work in, and things it must not touch.

  work/              the working directory natively; `--dir work::.` for the guest
  readonly/given     `--dir readonly::/readonly:ro`
  secret             outside of every directory the guest has
"""
import pathlib
import shutil
import tempfile

GIVEN = "given\n"
SECRET = "secret\n"


class Scratch:
    def __init__(self, parent):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="scratch-", dir=parent)).resolve()
        self.work = self.root / "work"
        self.readonly = self.root / "readonly"
        self.work.mkdir()
        self.readonly.mkdir()
        (self.readonly / "given").write_text(GIVEN)
        (self.root / "secret").write_text(SECRET)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)

    def options(self):
        """Of wasmpi-run."""
        return ["--dir", f"{self.work}::.", "--dir", f"{self.readonly}::/readonly:ro"]

    def files(self):
        """What the program left behind, by name."""
        return {str(path.relative_to(self.work)): path.read_bytes()
                for path in sorted(self.work.rglob("*")) if path.is_file() and not path.is_symlink()}

    def damage(self):
        """What was changed that must not be: a line each."""
        problems = []
        if sorted(path.name for path in self.root.iterdir()) != ["readonly", "secret", "work"]:
            problems.append(f"something new lies outside: {sorted(self.root.iterdir())}")
        if (self.root / "secret").read_text() != SECRET:
            problems.append("the file outside was changed")
        if [path.name for path in self.readonly.iterdir()] != ["given"] or (self.readonly / "given").read_text() != GIVEN:
            problems.append("the read-only directory was changed")
        return problems
