#!/usr/bin/env bash
# What wasmpi-cc and wasmpi-c++ promise beyond compiling: a case is a function, its name the promise.
# Usage: wrapper_test.sh <staged sdk> <scratch folder>
set -u

sdk=$(readlink -f "$1")
work=$2
cc=$sdk/bin/wasmpi-cc
cxx=$sdk/bin/wasmpi-c++
rm -rf "$work" && mkdir -p "$work" && cd "$work" || exit 1
failures=0

printf '#include <mpi.h>\nint main(int c, char **v) { MPI_Init(&c, &v); return MPI_Finalize(); }\n' >mpi.c
printf 'int main(void) { return 0; }\n' >plain.c
printf '#include <vector>\n#include <mpi.h>\nint main() { std::vector<int> v(3); return (int)v.size() - 3; }\n' >plain.cpp

fail() {
  printf '  %s\n' "$1"
  return 1
}
# Runs a command, keeping what it prints in $out; the two say what is expected of it.
works() { out=$("$@" 2>&1) || fail "failed: $* -> $out"; }
refuses() { if out=$("$@" 2>&1); then fail "succeeded: $*"; fi; }
says() { [[ $out == *"$1"* ]] || fail "does not say '$1': $out"; }
keeps_silent_about() { [[ $out != *"$1"* ]] || fail "says '$1': $out"; }
is_module() { [[ $(head -c 4 "$1" | od -An -tx1) == ' 00 61 73 6d' ]] || fail "$1 is no Wasm module"; }
# The parts of a module, as text.
details() { works wasm-objdump -x "$1"; }

compiles_and_links_apart() {
  works "$cc" -c mpi.c -o mpi.o && works "$cc" mpi.o -o apart.wasm && is_module apart.wasm
}
compiles_in_one_step_to_a_out() { works "$cc" plain.c && is_module a.out; }
links_several_sources_and_archives() {
  printf 'int answer(void) { return 42; }\n' >answer.c
  printf 'int answer(void); int main(void) { return answer() - 42; }\n' >ask.c
  works "$cc" -c answer.c && works llvm-ar-22 rcs libanswer.a answer.o &&
    works "$cc" ask.c -L. -lanswer -o ask.wasm && is_module ask.wasm
}
links_the_slower_printf_only_for_long_doubles() {
  printf '#include <stdio.h>\nstatic int unused(int z) { return 1; }\nint main(int c, char **v) { printf("%%Lf %%f", c / 3.0L, c / 3.0); return !v + unused(c); }\n' >long.c
  printf '#include <stdio.h>\nint main(int c, char **v) { printf("%%f", c / 3.0); return !v; }\n' >short.c
  works "$cc" short.c -o short.wasm && details short.wasm && says long_double_not_supported && keeps_silent_about tf3 &&
    works "$cc" -c long.c && works "$cc" long.o -olong.wasm && details long.wasm && says __multf3 &&
    keeps_silent_about long_double_not_supported
}
warns_once_of_what_it_compiles_twice() {
  works "$cc" -Wextra long.c -o long.wasm && [[ $(grep -c "unused parameter 'z'" <<<"$out") == 1 ]] || fail "$out"
}
takes_a_language_for_all_inputs() { works "$cc" -x c mpi.c -o x.wasm && works "$cxx" -x c++ plain.cpp -o x.wasm; }
reads_standard_input() {
  out=$("$cc" -x c - -o stdin.wasm <mpi.c 2>&1) && out=$("$cc" -x c - -o stdin.wasm <long.c 2>&1) || fail "$out"
}
preprocesses_and_lists_dependencies() {
  works "$cc" -E mpi.c && says 'MPI_Send' && works "$cc" -M mpi.c && says 'mpi.h' &&
    works "$cc" -MMD -MF deps.d -c mpi.c && [[ -s deps.d ]]
}
emits_assembly() { works "$cc" -S mpi.c -o mpi.s && grep -q 'call	MPI_Init' mpi.s; }
takes_arguments_from_a_file() {
  printf -- '-c mpi.c\n-o "with space.o"\n' >arguments.rsp
  works "$cc" @arguments.rsp && is_module 'with space.o'
}
links_nothing_when_only_asked_for_its_version() { works "$cc" --version && says 22 && works "$cxx" -v; }
fails_on_flags_of_other_compilers() { refuses "$cc" -V && refuses "$cc" -qversion; }

