// The arguments of mpi_sweep_test.cpp: which parameter of a function stands for what, and what a
// hostile guest would put there. The first value of a list is a plausible one.
#pragma once

#include <climits>
#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "mpi_plugin_harness.h"

namespace wasmpi::mpi {

/// One letter a parameter:
///   b buffer           n count            t datatype        c communicator    o operation
///   G group            i info             e error handler   q request         k keyval
///   r rank             R rank, but none that could ever send or receive      g tag
///   x int              l array's length   a array of ints   A array of datatypes
///   P result           S status           s string          f function index
///   w window           K window keyval  y lock type      U group, but none this rank is in
///   Y                  cell with a window
///   v session          Z cell with a session
///   C D O H E M Q W    cell (W: array) with a communicator, datatype, operation, group, error
///                      handler, message, request; V: as W, but no pending request
/// A function without a row has the letter x everywhere, which stands for all lists together.
inline std::string signatureOf(const std::string& name, size_t parameterCount) {
  static const std::map<std::string, std::string> kSignatures = {
      {"Init", "PP"},
      {"Init_thread", "PPxP"},
      {"Error_string", "xsP"},
      {"Add_error_code", "xP"},
      {"Add_error_string", "xs"},
      {"Comm_create_errhandler", "fP"},
      {"Errhandler_create", "fP"},
      {"Comm_set_errhandler", "ce"},
      {"Errhandler_set", "ce"},
      {"Comm_get_errhandler", "cP"},
      {"Errhandler_get", "cP"},
      {"Comm_call_errhandler", "cx"},
      {"Errhandler_free", "E"},
      {"Get_processor_name", "PP"},
      {"Get_library_version", "PP"},
      {"Send", "bntRgc"},
      {"Bsend", "bntrgc"},
      {"Ssend", "bntRgc"},
      {"Rsend", "bntRgc"},
      {"Recv", "bntRgcS"},
      {"Sendrecv", "bntRgbntRgcS"},
      {"Sendrecv_replace", "bntRgRgcS"},
      {"Isend", "bntrgcP"},
      {"Ibsend", "bntrgcP"},
      {"Issend", "bntrgcP"},
      {"Irsend", "bntrgcP"},
      {"Irecv", "bntrgcP"},
      {"Send_init", "bntrgcP"},
      {"Bsend_init", "bntrgcP"},
      {"Ssend_init", "bntrgcP"},
      {"Rsend_init", "bntrgcP"},
      {"Recv_init", "bntrgcP"},
      {"Start", "Q"},
      {"Startall", "lW"},
      {"Wait", "VS"},
      {"Test", "QPS"},
      {"Waitall", "lVS"},
      {"Waitany", "lVPS"},
      {"Waitsome", "lVPaS"},
      {"Testall", "lWPS"},
      {"Testany", "lWPPS"},
      {"Testsome", "lWPaS"},
      {"Request_free", "Q"},
      {"Request_get_status", "qPS"},
      {"Cancel", "Q"},
      {"Test_cancelled", "SP"},
      {"Probe", "RgcS"},
      {"Iprobe", "rgcPS"},
      {"Mprobe", "RgcPS"},
      {"Improbe", "rgcPPS"},
      {"Mrecv", "bntMS"},
      {"Imrecv", "bntMP"},
      {"Get_count", "StP"},
      {"Get_elements", "StP"},
      {"Get_elements_x", "StP"},
      {"Status_set_elements", "Stx"},
      {"Status_set_cancelled", "Sx"},
      {"Buffer_attach", "bn"},
      {"Buffer_detach", "PP"},
      {"Type_contiguous", "ntP"},
      {"Type_vector", "nxxtP"},
      {"Type_create_hvector", "nxxtP"},
      {"Type_hvector", "nxxtP"},
      {"Type_indexed", "laatP"},
      {"Type_create_hindexed", "laatP"},
      {"Type_hindexed", "laatP"},
      {"Type_create_indexed_block", "lxatP"},
      {"Type_create_hindexed_block", "lxatP"},
      {"Type_create_struct", "laaAP"},
      {"Type_struct", "laaAP"},
      {"Type_create_subarray", "laaaztP"},
      {"Type_create_resized", "txxP"},
      {"Type_dup", "tP"},
      {"Type_commit", "D"},
      {"Type_free", "D"},
      {"Type_size", "tP"},
      {"Type_size_x", "tP"},
      {"Type_get_extent", "tPP"},
      {"Type_get_extent_x", "tPP"},
      {"Type_get_true_extent", "tPP"},
      {"Type_get_true_extent_x", "tPP"},
      {"Type_extent", "tP"},
      {"Type_lb", "tP"},
      {"Type_ub", "tP"},
      {"Type_get_name", "tPP"},
      {"Type_set_name", "ts"},
      {"Pack", "bntbnPc"},
      {"Unpack", "bnPbntc"},
      {"Pack_size", "ntcP"},
      {"Pack_external", "sbntbnP"},
      {"Unpack_external", "sbnPbnt"},
      {"Pack_external_size", "sntP"},
      {"Barrier", "c"},
      {"Bcast", "bntrc"},
      {"Gather", "bntbntrc"},
      {"Gatherv", "bntbaatrc"},
      {"Scatter", "bntbntrc"},
      {"Scatterv", "baatbntrc"},
      {"Allgather", "bntbntc"},
      {"Allgatherv", "bntbaatc"},
      {"Alltoall", "bntbntc"},
      {"Alltoallv", "baatbaatc"},
      {"Alltoallw", "baaAbaaAc"},
      {"Reduce", "bbntorc"},
      {"Allreduce", "bbntoc"},
      {"Reduce_scatter", "bbatoc"},
      {"Reduce_scatter_block", "bbntoc"},
      {"Scan", "bbntoc"},
      {"Exscan", "bbntoc"},
      {"Reduce_local", "bbnto"},
      {"Ibarrier", "cP"},
      {"Ibcast", "bntrcP"},
      {"Igather", "bntbntrcP"},
      {"Igatherv", "bntbaatrcP"},
      {"Iscatter", "bntbntrcP"},
      {"Iscatterv", "baatbntrcP"},
      {"Iallgather", "bntbntcP"},
      {"Iallgatherv", "bntbaatcP"},
      {"Ialltoall", "bntbntcP"},
      {"Ialltoallv", "baatbaatcP"},
      {"Ialltoallw", "baaAbaaAcP"},
      {"Ireduce", "bbntorcP"},
      {"Iallreduce", "bbntocP"},
      {"Ireduce_scatter", "bbatocP"},
      {"Ireduce_scatter_block", "bbntocP"},
      {"Iscan", "bbntocP"},
      {"Iexscan", "bbntocP"},
      {"Op_create", "fxP"},
      {"Op_free", "O"},
      {"Op_commutative", "oP"},
      {"Group_size", "GP"},
      {"Group_rank", "GP"},
      {"Group_translate_ranks", "GlaGa"},
      {"Group_compare", "GGP"},
      {"Group_union", "GGP"},
      {"Group_intersection", "GGP"},
      {"Group_difference", "GGP"},
      {"Group_incl", "GlaP"},
      {"Group_excl", "GlaP"},
      {"Group_range_incl", "GlaP"},
      {"Group_range_excl", "GlaP"},
      {"Group_free", "H"},
      {"Comm_size", "cP"},
      {"Comm_rank", "cP"},
      {"Comm_compare", "ccP"},
      {"Comm_group", "cP"},
      {"Comm_dup", "cP"},
      {"Comm_dup_with_info", "ciP"},
      {"Comm_idup", "cPP"},
      {"Comm_create", "cGP"},
      {"Comm_create_group", "cGgP"},
      {"Comm_split", "cxxP"},
      {"Comm_split_type", "cxxiP"},
      {"Comm_free", "C"},
      {"Comm_test_inter", "cP"},
      {"Comm_remote_size", "cP"},
      {"Comm_remote_group", "cP"},
      {"Intercomm_create", "cRcRgP"},
      {"Intercomm_merge", "cxP"},
      {"Comm_set_name", "cs"},
      {"Comm_get_name", "cPP"},
      {"Comm_get_attr", "ckPP"},
      {"Attr_get", "ckPP"},
      {"Topo_test", "cP"},
      {"Dims_create", "xla"},
      {"Cart_create", "claaxP"},
      {"Cartdim_get", "cP"},
      {"Cart_get", "claaa"},
      {"Cart_rank", "caP"},
      {"Cart_coords", "crla"},
      {"Cart_shift", "cxxPP"},
      {"Cart_sub", "caP"},
      {"Cart_map", "claaP"},
      {"Graph_create", "claaxP"},
      {"Graphdims_get", "cPP"},
      {"Graph_get", "cllaa"},
      {"Graph_neighbors_count", "crP"},
      {"Graph_neighbors", "crla"},
      {"Graph_map", "claaP"},
      {"Dist_graph_create_adjacent", "claalaaixP"},
      {"Dist_graph_neighbors_count", "cPPP"},
      {"Dist_graph_neighbors", "claalaa"},
      {"Neighbor_allgather", "bntbntc"},
      {"Neighbor_alltoall", "bntbntc"},
      {"Neighbor_allgatherv", "bntbaatc"},
      {"Neighbor_alltoallv", "baatbaatc"},
      {"Neighbor_alltoallw", "baaAbaaAc"},
      {"Ineighbor_allgather", "bntbntcP"},
      {"Ineighbor_alltoall", "bntbntcP"},
      {"Ineighbor_allgatherv", "bntbaatcP"},
      {"Ineighbor_alltoallv", "baatbaatcP"},
      {"Ineighbor_alltoallw", "baaAbaaAcP"},
      {"Info_create", "P"},
      {"Info_dup", "iP"},
      {"Info_set", "iss"},
      {"Info_delete", "is"},
      {"Info_get", "isnbP"},
      {"Info_get_valuelen", "isPP"},
      {"Info_get_nkeys", "iP"},
      {"Info_get_nthkey", "ixb"},
      {"Info_get_string", "isPbP"},
      {"Info_create_env", "xPP"},
      {"Isendrecv", "bntRgbntRgcP"},
      {"Isendrecv_replace", "bntRgRgcP"},
      {"Psend_init", "bnntrgciP"},
      {"Precv_init", "bnntrgciP"},
      {"Pready", "xq"},
      {"Pready_range", "xxq"},
      {"Pready_list", "laq"},
      {"Parrived", "qxP"},
      {"Comm_idup_with_info", "ciPP"},
      {"Session_init", "ieP"},
      {"Session_finalize", "Z"},
      {"Session_get_info", "vP"},
      {"Session_get_num_psets", "viP"},
      {"Session_get_nth_pset", "vixPb"},
      {"Session_get_pset_info", "vsP"},
      {"Group_from_session_pset", "vsP"},
      {"Comm_create_from_group", "GsieP"},
      {"Intercomm_create_from_groups", "GrGrsieP"},
      {"Session_create_errhandler", "fP"},
      {"Session_set_errhandler", "ve"},
      {"Session_get_errhandler", "vP"},
      {"Session_call_errhandler", "vx"},
      {"Comm_set_info", "ci"},
      {"Comm_get_info", "cP"},
      {"Comm_create_keyval", "ffPx"},
      {"Comm_set_attr", "ckx"},
      {"Comm_delete_attr", "ck"},
      {"Type_create_keyval", "ffPx"},
      {"Type_set_attr", "tkx"},
      {"Type_get_attr", "tkPP"},
      {"Type_delete_attr", "tk"},
      {"Keyval_create", "ffPx"},
      {"Attr_put", "ckx"},
      {"Attr_delete", "ck"},
      {"Win_create", "bnnicP"},
      {"Win_allocate", "nnicPP"},
      {"Win_allocate_shared", "nnicPP"},
      {"Win_create_dynamic", "icP"},
      {"Win_shared_query", "wrPPP"},
      {"Win_free", "Y"},
      {"Win_attach", "wbn"},
      {"Win_detach", "wb"},
      {"Win_get_group", "wP"},
      {"Win_set_info", "wi"},
      {"Win_get_info", "wP"},
      {"Win_set_name", "ws"},
      {"Win_get_name", "wPP"},
      {"Win_get_attr", "wKPP"},
      {"Win_create_keyval", "ffPx"},
      {"Win_free_keyval", "P"},
      {"Win_set_attr", "wxx"},
      {"Win_delete_attr", "wx"},
      {"Win_create_errhandler", "fP"},
      {"Win_set_errhandler", "we"},
      {"Win_get_errhandler", "wP"},
      {"Win_call_errhandler", "wx"},
      {"Put", "bntrxntw"},
      {"Get", "bntrxntw"},
      {"Accumulate", "bntrxntow"},
      {"Get_accumulate", "bntbntrxntow"},
      {"Fetch_and_op", "bbtrxow"},
      {"Compare_and_swap", "bbbtrxw"},
      {"Rput", "bntrxntwP"},
      {"Rget", "bntrxntwP"},
      {"Raccumulate", "bntrxntowP"},
      {"Rget_accumulate", "bntbntrxntowP"},
      {"Win_fence", "xw"},
      {"Win_start", "Uxw"},
      {"Win_complete", "w"},
      {"Win_post", "Uxw"},
      {"Win_wait", "w"},
      {"Win_test", "wP"},
      {"Win_lock", "yrxw"},
      {"Win_lock_all", "xw"},
      {"Win_unlock", "rw"},
      {"Win_unlock_all", "w"},
      {"Win_flush", "rw"},
      {"Win_flush_all", "w"},
      {"Win_flush_local", "rw"},
      {"Win_flush_local_all", "w"},
      {"Win_sync", "w"},
  };
  const auto found = kSignatures.find(name.substr(4));
  // Persistent collectives take hints and a request besides what the others take.
  if (found == kSignatures.end() && name.ends_with("_init")) {
    const auto base = kSignatures.find(name.substr(4, name.size() - 4 - std::strlen("_init")));
    if (base != kSignatures.end() && base->second.size() + 2 == parameterCount)
      return base->second + "iP";
  }
  if (found == kSignatures.end() || found->second.size() != parameterCount)
    return std::string(parameterCount, 'x');
  return found->second;
}

class SweepValues {
public:
  explicit SweepValues(PluginHarness& guest) : guest_(guest) {
    constexpr int32_t kMin = INT_MIN, kMax = INT_MAX;
    lists_['b'] = {kBuffer,  kBuffer + 1, 0,          1,          kEnd - 4,
                   kEnd - 1, kEnd,        0x7fffffff, 0x80000000, 0xffffffff};
    setInts('n', {1, 0, 2, 3, 100, -1, kMin, kMax, kMax - 1, 0x10000});
    setInts('x', {1, 0, 2, 3, 4, 8, 12, 15, 100, -1, -2, -3, kMin, kMax, kMin + 1, 0x10000, 501});
    setInts('z', {12, 15, 0, -1, kMin, kMax});
    setInts('l', {1, 2, 3, 0, 8, 60, -1, kMin, kMax, 0x10000});
    setInts('r', {0, 0, 0, -3, -1, 1, 2, -2, -4, -5, kMin, kMax});
    setInts('R', {-3, 1, 2, -2, -4, -5, kMin, kMax});
    setInts('g', {5, 0, -2, -1, -3, kMin, kMax});
    setInts('k', {501, 502, 503, 504, 505, 506, 507, 0, 1, 5, 8, 100, -1, kMin, kMax});
    setInts('f', {kSlot, kSlot + 1, 0, -1, kMax});
    lists_['o'] = {0x21, 0x22, 0x24, 0x28, 0x30, 0x38, 0x39, 0x3c, 0x3d, 0x20, kForged};
    setInts('K', {601, 602, 603, 604, 605, 501, 0, 1, -1, kMin, kMax});
    setInts('y', {301, 302, 301, 0, 1, 2, -1, kMin, kMax});
    lists_['U'] = {0x109, 0x109, 0x108, kForged};
    lists_['G'] = {0x109, 0x108, kForged};
    lists_['i'] = {0x130, 0x131, kForged};
    lists_['e'] = {0x143, 0x140, kForged}; // not MPI_ERRORS_ARE_FATAL
    for (uint32_t i = 0; i < kArrayCount; i++)
      lists_['a'].push_back(kArrays + i * kArrayStride);
    addAddresses('a');
    lists_['A'] = {kTypes};
    addAddresses('A');
    lists_['P'] = {kResults, kResults + 1000, kResults + 2001};
    addAddresses('P');
    for (uint32_t i = 0; i < 5; i++)
      lists_['S'].push_back(kStatuses + i * kArrayStride);
    addAddresses('S');
    lists_['s'] = {kStrings, kStrings + 100, kStrings + 200, kStrings + 300, kEnd - 8};
    addAddresses('s');
    guest_.setTableSlot(kSlot, &function_);
  }

