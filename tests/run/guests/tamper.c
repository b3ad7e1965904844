// Tries to change what is in the directory given; prints the errors.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void show(const char *what, int result) {
  printf("%s: %s\n", what, result >= 0 ? "done" : errno == EROFS ? "EROFS" : errno == EEXIST ? "EEXIST" : strerror(errno));
}

int main(int argc, char **argv) {
  char text[64] = "";
  if (argc < 2 || chdir(argv[1]) != 0) return 2;
  const int file = open("file", O_RDONLY);
  if (file < 0 || read(file, text, sizeof text - 1) < 0) return 3;
  printf("read: %s\n", text);
  show("write", open("file", O_WRONLY));
  show("update", open("file", O_RDWR | O_CREAT, 0644));
  show("truncate", open("file", O_WRONLY | O_TRUNC));
  show("create", open("new", O_CREAT | O_WRONLY, 0644));
  show("mkdir", mkdir("new", 0755));
  show("mkdir of what is there", mkdir("d", 0755));
  show("rmdir", rmdir("d"));
  show("unlink", unlink("file"));
  show("rename", rename("file", "new"));
  show("link", link("file", "new"));
  show("symlink", symlink("file", "new"));
  show("times", futimens(file, NULL));
  return 0;
}
