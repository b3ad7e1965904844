/* errno: wasi-libc's thread-local variable, behind the function of our errno.h. */
extern _Thread_local int variable __asm__("errno");
int *__errno_location(void);

int *__errno_location(void) { return &variable; }