  /// Fills memory anew, and makes objects where the last call may have freed or used them up.
  void refresh(const std::string& signature, bool isFirst) {
    fillArrays();
    if (isFirst)
      makeObjects();
    else if (signature.find_first_of("CDOHEMQWVqYvZ") != std::string::npos)
      makeCells();
  }

  uint32_t draw(char letter, std::minstd_rand& random) {
    const auto& list = lists_.at(letter);
    if (letter == 'x' && random() % 8 == 0) {
      // Anything at all.
      auto other = lists_.begin();
      std::advance(other, random() % lists_.size());
      return other->second[random() % other->second.size()];
    }
    // Twice in three a plausible one.
    const size_t plausible = std::min<size_t>(list.size(), 3);
    return list[random() % 3 == 0 ? random() % list.size() : random() % plausible];
  }

private:
  static constexpr uint32_t kEnd = PluginHarness::kByteSize;
  static constexpr uint32_t kBuffer = 0x40000, kArrays = 0x10000, kArrayStride = 0x400;
  static constexpr uint32_t kTypes = 0x18000, kResults = 0x20000, kStatuses = 0x24000;
  static constexpr uint32_t kStrings = 0x28000, kCells = 0x2c000, kNew = 0x30000;
  static constexpr uint32_t kArrayCount = 10, kForged = 0x7654321;
  static constexpr int32_t kSlot = 70;
  static constexpr uint32_t kWorld = 0x101, kSelf = 0x102, kInt = 0x209, kDouble = 0x214;

