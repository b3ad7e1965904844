"""MPI for Fortran, from the same prototypes and constants as C's: mpif.h, and one C function for each procedure.

`mpi_x_` (weak) and `pmpi_x_` (strong) take all by address and ierror last; lengths of CHARACTER arguments follow as 64-bit integers,
as flang passes them. A parameter's C type, and in a few cases its name, say how it is converted: `convert` is the table. Functions
that take callbacks of the program, or strings in arrays, are not bound (`bound`); lib/fortran/mpi_special.c has those that are no rule.
"""

import pathlib
import re

HANDLES = {"MPI_Comm": "Comm", "MPI_Datatype": "Type", "MPI_Errhandler": "Errhandler", "MPI_File": "File", "MPI_Group": "Group",
           "MPI_Info": "Info", "MPI_Message": "Message", "MPI_Op": "Op", "MPI_Request": "Request", "MPI_Session": "Session",
           "MPI_Win": "Win"}
SCALARS = {"int", "const int", "MPI_Aint", "MPI_Offset", "MPI_Count"}
LOGICALS = {"reorder", "flag", "commute", "high", "weighted"}
WEIGHTS = {"weights", "sourceweights", "destweights"}
# In a void *, addresses of pointers and attributes: no buffers that could be MPI_BOTTOM.
NO_BUFFERS = {"baseptr"}
# C of its own, in lib/fortran/mpi_special.c.
SPECIAL = {"MPI_Init", "MPI_Init_thread", "MPI_Pcontrol", "MPI_Buffer_detach", "MPI_Attr_get", "MPI_Attr_put"}
SPECIAL |= {f"MPI_{kind}_{way}_attr" for kind in ("Comm", "Type", "Win") for way in ("get", "set")}
SPECIAL_PARAMETERS = {"MPI_Init": 0, "MPI_Init_thread": 2, "MPI_Pcontrol": 0, "MPI_Buffer_detach": 2}

DEFINE = re.compile(r"^#define (MPI_\w+) +(.+?)(?: +/\*.*)?$", re.MULTILINE)
INTEGER = re.compile(r"^\(?(?:\((\w+)\))?(-?(?:0x)?[0-9a-f]+)\)?$")
SENTINELS = ("MPI_BOTTOM", "MPI_IN_PLACE", "MPI_UNWEIGHTED", "MPI_WEIGHTS_EMPTY", "MPI_STATUS_IGNORE", "MPI_STATUSES_IGNORE",
             "MPI_ERRCODES_IGNORE")
EXTENTS = {"MPI_UNWEIGHTED": "(1)", "MPI_WEIGHTS_EMPTY": "(1)", "MPI_ERRCODES_IGNORE": "(1)",
           "MPI_STATUS_IGNORE": "(MPI_STATUS_SIZE)", "MPI_STATUSES_IGNORE": "(MPI_STATUS_SIZE,1)"}
# Fortran's own: name, type, value.
OWN_CONSTANTS = (("MPI_STATUS_SIZE", "INTEGER", "8"), ("MPI_SOURCE", "INTEGER", "1"), ("MPI_TAG", "INTEGER", "2"),
                 ("MPI_ERROR", "INTEGER", "3"), ("MPI_ADDRESS_KIND", "INTEGER", "4"), ("MPI_OFFSET_KIND", "INTEGER", "8"),
                 ("MPI_COUNT_KIND", "INTEGER", "8"), ("MPI_INTEGER_KIND", "INTEGER", "4"), ("MPI_VERSION", "INTEGER", "3"),
                 ("MPI_SUBVERSION", "INTEGER", "1"), ("MPI_SUBARRAYS_SUPPORTED", "LOGICAL", ".FALSE."),
                 ("MPI_ASYNC_PROTECTS_NONBLOCKING", "LOGICAL", ".FALSE."))


def sentinel_block(name: str) -> str:
    """The COMMON block whose address stands for a constant: `mpi_bottom_` would be a procedure's name."""
    return "WASMPI_" + name.removeprefix("MPI_")


