/* Names for asking how large a terminal is: ioctl does not know and fails with EINVAL. */
#include_next <sys/ioctl.h>
#ifndef WASMPI_POSIX_SYS_IOCTL_H
#define WASMPI_POSIX_SYS_IOCTL_H
#define TIOCGWINSZ 0x5413
struct winsize {
  unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel;
};
#endif
