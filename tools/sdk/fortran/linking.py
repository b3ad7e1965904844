"""What a link of Fortran needs beyond the linker: COMMON blocks of one size, and errors in the program's own terms."""

import pathlib
import re
import shutil
import subprocess

# Missing entries of flang's runtime, by name: what the source says, and what to do instead.
CONSTRUCTS = (
    (r"ioBeginUnformatted.*|ioSetRec|ioSetPos", "unformatted or direct access files", "write formatted ones, or MPI-IO"),
    (r"io(?:In|Out)putNamelist", "NAMELIST input and output", "read and write the variables with list-directed statements"),
    (r"io(?:In|Out)putDerivedType", "input and output of a whole object of derived type", "name its components"),
    (r"ioSetAsynchronous|ioBeginWait.*|ioGetAsynchronousId", "asynchronous files", "leave ASYNCHRONOUS= and WAIT out"),
    (r"io.*", "this input or output statement", "use list-directed or formatted statements on files, or C"),
    (r".*Polymorphic.*|.*Derived.*|ClassIs|SameTypeAs|ExtendsTypeOf", "objects of CLASS or with parameterised or finalised types",
     "use TYPE"),
    (r".*Co(?:Bounds|Sum|Max|Min|Broadcast)|PRIF.*|SyncAll|SyncImages", "coarrays", "use MPI"),
    (r"ExecuteCommandLine|System", "EXECUTE_COMMAND_LINE", "a guest starts no programs"),
    (r".*(?:Real|Complex|_)(?:2|3|10|16)(?:_.*)?", "an intrinsic for this kind of REAL or COMPLEX", "use kinds 4 and 8"),
    (r"fe.*|.*[Ee]xcept.*|.*Rounding.*|.*Underflow.*", "ieee_arithmetic's modes and flags", "WebAssembly rounds to nearest, without flags"),
    (r"(.*)", "an intrinsic that the guest's Fortran runtime does not have", "write a loop, or call C"),
)
UNDEFINED = re.compile(r"^(?:\S*wasm-ld\S*: )?error: (?P<where>.*?): undefined symbol: (?P<name>\S+)$")
MISMATCH = re.compile(r"function signature mismatch: (\S+)")
RESERVED = re.compile(r"^_Q")


def nm():
    for name in ("llvm-nm-22", "llvm-nm"):
        if shutil.which(name):
            return name
    return None


def files_of(inputs, folders):
    """The objects and archives among a link's inputs; -lX is libX.a of the first of the folders that has it."""
    for item in inputs:
        if item.startswith("-l"):
            name = item[3:] if item.startswith("-l:") else f"lib{item[2:]}.a"
            found = next((path for folder in folders if (path := pathlib.Path(folder, name)).is_file()), None)
            if found:
                yield str(found)
        elif pathlib.Path(item).suffix in (".o", ".a", ".obj"):
            yield item


def library_folders(options):
    """Those of -L, whose value may be the next option."""
    for option, following in zip(options, [*options[1:], ""]):
        if option == "-L":
            yield following
        elif option.startswith("-L"):
            yield option[2:]


def common_blocks(inputs, options, die):
    """{block: bytes} of the weak COMMON blocks whose sizes differ, each to be given its largest. One that is initialised has the
    size that it has there: `die` is called if another file takes it for larger, since what it writes would lie beyond it."""
    files = list(files_of(inputs, list(library_folders(options))))
    if not files:
        return {}
    tool = nm()
    if tool is None:
        die("llvm-nm-22 was not found, which the sizes of COMMON blocks are read with.\n  On Debian 12: apt-get install llvm-22")
    done = subprocess.run([tool, "-P", "--defined-only", *files], capture_output=True, text=True)
    if done.returncode != 0:
        die(f"{tool} cannot read the objects:\n{done.stderr}")
    sizes, initialised = {}, {}
    for line in done.stdout.splitlines():
        parts = line.split()
        if len(parts) < 4 or not (parts[0].endswith("_") and not RESERVED.match(parts[0])):
            continue
        name, kind, size = parts[0], parts[1], int(parts[3], 16)
        if kind in "DB":
            initialised[name] = size
        if kind in "WVDB":
            sizes.setdefault(name, set()).add(size)
    for name, size in initialised.items():
        if size < max(sizes[name]):
            die(f"COMMON /{name.rstrip('_').upper()}/ has {size} bytes where it is initialised and {max(sizes[name])} elsewhere: "
                "declare it there as large as anywhere")
    return {name: max(found) for name, found in sizes.items() if len(found) > 1 and name not in initialised}


def define_blocks(blocks, work, compiler):
    """An object that defines the blocks, strong, so that the linker takes these."""
    if not blocks:
        return []
    source = work / "common_blocks.c"
    source.write_text("".join(f"_Alignas(16) char {name}[{size}];\n" for name, size in blocks.items()))
    compiled = str(work / "common_blocks.o")
    subprocess.run([str(compiler), "-c", str(source), "-o", compiled], check=True)
    return [compiled]


def explain_symbol(name):
    """What the program asked for, or None where the name speaks for itself."""
    if name.startswith("_FortranA"):
        entry = name.removeprefix("_FortranA")
        for pattern, what, remedy in CONSTRUCTS:
            if re.fullmatch(pattern, entry):
                return f"{what} ({entry}) cannot be used in a guest yet; {remedy}"
    if re.fullmatch(r"p?mpi_\w+_", name):
        return f"{name.rstrip('_').upper()} has no Fortran binding in guests; call it from C"
    if re.fullmatch(r"d(?:gemm|gemv|dot|axpy|scal|copy|nrm2|potrf|getrf|syev)_|[sdcz][a-z0-9]{3,6}_", name):
        return f"{name} looks like BLAS or LAPACK, which have to be built for guests as any library (wasmpi-fc, wasmpi-ar)"
    return None


def explain_link(text, program):
    lines, said = [], set()
    for line in text.splitlines():
        match = UNDEFINED.match(line)
        reason = match and explain_symbol(match["name"])
        if reason:
            line = f"{program}: error: {match['where']}: {reason}"
        if line not in said:
            lines.append(line)
            said.add(line)
        match = MISMATCH.search(line)
        if match:
            lines.append(f"{program}: error: calls of {match[1]} do not pass what it takes. WebAssembly allows no such call: correct the "
                         "number and the kinds of the arguments (a CHARACTER brings its length, a 64-bit integer, at the end)")
    return "\n".join(lines) + "\n"


def explain_compilation(text, program):
    """What to do about flang's own errors, where that is the same for all."""
    if "'mpi_f08'" in text:
        return f"{program}: error: the module mpi_f08 is not there for guests yet: USE mpi, with INTEGER handles\n"
    if "not yet implemented" in text:
        return f"{program}: error: flang 22 cannot compile the construct that it names above; another has to be used\n"
    return ""
