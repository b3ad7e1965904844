;; memory.copy and memory.fill check their whole ranges before they write anything.
;; RUN(IR): --emit=ir -O0
(module
  (memory 1)
  (func (export "copy") (param i32 i32 i32)
    (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  (func (export "fill") (param i32 i32 i32)
    (memory.fill (local.get 0) (local.get 1) (local.get 2))))
;; IR-LABEL: define hidden void @wasm.copy(
;; IR: icmp ugt i64
;; IR: icmp ugt i64
;; IR: icmp ugt i64
;; IR: icmp ugt i64
;; IR: br i1
;; IR: call void @trap.MemoryOutOfBounds(
;; IR: call void @llvm.memmove.p0.p0.i64({{.*}}!alias.scope
;; IR-LABEL: define hidden void @wasm.fill(
;; IR: trunc i32 %{{.+}} to i8
;; IR: icmp ugt i64
;; IR: icmp ugt i64
;; IR: call void @trap.MemoryOutOfBounds(
;; IR: call void @llvm.memset.p0.i64({{.*}}!alias.scope
