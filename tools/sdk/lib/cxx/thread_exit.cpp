// The end of thread_local objects (Itanium C++ ABI 3.3.6.3). The one thread ends with the program,
// so they are destroyed among the static ones, what was made last first.
extern "C" {
int __cxa_atexit(void (*destroy)(void*), void* object, void* library);
int __cxa_thread_atexit(void (*destroy)(void*), void* object, void* library);

int __cxa_thread_atexit(void (*destroy)(void*), void* object, void* library) {
  return __cxa_atexit(destroy, object, library);
}
}
