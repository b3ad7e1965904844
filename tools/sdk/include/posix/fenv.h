/* Names of exception flags and rounding modes. Wasm has neither: no flag is ever set (feraiseexcept and fesetround fail for them). */
#include_next <fenv.h>
#ifndef FE_INVALID
#undef FE_ALL_EXCEPT
#define FE_INVALID 1
#define FE_DIVBYZERO 4
#define FE_OVERFLOW 8
#define FE_UNDERFLOW 16
#define FE_INEXACT 32
#define FE_ALL_EXCEPT 61
#ifdef __cplusplus
extern "C" {
#endif
int feenableexcept(int);
int fedisableexcept(int);
int fegetexcept(void);
#ifdef __cplusplus
}
#endif
#endif
