/* What routines and regions share: how many parallel regions are entered. */
#ifndef WASMPI_OMP_TEAM_H
#define WASMPI_OMP_TEAM_H
extern int wasmpi_omp_level;
#endif
