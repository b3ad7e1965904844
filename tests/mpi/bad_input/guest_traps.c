// A trap in the guest's own code ends the whole job, with the trap, the rank and a backtrace that
// names the function; nobody waits for the rank that is gone.
// ranks: 1 2
// functions: MPI_Init
// wasm-only: trap .
// cases: unreachable load divide overflow conversion not_a_number stack indirect
// case unreachable: unreachable(.|\n)*tryUnreachable
// case load: out of bounds memory access(.|\n)*tryLoad
// case divide: integer divide by zero(.|\n)*tryDivide
// case overflow: integer overflow(.|\n)*tryOverflow
// case conversion: integer overflow(.|\n)*tryConversion
// case not_a_number: invalid conversion to integer(.|\n)*tryNotANumber
// case stack: call stack exhausted
// case indirect: (undefined element|uninitialized element|indirect call type mismatch)
#include "hostile.h"

static volatile int zero = 0, minimum = INT32_MIN, minusOne = -1, result = 0;
static volatile double tooLarge = 1e300, notANumber = __builtin_nan("");
static volatile unsigned badIndex = 60000;

__attribute__((noinline)) static void tryUnreachable(void) { __builtin_trap(); }

__attribute__((noinline)) static void tryLoad(void) { result = *(volatile int *)FAR_AWAY; }

// In assembly: C leaves these cases undefined, and the compiler may do as it likes with them.
__attribute__((noinline)) static void tryDivide(void) {
  int quotient, above = 1, below = zero;
  __asm__ volatile("local.get %1\nlocal.get %2\ni32.div_s\nlocal.set %0"
                   : "=r"(quotient)
                   : "r"(above), "r"(below));
  result = quotient;
}

__attribute__((noinline)) static void tryOverflow(void) {
  int quotient, above = minimum, below = minusOne;
  __asm__ volatile("local.get %1\nlocal.get %2\ni32.div_s\nlocal.set %0"
                   : "=r"(quotient)
                   : "r"(above), "r"(below));
  result = quotient;
}

__attribute__((noinline)) static void tryConversion(void) {
  int converted;
  double value = tooLarge;
  __asm__ volatile("local.get %1\ni32.trunc_f64_s\nlocal.set %0" : "=r"(converted) : "r"(value));
  result = converted;
}

__attribute__((noinline)) static void tryNotANumber(void) {
  int converted;
  double value = notANumber;
  __asm__ volatile("local.get %1\ni32.trunc_f64_s\nlocal.set %0" : "=r"(converted) : "r"(value));
  result = converted;
}

__attribute__((noinline)) static int descend(int level) {
  volatile int here = level;
  return here < 0 ? 0 : descend(level + 1) + here;
}

static void tryStack(void) { result = descend(0); }

static void tryIndirect(void) {
  int (*function)(int) = (int (*)(int))badIndex;
  result = function(1);
}

static const Case kCases[] = {
    {"unreachable", tryUnreachable}, {"load", tryLoad},
    {"divide", tryDivide},           {"overflow", tryOverflow},
    {"conversion", tryConversion},   {"not_a_number", tryNotANumber},
    {"stack", tryStack},             {"indirect", tryIndirect},
};

int main(int argc, char **argv) { return runCase(argc, argv, kCases, COUNT_OF(kCases)); }
