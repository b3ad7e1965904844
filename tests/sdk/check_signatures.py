#!/usr/bin/env python3
"""The guest's mpi.h and libmpi.a against a native library's mpi.h, which others wrote.

1. Each MPI_ function the native header declares is declared for guests, with the same C types.
2. A program that refers to all of them, and to their PMPI_ twins, links; each is imported once, from
   the module "mpi" under its own name, with the Wasm type that follows from the *native* prototype;
   those that are C inside the guest are not imported at all.
3. Each has its weak MPI_ and strong PMPI_ name in libmpi.a.
"""

import argparse
import pathlib
import re
import subprocess
import sys

GUEST_SIDE = {"MPI_Address", "MPI_Aint_add", "MPI_Aint_diff", "MPI_Alloc_mem", "MPI_Free_mem",
              "MPI_Get_address", "MPI_Status_c2f", "MPI_Status_f2c"}
GUEST_SIDE |= {f"MPI_{kind}_{way}" for way in ("c2f", "f2c")
               for kind in ("Comm", "Errhandler", "File", "Group", "Info", "Message", "Op", "Request",
                            "Session", "Type", "Win")}

# What a native header defines as a macro and so does not declare, as MPI-3.1 has it.
MACROS = {"MPI_Aint_add": ("MPI_Aint", ["MPI_Aint", "MPI_Aint"]),
          "MPI_Aint_diff": ("MPI_Aint", ["MPI_Aint", "MPI_Aint"])}
# MPI-4.0 leaves out the const that MPI-4.1 has.
CORRECTED = {"MPI_Pready_list": ("int", ["int", "const int*", "MPI_Request"])}
# For Fortran 2008 (optional in C) and a library's own extensions.
NOT_COMPARED = re.compile(r"_f08|f08$|f082|^MPIX_")

PROTOTYPE = re.compile(r"\b((?:const )?\w+(?: ?\*+)?) ?\b(P?MPI_\w+)\s*\(([^;{}]*)\)\s*"
                       r"(?:__attribute__\s*\(\(.*?\)\)\s*)*;", re.DOTALL)
HANDLES = {f"MPI_{kind}" for kind in ("Comm", "Datatype", "Errhandler", "File", "Group", "Info",
                                      "Message", "Op", "Request", "Session", "Win")}
HANDLES |= {"MPI_T_enum", "MPI_T_cvar_handle", "MPI_T_pvar_handle", "MPI_T_pvar_session"}


def guest_side(name):
    """What is C in the guest: some functions of its library, and the large counts of MPI-4."""
    return name in GUEST_SIDE or name.endswith("_c")


def fail(message):
    sys.exit(f"check_signatures: {message}")


