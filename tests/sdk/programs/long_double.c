// What computes with long doubles also reads and prints them, without an option that says so. Digits
// that all kinds of long double have.
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  long double sum = 0, parsed = strtold("2.5", NULL), read = 0;
  for (int i = 1; i <= 100; i++) sum += 1.0L / i;
  printf("%.12Lf %Lg %.3Le\n", sum, parsed, sum * sum);
  printf("%d", sscanf("  -1.25e3", "%Lf", &read));
  printf(" %Lg %g %5.1f\n", read, (double)read, 1.0 / 3);
  char text[64];
  snprintf(text, sizeof text, "%.6Lf|%.2Lf", parsed, 1.0L * (int)parsed);
  puts(text);
  return 0;
}
