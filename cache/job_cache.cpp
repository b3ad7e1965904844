#include "cache/job_cache.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "cache/entry_file.h"

namespace wasmpi {

namespace {

namespace fs = std::filesystem;
using Bytes = JobRanks::Bytes;

struct ModeName {
  const char* name;
  CacheMode mode;
};
constexpr ModeName kModeNames[] = {{"auto", CacheMode::Automatic},
                                   {"broadcast", CacheMode::Broadcast},
                                   {"shared", CacheMode::Shared},
                                   {"private", CacheMode::Private}};

/// Below this a node compiles faster than the others could be asked.
constexpr uint64_t kDistributedModuleByteSize = 512 << 10;

/// How long an entry that was published elsewhere may take to appear on a network file system, whose clients remember for some seconds
/// what was not there.
constexpr auto kVisibilityDelay = std::chrono::seconds(10);

/// Results travel with a last byte that says whether they are any, or a message.
Bytes packed(Expected<Bytes>&& result) {
  Bytes bytes;
  if (result) {
    bytes = std::move(*result);
  } else {
    const std::string text = result.error().text();
    bytes.assign(text.begin(), text.end());
  }
  bytes.push_back(result.has_value());
  return bytes;
}

Expected<Bytes> unpacked(Bytes bytes) {
  const bool isResult = bytes.back() != 0;
  bytes.pop_back();
  if (!isResult)
    return failure(std::string(bytes.begin(), bytes.end()));
  return bytes;
}

/// What a rank tells the others of itself.
struct Member {
  Member() = default;
  Member(const CacheKey& key, JobNeed need, uint64_t node)
      : digest(key.digest), isApart(need == JobNeed::Apart), node(node) {}
  bool isLike(const Member& other) const {
    return digest == other.digest && isApart == other.isApart;
  }

  Digest digest = {};
  uint64_t isApart = 0;
  uint64_t node = 0;
};
static_assert(std::has_unique_object_representations_v<Member>, "it is sent as its bytes");

/// Which rank says yes: the first one, or -1.
int firstOf(JobRanks& ranks, bool mine) {
  const uint8_t flag = mine;
  const Bytes flags = ranks.allGather({&flag, 1});
  const auto found = std::ranges::find(flags, 1);
  return found == flags.end() ? -1 : static_cast<int>(found - flags.begin());
}

/// One group of ranks with the same key, on its way to one image.
class Group {
public:
  /// `nodes` has every rank's node.
  Group(JobRanks& ranks, std::vector<uint64_t> nodes, const ObjectCache& cache,
        const JobCache::Options& options, const CacheKey& key, JobNeed need)
      : ranks_(ranks), nodes_(std::move(nodes)), cache_(cache), options_(options), key_(key),
        isMissing_(need == JobNeed::Image) {}

  Expected<std::optional<JobImage>> meet(const JobCompiler& compiler);

private:
  Expected<void> findOrMake(const JobCompiler& compiler);
  Expected<Bytes> compileTogether(const JobCompiler& compiler);
  void keep(Bytes image);
  bool look();
  template <class Predicate> bool isFirstOfNode(Predicate counts) const;
  void waitForDirectory();
  void sendTo(JobRanks& receivers);
  void distribute();
  void note(std::string_view text) const {
    if (options_.onNote)
      options_.onNote(text);
  }
  void warn(std::string_view text) const {
    if (options_.onWarning)
      options_.onWarning(text);
  }

