#include "evaluate.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { kMaxDepth = 40 };

static double sum(struct evaluator* e);

static void fail(struct evaluator* e, const char* problem) {
  e->problem = problem;
  longjmp(e->failed, 1);
}

static char next(struct evaluator* e) {
  while (isspace((unsigned char)*e->at))
    e->at++;
  return *e->at;
}

static double function(struct evaluator* e) {
  const char* name = e->at;
  while (isalpha((unsigned char)*e->at))
    e->at++;
  const size_t size = (size_t)(e->at - name);
  if (next(e) != '(')
    fail(e, "unknown name");
  const double argument = sum(e);
  if (size == 4 && memcmp(name, "sqrt", 4) == 0)
    return argument >= 0 ? sqrt(argument) : (fail(e, "root of a negative number"), 0);
  if (size == 3 && memcmp(name, "exp", 3) == 0)
    return exp(argument);
  fail(e, "unknown function");
  return 0;
}

static double operand(struct evaluator* e) {
  const char first = next(e);
  char* end;
  if (++e->depth > kMaxDepth)
    fail(e, "too deep");
  double value;
  if (first == '(') {
    e->at++;
    value = sum(e);
    if (next(e) != ')')
      fail(e, "no ')'");
    e->at++;
  } else if (first == '-') {
    e->at++;
    value = -operand(e);
  } else if (isalpha((unsigned char)first)) {
    value = function(e);
  } else {
    value = strtod(e->at, &end);
    if (end == e->at)
      fail(e, *e->at ? "no number" : "unfinished");
    e->at = end;
  }
  e->depth--;
  return value;
}

static double product(struct evaluator* e) {
  double value = operand(e);
  for (;;) {
    const char operation = next(e);
    if (operation != '*' && operation != '/')
      return value;
    e->at++;
    const double other = operand(e);
    if (operation == '/' && other == 0)
      fail(e, "division by zero");
    value = operation == '*' ? value * other : value / other;
  }
}

static double sum(struct evaluator* e) {
  double value = product(e);
  for (;;) {
    const char operation = next(e);
    if (operation != '+' && operation != '-')
      return value;
    e->at++;
    value += operation == '+' ? product(e) : -product(e);
  }
}

int evaluate(struct evaluator* e, const char* text, double* value) {
  e->text = e->at = text;
  e->problem = NULL;
  e->depth = 0;
  if (setjmp(e->failed))
    return 0;
  *value = sum(e);
  if (next(e))
    fail(e, "something follows");
  return 1;
}
