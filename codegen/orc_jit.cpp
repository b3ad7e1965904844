#include "codegen/orc_jit.h"

#include <mutex>

#include <llvm/ExecutionEngine/JITLink/EHFrameSupport.h>
#include <llvm/ExecutionEngine/Orc/ExecutorProcessControl.h>
#include <llvm/ExecutionEngine/Orc/MapperJITLinkMemoryManager.h>
#include <llvm/ExecutionEngine/Orc/MemoryMapper.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/ExecutionEngine/Orc/SelfExecutorProcessControl.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/Process.h>

namespace wasmpi {
namespace {

namespace orc = llvm::orc;
namespace jitlink = llvm::jitlink;

tl::unexpected<Error> linkFailure(llvm::Error error) {
  return failure("compiler: cannot link in memory: " + llvm::toString(std::move(error)));
}

/// Notes where each object's unwind table ends up.
class EhFrameFinder : public orc::ObjectLinkingLayer::Plugin {
public:
  void modifyPassConfig(orc::MaterializationResponsibility&, jitlink::LinkGraph&,
                        jitlink::PassConfiguration& config) override {
    config.PostFixupPasses.push_back([this](jitlink::LinkGraph& graph) {
      if (jitlink::Section* section = jitlink::getEHFrameSection(graph)) {
        const std::lock_guard lock(mutex_);
        frames_.push_back(jitlink::SectionRange(*section).getStart().toPtr<const uint8_t*>());
      }
      return llvm::Error::success();
    });
  }
  llvm::Error notifyFailed(orc::MaterializationResponsibility&) override {
    return llvm::Error::success();
  }
  llvm::Error notifyRemovingResources(orc::JITDylib&, orc::ResourceKey) override {
    return llvm::Error::success();
  }
  void notifyTransferringResources(orc::JITDylib&, orc::ResourceKey, orc::ResourceKey) override {}

  const std::vector<const uint8_t*>& frames() const { return frames_; }

private:
  std::mutex mutex_;
  std::vector<const uint8_t*> frames_;
};

/// Room for everything that is loaded, with a page for the end of each of an object's segments.
size_t reservationByteSize(std::span<const ObjectBytes> objects, size_t pageByteSize) {
  constexpr size_t kSegmentsPerObject = 8;
  size_t byteSize = 0;
  for (const ObjectBytes& object : objects)
    byteSize += object.size() + kSegmentsPerObject * pageByteSize;
  return llvm::alignTo(byteSize, pageByteSize);
}

} // namespace

struct OrcImage::State {
  std::unique_ptr<orc::ExecutionSession> session;
  std::unique_ptr<orc::ObjectLinkingLayer> layer;
  std::shared_ptr<EhFrameFinder> ehFrames = std::make_shared<EhFrameFinder>();
  const ImageHeader* header = nullptr;

  ~State() {
    if (!session)
      return;
    // Frees the code; the layer must still be there for it.
    if (llvm::Error error = session->endSession())
      llvm::consumeError(std::move(error));
    layer.reset();
  }
};

OrcImage::OrcImage(std::unique_ptr<State> state) : state_(std::move(state)) {}
OrcImage::~OrcImage() = default;
const ImageHeader* OrcImage::header() const { return state_->header; }
const std::vector<const uint8_t*>& OrcImage::ehFrames() const { return state_->ehFrames->frames(); }

Expected<std::unique_ptr<OrcImage>> OrcImage::link(std::span<const ObjectBytes> objects) {
  auto state = std::make_unique<State>();
  // Links on the calling thread: objects are few.
  auto control = orc::SelfExecutorProcessControl::Create(
      nullptr, std::make_unique<orc::InPlaceTaskDispatcher>());
  if (!control)
    return linkFailure(control.takeError());
  const size_t pageByteSize = (*control)->getPageSize();
  state->session = std::make_unique<orc::ExecutionSession>(std::move(*control));
  orc::ExecutionSession& session = *state->session;
  std::string reported;
  session.setErrorReporter(
      [&](llvm::Error error) { reported += " " + llvm::toString(std::move(error)); });

  auto memory = orc::MapperJITLinkMemoryManager::CreateWithMapper<orc::InProcessMemoryMapper>(
      reservationByteSize(objects, pageByteSize));
  if (!memory)
    return linkFailure(memory.takeError());
  state->layer = std::make_unique<orc::ObjectLinkingLayer>(session, std::move(*memory));
  state->layer->addPlugin(state->ehFrames);
  orc::JITDylib& library = session.createBareJITDylib("image");
  for (const ObjectBytes& object : objects) {
    // The layer frees the buffer after linking; `objects` stays the caller's.
    auto buffer =
        llvm::MemoryBuffer::getMemBuffer(llvm::StringRef(object.data(), object.size()), "object",
                                         /*RequiresNullTerminator=*/false);
    if (llvm::Error error = state->layer->add(library, std::move(buffer)))
      return linkFailure(std::move(error));
  }
  auto symbol = session.lookup({&library}, session.intern(ImageHeader::kSymbol));
  session.setErrorReporter([](llvm::Error error) { llvm::consumeError(std::move(error)); });
  if (!symbol) {
    Error error = linkFailure(symbol.takeError()).value();
    error.message += reported;
    return tl::unexpected(std::move(error));
  }
  state->header = symbol->getAddress().toPtr<const ImageHeader*>();
  return std::unique_ptr<OrcImage>(new OrcImage(std::move(state)));
}

} // namespace wasmpi
