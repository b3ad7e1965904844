#include "hostcalls/mpi/job_ranks.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string_view>
#include <thread>

namespace wasmpi::mpi {

namespace {

/// What crosses the network at once.
constexpr size_t kPieceByteSize = 1 << 20;
constexpr int kTag = 0;

/// Returns when the operation is complete: at once where its peers are ready, otherwise without keeping a processor.
void waitFor(MPI_Request request) {
  constexpr int kSpins = 1000;
  constexpr auto kLongestPause = std::chrono::microseconds(8000);
  auto pause = std::chrono::microseconds(20);
  for (int spin = 0, isDone = 0;; ++spin) {
    PMPI_Test(&request, &isDone, MPI_STATUS_IGNORE);
    if (isDone)
      return;
    if (spin < kSpins)
      continue;
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

template <class Transfer> void inPieces(JobRanks::Bytes& bytes, Transfer transfer) {
  for (size_t offset = 0; offset < bytes.size(); offset += kPieceByteSize) {
    const auto count = static_cast<int>(std::min(kPieceByteSize, bytes.size() - offset));
    MPI_Request request;
    transfer(bytes.data() + offset, count, &request);
    waitFor(request);
  }
}

} // namespace

MpiJobRanks::MpiJobRanks(MPI_Comm comm) : comm_(comm) {
  PMPI_Comm_rank(comm_, &rank_);
  PMPI_Comm_size(comm_, &size_);
}

MpiJobRanks::~MpiJobRanks() {
  if (comm_ != MPI_COMM_WORLD)
    PMPI_Comm_free(&comm_);
}

uint64_t MpiJobRanks::node() const {
  char name[MPI_MAX_PROCESSOR_NAME];
  int length = 0;
  PMPI_Get_processor_name(name, &length);
  return std::hash<std::string_view>()({name, static_cast<size_t>(length)});
}

std::unique_ptr<JobRanks> MpiJobRanks::split(int color) {
  MPI_Comm part;
  PMPI_Comm_split(comm_, color, rank_, &part);
  return std::unique_ptr<JobRanks>(new MpiJobRanks(part));
}

bool MpiJobRanks::any(bool mine) {
  const int one = mine;
  int all = 0;
  MPI_Request request;
  PMPI_Iallreduce(&one, &all, 1, MPI_INT, MPI_MAX, comm_, &request);
  waitFor(request);
  return all != 0;
}

JobRanks::Bytes MpiJobRanks::allGather(std::span<const uint8_t> mine) {
  const auto count = static_cast<int>(mine.size());
  Bytes all(mine.size() * static_cast<size_t>(size_));
  MPI_Request request;
  PMPI_Iallgather(mine.data(), count, MPI_BYTE, all.data(), count, MPI_BYTE, comm_, &request);
  waitFor(request);
  return all;
}

void MpiJobRanks::send(int to, const Bytes& bytes) {
  uint64_t byteSize = bytes.size();
  MPI_Request request;
  PMPI_Isend(&byteSize, 1, MPI_UINT64_T, to, kTag, comm_, &request);
  waitFor(request);
  Bytes copy = bytes;
  inPieces(copy, [&](uint8_t* piece, int count, MPI_Request* started) {
    PMPI_Isend(piece, count, MPI_BYTE, to, kTag, comm_, started);
  });
}

JobRanks::Bytes MpiJobRanks::receive(int from) {
  uint64_t byteSize = 0;
  MPI_Request request;
  PMPI_Irecv(&byteSize, 1, MPI_UINT64_T, from, kTag, comm_, &request);
  waitFor(request);
  Bytes bytes(byteSize);
  inPieces(bytes, [&](uint8_t* piece, int count, MPI_Request* started) {
    PMPI_Irecv(piece, count, MPI_BYTE, from, kTag, comm_, started);
  });
  return bytes;
}

std::vector<JobRanks::Bytes> MpiJobRanks::gather(int root, const Bytes& mine) {
  if (rank_ != root) {
    send(root, mine);
    return {};
  }
  std::vector<Bytes> all;
  for (int rank = 0; rank < size_; ++rank)
    all.push_back(rank == root ? mine : receive(rank));
  return all;
}

void MpiJobRanks::broadcast(int root, Bytes& bytes) {
  uint64_t byteSize = bytes.size();
  MPI_Request request;
  PMPI_Ibcast(&byteSize, 1, MPI_UINT64_T, root, comm_, &request);
  waitFor(request);
  bytes.resize(byteSize);
  inPieces(bytes, [&](uint8_t* piece, int count, MPI_Request* started) {
    PMPI_Ibcast(piece, count, MPI_BYTE, root, comm_, started);
  });
}

} // namespace wasmpi::mpi