optimises_unless_told_otherwise() {
  works "$cc" -c mpi.c '-###' && says '"-O3"' && works "$cc" -O1 -c mpi.c '-###' && keeps_silent_about '"-O3"'
}
adds_no_vector_instructions_of_its_own() {
  works "$cc" -dM -E mpi.c && keeps_silent_about __wasm_simd128__ &&
    works "$cc" -msimd128 -dM -E mpi.c && says __wasm_simd128__
}
keeps_names_and_drops_debug_information() {
  works "$cc" mpi.c -o strip.wasm && details strip.wasm && says '"name"' && keeps_silent_about '.debug_info' &&
    says '<main>'
}
keeps_debug_information_with_g() { works "$cc" -g mpi.c -o debug.wasm && details debug.wasm && says '.debug_info'; }
lays_the_module_out_for_the_runtime() {
  works "$cc" mpi.c -o layout.wasm && details layout.wasm &&
    says '-> "memory"' && says '-> "_start"' && says '-> "malloc"' && says '-> "free"' &&
    says '-> "__indirect_function_table"' && says 'init i32=8388608' && keeps_silent_about command_export
}
puts_functions_in_the_table_from_64_on() {
  printf 'static int f(void) { return 1; }\nint (*volatile p)(void) = f;\nint main(void) { return p(); }\n' >table.c
  works "$cc" table.c -o table.wasm && details table.wasm && says 'init i32=64'
}
lets_users_override_its_linker_options() {
  works "$cc" plain.c -Wl,-z,stack-size=65536 -o small.wasm && details small.wasm &&
    says 'init i32=65536'
}
links_without_libraries_when_told() {
  printf 'int twice(int x) { return 2 * x; }\n' >bare.c
  works "$cc" -nostdlib -Wl,--no-entry -Wl,--export=twice bare.c -o bare.wasm && details bare.wasm &&
    says '-> "twice"' && keeps_silent_about malloc
}

