// Failing calls. Left out: "" and paths with superfluous "./", which wasi-libc tidies up before the host sees them.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

int main(void) {
  char byte = 0;
  static char name[300];
  memset(name, 'n', sizeof(name) - 1);
  const int file = open("file", O_CREAT | O_RDWR, 0644);
  REQUIRE(file >= 0 && mkdir("d", 0755) == 0 && mkdir("d/e", 0755) == 0);

  SHOW(open("missing", O_RDONLY));
  SHOW(open("missing/x", O_CREAT | O_WRONLY, 0644));
  SHOW(open("file/x", O_RDONLY));
  SHOW(open("file/", O_RDONLY));
  SHOW(open("file", O_RDONLY | O_DIRECTORY));
  SHOW(open("file", O_CREAT | O_EXCL | O_WRONLY, 0644));
  SHOW(open("d", O_WRONLY));
  SHOW(open("d", O_CREAT | O_WRONLY, 0644));
  SHOW(open("new/", O_CREAT | O_WRONLY, 0644));
  SHOW(open(name, O_RDONLY));
  SHOW(unlink("missing"));
  SHOW(unlink("file/"));
  SHOW(rmdir("file"));
  SHOW(rmdir("d"));
  SHOW(rmdir("d/."));
  SHOW(rmdir("d/e/.."));
  SHOW(mkdir("file", 0755));
  SHOW(mkdir("file/x", 0755));
  SHOW(mkdir(name, 0755));
  SHOW(rename("missing", "x"));
  SHOW(rename("d", "d/e/x"));
  SHOW(rename("file", "d"));
  SHOW(rename("d", "file"));
  SHOW(rename("file", "file"));
  SHOW(read(99, &byte, 1));
  SHOW(write(-1, &byte, 1));
  SHOW(close(99));
  SHOW(lseek(file, 0, 99));
  SHOW(lseek(file, -1, SEEK_CUR));
  SHOW(lseek(0, 0, SEEK_CUR));
  SHOW(pread(file, &byte, 1, -1));
  SHOW(ftruncate(file, -1));
  SHOW(chdir("missing"));
  return 0;
}
