// The functions that are not a row of adaptors, by the file they are in. Each gets the guest's
// arguments and returns the guest's error code, or what MpiContext::finishFailure gave.
#pragma once

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

// special_init.cpp: starting and ending (MPI-3.1 8.7, 12.4), versions and clocks (8.1, 8.6),
// profiling control (14.2.4)
int32_t init(Call call, uint32_t argc, uint32_t argv);
int32_t initThread(Call call, uint32_t argc, uint32_t argv, int32_t required, uint32_t provided);
int32_t initialized(Call call, uint32_t flag);
int32_t queryThread(Call call, uint32_t provided);
int32_t finalize(Call call);
int32_t getVersion(Call call, uint32_t version, uint32_t subversion);
int32_t getLibraryVersion(Call call, uint32_t text, uint32_t length);
int32_t pcontrol(Call call, int32_t level, uint32_t moreArguments);

// special_errors.cpp: error codes (8.4, 8.5), error handlers (8.3)
int32_t errorClass(Call call, int32_t code, uint32_t result);
int32_t errorString(Call call, int32_t code, uint32_t text, uint32_t length);
int32_t addErrorClass(Call call, uint32_t result);
int32_t addErrorCode(Call call, int32_t errorClass, uint32_t result);
int32_t commCreateErrhandler(Call call, uint32_t function, uint32_t result);
int32_t commGetErrhandler(Call call, uint32_t comm, uint32_t result);
int32_t winCreateErrhandler(Call call, uint32_t function, uint32_t result);
int32_t winGetErrhandler(Call call, uint32_t win, uint32_t result);
int32_t fileCreateErrhandler(Call call, uint32_t function, uint32_t result);
int32_t fileGetErrhandler(Call call, uint32_t file, uint32_t result);
int32_t fileSetErrhandler(Call call, uint32_t file, uint32_t handler);

// special_objects.cpp: operations (5.9.5), groups (6.3), attributes (6.7), buffers of Bsend (3.6)
int32_t opCreate(Call call, uint32_t function, int32_t commutes, uint32_t result);
int32_t groupFree(Call call, uint32_t group);
int32_t errhandlerFree(Call call, uint32_t handler);
int32_t groupTranslateRanks(Call call, uint32_t from, int32_t count, uint32_t ranks, uint32_t to,
                            uint32_t result);
int32_t commGetAttribute(Call call, uint32_t comm, int32_t keyval, uint32_t value, uint32_t flag);
int32_t bufferAttach(Call call, uint32_t address, int32_t byteSize);
int32_t bufferDetach(Call call, uint32_t address, uint32_t byteSize);

// special_types.cpp: datatypes (4.1)
int32_t typeContiguous(Call call, int32_t count, uint32_t type, uint32_t result);
int32_t typeVector(Call call, int32_t count, int32_t length, int32_t stride, uint32_t type,
                   uint32_t result);
int32_t typeHvector(Call call, int32_t count, int32_t length, int32_t stride, uint32_t type,
                    uint32_t result);
int32_t typeIndexed(Call call, int32_t count, uint32_t lengths, uint32_t displacements,
                    uint32_t type, uint32_t result);
int32_t typeHindexed(Call call, int32_t count, uint32_t lengths, uint32_t displacements,
                     uint32_t type, uint32_t result);
int32_t typeIndexedBlock(Call call, int32_t count, int32_t length, uint32_t displacements,
                         uint32_t type, uint32_t result);
int32_t typeHindexedBlock(Call call, int32_t count, int32_t length, uint32_t displacements,
                          uint32_t type, uint32_t result);
int32_t typeStruct(Call call, int32_t count, uint32_t lengths, uint32_t displacements,
                   uint32_t types, uint32_t result);
int32_t typeSubarray(Call call, int32_t dimensions, uint32_t sizes, uint32_t subsizes,
                     uint32_t starts, int32_t order, uint32_t type, uint32_t result);
int32_t typeResized(Call call, uint32_t type, int32_t lowerBound, int32_t extent, uint32_t result);
int32_t typeDup(Call call, uint32_t type, uint32_t result);
int32_t typeDarray(Call call, int32_t size, int32_t rank, int32_t dimensions, uint32_t sizes,
                   uint32_t kinds, uint32_t arguments, uint32_t processes, int32_t order,
                   uint32_t type, uint32_t result);
int32_t typeCommit(Call call, uint32_t type);
int32_t typeFree(Call call, uint32_t type);

// special_type_queries.cpp: what can be asked about datatypes (4.1.13, 6.8, 17.1.9)
int32_t typeGetName(Call call, uint32_t type, uint32_t text, uint32_t length);
int32_t typeSetName(Call call, uint32_t type, uint32_t text);
int32_t typeExtent(Call call, uint32_t type, uint32_t result);
int32_t typeLowerBound(Call call, uint32_t type, uint32_t result);
int32_t typeUpperBound(Call call, uint32_t type, uint32_t result);
int32_t typeGetEnvelope(Call call, uint32_t type, uint32_t integerCount, uint32_t addressCount,
                        uint32_t typeCount, uint32_t combiner);
int32_t typeGetContents(Call call, uint32_t type, int32_t maxIntegers, int32_t maxAddresses,
                        int32_t maxTypes, uint32_t integerArray, uint32_t addressArray,
                        uint32_t typeArray);
int32_t typeMatchSize(Call call, int32_t typeClass, int32_t byteSize, uint32_t result);
int32_t typeCreateF90Real(Call call, int32_t digits, int32_t range, uint32_t result);
int32_t typeCreateF90Complex(Call call, int32_t digits, int32_t range, uint32_t result);
int32_t typeCreateF90Integer(Call call, int32_t range, uint32_t result);