drops_what_only_the_host_understands() {
  works "$cc" -march=native -mtune=native -mavx2 -m64 -pthread -fPIC -rdynamic -Wl,-rpath,/opt/lib \
    -Wl,-rpath -Wl,/opt/lib -Xlinker -rpath -Xlinker /opt/lib -Wl,--enable-new-dtags,--as-needed \
    -Wl,-z,relro -Wl,-z -Wl,now -L/usr/lib/x86_64-linux-gnu mpi.c -o dropped.wasm -lmpi -lmpi_cxx -lpthread \
    -lm -ldl -lrt -latomic && is_module dropped.wasm
}
refuses_what_needs_a_runtime_of_the_host() {
  refuses "$cc" -fsanitize=address -c plain.c && says 'sanitizers' && refuses "$cc" -pg -c plain.c && says 'perf'
}
makes_plain_objects_for_link_time_optimisation() {
  works "$cc" -flto=auto -c plain.c -o lto.o && is_module lto.o && works "$cc" -flto lto.o -z noexecstack -o lto.wasm
}
throws_and_catches_by_default() {
  printf 'int main() { try { throw 3; } catch (int i) { return i - 3; } }\n' >throw.cpp
  works "$cxx" throw.cpp -o throw.wasm && works "$cc" -c throw.cpp && works "$cc" throw.o -lstdc++ -o throw.wasm &&
    refuses "$cxx" -fno-exceptions throw.cpp && says 'exceptions disabled'
}
costs_nothing_where_nothing_is_thrown() {
  printf 'int f(int); int g(int x) { return f(x) + f(x + 1); }\n' >cost.c
  works "$cc" -S cost.c -o cost.s && ! grep -q 'try\|_exception\|longjmp' cost.s
}
jumps_by_default() {
  printf '#include <setjmp.h>\njmp_buf b; int main(void) { if (setjmp(b)) return 0; longjmp(b, 1); }\n' >jump.c
  works "$cc" -std=c99 -Wall -Werror jump.c -o jump.wasm && works "$cxx" -x c++ jump.c -o jump.wasm
}
has_binary_tools() {
  printf 'int answer(void) { return 42; }\n' >tool.c
  works "$cc" -c tool.c && works "$sdk/bin/wasmpi-ar" cr libtool.a tool.o && works "$sdk/bin/wasmpi-ranlib" libtool.a &&
    works "$sdk/bin/wasmpi-nm" libtool.a && says 'T answer' && works ln -s "$sdk/bin/wasmpi-ar" wasmpi-nonsense &&
    refuses ./wasmpi-nonsense && says 'llvm-nonsense'
}
tells_pkg_config() {
  out=$(PKG_CONFIG_LIBDIR="$sdk/share/wasmpi/lib/pkgconfig" pkg-config --cflags --libs mpi 2>&1) || fail "$out"
  works "$cc" mpi.c $out -o configured.wasm && is_module configured.wasm
}
maps_libstdcxx() { works "$cxx" -c plain.cpp -o cpp.o && works "$cc" cpp.o -lstdc++ -lstdc++fs -o cpp.wasm; }
refuses_shared_libraries() { refuses "$cc" -shared plain.c && says 'static module'; }
runs_openmp_with_one_thread() {
  printf '#include <omp.h>\nint main(void) { int n = 0;\n#pragma omp parallel\nn += omp_get_num_threads();\nreturn n - 1; }\n' >omp.c
  works "$cc" -fopenmp omp.c -o omp.wasm && is_module omp.wasm && works "$cc" -qopenmp omp.c -liomp5 -o omp.wasm &&
    works "$cc" -c -fopenmp omp.c && works "$cc" omp.o -lgomp -o omp.wasm && refuses "$cc" omp.o -o omp.wasm
}
never_finds_headers_of_the_host() {
  printf '#include <linux/version.h>\nint main(void) { return 0; }\n' >leak.c
  refuses "$cc" -c leak.c && says "'linux/version.h' file not found" &&
    refuses env CPATH=/usr/include C_INCLUDE_PATH=/usr/include "$cc" -c leak.c &&
    refuses "$cc" -I/usr/include -isystem /usr/include/ -idirafter /usr/include -c leak.c &&
    works "$cc" -M mpi.c && keeps_silent_about ' /usr/include/stdio.h'
}
never_finds_the_hosts_mpi() {
  works "$cc" -I/usr/lib/x86_64-linux-gnu/openmpi/include -I /usr/include/x86_64-linux-gnu/mpich -M mpi.c &&
    says share/wasmpi/include/mpi.h
}

answers_show() {
  works "$cc" -show -c mpi.c && says clang && says "-c mpi.c" && [[ ! -e show.o ]] &&
    works "$cc" --showme:compile && says "-I$sdk/share/wasmpi/include" &&
    works "$cc" -showme:link && says "-L$sdk/share/wasmpi/lib -lmpi" && works "$cc" -link-info && says -lmpi &&
    refuses "$cc" -showme:nonsense && works "$cc" --print-sysroot && says "$sdk/share/wasmpi/sysroot"
}
accepts_its_own_answers() {
  local flags
  flags=$("$cc" -show -c mpi.c) && eval "set -- $flags" && shift && works "$cc" "$@" -o again.o &&
    works "$cc" mpi.c $("$cc" --showme:compile) $("$cc" --showme:link) -o again.wasm
}
satisfies_a_configure_probe() {
  printf 'char MPI_Init(); int main(void) { return MPI_Init(); }\n' >probe.c
  works "$cc" probe.c -o probe.wasm && is_module probe.wasm &&
    printf 'char MPI_Nonsense(); int main(void) { return MPI_Nonsense(); }\n' >probe.c &&
    refuses "$cc" probe.c -o probe.wasm && says MPI_Nonsense
}

