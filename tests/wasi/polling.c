// stdin: some input
#include <fcntl.h>
#include <poll.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

int main(void) {
  const int file = open("file", O_CREAT | O_RDWR, 0644);
  REQUIRE(file >= 0);
  struct pollfd input = {.fd = 0, .events = POLLIN};
  SHOW(poll(&input, 1, 10000));
  printf("%d\n", (input.revents & POLLIN) != 0);

  struct pollfd both[2] = {{.fd = file, .events = POLLIN | POLLOUT}, {.fd = 1, .events = POLLOUT}};
  SHOW(poll(both, 2, 10000));
  printf("%d %d %d\n", (both[0].revents & POLLIN) != 0, (both[0].revents & POLLOUT) != 0,
         (both[1].revents & POLLOUT) != 0);

  fd_set readable;
  FD_ZERO(&readable);
  FD_SET(0, &readable);
  struct timeval limit = {10, 0};
  SHOW(select(1, &readable, NULL, NULL, &limit));
  SHOW(FD_ISSET(0, &readable) != 0);

  char text[32] = "";
  SHOW(read(0, text, sizeof text));
  printf("'%s'\n", text);
  SHOW(usleep(1000));
  const struct timespec pause = {0, 2000000};
  SHOW(nanosleep(&pause, NULL));
  SHOW(sleep(0));
  return 0;
}
