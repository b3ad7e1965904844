// Sessions (MPI-4.0 11.3) and the communicators that are made from groups of theirs (7.4.2, 7.6.2).
//
// The first session starts the library as MPI_Init would, since the ranks of a job meet through
// MPI_COMM_WORLD (native_start.h); for the guest that stays hidden until it calls MPI_Init itself.
// A guest that never does ends as one that has not used MPI: MpiModule::endJob finalises the
// library.
#include "hostcalls/mpi/special.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/errhandlers.h"
#include "hostcalls/mpi/optional_function.h"

namespace wasmpi::mpi {

#if MPI_VERSION >= 4

namespace {

/// The library is not to be started or ended while it goes through something.
bool checkIdle(Call call) {
  if (call.context.callbacks().isReducing())
    return call.failWithTrap("must not be called by a reduction operation");
  return !call.context.attributes().isBusy() ||
         call.failWithTrap("must not be called by an attribute callback");
}

/// Has the library up. It is not started a second time: MPICH 4.0.2 crashes then, natively, too.
bool startLibrary(Call call) {
  MpiContext& context = call.context;
  NativeStart& native = context.nativeStart();
  if (context.isReady())
    return true;
  if (native.isGuestFinalized())
    return call.failWithError(MPI_ERR_OTHER);
  const auto started = native.start(MPI_THREAD_SERIALIZED);
  if (!started)
    return call.failWithTrap(started.error().message);
  if (*started != MPI_SUCCESS)
    return call.failWithError(MPI_ERR_OTHER);
  if (!native.isGuestStarted())
    context.setWorldVisible(false);
  // A guest has one thread, so any level is kept (special_init.cpp); natively it is this one.
  context.threadLevel() = context.constants().toGuest(Role::Thread, MPI_THREAD_MULTIPLE);
  return context.afterInit(call);
}

} // namespace

int32_t sessionInit(Call call, uint32_t info, uint32_t handler, uint32_t result) {
  In<Errhandler> errors;
  In<Info> hints;
  Out<Session> session;
  if (!errors.decode(call, handler))
    return call.context.finishFailure(MPI_COMM_NULL);
  if (!hints.decode(call, info) || !session.decode(call, result) || !checkIdle(call) ||
      !startLibrary(call))
    return call.context.finishFailureWith(handler);
  const int code = MPI_Session_init(std::get<0>(hints.host()), std::get<0>(errors.host()),
                                    std::get<0>(session.host()));
  session.commit(call, code);
  return call.context.resultOf(code);
}

/// The handle is none before the library is called: the end of the library runs callbacks.
int32_t sessionFinalize(Call call, uint32_t session) {
  MpiContext& context = call.context;
  Freed<Session> freed;
  if (!checkIdle(call) || !freed.decode(call, session))
    return context.finishFailure(MPI_COMM_NULL);
  MPI_Session native = *std::get<0>(freed.host());
  context.table<Session>()[freed.handle()].native = MPI_SESSION_NULL;
  const int code = MPI_Session_finalize(&native);
  if (code != MPI_SUCCESS) {
    context.table<Session>()[freed.handle()].native = native;
    return context.resultOf(code);
  }
  freed.commit(call, code);
  context.afterFinalize();
  return 0;
}

namespace {

/// A session, and the name of one of its sets of processes. MPICH 4.0.2 raises the error of another
/// name through the handler of MPI_COMM_SELF.
struct NamedSet {
  bool decode(Call call, uint32_t handle, uint32_t address) {
    return session.decode(call, handle) && name.decode(call, address) &&
           (isThere() || call.failWithError(MPI_ERR_ARG));
  }
  bool isThere() const {
    int count = 0;
    if (MPI_Session_get_num_psets(session.errorSession(), MPI_INFO_NULL, &count) != MPI_SUCCESS)
      return false;
    for (int i = 0; i < count; i++) {
      char text[MPI_MAX_PSET_NAME_LEN + 1] = {};
      int length = MPI_MAX_PSET_NAME_LEN;
      if (MPI_Session_get_nth_pset(session.errorSession(), MPI_INFO_NULL, i, &length, text) ==
              MPI_SUCCESS &&
          name.text() == text)
        return true;
    }
    return false;
  }

