#include "codegen/worker_threads.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include <pthread.h>
#include <sched.h>

namespace wasmpi {
namespace {

constexpr size_t kStackByteSize = 64u << 20;
constexpr size_t kMaxCores = 65536;

struct JobQueue {
  const std::function<void(size_t)>& job;
  size_t count;
  std::atomic<size_t> next = 0;

  void run() {
    for (size_t i; (i = next.fetch_add(1)) < count;)
      job(i);
  }
};

void* workerMain(void* queue) {
  static_cast<JobQueue*>(queue)->run();
  return nullptr;
}

std::vector<pthread_t> startThreads(size_t count, JobQueue& queue) {
  std::vector<pthread_t> threads;
  threads.reserve(count);
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0)
    return threads;
  // Where the address space is limited (ulimit -v), a smaller stack is better than none.
  for (size_t byteSize = kStackByteSize; threads.size() < count && byteSize >= kStackByteSize / 8;
       byteSize /= 2) {
    pthread_attr_setstacksize(&attributes, byteSize);
    pthread_t thread;
    while (threads.size() < count && pthread_create(&thread, &attributes, workerMain, &queue) == 0)
      threads.push_back(thread);
    if (!threads.empty())
      break;
  }
  pthread_attr_destroy(&attributes);
  return threads;
}

} // namespace

unsigned availableCoreCount() {
  for (size_t cores = 1024; cores <= kMaxCores; cores *= 2) {
    cpu_set_t* const set = CPU_ALLOC(cores);
    if (!set)
      return 1;
    const size_t byteSize = CPU_ALLOC_SIZE(cores);
    const bool isRead = sched_getaffinity(0, byteSize, set) == 0;
    const int count = isRead ? CPU_COUNT_S(byteSize, set) : 0;
    CPU_FREE(set);
    if (isRead)
      return static_cast<unsigned>(std::max(count, 1));
  }
  return 1;
}

void runJobs(unsigned threadCount, size_t jobCount, const std::function<void(size_t)>& job) {
  JobQueue queue{job, jobCount};
  const std::vector<pthread_t> threads =
      startThreads(std::min<size_t>(std::max(threadCount, 1u), jobCount), queue);
  if (threads.empty())
    queue.run();
  for (pthread_t thread : threads)
    pthread_join(thread, nullptr);
}

} // namespace wasmpi