  void setInts(char letter, std::initializer_list<int32_t> values) {
    for (const int32_t value : values)
      lists_[letter].push_back(static_cast<uint32_t>(value));
  }
  void addAddresses(char letter) {
    for (const uint32_t address : {0u, 1u, kEnd - 4, kEnd, 0xfffffff0u})
      lists_[letter].push_back(address);
  }

  void fillArrays() {
    constexpr int32_t kPatterns[kArrayCount][3] = {{1, 1, 1},
                                                   {0, 0, 0},
                                                   {2, 3, 1},
                                                   {0, 1, 2},
                                                   {-1, -1, -1},
                                                   {INT_MAX, INT_MAX, INT_MAX},
                                                   {INT_MIN, 0, 1},
                                                   {0x10000, 0x10000, 0x10000},
                                                   {1, INT_MAX, INT_MIN},
                                                   {0, 0, INT_MIN}};
    for (uint32_t i = 0; i < kArrayCount; i++)
      for (uint32_t j = 0; j < kArrayStride / 4; j++)
        guest_.write<int32_t>(kArrays + i * kArrayStride + 4 * j, kPatterns[i][j % 3]);
    const int64_t byteCounts[] = {0, 12, INT64_MAX, -1, INT64_MIN};
    for (uint32_t i = 0; i < 5; i++) {
      const uint32_t status = kStatuses + i * kArrayStride;
      guest_.write<int32_t>(status, i == 3 ? INT_MIN : 0);
      guest_.write<int32_t>(status + 12, i == 4 ? -1 : 0);
      guest_.write<int64_t>(status + 16, byteCounts[i]);
    }
    const char* strings[] = {"external32", "native", "", "mpi://WORLD"};
    for (uint32_t i = 0; i < 4; i++)
      for (uint32_t j = 0; j <= std::strlen(strings[i]); j++)
        guest_.write<char>(kStrings + 100 * i + j, strings[i][j]);
    for (uint32_t j = 0; j < 8; j++)
      guest_.write<char>(kEnd - 8 + j, 'x'); // a string without an end
    const auto& types = lists_['t'];
    for (uint32_t j = 0; j < 64 && !types.empty(); j++)
      guest_.write<uint32_t>(kTypes + 4 * j, types[j % std::min<size_t>(types.size(), 5)]);
  }

