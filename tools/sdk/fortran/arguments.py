"""A Fortran compiler's command line, sorted by who has to see what: flang, the back end and linker (wasmpi-cc), or nobody.

gfortran's options that flang lacks are dropped where the program means the same without them; -fcheck= and its like are refused,
since a program that counts on a check must not run without it.
"""

import dataclasses
import fnmatch
import pathlib
import shlex

SOURCES = (".f", ".for", ".ftn", ".f77", ".f90", ".f95", ".f03", ".f08", ".f18")
STAGES = ("-c", "-S", "-E", "-fsyntax-only")

# Options whose value is the next argument, by reader.
FORTRAN_WITH_VALUE = ("-I", "-D", "-U", "-J", "-module-dir", "-Xflang", "-x", "-fintrinsic-modules-path")
BACK_END_WITH_VALUE = ("-L", "-l", "-Xlinker", "-z", "-u", "-e")

# Patterns of options, the first that matches decides.
BOTH = ("-O", "-O[0-3sgz]", "-Ofast", "-g", "-g[0-9]", "-ggdb*", "-ffast-math", "-fopenmp", "-fopenmp=*", "-v")
DROPPED = (
    # the host's CPU, loader, threads and libraries
    "-march=*", "-mtune=*", "-mcpu=*", "-m64", "-m32", "-mcmodel=*", "-msse*", "-mavx*", "-mfma", "-mfpmath=*", "-fPIC", "-fpic",
    "-fPIE", "-fpie", "-pie", "-no-pie", "-pthread", "-pipe", "-rdynamic", "-static*", "-flto*", "-fno-lto", "-fuse-ld=*",
    # warnings and dialects of other compilers
    "-W[!l]*", "-Wl[!,]*", "-pedantic*", "-std=*", "-fallow-*", "-fmax-errors=*", "-fdiagnostics-*",
    # what flang does anyway, or what changes nothing that a program can see
    "-ffree-line-length-*", "-fbacktrace", "-fno-backtrace", "-fno-second-underscore", "-fcray-pointer", "-fdollar-ok",
    "-fno-range-check", "-fmax-stack-var-size=*", "-ftree-*", "-funroll-*", "-fno-unroll-*", "-fvectorize", "-fno-vectorize",
    "-fomit-frame-pointer", "-fno-omit-frame-pointer", "-frecord-marker=4", "-fno-strict-aliasing", "-finline*", "-fno-inline*",
    "-fprefetch-*", "-fpeel-loops", "-fno-f2c", "-fno-align-commons", "-falign-commons", "-frecursive",
)
REFUSED = {
    "-fcheck=*": "flang 22 has no checks at run time; leave it out (a guest's memory errors trap beyond its memory)",
    "-fbounds-check": "flang 22 has no checks at run time; leave it out (a guest's memory errors trap beyond its memory)",
    "-ffpe-trap=*": "WebAssembly's arithmetic never traps; leave it out and test results with ieee_is_nan",
    "-finit-*": "flang 22 does not initialise variables; initialise them in the source",
    "-fdefault-integer-8": "MPI's bindings take INTEGERs of four bytes; declare the others INTEGER(8)",
    "-i8": "MPI's bindings take INTEGERs of four bytes; declare the others INTEGER(8)",
    "-fsecond-underscore": "names get one underscore here, MPI's bindings too; leave it out",
    "-fno-underscoring": "MPI's bindings end in an underscore; leave it out",
    "-fconvert=*": "unformatted files are read and written in the guest's own byte order, little endian",
    "-shared": "a guest is one static module; build static libraries instead",
    "-fcoarray*": "coarrays need a runtime that guests do not have; use MPI",
    "-fopenacc": "guests have no accelerators",
    "-fprofile-*": "profiles are not written by guests; profile the run with perf, whose reports name a guest's functions",
    "-fsanitize=*": "sanitizers need a runtime that guests do not have",
    "-pg": "profiles are not written by guests; profile the run with perf, whose reports name a guest's functions",
}
BACK_END = ("-Wl,*", "-L*", "-l*", "-nostdlib", "-nostartfiles", "-nodefaultlibs", "-r", "-s")
NATIVE_LIBRARIES = (
    "-lgfortran", "-lquadmath", "-lflang", "-lflang_rt*", "-lFortranRuntime", "-lFortranDecimal", "-lFortran_main", "-lm",
    # Open MPI's and MPICH's; any other name is a library of the program's
    "-lmpi", "-lmpi_mpifh", "-lmpi_usempi", "-lmpi_usempif08", "-lmpi_usempi_ignore_tkr", "-lmpi_cxx", "-lmpi_f77", "-lmpi_f90",
    "-lmpich", "-lmpichfort", "-lmpichf90", "-lmpichcxx", "-lmpicxx", "-lmpifort", "-lfmpich",
)
HOST_INCLUDES = ("/usr/include*", "/usr/local/include*", "*/openmpi/*", "*/mpich/*", "*/openmpi", "*/mpich")