def header(constants: str) -> str:
    """mpif.h, which fixed and free form both read: 72 columns, no continued lines."""
    lines = ["! mpif.h: MPI's constants for Fortran guests, written by the SDK's build: do not edit."]
    rows = list(OWN_CONSTANTS)
    for name, text in DEFINE.findall(constants):
        match = INTEGER.match(text.strip())
        if not match or name.startswith("MPI_F_") or (match[1] and match[1] not in HANDLES):
            continue
        value = int(match[2], 0)
        # A string of Fortran has no end mark, so that its longest is one shorter (MPI-3.1 2.6.3).
        rows.append((name, "INTEGER", str(value - 1 if name.startswith("MPI_MAX_") else value)))
    for name, kind, value in rows:
        lines += [f"      {kind} {name}", f"      PARAMETER ({name}={value})"]
    for name in SENTINELS:
        lines += [f"      INTEGER {name}{EXTENTS.get(name, '')}", f"      COMMON /{sentinel_block(name)}/ {name}"]
    lines += ["      DOUBLE PRECISION MPI_WTIME, MPI_WTICK", "      EXTERNAL MPI_WTIME, MPI_WTICK",
              "      INTEGER(KIND=MPI_ADDRESS_KIND) MPI_AINT_ADD", "      INTEGER(KIND=MPI_ADDRESS_KIND) MPI_AINT_DIFF",
              "      EXTERNAL MPI_AINT_ADD, MPI_AINT_DIFF"]
    return "\n".join(lines) + "\n"


def module() -> str:
    return ("! USE mpi: mpif.h's constants, and procedures with implicit interfaces.\n"
            "module mpi\n  implicit none\n  include 'mpif.h'\nend module mpi\n")


def declared(function) -> list[tuple[str, str]]:
    """(type, name) of each parameter; an array's type is that of a pointer."""
    if function.parameters == "void":
        return []
    found = []
    for part in function.parameters.split(","):
        name = re.search(r"(\w+)((?:\[\w*\])*)$", part.strip())
        if not name:
            return [("...", "")]
        kind = part.strip()[:name.start()].strip()
        found.append((kind + " (*)[3]" if name[2] == "[][3]" else kind, name[1]))
    return found


def bound(function) -> bool:
    """True if a procedure of Fortran is made by rule."""
    if function.name in SPECIAL or function.name.endswith(("_c2f", "_f2c", "_c")) or function.name.startswith("MPI_T_"):
        return False
    for kind, _ in declared(function):
        callback = re.search(r"_(?:function|fn)\b", kind) and "MPI_User_function" not in kind
        if callback or kind in ("...", "char **", "char ***"):
            return False
    return True