supplies_what_wasi_libc_keeps_in_emulation_libraries() {
  cat >posix.c <<'EOF'
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>
int main(void) {
  char name[256];
  struct tms times_;
  struct rusage usage;
  signal(SIGINT, SIG_IGN);
  void *p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return gethostname(name, sizeof name) + (clock() > 0) + (int)times(&times_) + getrusage(RUSAGE_SELF, &usage) + (getpid() > 0) + (p == MAP_FAILED);
}
EOF
  works "$cc" -Wall -Werror posix.c -o posix.wasm && details posix.wasm && says 'wasmpi.gethostname'
}
has_a_header_for_every_standard_of_c_and_cpp() {
  local standard
  for standard in c89 c99 c11 c17 gnu2x; do works "$cc" -std=$standard -Wall -Werror -c mpi.c -o std.o || return 1; done
  for standard in c++98 c++11 c++17 c++20; do
    works "$cxx" -std=$standard -Wall -Werror -x c++ -c mpi.c -o std.o || return 1
  done
  printf '#include <mpi.h>\nMPI_Op f(MPI_Comm c) { return c; }\n' >typed.c
  refuses "$cc" -Werror -c typed.c && says incompatible
}

works_where_nothing_can_be_written() {
  mkdir -p sealed && cp -a "$sdk/." sealed && chmod -R a-w sealed
  works_as_nobody sealed/bin/wasmpi-c++ plain.cpp && works_as_nobody sealed/bin/wasmpi-cc mpi.c
  local status=$?
  chmod -R u+w sealed
  return $status
}
# As a user who owns nothing, where this test may become one.
works_as_nobody() {
  local output
  output=$(mktemp -d) && chmod a+rwx "$output" && chmod a+rx "$work" || return 1
  if [[ $(id -u) == 0 ]] && setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$PWD/$1"; then
    works setpriv --reuid=65534 --regid=65534 --clear-groups "$PWD/$1" "$PWD/$2" -o "$output/program.wasm"
  else
    works "$1" "$2" -o "$output/program.wasm"
  fi && is_module "$output/program.wasm" && rm -r "$output"
}
works_from_any_place_and_under_other_names() {
  mkdir -p 'moved to/here' && cp -a "$sdk/." 'moved to/here' && ln -sf 'moved to/here/bin/wasmpi-cc' mpicc &&
    ln -sf 'moved to/here/bin/wasmpi-cc' mpicxx && works ./mpicc mpi.c -o 'moved to/moved.wasm' &&
    is_module 'moved to/moved.wasm' && works ./mpicc -M mpi.c && says moved && works ./mpicxx plain.cpp -o moved.wasm
}
names_what_is_missing() {
  refuses env WASMPI_CLANG=/nowhere/clang "$cc" mpi.c && says /nowhere/clang && says 'apt-get install' &&
    mkdir -p bare/bin && cp "$cc" bare/bin && refuses bare/bin/wasmpi-cc mpi.c && says mpi.h &&
    cp -a "$sdk" nolibc && ln -sfn /nowhere nolibc/share/wasmpi/sysroot/lib/wasm32-wasi &&
    refuses nolibc/bin/wasmpi-cc mpi.c && says wasi-libc && says 'apt-get install'
}
fails_when_the_program_is_wrong() {
  printf 'int main(void) { return undeclared; }\n' >wrong.c
  refuses "$cc" wrong.c && says undeclared && refuses "$cc" missing.c && says 'missing.c' && refuses "$cc" -o
}
takes_a_fortran_compilers_command_line() {
  local fc=$sdk/bin/wasmpi-fc
  printf 'program p\n  use mpi\n  implicit none\n  integer :: i\n  call MPI_Init(i)\n  call MPI_Finalize(i)\nend program\n' >mpi.f90
  works "$fc" -O2 -g0 -march=native -std=legacy -Wall -Wpedantic -Wline-truncation -ffree-line-length-none -fallow-argument-mismatch -fbacktrace \
    -I/usr/include/x86_64-linux-gnu/mpich -c mpi.f90 && is_module mpi.o && works "$fc" mpi.o -lgfortran -lm -o fortran.wasm &&
    is_module fortran.wasm && works "$cc" -show mpi.o -lgfortran && says -lwasmpi-fortran &&
    refuses "$fc" -fcheck=all -c mpi.f90 && says 'no checks at run time' && works "$fc" -show -c mpi.f90 && says flang &&
    works "$fc" -showme:compile && says "-I$sdk/share/wasmpi/fortran/include" &&
    refuses "$fc" -fdefault-integer-8 -c mpi.f90 && says 'INTEGERs of four bytes' && refuses "$fc" -i8 -c mpi.f90 &&
    printf 'program p\n  print *, ANSWER\nend program\n' >macro.F90 &&
    works "$fc" -show -Wp,-DANSWER=42,-Iown -c macro.F90 && says '-DANSWER=42 -Iown' &&
    works "$fc" -show mpi.o -lmpi_mpifh -lmpi_of_our_own && says -lmpi_of_our_own && keeps_silent_about -lmpi_mpifh
}
compares_common_blocks_in_libraries_too() {
  local fc=$sdk/bin/wasmpi-fc
  printf 'block data\n  common /preset/ p(2)\n  data p / 1., 2. /\nend block data\nprogram q\n  call update()\nend program\n' >preset.f90
  printf 'subroutine update()\n  common /preset/ p(1000)\n  p(900) = 1.\nend subroutine\n' >update.f90
  mkdir -p folder && works "$fc" -c update.f90 && works llvm-ar-22 rcs folder/libupdate.a update.o &&
    refuses "$fc" preset.f90 -Lfolder -lupdate -o preset.wasm && says 'COMMON /PRESET/ has 8 bytes' &&
    refuses "$fc" preset.f90 -L folder -l:libupdate.a -o preset.wasm && says 'COMMON /PRESET/ has 8 bytes'
}

