// JobRanks within one process: every rank is a thread. What MPI would do is done by barriers and shared slots.
#pragma once

#include <barrier>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "cache/job_ranks.h"

namespace wasmpi::test {

class ThreadRanks final : public JobRanks {
public:
  /// Runs `body` once for each rank; `nodes` says on which node each one is.
  static void run(const std::vector<int>& nodes, const std::function<void(JobRanks&)>& body) {
    auto shared = std::make_shared<Shared>(nodes.size());
    std::vector<std::thread> threads;
    for (size_t rank = 0; rank < nodes.size(); ++rank)
      threads.emplace_back([&, rank] {
        ThreadRanks ranks(shared, static_cast<int>(rank), nodes[rank]);
        body(ranks);
      });
    for (std::thread& thread : threads)
      thread.join();
  }

  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(shared_->slots.size()); }
  uint64_t node() const override { return static_cast<uint64_t>(node_); }

  std::unique_ptr<JobRanks> split(int color) override {
    const auto colors = exchange({static_cast<uint8_t>(color), static_cast<uint8_t>(color >> 8)});
    int newRank = 0;
    size_t newSize = 0;
    for (int i = 0; i < size(); ++i) {
      const bool isSame = colors[i] == colors[rank_];
      newSize += isSame;
      newRank += isSame && i < rank_;
    }
    std::shared_ptr<Shared> part;
    {
      const std::lock_guard lock(shared_->mutex);
      auto& made = shared_->parts[color];
      if (!made)
        made = std::make_shared<Shared>(newSize);
      part = made;
    }
    shared_->barrier.arrive_and_wait();
    if (rank_ == 0)
      shared_->parts.clear();
    shared_->barrier.arrive_and_wait();
    return std::unique_ptr<JobRanks>(new ThreadRanks(part, newRank, node_));
  }

  bool any(bool mine) override {
    bool found = false;
    for (const Bytes& bytes : exchange({mine}))
      found |= bytes[0] != 0;
    return found;
  }
  Bytes allGather(std::span<const uint8_t> mine) override {
    Bytes all;
    for (const Bytes& bytes : exchange({mine.begin(), mine.end()}))
      all.insert(all.end(), bytes.begin(), bytes.end());
    return all;
  }
  std::vector<Bytes> gather(int root, const Bytes& mine) override {
    auto all = exchange(mine);
    return rank_ == root ? all : std::vector<Bytes>();
  }
  void broadcast(int root, Bytes& bytes) override { bytes = exchange(bytes)[root]; }

private:
  struct Shared {
    explicit Shared(size_t size) : slots(size), barrier(static_cast<std::ptrdiff_t>(size)) {}
    std::vector<Bytes> slots;
    std::barrier<> barrier;
    std::mutex mutex;
    std::map<int, std::shared_ptr<Shared>> parts;
  };

  ThreadRanks(std::shared_ptr<Shared> shared, int rank, int node)
      : shared_(std::move(shared)), rank_(rank), node_(node) {}

  std::vector<Bytes> exchange(Bytes mine) {
    shared_->slots[rank_] = std::move(mine);
    shared_->barrier.arrive_and_wait();
    auto all = shared_->slots;
    shared_->barrier.arrive_and_wait();
    return all;
  }

  std::shared_ptr<Shared> shared_;
  int rank_;
  int node_;
};

} // namespace wasmpi::test