@dataclasses.dataclass
class Options:
    fortran: list = dataclasses.field(default_factory=list)
    back_end: list = dataclasses.field(default_factory=list)
    inputs: list = dataclasses.field(default_factory=list)
    sources: list = dataclasses.field(default_factory=list)
    output: str = ""
    stage: str = "link"
    show: str = ""


def matches(argument, patterns):
    return any(fnmatch.fnmatchcase(argument, pattern) for pattern in patterns)


def expand(items):
    """Command lines in files: @name."""
    for item in items:
        if item.startswith("@") and pathlib.Path(item[1:]).is_file():
            yield from expand(shlex.split(pathlib.Path(item[1:]).read_text()))
        else:
            yield item


def add_include(options, flag, folder):
    if not matches(folder.rstrip("/"), HOST_INCLUDES):
        options.fortran.append(flag + folder)


def read_option(options, argument, following, die):
    """One argument that begins with '-'; `following` is the iterator to take its value from."""
    def value():
        found = next(following, None)
        return found if found is not None else die(f"argument to '{argument}' is missing")

    question = argument.lstrip("-")
    if question in ("show", "showme", "compile-info", "link-info", "compile_info", "link_info") or question.startswith("showme:"):
        options.show = question
    elif argument in STAGES:
        options.stage = argument
    elif argument == "-o":
        options.output = value()
    elif argument == "-I":
        add_include(options, "-I", value())
    elif argument.startswith("-I"):
        add_include(options, "-I", argument[2:])
    elif argument in FORTRAN_WITH_VALUE:
        options.fortran += [argument, value()]
    elif argument.startswith("-J"):
        options.fortran += ["-J", argument[2:]]
    elif argument in BACK_END_WITH_VALUE:
        options.back_end += [argument, value()]
    elif argument == "-mllvm":
        options.back_end += [argument, value()]
    elif matches(argument, BOTH):
        options.fortran.append(argument)
        options.back_end.append(argument)
    elif matches(argument, REFUSED):
        reason = next(text for pattern, text in REFUSED.items() if fnmatch.fnmatchcase(argument, pattern))
        die(f"'{argument}': {reason}")
    elif argument.startswith("-Wp,"):  # the preprocessor's options
        parts = iter(argument.split(",")[1:])
        for part in parts:
            read_option(options, part, parts, die)
    elif matches(argument, DROPPED + NATIVE_LIBRARIES):
        pass
    elif argument.startswith("-ffixed-line-length-"):
        options.fortran.append("-ffixed-line-length=" + argument.rsplit("-", 1)[1])
    elif matches(argument, BACK_END):
        # Libraries keep their place among the inputs.
        (options.inputs if argument.startswith("-l") else options.back_end).append(argument)
    else:
        options.fortran.append(argument)


def read(items, die):
    options = Options()
    following = iter(list(expand(items)))
    for argument in following:
        if argument.startswith("-") and argument != "-":
            read_option(options, argument, following, die)
            continue
        options.inputs.append(argument)
        if pathlib.Path(argument).suffix.lower() in SOURCES:
            options.sources.append(argument)
    if not any(matches(option, ("-O*",)) for option in options.fortran):
        options.fortran.append("-O3")
    if all(item.startswith("-l") for item in options.inputs):
        options.inputs = []
    return options