class Binding:
    """The C text of one procedure, put together parameter by parameter."""

    def __init__(self, function):
        self.function = function
        self.parameters, self.lengths, self.before, self.arguments, self.after, self.finally_ = [], [], [], [], [], []
        self.names = {name for _, name in declared(function)}
        for kind, name in declared(function):
            self.convert(kind, name)

    def take(self, parameter: str, argument: str) -> None:
        self.parameters.append(parameter)
        self.arguments.append(argument)

    def convert(self, kind: str, name: str) -> None:
        plain = kind.replace("const ", "")
        pointee = plain.removesuffix("*").strip()
        if kind in HANDLES:
            self.take(f"const MPI_Fint *{name}", f"MPI_{HANDLES[kind]}_f2c(*{name})")
        elif kind in SCALARS:
            scalar = plain if kind != "int" else "int"
            self.take(f"const {scalar} *{name}", f"*{name} != 0" if name in LOGICALS else f"*{name}")
        elif plain == "void *" and name not in NO_BUFFERS:
            self.take(f"void *{name}", f"wasmpi_buffer({name})")
        elif plain == "MPI_Status *":
            self.take(f"MPI_Fint *{name}", f"wasmpi_status({name})")
        elif pointee in HANDLES:
            self.take(f"MPI_Fint *{name}", f"({pointee} *){name}")
        elif kind == "const char *":
            self.take(f"const char *{name}", f"c_{name}")
            self.lengths.append(f"int64_t {name}_length")
            self.before.append(f"char *const c_{name} = wasmpi_c_string({name}, {name}_length);")
            self.finally_.append(f"free(c_{name});")
        elif kind == "char *":
            self.result_string(name)
        elif name in WEIGHTS:
            self.take(f"int *{name}", f"wasmpi_weights({name})")
        else:
            self.take(f"{kind.replace('(*)', f'(*{name})') if '(*)' in kind else f'{kind}{name}'}", name)
        self.adjust_result(plain, name)

    def result_string(self, name: str) -> None:
        self.take(f"char *{name}", f"c_{name}")
        self.lengths.append(f"int64_t {name}_length")
        self.before.append(f"char c_{name}[MPI_MAX_LIBRARY_VERSION_STRING + 1] = \"\";")
        if "valuelen" in self.names:  # MPI_Info_get: as long as the program says, and untouched without the key
            self.arguments[self.arguments.index("*valuelen")] = "wasmpi_least(*valuelen, MPI_MAX_LIBRARY_VERSION_STRING)"
        condition = "if (*flag) " if "flag" in self.names else ""
        self.after.append(f"{condition}wasmpi_fortran_string({name}, {name}_length, c_{name});")

    def adjust_result(self, plain: str, name: str) -> None:
        if plain == "int *" and name in LOGICALS:
            self.after.append(f"*{name} = *{name} != 0;")
        # Indices count from 1, those too that come with an error of one of the operations.
        elif name == "index" and "any" in self.function.name:
            self.before.append("*index = MPI_UNDEFINED;")
            self.finally_.append("if (*index >= 0) ++*index;")
        elif name == "array_of_indices":
            self.before.append("*outcount = MPI_UNDEFINED;")
            self.finally_.append("for (int i = 0; i < *outcount; ++i) ++array_of_indices[i];")

    def text(self) -> str:
        name = self.function.name
        lower = name.lower() + "_"
        returns = self.function.result if self.function.result != "int" else "void"
        parameters = self.parameters + (["MPI_Fint *ierror"] if returns == "void" else []) + self.lengths
        call = f"{name}({', '.join(self.arguments)})"
        if returns != "void":
            body = [f"return {call};"]
        else:
            body = [*self.before, f"const int code = {call};"]
            if self.after:
                body += ["if (code == MPI_SUCCESS) {", *[f"  {line}" for line in self.after], "}"]
            body += [*self.finally_, "wasmpi_set_error(ierror, code);"]
        lines = "".join(f"  {line}\n" for line in body)
        return (f'{returns} p{lower}({", ".join(parameters) or "void"}) {{\n{lines}}}\n'
                f'extern __typeof__(p{lower}) {lower} __attribute__((weak, alias("p{lower}")));\n')

    def signature(self) -> str:
        """The procedure's result and parameters as IR types, for wasmpi-fc."""
        result = {"int": "void", "double": "double", "MPI_Aint": "i32"}[self.function.result]
        parameters = ["ptr"] * (len(self.parameters) + (result == "void")) + ["i64"] * len(self.lengths)
        lower = self.function.name.lower() + "_"
        return "".join(f"{prefix}{lower} {' '.join([result, *parameters])}\n" for prefix in ("", "p"))


def special_signatures() -> str:
    rows = []
    for name in sorted(SPECIAL):
        pointers = SPECIAL_PARAMETERS.get(name, 4 if "get" in name else 3) + 1
        rows += [f"{prefix}{name.lower()}_ void {' '.join(['ptr'] * pointers)}\n" for prefix in ("", "p")]
    return "".join(rows)


def generate(functions, constants: str, write, work: pathlib.Path, stage: pathlib.Path) -> list[pathlib.Path]:
    """Writes mpif.h, mpi.f90 and the table for wasmpi-fc into `stage`, bindings into `work`; returns the latter."""
    bindings = [Binding(function) for function in functions if bound(function)]
    write(stage / "include/mpif.h", header(constants))
    write(stage / "include/mpi.f90", module())
    write(stage / "mpi_bindings.txt", "".join(b.signature() for b in bindings) + special_signatures())
    # One file: what a program does not call is dropped at its link, and with it the imports.
    write(work / "mpi_bindings.c", '#include "mpi_convert.h"\n' + "".join("\n" + binding.text() for binding in bindings))
    return [work / "mpi_bindings.c"]