  /// The handle a call stores.
  template <class... Arguments> uint32_t make(const char* name, Arguments... arguments) {
    guest_.write<uint32_t>(kNew, 0);
    guest_.call(name, arguments..., kNew);
    return guest_.read<uint32_t>(kNew);
  }
  uint32_t committed(uint32_t type) {
    guest_.write<uint32_t>(kNew, type);
    guest_.call("MPI_Type_commit", kNew);
    return type;
  }

  void makeObjects() {
    const uint32_t vector = committed(make("MPI_Type_vector", 3, 2, 4, kInt));
    uint32_t huge = make("MPI_Type_contiguous", INT_MAX, kDouble);
    huge =
        committed(make("MPI_Type_contiguous", INT_MAX, make("MPI_Type_contiguous", INT_MAX, huge)));
    lists_['t'] = {kInt,
                   vector,
                   kDouble,
                   0x247,
                   0x229,
                   0x220,
                   0x207,
                   0x22d,
                   huge,
                   make("MPI_Type_contiguous", 2, kInt),
                   committed(make("MPI_Type_contiguous", 0, kInt)),
                   committed(make("MPI_Type_create_resized", kInt, -8, -16)),
                   committed(make("MPI_Type_create_resized", kInt, 0, 0)),
                   committed(make("MPI_Type_create_resized", vector, INT_MIN, INT_MAX)),
                   committed(make("MPI_Type_create_hvector", 2, 1, -64, kInt)),
                   committed(make("MPI_Type_create_hvector", 2, 1, INT_MIN, vector)),
                   0x200,
                   kForged,
                   kWorld};
    guest_.write<int32_t>(kResults, 1);
    guest_.write<int32_t>(kResults + 4, 1);
    const uint32_t cartesian = make("MPI_Cart_create", kWorld, 2, kResults, kResults, 0);
    guest_.call("MPI_Comm_idup", kWorld, kNew + 4, kNew + 8);
    lists_['c'] = {
        kWorld, kSelf,   cartesian, make("MPI_Comm_dup", kWorld), guest_.read<uint32_t>(kNew + 4),
        0x100,  kForged, kInt};
    lists_['G'].insert(lists_['G'].begin(), make("MPI_Comm_group", kWorld));
    lists_['o'].insert(lists_['o'].begin() + 1, make("MPI_Op_create", kSlot, 1));
    lists_['e'].insert(lists_['e'].begin() + 1, make("MPI_Comm_create_errhandler", kSlot));
    guest_.call("MPI_Buffer_attach", kBuffer, 0x8000);
    makeWindows();
    makeCells();
  }

