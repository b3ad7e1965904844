/* statfs under another of its names. */
#include <sys/statfs.h>