// special_status.cpp: elements of a status (4.1.11, 12.3)
int32_t getElements(Call call, uint32_t status, uint32_t type, uint32_t result);
int32_t getElementsX(Call call, uint32_t status, uint32_t type, uint32_t result);
int32_t statusSetElements(Call call, uint32_t status, uint32_t type, int32_t count);
int32_t statusSetElementsX(Call call, uint32_t status, uint32_t type, int64_t count);

// special_info.cpp: information objects (9)
int32_t infoGet(Call call, uint32_t info, uint32_t key, int32_t maxLength, uint32_t value,
                uint32_t flag);
int32_t infoGetValuelen(Call call, uint32_t info, uint32_t key, uint32_t length, uint32_t flag);
int32_t infoGetNthkey(Call call, uint32_t info, int32_t index, uint32_t key);
int32_t infoGetString(Call call, uint32_t info, uint32_t key, uint32_t bufferSize, uint32_t value,
                      uint32_t flag);
int32_t infoCreateEnv(Call call, int32_t argc, uint32_t argv, uint32_t result);
/// What a guest may see of MPI_INFO_ENV, as an object of its own: no paths or command lines of the
/// host. Null if the library refuses.
MPI_Info makeGuestInfoEnv();

// special_windows.cpp: windows (11.2)
int32_t winCreate(Call call, uint32_t base, int32_t byteSize, int32_t unit, uint32_t info,
                  uint32_t comm, uint32_t result);
int32_t winAllocate(Call call, int32_t byteSize, int32_t unit, uint32_t info, uint32_t comm,
                    uint32_t baseResult, uint32_t result);
int32_t winAllocateShared(Call call, int32_t byteSize, int32_t unit, uint32_t info, uint32_t comm,
                          uint32_t baseResult, uint32_t result);
int32_t winCreateDynamic(Call call, uint32_t info, uint32_t comm, uint32_t result);
int32_t winSharedQuery(Call call, uint32_t win, int32_t rank, uint32_t byteSize, uint32_t unit,
                       uint32_t base);
int32_t winFree(Call call, uint32_t win);
int32_t winFlush(Call call, int32_t rank, uint32_t win);
int32_t winFlushLocal(Call call, int32_t rank, uint32_t win);
int32_t winGetAttribute(Call call, uint32_t win, int32_t keyval, uint32_t value, uint32_t flag);

// special_sessions.cpp: sessions (MPI-4.0 11.3), communicators from their groups (7.4.2, 7.6.2)
int32_t sessionInit(Call call, uint32_t info, uint32_t handler, uint32_t result);
int32_t sessionFinalize(Call call, uint32_t session);
int32_t sessionGetNthPset(Call call, uint32_t session, uint32_t info, int32_t index,
                          uint32_t length, uint32_t name);
int32_t sessionGetPsetInfo(Call call, uint32_t session, uint32_t name, uint32_t result);
int32_t groupFromSessionPset(Call call, uint32_t session, uint32_t name, uint32_t result);
int32_t sessionCreateErrhandler(Call call, uint32_t function, uint32_t result);
int32_t sessionGetErrhandler(Call call, uint32_t session, uint32_t result);
int32_t commCreateFromGroup(Call call, uint32_t group, uint32_t tag, uint32_t info,
                            uint32_t handler, uint32_t result);
int32_t intercommCreateFromGroups(Call call, uint32_t group, int32_t leader, uint32_t remoteGroup,
                                  int32_t remoteLeader, uint32_t tag, uint32_t info,
                                  uint32_t handler, uint32_t result);

// special_pack.cpp: packing (4.2, 4.3)
int32_t pack(Call call, uint32_t in, int32_t count, uint32_t type, uint32_t out, int32_t outSize,
             uint32_t position, uint32_t comm);
int32_t unpack(Call call, uint32_t in, int32_t inSize, uint32_t position, uint32_t out,
               int32_t count, uint32_t type, uint32_t comm);
int32_t packExternal(Call call, uint32_t representation, uint32_t in, int32_t count, uint32_t type,
                     uint32_t out, int32_t outSize, uint32_t position);
int32_t unpackExternal(Call call, uint32_t representation, uint32_t in, int32_t inSize,
                       uint32_t position, uint32_t out, int32_t count, uint32_t type);

// special_file_open.cpp: opening, closing and deleting files (13.2)
int32_t fileOpen(Call call, uint32_t comm, uint32_t path, int32_t mode, uint32_t info,
                 uint32_t result);
int32_t fileClose(Call call, uint32_t file);
int32_t fileDelete(Call call, uint32_t path, uint32_t info);

// special_files.cpp: what is kept of an open file (13.2, 13.3, 13.4.4), data representations
// (13.5.3)
int32_t fileGetMode(Call call, uint32_t file, uint32_t result);
int32_t fileSetInfo(Call call, uint32_t file, uint32_t info);
int32_t fileSetView(Call call, uint32_t file, int64_t displacement, uint32_t etype,
                    uint32_t filetype, uint32_t representation, uint32_t info);
int32_t fileGetView(Call call, uint32_t file, uint32_t displacement, uint32_t etype,
                    uint32_t filetype, uint32_t representation);
int32_t fileSeek(Call call, uint32_t file, int64_t offset, int32_t whence);
int32_t fileSeekShared(Call call, uint32_t file, int64_t offset, int32_t whence);
int32_t registerDatarep(Call call, uint32_t name, uint32_t reading, uint32_t writing,
                        uint32_t extent, uint32_t extraState);

} // namespace wasmpi::mpi