  /// A window with a handler that returns.
  uint32_t handled(uint32_t win) {
    guest_.call("MPI_Win_set_errhandler", win, 0x143u);
    return win;
  }
  /// Windows in fence and lock epochs at the very end of memory, where a byte too far faults; one
  /// of another unit, a dynamic and a shared one.
  void makeWindows() {
    guest_.exportMalloc();
    const uint32_t fenced = handled(make("MPI_Win_create", kEnd - 64, 64, 1, 0x130u, kSelf));
    const uint32_t locked = handled(make("MPI_Win_create", kEnd - 128, 128, 4, 0x130u, kWorld));
    const uint32_t wide = handled(make("MPI_Win_create", kBuffer, 64, INT_MAX, 0x130u, kSelf));
    const uint32_t dynamic = handled(make("MPI_Win_create_dynamic", 0x130u, kSelf));
    const uint32_t shared =
        handled(make("MPI_Win_allocate_shared", 4096, 1, 0x130u, kSelf, kNew + 32));
    for (const uint32_t win : {fenced, wide, dynamic, shared})
      guest_.call("MPI_Win_fence", 0, win);
    guest_.call("MPI_Win_lock_all", 0, locked);
    guest_.call("MPI_Win_attach", dynamic, kBuffer, 0x1000);
    lists_['w'] = {fenced, locked, shared, dynamic, wide, 0x110, kForged, kWorld};
  }