  In<Session> session;
  InString name;
};

/// A call that asks for what a set is.
template <class Kind, auto function>
int32_t askAboutSet(Call call, uint32_t session, uint32_t name, uint32_t result) {
  NamedSet set;
  Out<Kind> made;
  if (!set.decode(call, session, name) || !made.decode(call, result))
    return call.context.finishFailure({.session = set.session.errorSession()});
  const int code =
      function(set.session.errorSession(), set.name.text().c_str(), std::get<0>(made.host()));
  made.commit(call, code);
  return call.context.resultOf(code);
}

} // namespace

int32_t sessionGetPsetInfo(Call call, uint32_t session, uint32_t name, uint32_t result) {
  return askAboutSet<Info, &MPI_Session_get_pset_info>(call, session, name, result);
}

int32_t groupFromSessionPset(Call call, uint32_t session, uint32_t name, uint32_t result) {
  return askAboutSet<Group, &MPI_Group_from_session_pset>(call, session, name, result);
}

/// The length counts the terminating zero; 0 asks for it.
int32_t sessionGetNthPset(Call call, uint32_t session, uint32_t info, int32_t index,
                          uint32_t length, uint32_t name) {
  MpiContext& context = call.context;
  In<Session> object;
  In<Info> hints;
  OutCell<int32_t> cell;
  int count = 0;
  if (!object.decode(call, session) || !hints.decode(call, info) || !cell.decode(call, length))
    return context.finishFailure({.session = object.errorSession()});
  const MPI_Session native = object.errorSession();
  const MPI_Info nativeInfo = std::get<0>(hints.host());
  const int32_t room = cell.read();
  const int asked = MPI_Session_get_num_psets(native, nativeInfo, &count);
  if (asked != MPI_SUCCESS)
    return context.resultOf(asked);
  if (((index < 0 || index >= count || room < 0 || (room > 0 && name == 0)) &&
       !call.failWithError(MPI_ERR_ARG)) ||
      (room > 0 && !ArgumentArray<char>::checkGuestArray(call, "name", name, 1, 1)))
    return context.finishFailure({.session = native});
  char text[MPI_MAX_PSET_NAME_LEN + 1] = {};
  const int given = std::min<int>(room, MPI_MAX_PSET_NAME_LEN);
  int nativeLength = given;
  const int code = MPI_Session_get_nth_pset(native, nativeInfo, index, &nativeLength, text);
  if (code != MPI_SUCCESS)
    return context.resultOf(code);
  const size_t written = room > 0 ? strnlen(text, given) + 1 : 0;
  if (!context.memory().contains(name, written) && !call.failOutOfBounds("name", name, written))
    return context.finishFailure({.session = native});
  std::memcpy(context.memory().base() + name, text, written);
  if (nativeLength != given)
    cell.write(nativeLength);
  return 0;
}

/// MPI-4.0 11.3.4 allows it before there is a session; MPICH 4.0.2 does not.
int32_t sessionCreateErrhandler(Call call, uint32_t function, uint32_t result) {
  if (!startLibrary(call))
    return call.context.finishFailure(MPI_COMM_NULL);
  return createErrhandler<Session>(call, function, result, &Callbacks::sessionErrorHandler,
                                   &MPI_Session_create_errhandler);
}

int32_t sessionGetErrhandler(Call call, uint32_t session, uint32_t result) {
  return getErrhandler<Session, &MPI_Session_get_errhandler>(
      call, session, result, {.session = call.context.table<Session>()[session].native});
}

namespace {

/// A group that communicators are made from. Libraries take for granted what is checked here.
class FoundingGroup {
public:
  /// False: the call has failed. All members must be ranks of this job.
  bool decode(Call call, uint32_t handle) {
    In<Group> group;
    if (!group.decode(call, handle))
      return false;
    native_ = std::get<0>(group.host());
    if (!call.context.isReady())
      return call.failWithError(MPI_ERR_OTHER);
    MPI_Group_rank(native_, &rank_);
    MPI_Group_size(native_, &size_);
    return isOfJob() || call.failWithError(MPI_ERR_GROUP);
  }
  MPI_Group native() const { return native_; }
  int size() const { return size_; }
  bool hasMember(int rank) const { return rank >= 0 && rank < size_; }
  bool hasCaller() const { return rank_ != MPI_UNDEFINED; }

private:
  bool isOfJob() const {
    MPI_Group world = MPI_GROUP_NULL;
    std::vector<int> ranks(size_), found(size_, MPI_UNDEFINED);
    std::iota(ranks.begin(), ranks.end(), 0);
    if (MPI_Comm_group(MPI_COMM_WORLD, &world) != MPI_SUCCESS)
      return false;
    const int code = MPI_Group_translate_ranks(native_, size_, ranks.data(), world, found.data());
    MPI_Group_free(&world);
    return code == MPI_SUCCESS &&
           std::find(found.begin(), found.end(), MPI_UNDEFINED) == found.end();
  }

