// Temporary files and folders, real paths, truncation, the mask of modes.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *relativeTo(const char *root, const char *path) {
  const size_t size = strcmp(root, "/") == 0 ? 0 : strlen(root);
  return path[size] && path[size + 1] ? path + size + 1 : ".";
}

static void showRealPath(const char *name, const char *root) {
  char path[PATH_MAX];
  errno = 0;
  if (realpath(name, path))
    printf("realpath(%s) = %s\n", name, relativeTo(root, path));
  else
    printf("realpath(%s): %s\n", name, errno == ENOENT ? "ENOENT" : errno == ELOOP ? "ELOOP" : "another error");
}

int main(void) {
  char name[] = "fileXXXXXX", withSuffix[] = "aXXXXXX.txt", folder[] = "folderXXXXXX", wrong[] = "fileXXX";
  int file = mkstemp(name);
  printf("mkstemp %d, name filled %d\n", file >= 0, strstr(name, "XXX") == NULL);
  printf("written %zd, there %d\n", write(file, "hello", 5), access(name, R_OK));
  close(file);
  printf("truncate %d", truncate(name, 3));
  struct stat status;
  stat(name, &status);
  printf(" to %d\n", (int)status.st_size);
  file = mkstemps(withSuffix, 4);
  printf("mkstemps %d %s\n", file >= 0, strrchr(withSuffix, '.'));
  printf("mkdtemp %d", mkdtemp(folder) == folder);
  printf(", a folder %d\n", stat(folder, &status) == 0 && S_ISDIR(status.st_mode));
  errno = 0;
  printf("without a pattern %d,", mkstemp(wrong));
  printf(" %d\n", errno == EINVAL);

  setenv("TMPDIR", ".", 1);
  FILE *stream = tmpfile();
  fprintf(stream, "in a temporary file %d", 42);
  rewind(stream);
  char text[64] = "";
  printf("%s", fgets(text, sizeof text, stream));
  printf("\nclosed %d\n", fclose(stream));

  char root[PATH_MAX];
  realpath(".", root);
  mkdir("d", 0700);
  mkdir("d/e", 0700);
  close(open("d/e/f", O_CREAT | O_WRONLY, 0600));
  symlink("d/e", "link");
  symlink("../link/f", "d/chain");
  symlink("loop", "loop");
  const char *names[] = {".", "d/./e/../e//f", "link/f", "link/..", "d/chain", "loop", "missing", "d/missing/..", "link/"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    showRealPath(names[i], root);
  errno = 0;
  printf("of nothing: %d", realpath("", NULL) == NULL);
  printf(" %d\n", errno == ENOENT);
  char *made = realpath("d", NULL);
  printf("allocated %s\n", relativeTo(root, made));
  free(made);

  umask(027);
  printf("umask was %o,", umask(022));
  printf(" is %o\n", umask(022));
  flockfile(stdout);
  printf("locked\n");
  funlockfile(stdout);
  return 0;
}
