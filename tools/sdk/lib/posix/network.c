/* Sockets and names of hosts: a guest makes no connections of its own. */
#include <netdb.h>
#include <stddef.h>
#include <sys/socket.h>

#include "unavailable.h"

UNAVAILABLE(ENOSYS, int, socket, (int domain, int type, int protocol))
UNAVAILABLE(ENOSYS, int, socketpair, (int domain, int type, int protocol, int ends[2]))
UNAVAILABLE(ENOSYS, int, bind, (int socket, const struct sockaddr *address, socklen_t size))
UNAVAILABLE(ENOSYS, int, connect, (int socket, const struct sockaddr *address, socklen_t size))
UNAVAILABLE(ENOSYS, int, listen, (int socket, int backlog))
UNAVAILABLE(ENOSYS, int, setsockopt, (int socket, int level, int name, const void *value, socklen_t size))
UNAVAILABLE(ENOSYS, int, getsockname, (int socket, struct sockaddr *restrict address, socklen_t *restrict size))
UNAVAILABLE(ENOSYS, int, getpeername, (int socket, struct sockaddr *restrict address, socklen_t *restrict size))

int h_errno;

static struct hostent *notFound(void) {
  h_errno = HOST_NOT_FOUND;
  return NULL;
}
struct hostent *gethostbyname(const char *name) { return notFound(); }
struct hostent *gethostbyaddr(const void *address, socklen_t size, int type) { return notFound(); }
struct servent *getservbyname(const char *name, const char *protocol) { return NULL; }
int getaddrinfo(const char *restrict node, const char *restrict service, const struct addrinfo *restrict hints,
                struct addrinfo **restrict result) {
  return EAI_FAIL;
}
void freeaddrinfo(struct addrinfo *list) {}
int getnameinfo(const struct sockaddr *restrict address, socklen_t size, char *restrict host, socklen_t hostSize,
                char *restrict service, socklen_t serviceSize, int flags) {
  return EAI_FAIL;
}
const char *gai_strerror(int error) { return "names cannot be looked up in a WebAssembly guest"; }
const char *hstrerror(int error) { return gai_strerror(error); }
