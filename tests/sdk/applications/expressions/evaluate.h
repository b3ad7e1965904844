#ifndef EVALUATE_H
#define EVALUATE_H
#include <setjmp.h>

/* Evaluates by recursive descent; what is wrong with the text is reported by a jump out of it. */
struct evaluator {
  jmp_buf failed;
  const char *text, *at, *problem;
  int depth;
};

int evaluate(struct evaluator* evaluator, const char* text, double* value);
#endif
