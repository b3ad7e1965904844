;; call_indirect of a table that something writes checks, in this order: the table's bound, null, the type's identity; then calls with the function's own context.
;; RUN(IR): --emit=ir -O0
(module
  (type $t (func (param i32) (result i32)))
  (table $grows 2 funcref)
  (table $fixed 7 7 funcref)
  (func (export "grows") (param i32 i32) (result i32)
    (call_indirect $grows (type $t) (local.get 0) (local.get 1)))
  (func (export "fixed") (param i32 i32) (result i32)
    (call_indirect $fixed (type $t) (local.get 0) (local.get 1)))
  (func (export "write")
    (table.set $grows (i32.const 0) (ref.null func))
    (table.set $fixed (i32.const 0) (ref.null func))))
;; IR-LABEL: @wasm.grows(
;; IR: %[[INDEX:[0-9]+]] = zext i32 %{{.+}} to i64
;; IR: %[[SIZE:.+]] = load i64, ptr
;; IR: icmp uge i64 %[[INDEX]], %[[SIZE]]
;; IR: call void @trap.UndefinedElement(
;; IR: %[[ELEMENT:[0-9]+]] = getelementptr inbounds i64, ptr %{{[0-9]+}}, i64 %[[INDEX]]
;; IR: %[[REFERENCE:[0-9]+]] = load ptr, ptr %[[ELEMENT]],
;; IR: icmp eq ptr %[[REFERENCE]], null
;; IR: call void @trap.UninitializedElement(
;; IR: icmp ne i32
;; IR: call void @trap.IndirectCallMismatch(
;; IR: %[[CODE:[0-9]+]] = load ptr, ptr %[[REFERENCE]],
;; IR: %[[CONTEXT:[0-9]+]] = load ptr, ptr
;; IR: call i32 %[[CODE]](ptr %[[CONTEXT]], i32
;; IR-LABEL: @wasm.fixed(
;; IR: icmp uge i64 %{{.+}}, 7
