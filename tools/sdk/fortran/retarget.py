"""flang's LLVM IR for x32, rewritten for wasm32.

Both have 32-bit pointers and the same sizes and alignments of all else, so what changes is little:
  * the target's name, layout and CPU;
  * COMMON blocks, which WebAssembly's linker does not know: weak symbols, the largest of which the link picks (linking.py);
  * `main`, whose type C fixes: the Fortran runtime calls the program by another name;
  * C's functions of complex numbers, which the two ABIs pass differently: the runtime has them under names of its own;
  * addresses in tables about derived types, 64 bits wide in flang's: the lower half is the address, the upper zero;
  * MPI's procedures: a CHARACTER buffer brings a hidden length that the binding does not take and that native ABIs ignore. Declared
    as they are, the back end drops what is too much.
"""

import re

LAYOUT = "e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
TRIPLE = "wasm32-unknown-wasi"

CPU = re.compile(r'"(?:target-cpu|target-features|tune-cpu)"="[^"]*"')
COMMON = re.compile(r"^(@\S+ = )common ", re.MULTILINE)
COMPLEX = re.compile(r"@(c(?:abs|exp|log|sqrt|pow|a?(?:sin|cos|tan)h?)f?)\(")
MPI_DECLARATION = re.compile(r"^declare .*? @(p?mpi_\w+_)\(.*?\)", re.MULTILINE)
C_POINTER = r"%_QM__fortran_builtinsT__builtin_c_(?:fun)?ptr"
STATIC_ADDRESS = re.compile(r'\{ i64 ptrtoint \(ptr (@[\w.$]+|@"[^"]+") to i64\) \}')
# One type, operand or intrinsic each; the text is what the source calls it.
NO_EQUIVALENT = {
    re.compile(r"\bx86_fp80\b"): "REAL(10) and COMPLEX(10) are x87's, which WebAssembly does not have; use REAL(8) or REAL(16)",
    re.compile(r"\basm (?:sideeffect )?\""): "inline assembly cannot be compiled for WebAssembly",
    re.compile(r"\bblockaddress\("): "an ASSIGNed GO TO or a label's address cannot be compiled for WebAssembly",
    re.compile(r"@llvm\.(?:init|adjust)\.trampoline"):
        "an internal procedure that uses its host's variables is passed as an argument, which needs code written at run time; "
        "WebAssembly has none: make it a module procedure and pass what it needs",
    re.compile(r"@llvm\.x86\."): "an instruction of x86 cannot be compiled for WebAssembly",
}


class Unsupported(Exception):
    """The program holds something that has no form in WebAssembly; the text says what and what to do."""


def read_signatures(path):
    """mpi_bindings.txt: name, result and parameters of each of MPI's procedures, as IR types."""
    signatures = {}
    for line in path.read_text().splitlines():
        name, result, *parameters = line.split()
        signatures[name] = (result, parameters)
    return signatures


def declare(match, signatures):
    name = match.group(1)
    if name not in signatures:
        return match.group(0)
    result, parameters = signatures[name]
    return f"declare {result} @{name}({', '.join(parameters)})"


def split_addresses(text):
    """C's pointers as two halves, in files whose constants hold addresses as such: no relocation of 64 bits exists. Halves in a
    vector, since its size and alignment are those of the 64 bits."""
    if not STATIC_ADDRESS.search(text):
        return text
    text = STATIC_ADDRESS.sub(r"{ <2 x i32> <i32 ptrtoint (ptr \1 to i32), i32 0> }", text)
    text = re.sub(f"({C_POINTER}) {{ i64 0 }}", r"\1 zeroinitializer", text)
    return re.sub(f"^({C_POINTER} = type ){{ i64 }}", r"\1{ <2 x i32> }", text, flags=re.MULTILINE)


def retarget(text, signatures):
    for pattern, reason in NO_EQUIVALENT.items():
        if pattern.search(text):
            raise Unsupported(reason)
    text = re.sub(r'^target datalayout = ".*"$', f'target datalayout = "{LAYOUT}"', text, flags=re.MULTILINE)
    text = re.sub(r'^target triple = ".*"$', f'target triple = "{TRIPLE}"', text, flags=re.MULTILINE)
    # An attribute group must not be empty; this one names what every guest function may do anyway.
    text = CPU.sub('"wasm-guest"', text)
    text = COMMON.sub(r"\1weak ", text)
    text = re.sub(r"^(define .*)@main\(", r"\1@wasmpi_fortran_main(", text, flags=re.MULTILINE)
    text = split_addresses(text)
    text = COMPLEX.sub(r"@wasmpi_fortran_\1(", text)
    return MPI_DECLARATION.sub(lambda match: declare(match, signatures), text)
