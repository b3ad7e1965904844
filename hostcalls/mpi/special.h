// The functions that are not a row of adaptors, by the file they are in. Each gets the guest's arguments and returns the guest's error
// code, or what MpiContext::finishFailure gave.
#pragma once

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

// special_init.cpp: starting and ending (MPI-3.1 8.7, 12.4), versions and clocks (8.1, 8.6)
int32_t init(const Call& call, uint32_t argc, uint32_t argv);
int32_t initThread(const Call& call, uint32_t argc, uint32_t argv, int32_t required,
                   uint32_t provided);
int32_t queryThread(const Call& call, uint32_t provided);
int32_t finalize(const Call& call);
int32_t getVersion(const Call& call, uint32_t version, uint32_t subversion);
int32_t getLibraryVersion(const Call& call, uint32_t text, uint32_t length);

// special_errors.cpp: error codes (8.4, 8.5), error handlers (8.3)
int32_t errorClass(const Call& call, int32_t code, uint32_t result);
int32_t errorString(const Call& call, int32_t code, uint32_t text, uint32_t length);
int32_t addErrorClass(const Call& call, uint32_t result);
int32_t addErrorCode(const Call& call, int32_t errorClass, uint32_t result);
int32_t commCreateErrhandler(const Call& call, uint32_t function, uint32_t result);
int32_t commGetErrhandler(const Call& call, uint32_t comm, uint32_t result);

// special_objects.cpp: operations (5.9.5), groups (6.3), attributes (6.7), buffers of Bsend (3.6)
int32_t opCreate(const Call& call, uint32_t function, int32_t commutes, uint32_t result);
int32_t groupTranslateRanks(const Call& call, uint32_t from, int32_t count, uint32_t ranks,
                            uint32_t to, uint32_t result);
int32_t commGetAttribute(const Call& call, uint32_t comm, int32_t keyval, uint32_t value,
                         uint32_t flag);
int32_t bufferAttach(const Call& call, uint32_t address, int32_t byteSize);
int32_t bufferDetach(const Call& call, uint32_t address, uint32_t byteSize);

// special_types.cpp: datatypes (4.1)
int32_t typeContiguous(const Call& call, int32_t count, uint32_t type, uint32_t result);
int32_t typeVector(const Call& call, int32_t count, int32_t length, int32_t stride, uint32_t type,
                   uint32_t result);
int32_t typeHvector(const Call& call, int32_t count, int32_t length, int32_t stride, uint32_t type,
                    uint32_t result);
int32_t typeIndexed(const Call& call, int32_t count, uint32_t lengths, uint32_t displacements,
                    uint32_t type, uint32_t result);
int32_t typeHindexed(const Call& call, int32_t count, uint32_t lengths, uint32_t displacements,
                     uint32_t type, uint32_t result);
int32_t typeIndexedBlock(const Call& call, int32_t count, int32_t length, uint32_t displacements,
                         uint32_t type, uint32_t result);
int32_t typeHindexedBlock(const Call& call, int32_t count, int32_t length, uint32_t displacements,
                          uint32_t type, uint32_t result);
int32_t typeStruct(const Call& call, int32_t count, uint32_t lengths, uint32_t displacements,
                   uint32_t types, uint32_t result);
int32_t typeSubarray(const Call& call, int32_t dimensions, uint32_t sizes, uint32_t subsizes,
                     uint32_t starts, int32_t order, uint32_t type, uint32_t result);
int32_t typeResized(const Call& call, uint32_t type, int32_t lowerBound, int32_t extent,
                    uint32_t result);
int32_t typeDup(const Call& call, uint32_t type, uint32_t result);
int32_t typeGetName(const Call& call, uint32_t type, uint32_t text, uint32_t length);
int32_t typeSetName(const Call& call, uint32_t type, uint32_t text);
int32_t typeExtent(const Call& call, uint32_t type, uint32_t result);
int32_t typeLowerBound(const Call& call, uint32_t type, uint32_t result);
int32_t typeUpperBound(const Call& call, uint32_t type, uint32_t result);

// special_pack.cpp: packing (4.2, 4.3)
int32_t pack(const Call& call, uint32_t in, int32_t count, uint32_t type, uint32_t out,
             int32_t outSize, uint32_t position, uint32_t comm);
int32_t unpack(const Call& call, uint32_t in, int32_t inSize, uint32_t position, uint32_t out,
               int32_t count, uint32_t type, uint32_t comm);
int32_t packExternal(const Call& call, uint32_t representation, uint32_t in, int32_t count,
                     uint32_t type, uint32_t out, int32_t outSize, uint32_t position);
int32_t unpackExternal(const Call& call, uint32_t representation, uint32_t in, int32_t inSize,
                       uint32_t position, uint32_t out, int32_t count, uint32_t type);

} // namespace wasmpi::mpi
