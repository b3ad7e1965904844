// Waits, with a time limit, at the listening socket that is its descriptor 3, and answers one connection in capitals.
#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  struct pollfd listener = {.fd = 3, .events = POLLIN};
  if (poll(&listener, 1, 30000) != 1) return 3;
  int connection = accept(3, NULL, NULL);
  if (connection < 0) {
    perror("accept");
    return 4;
  }
  char text[64];
  ssize_t size = recv(connection, text, sizeof text, 0);
  for (ssize_t i = 0; i < size; i++) text[i] = (char)toupper(text[i]);
  if (size < 0 || send(connection, text, (size_t)size, 0) != size || shutdown(connection, SHUT_WR) != 0) return 5;
  printf("answered %d bytes\n", (int)size);
  return close(connection);
}
