/* statfs under the name of BSD. */
#include <sys/statfs.h>