  MPI_Group native_ = MPI_GROUP_NULL;
  int rank_ = MPI_UNDEFINED;
  int size_ = 0;
};

bool areDisjoint(const FoundingGroup& left, const FoundingGroup& right) {
  MPI_Group both = MPI_GROUP_NULL;
  int size = -1;
  if (MPI_Group_intersection(left.native(), right.native(), &both) != MPI_SUCCESS)
    return false;
  MPI_Group_size(both, &size);
  if (both != MPI_GROUP_EMPTY)
    MPI_Group_free(&both);
  return size == 0;
}

/// What both calls take behind their groups.
struct Founding {
  bool decode(Call call, uint32_t tagText, uint32_t info, uint32_t result) {
    return tag.decode(call, tagText) && hints.decode(call, info) && cell.decode(call, result);
  }
  int32_t finish(Call call, int code, MPI_Comm made) const {
    if (code == MPI_SUCCESS)
      cell.write(call.context.takeIn<Comm>(made));
    return call.context.resultOf(code);
  }

  In<Errhandler> errors;
  InString tag;
  In<Info> hints;
  OutCell<uint32_t> cell;
};

} // namespace

int32_t commCreateFromGroup(Call call, uint32_t group, uint32_t tag, uint32_t info,
                            uint32_t handler, uint32_t result) {
  Founding given;
  FoundingGroup founders;
  if (!given.errors.decode(call, handler))
    return call.context.finishFailure(MPI_COMM_NULL);
  if (!given.decode(call, tag, info, result) || !founders.decode(call, group) ||
      (founders.size() > 0 && !founders.hasCaller() && !call.failWithError(MPI_ERR_GROUP)))
    return call.context.finishFailureWith(handler);
  MPI_Comm made = MPI_COMM_NULL;
  if (founders.size() == 0)
    return given.finish(call, MPI_SUCCESS, made);
  const int code = MPI_Comm_create_from_group(founders.native(), given.tag.text().c_str(),
                                              std::get<0>(given.hints.host()),
                                              std::get<0>(given.errors.host()), &made);
  return given.finish(call, code, made);
}

int32_t intercommCreateFromGroups(Call call, uint32_t group, int32_t leader, uint32_t remoteGroup,
                                  int32_t remoteLeader, uint32_t tag, uint32_t info,
                                  uint32_t handler, uint32_t result) {
  Founding given;
  FoundingGroup local, remote;
  if (!given.errors.decode(call, handler))
    return call.context.finishFailure(MPI_COMM_NULL);
  if (!given.decode(call, tag, info, result) || !local.decode(call, group) ||
      !remote.decode(call, remoteGroup))
    return call.context.finishFailureWith(handler);
  MPI_Comm made = MPI_COMM_NULL;
  if (local.size() == 0 || remote.size() == 0)
    return given.finish(call, MPI_SUCCESS, made);
  if ((!(local.hasCaller() && areDisjoint(local, remote)) && !call.failWithError(MPI_ERR_GROUP)) ||
      (!(local.hasMember(leader) && remote.hasMember(remoteLeader)) &&
       !call.failWithError(MPI_ERR_RANK)))
    return call.context.finishFailureWith(handler);
  const int code = MPI_Intercomm_create_from_groups(
      local.native(), leader, remote.native(), remoteLeader, given.tag.text().c_str(),
      std::get<0>(given.hints.host()), std::get<0>(given.errors.host()), &made);
  return given.finish(call, code, made);
}

#else // the library has no sessions

namespace {

int32_t missing(Call call) {
  detail::failMissing(call);
  return call.context.finishFailure(MPI_COMM_NULL);
}

/// Also before MPI_Init: a program may ask whether there are sessions, and do without.
int32_t missing(Call call, uint32_t handler) {
  In<Errhandler> errors;
  if (!errors.decode(call, handler))
    return call.context.finishFailure(MPI_COMM_NULL);
  detail::failMissing(call);
  return call.context.finishFailureWith(handler);
}

} // namespace

int32_t sessionInit(Call call, uint32_t, uint32_t handler, uint32_t) {
  return missing(call, handler);
}
int32_t sessionFinalize(Call call, uint32_t) { return missing(call); }
int32_t sessionGetNthPset(Call call, uint32_t, uint32_t, int32_t, uint32_t, uint32_t) {
  return missing(call);
}
int32_t sessionGetPsetInfo(Call call, uint32_t, uint32_t, uint32_t) { return missing(call); }
int32_t groupFromSessionPset(Call call, uint32_t, uint32_t, uint32_t) { return missing(call); }
int32_t sessionCreateErrhandler(Call call, uint32_t, uint32_t) { return missing(call); }
int32_t sessionGetErrhandler(Call call, uint32_t, uint32_t) { return missing(call); }
int32_t commCreateFromGroup(Call call, uint32_t, uint32_t, uint32_t, uint32_t handler, uint32_t) {
  return missing(call, handler);
}
int32_t intercommCreateFromGroups(Call call, uint32_t, int32_t, uint32_t, int32_t, uint32_t,
                                  uint32_t, uint32_t handler, uint32_t) {
  return missing(call, handler);
}

#endif

} // namespace wasmpi::mpi
