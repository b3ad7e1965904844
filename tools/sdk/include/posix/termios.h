/* Terminals: a guest has none; everything fails with ENOTTY. */
#ifndef WASMPI_POSIX_TERMIOS_H
#define WASMPI_POSIX_TERMIOS_H
typedef unsigned tcflag_t;
typedef unsigned speed_t;
typedef unsigned char cc_t;
#define NCCS 32
struct termios {
  tcflag_t c_iflag, c_oflag, c_cflag, c_lflag;
  cc_t c_cc[NCCS];
};
#define ISIG 1
#define ICANON 2
#define ECHO 8
#define VTIME 5
#define VMIN 6
#define TCSANOW 0
#define TCSADRAIN 1
#define TCSAFLUSH 2
#ifdef __cplusplus
extern "C" {
#endif
int tcgetattr(int, struct termios *);
int tcsetattr(int, int, const struct termios *);
int tcflush(int, int);
#ifdef __cplusplus
}
#endif
#endif
