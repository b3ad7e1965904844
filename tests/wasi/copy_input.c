// node: yes
// stdin-size: 3000001
#include <unistd.h>

int main(void) {
  static char buffer[100000];
  ssize_t size;
  while ((size = read(0, buffer, sizeof buffer)) > 0)
    for (ssize_t done = 0; done < size;) {
      const ssize_t count = write(1, buffer + done, (size_t)(size - done));
      if (count <= 0)
        return 2;
      done += count;
    }
  return size != 0;
}