def output(*command, stdin=None):
    done = subprocess.run(command, input=stdin, capture_output=True, text=True)
    if done.returncode != 0:
        fail(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def normal_type(parameter, named=True):
    """'const int array[][3]' -> 'const int(*)[3]': without the name, arrays as pointers."""
    text = re.sub(r"\s*\*\s*", "*", parameter.replace("restrict", "").strip())
    text = re.sub(r"\s+", " ", text)
    arrays = text.count("[")
    text = re.sub(r"\[[^]]*\]", "", text)
    if named and not re.fullmatch(r"(const )?[\w ]*\*+|void|\.\.\.|(const )?\w+", text):
        text = re.sub(r"([* ])\w+$", r"\1", text).strip()
    text = text.replace("MPI_Fint", "int").replace("_errhandler_fn", "_errhandler_function")
    text = text.replace("MPI_Handler_function", "MPI_Comm_errhandler_function")
    return text + "*" * arrays


def prototypes(preprocessed):
    text = re.sub(r"^#.*$", "", preprocessed, flags=re.MULTILINE)
    text = re.sub(r"\btypedef\b[^;{]*(\{[^}]*\}[^;]*)?;", "", text)
    text = re.sub(r"\bextern\b", "", text)
    text = re.sub(r"__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)", "", text)
    found = {}
    for result, name, parameters in PROTOTYPE.findall(text):
        declared = [normal_type(p) for p in parameters.split(",")]
        found[name] = (normal_type(result, named=False), [] if declared in (["void"], [""]) else declared)
    return found


def wasm_type(c_type):
    if c_type.endswith("*") or c_type.endswith("_function") or c_type in HANDLES:
        return "i32"
    if c_type in ("MPI_Offset", "MPI_Count"):
        return "i64"
    if c_type == "double":
        return "f64"
    if c_type in ("int", "const int", "MPI_Aint", "..."):  # the C ABI passes ... as one pointer
        return "i32"
    fail(f"no rule for the C type '{c_type}'")


def imports(objdump, module):
    text = output(objdump, "-x", "-j", "Type", module) + output(objdump, "-x", "-j", "Import", module)
    types = {index: (result.replace("nil", ""), parameters) for index, parameters, result in
             re.findall(r"type\[(\d+)\] \((.*?)\) -> (\w+)", text)}
    found = {}
    for index, space, name in re.findall(r"func\[\d+\] sig=(\d+) <.*?> <- (\w+)\.(\w+)", text):
        if (space, name) in found:
            fail(f"{space}.{name} is imported twice")
        found[space, name] = types[index]
    return found


def native_version(mpicc):
    macros = output(mpicc, "-E", "-dM", "-x", "c", "-", stdin="#include <mpi.h>\n")
    return int(re.search(r"#define MPI_VERSION (\d+)", macros).group(1))


def compare_headers(native, guest, version):
    """Only a native header of the guest's own version tells whether the guest's is complete."""
    wanted = {name: signature for name, signature in native.items()
              if not name.startswith("PMPI_") and not NOT_COMPARED.search(name)}
    missing = sorted(wanted.keys() - guest.keys())
    if version > 3:
        wanted = {name: wanted[name] for name in wanted if name in guest}
    elif missing:
        fail(f"the guest's mpi.h lacks {len(missing)} function(s): {' '.join(missing)}")
    different = [f"{name}:\n  guest  {guest[name]}\n  native {wanted[name]}"
                 for name in sorted(wanted) if guest[name] != wanted[name]]
    if different:
        fail("declared differently:\n" + "\n".join(different))
    twins = [name for name in wanted if guest.get("P" + name) != guest[name]]
    if twins:
        fail(f"without an equal PMPI_ twin: {' '.join(twins)}")
    return wanted


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--wrapper", required=True, help="wasmpi-cc")
    options.add_argument("--objdump", required=True, help="wabt's wasm-objdump")
    options.add_argument("--nm", required=True)
    options.add_argument("--native", required=True, help="native mpicc")
    options.add_argument("--work", type=pathlib.Path, required=True)
    arguments = options.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)

    source = "#include <mpi.h>\n"
    guest = prototypes(output(arguments.wrapper, "-E", "-P", "-x", "c", "-", stdin=source))
    native = prototypes(output(arguments.native, "-DOMPI_OMIT_MPI1_COMPAT_DECLS=0", "-DMPI_NO_CPPBIND",
                               "-E", "-P", "-x", "c", "-", stdin=source))
    wanted = compare_headers({**MACROS, **native, **CORRECTED}, guest, native_version(arguments.native))
    if len(wanted) < 370:
        fail(f"only {len(wanted)} functions were found in the native header: the comparison is broken")

    everything = sorted(name for name in guest if name.startswith("MPI_") and not name.endswith("_DUP_FN"))
    program = arguments.work / "every_function.c"
    rows = "".join(f"  (void *)P{name}, (void *){name},\n" for name in everything)
    program.write_text(f"#include <mpi.h>\nvoid *volatile table[] = {{\n{rows}}};\n"
                       "int main(void) { return table[3] == table[4]; }\n")
    module = arguments.work / "every_function.wasm"
    output(arguments.wrapper, "-Wall", "-Wno-deprecated", str(program), "-o", str(module))

    found = imports(arguments.objdump, str(module))
    for name in everything:
        result, parameters = wanted.get(name, guest[name])
        expected = (wasm_type(result), ", ".join(map(wasm_type, parameters)))
        imported = found.pop(("mpi", name), None)
        if guest_side(name):
            if imported is not None:
                fail(f"{name} is imported, though the guest can do it alone")
        elif imported != expected:
            fail(f"{name} is imported as {imported}, expected {expected}")
    strangers = [f"{space}.{name}" for space, name in found if space != "wasi_snapshot_preview1"]
    if strangers:
        fail(f"unexpected imports: {' '.join(strangers)}")

    library = pathlib.Path(arguments.wrapper).parent.parent / "share/wasmpi/lib/libmpi.a"
    symbols = set(re.findall(r"^\S* ([TW]) (P?MPI_\w+)$", output(arguments.nm, str(library)), re.MULTILINE))
    for name in everything:
        if ("W", name) not in symbols or ("T", "P" + name) not in symbols:
            fail(f"libmpi.a does not have {name} weak and P{name} strong")
    inside = sum(map(guest_side, everything))
    print(f"{len(everything)} functions: {len(wanted)} declared as the native header does, "
          f"{len(everything) - inside} imported with the right types, {inside} in the guest")


if __name__ == "__main__":
    main()
