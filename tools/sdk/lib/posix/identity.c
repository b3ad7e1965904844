/* Users and groups. WASI has none: a guest is the user that the environment it was given names (USER, HOME, SHELL), with the id that
   stands for "no particular one" elsewhere, and cannot become another. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unavailable.h"

enum { kUser = 65534, kGroup = 65534 };

uid_t getuid(void) { return kUser; }
uid_t geteuid(void) { return kUser; }
gid_t getgid(void) { return kGroup; }
gid_t getegid(void) { return kGroup; }
int getgroups(int size, gid_t *groups) {
  if (size > 0)
    groups[0] = kGroup;
  return 1;
}
UNAVAILABLE(EPERM, int, setuid, (uid_t user))
UNAVAILABLE(EPERM, int, seteuid, (uid_t user))
UNAVAILABLE(EPERM, int, setgid, (gid_t group))
UNAVAILABLE(EPERM, int, setegid, (gid_t group))

static char *fromEnvironment(const char *name, const char *otherwise) {
  char *value = getenv(name);
  return value && *value ? value : (char *)otherwise;
}

char *getlogin(void) { return fromEnvironment("USER", "guest"); }

int getlogin_r(char *name, size_t size) {
  if (strlen(getlogin()) >= size)
    return ERANGE;
  strcpy(name, getlogin());
  return 0;
}

static void fill(struct passwd *entry) {
  *entry = (struct passwd){.pw_name = getlogin(), .pw_passwd = "x", .pw_uid = kUser, .pw_gid = kGroup, .pw_gecos = "",
                           .pw_dir = fromEnvironment("HOME", "/"), .pw_shell = fromEnvironment("SHELL", "/bin/sh")};
}

static struct passwd entry;

struct passwd *getpwuid(uid_t user) {
  if (user != kUser)
    return NULL;
  fill(&entry);
  return &entry;
}
struct passwd *getpwnam(const char *name) { return strcmp(name, getlogin()) == 0 ? getpwuid(kUser) : NULL; }

/* The strings belong to the environment, not to the buffer. */
int getpwuid_r(uid_t user, struct passwd *result, char *buffer, size_t size, struct passwd **found) {
  *found = user == kUser ? result : NULL;
  if (*found)
    fill(result);
  return 0;
}
int getpwnam_r(const char *name, struct passwd *result, char *buffer, size_t size, struct passwd **found) {
  return getpwuid_r(strcmp(name, getlogin()) == 0 ? kUser : 0, result, buffer, size, found);
}

struct group *getgrgid(gid_t group) { return NULL; }
struct group *getgrnam(const char *name) { return NULL; }