  /// Two requests that are pending, some that are not, and for V only the latter.
  void makeRequests() {
    const uint32_t inactive = make("MPI_Recv_init", kBuffer, 1, kInt, 0, 6, kSelf);
    const uint32_t done = make("MPI_Isend", kBuffer, 1, kInt, -3, 0, kWorld);
    const uint32_t other = make("MPI_Send_init", kBuffer, 1, kInt, -3, 6, kSelf);
    const uint32_t received = make("MPI_Irecv", kBuffer, 1, kInt, -3, 0, kWorld);
    const uint32_t pending = make("MPI_Irecv", kBuffer, 1, kInt, 0, 999, kSelf);
    const uint32_t started = make("MPI_Recv_init", kBuffer, 1, kInt, 0, 998, kSelf);
    guest_.write<uint32_t>(kNew, started);
    guest_.call("MPI_Start", kNew);
    guest_.call("MPI_Comm_idup", kSelf, kNew + 4, kNew + 8);
    const auto idup = guest_.read<uint32_t>(kNew + 8);
    lists_['q'] = {inactive, done, pending, started, 0x180, kForged};
    setCells('V', {inactive, done, other, 0x180, received, kForged, kWorld});
    setCells('Q', {inactive, pending, done, started, idup, 0x180, kForged, other, kWorld});
    setCells('W', {inactive, pending, done, started, idup, 0x180, other, kForged});
  }

