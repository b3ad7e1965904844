/* Names of file locks. WASI has none: fcntl fails with EINVAL for them, flock and lockf with ENOSYS. */
#include_next <fcntl.h>
#ifndef F_SETLK
#define F_GETLK 5
#define F_SETLK 6
#define F_SETLKW 7
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
#endif
#ifndef F_DUPFD
#define F_DUPFD 0
#define F_SETOWN 8
#define F_GETOWN 9
#endif
#ifndef O_NOCTTY
#define O_NOCTTY 0
#endif
#ifndef O_LARGEFILE
#define O_LARGEFILE 0
#endif
