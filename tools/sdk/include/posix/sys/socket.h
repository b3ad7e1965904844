/* Sockets: a guest uses those it is given and makes none; these fail with ENOSYS. */
#include_next <sys/socket.h>
#ifndef WASMPI_POSIX_SYS_SOCKET_H
#define WASMPI_POSIX_SYS_SOCKET_H
#ifdef __cplusplus
extern "C" {
#endif
int socket(int, int, int);
int socketpair(int, int, int, int[2]);
int bind(int, const struct sockaddr *, socklen_t);
int connect(int, const struct sockaddr *, socklen_t);
int listen(int, int);
int setsockopt(int, int, int, const void *, socklen_t);
int getsockname(int, struct sockaddr *__restrict, socklen_t *__restrict);
int getpeername(int, struct sockaddr *__restrict, socklen_t *__restrict);
#ifdef __cplusplus
}
#endif
#endif