  JobRanks& ranks_;
  const std::vector<uint64_t> nodes_;
  const ObjectCache& cache_;
  const JobCache::Options& options_;
  const CacheKey& key_;
  bool isMissing_;
  bool isSource_ = false;
  /// Once it is not missing any more.
  std::optional<JobImage> image_;
};

/// Takes an image into this rank's cache if there is a way.
void Group::keep(Bytes image) {
  isMissing_ = false;
  if (auto path = cache_.store(key_, image)) {
    image_ = std::move(*path);
  } else {
    warn(fmt::format("native code is not kept: {}", path.error().message));
    image_ = std::move(image);
  }
}

/// Whether the image has come into sight in this rank's cache.
bool Group::look() {
  auto path = cache_.load(key_);
  if (!path)
    return false;
  image_ = std::move(*path);
  isMissing_ = false;
  return true;
}

/// Whether this rank is the first on its node of those that `counts(rank)` holds for.
template <class Predicate> bool Group::isFirstOfNode(Predicate counts) const {
  const int mine = ranks_.rank();
  for (int rank = 0; rank < mine; ++rank)
    if (nodes_[rank] == nodes_[mine] && counts(rank))
      return false;
  return counts(mine);
}

Expected<Bytes> Group::compileTogether(const JobCompiler& compiler) {
  bool compiles = ranks_.rank() == 0;
  std::unique_ptr<JobRanks> compilers;
  const bool isOneNode = std::ranges::count(nodes_, nodes_[0]) == ranks_.size();
  if (compiler.moduleByteSize >= kDistributedModuleByteSize && !isOneNode) {
    compiles = isFirstOfNode([](int) { return true; });
    compilers = ranks_.split(compiles ? 1 : 0);
  }
  Bytes result;
  if (compiles) {
    const auto index = static_cast<unsigned>(compilers ? compilers->rank() : 0);
    const auto count = static_cast<unsigned>(compilers ? compilers->size() : 1);
    note(fmt::format("job: this rank compiles share {} of {}", index + 1, count));
    std::vector<Bytes> gathered = {packed(compiler.compileShare(index, count))};
    if (compilers)
      gathered = compilers->gather(0, gathered.front());
    if (ranks_.rank() == 0) {
      std::vector<Bytes> shares;
      std::optional<Error> error;
      for (Bytes& one : gathered) {
        auto share = unpacked(std::move(one));
        if (share)
          shares.push_back(std::move(*share));
        else if (!error)
          error = std::move(share.error());
      }
      result = packed(error ? Expected<Bytes>(tl::unexpected(std::move(*error)))
                            : compiler.link(shares));
    }
  }
  // The outcome first: the image itself goes only to those that need it.
  Bytes outcome = result;
  if (ranks_.rank() == 0 && outcome.back() != 0)
    outcome = packed(Bytes());
  ranks_.broadcast(0, outcome);
  if (auto made = unpacked(std::move(outcome)); !made)
    return tl::unexpected(std::move(made.error()));
  return ranks_.rank() == 0 ? unpacked(std::move(result)) : Bytes();
}

/// Afterwards one rank is the source.
Expected<void> Group::findOrMake(const JobCompiler& compiler) {
  int source = firstOf(ranks_, image_.has_value());
  FileLock lock; // held while the first rank compiles, since another job may be about to do the same
  if (source < 0) {
    if (ranks_.rank() == 0)
      if (auto path = cache_.waitOrLock(key_, lock)) {
        image_ = std::move(*path);
        isMissing_ = false;
      }
    source = firstOf(ranks_, image_.has_value());
  }
  if (source < 0) {
    auto image = compileTogether(compiler);
    if (!image)
      return tl::unexpected(std::move(image.error()));
    source = 0;
    if (ranks_.rank() == 0)
      keep(std::move(*image));
    (void)ranks_.any(false); // nobody looks before it is stored
  }
  isSource_ = ranks_.rank() == source;
  return {};
}

void Group::waitForDirectory() {
  const auto deadline = std::chrono::steady_clock::now() + kVisibilityDelay;
  while (isMissing_ && !look() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

/// Among the source and those that want the image.
void Group::sendTo(JobRanks& receivers) {
  const int root = firstOf(receivers, isSource_);
  Bytes bytes;
  if (isSource_) {
    if (const auto* held = std::get_if<Bytes>(&*image_))
      bytes = packed(*held);
    else
      bytes = packed(readEntry(std::get<fs::path>(*image_)));
  }
  receivers.broadcast(root, bytes);
  if (isSource_)
    return;
  auto image = unpacked(std::move(bytes));
  if (image) {
    note(fmt::format("job: this rank received an image of {} bytes", image->size()));
    keep(std::move(*image));
  } else {
    warn(image.error().text());
  }
}

/// Hands the image on: one rank a node first, since the others there may see its cache.
void Group::distribute() {
  if (options_.mode == CacheMode::Shared)
    return waitForDirectory();
  if (isMissing_ && options_.mode == CacheMode::Automatic)
    look();
  for (const bool isFirstRound : {true, false}) {
    const uint8_t mine = isMissing_;
    const Bytes missing = ranks_.allGather({&mine, 1});
    if (std::ranges::count(missing, 0) == ranks_.size())
      return;
    const bool receives =
        isMissing_ &&
        (!isFirstRound || isFirstOfNode([&](int rank) { return missing[rank] != 0; }));
    const auto involved = ranks_.split(receives || isSource_ ? 1 : 0);
    if (receives || isSource_)
      sendTo(*involved);
    if (!isFirstRound)
      return;
    (void)ranks_.any(false); // nobody looks before the first of its node has stored
    if (isMissing_)
      look();
  }
}

Expected<std::optional<JobImage>> Group::meet(const JobCompiler& compiler) {
  const bool wasMissing = isMissing_;
  if (!wasMissing)
    look();
  auto made = findOrMake(compiler);
  if (made)
    distribute();
  if (!wasMissing)
    return std::nullopt;
  if (!made)
    return tl::unexpected(std::move(made.error()));
  if (isMissing_)
    warn("the native code that the job has does not reach this rank's cache; this rank compiles by itself "
         "(WASMPI_CACHE_MODE=auto lets the ranks send it)");
  return std::move(image_);
}

} // namespace

Expected<CacheMode> cacheModeFromEnvironment() {
  const char* value = std::getenv("WASMPI_CACHE_MODE");
  if (value == nullptr || *value == '\0')
    return CacheMode::Automatic;
  for (const ModeName& known : kModeNames)
    if (std::string_view(value) == known.name)
      return known.mode;
  return failure(fmt::format("WASMPI_CACHE_MODE is {}; choose auto, broadcast, shared or private",
                             printable(value)));
}

Expected<std::optional<JobImage>> JobCache::meet(JobRanks& job, const CacheKey& key, JobNeed need,
                                                 const JobCompiler& compiler) const {
  if (!job.any(need == JobNeed::Image))
    return std::nullopt;
  const Member mine(key, need, job.node());
  std::vector<Member> members(job.size());
  const Bytes all = job.allGather({reinterpret_cast<const uint8_t*>(&mine), sizeof mine});
  std::memcpy(members.data(), all.data(), all.size());
  // Groups are named by the first rank with the same key; who stays apart is a group alone.
  const auto isLikeMine = [&](const Member& other) { return other.isLike(mine); };
  const auto color = std::ranges::find_if(members, isLikeMine) - members.begin();
  std::vector<uint64_t> nodes;
  for (const Member& member : members)
    if (isLikeMine(member))
      nodes.push_back(member.node);
  // Mostly all are one group. To split a communicator takes a tenth of a second and more where
  // ranks share cores.
  if (nodes.size() == members.size() && need != JobNeed::Apart)
    return Group(job, std::move(nodes), cache_, options_, key, need).meet(compiler);
  const auto ranks =
      job.split(need == JobNeed::Apart ? job.size() + job.rank() : static_cast<int>(color));
  if (need == JobNeed::Apart || !ranks->any(need == JobNeed::Image))
    return std::nullopt;
  return Group(*ranks, std::move(nodes), cache_, options_, key, need).meet(compiler);
}

} // namespace wasmpi