  void makeCells() {
    makeRequests();
    const uint32_t copy = make("MPI_Comm_dup", kSelf);
    setCells('C', {copy, kWorld, kSelf, 0x100, kForged});
    setCells('D', {make("MPI_Type_contiguous", 2, kInt), kInt, 0x220, 0x200, kForged});
    setCells('O', {make("MPI_Op_create", kSlot, 0), 0x21, 0x20, kForged});
    setCells('H', {make("MPI_Comm_group", kWorld), 0x109, 0x108, kForged});
    setCells('E', {make("MPI_Comm_create_errhandler", kSlot), 0x143, 0x141, 0x140, kForged});
    makeSession();
    setCells('Y', {handled(make("MPI_Win_create", kBuffer, 64, 1, 0x130u, kSelf)), 0x110, kForged,
                   kWorld, lists_['w'][0], lists_['w'][1]});
    guest_.call("MPI_Bsend", kBuffer, 1, kInt, 0, 77, kSelf);
    const uint32_t message = makeMessage();
    setCells('M', {message, 0x129, message, 0x128, kForged});
  }
  /// A session that returns its errors, where the library has sessions.
  void makeSession() {
    guest_.write<uint32_t>(kNew, 0x120);
    const uint32_t session = make("MPI_Session_init", 0x130u, 0x143u);
    guest_.call("MPI_Session_set_errhandler", session, 0x143u);
    lists_['v'] = {session, session, 0x120, kForged, kWorld};
    setCells('Z', {session, 0x120, kForged, kWorld});
  }
  uint32_t makeMessage() {
    guest_.write<uint32_t>(kNew + 16, 0x128);
    guest_.call("MPI_Improbe", 0, 77, kSelf, kNew + 12, kNew + 16, 0u);
    return guest_.read<uint32_t>(kNew + 16);
  }

  /// One cell for each, one after the other, so that each begins an array, too.
  void setCells(char letter, std::initializer_list<uint32_t> handles) {
    auto& list = lists_[letter];
    list.clear();
    uint32_t address = kCells + 0x100 * static_cast<uint32_t>(letter - 'A');
    for (const uint32_t handle : handles) {
      guest_.write<uint32_t>(address, handle);
      list.push_back(address);
      address += 4;
    }
    addAddresses(letter);
  }

  PluginHarness& guest_;
  FunctionReference function_{};
  std::map<char, std::vector<uint32_t>> lists_;
};

} // namespace wasmpi::mpi
