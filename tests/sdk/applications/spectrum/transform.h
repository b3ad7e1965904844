#ifndef TRANSFORM_H
#define TRANSFORM_H
#include <complex.h>
#include <stddef.h>

void transform(double complex* values, size_t size);
#endif
