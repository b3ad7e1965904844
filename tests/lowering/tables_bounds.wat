;; table.get and table.set trap out of bounds; a reference is 64 bits, null is 0.
;; RUN(IR): --emit=ir -O0
(module
  (table $t 3 externref)
  (func (export "get") (param i32) (result externref) (table.get $t (local.get 0)))
  (func (export "set") (param i32) (table.set $t (local.get 0) (ref.null extern)))
  (func (export "size") (result i32) (table.size $t))
  (func (export "isNull") (param externref) (result i32) (ref.is_null (local.get 0))))
;; IR-LABEL: define hidden i64 @wasm.get(
;; IR: icmp uge i64
;; IR: call void @trap.TableOutOfBounds(
;; IR: load i64, ptr
;; IR-LABEL: define hidden void @wasm.set(
;; IR: call void @trap.TableOutOfBounds(
;; IR: store i64 0, ptr
;; IR-LABEL: define hidden i32 @wasm.size(
;; IR: trunc i64
;; IR-LABEL: define hidden i32 @wasm.isNull(ptr {{.*}}, i64 %
;; IR: icmp eq i64 %{{.+}}, 0
