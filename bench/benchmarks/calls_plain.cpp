// The work of calls_in_try.cpp without its handlers.
#define PLAIN
#include "calls_in_try.cpp"
