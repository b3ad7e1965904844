// What the one-sided programs share. MPICH 4.0.2 over UCX takes the base of a window for one that is a
// multiple of 16, whatever it is: memory of windows is aligned, so that the native runs are right.
#pragma once

#include "support.h"

#define WINDOW_MEMORY _Alignas(64)
