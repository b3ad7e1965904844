// Objects of derived type: what flang's tables about a type say, and what follows for its allocatable and initialised components.
#pragma once

#include "descriptor.h"

namespace wasmpi::fortran {

struct DerivedType;

/// The type of an object, null if it is of an intrinsic type.
const DerivedType *derivedType(const Descriptor &object);
void setDerivedType(Descriptor &object, const DerivedType *type);
/// Bytes of one object.
int64_t sizeOf(const DerivedType &type);
/// True if components have initial values or are allocatable; true if some are to be deallocated.
bool needsInitialisation(const DerivedType &type);
bool needsDestruction(const DerivedType &type);

/// For all elements of an array: default values; allocatable components deallocated; copies of their own after a copy of the bytes.
void initialiseElements(const Descriptor &array);
void destroyElements(const Descriptor &array, Place place);
void duplicateComponents(char *element, const DerivedType &type, Place place);
void destroyComponents(char *element, const DerivedType &type, Place place);

}  // namespace wasmpi::fortran