cases=(compiles_and_links_apart compiles_in_one_step_to_a_out links_several_sources_and_archives
  links_the_slower_printf_only_for_long_doubles warns_once_of_what_it_compiles_twice
  takes_a_language_for_all_inputs reads_standard_input preprocesses_and_lists_dependencies emits_assembly
  takes_arguments_from_a_file links_nothing_when_only_asked_for_its_version fails_on_flags_of_other_compilers
  optimises_unless_told_otherwise adds_no_vector_instructions_of_its_own keeps_names_and_drops_debug_information
  keeps_debug_information_with_g lays_the_module_out_for_the_runtime puts_functions_in_the_table_from_64_on
  lets_users_override_its_linker_options links_without_libraries_when_told drops_what_only_the_host_understands
  refuses_what_needs_a_runtime_of_the_host makes_plain_objects_for_link_time_optimisation throws_and_catches_by_default
  costs_nothing_where_nothing_is_thrown jumps_by_default has_binary_tools tells_pkg_config maps_libstdcxx
  refuses_shared_libraries runs_openmp_with_one_thread never_finds_headers_of_the_host never_finds_the_hosts_mpi answers_show
  accepts_its_own_answers satisfies_a_configure_probe supplies_what_wasi_libc_keeps_in_emulation_libraries
  has_a_header_for_every_standard_of_c_and_cpp works_where_nothing_can_be_written works_from_any_place_and_under_other_names names_what_is_missing
  fails_when_the_program_is_wrong)
if type -P flang-22 >/dev/null; then cases+=(takes_a_fortran_compilers_command_line compares_common_blocks_in_libraries_too); fi
for case in "${cases[@]}"; do
  if $case; then printf 'ok      %s\n' "${case//_/ }"; else
    printf 'FAILED  %s\n' "${case//_/ }"
    failures=$((failures + 1))
  fi
done
printf '%d of %d failed\n' "$failures" "${#cases[@]}"
((failures == 0))
