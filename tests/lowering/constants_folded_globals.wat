;; An immutable global with a literal is that literal; others live in the context, imported ones behind their cell.
;; RUN(IR): --emit=ir -O0
(module
  (import "env" "imported" (global $imported (mut i64)))
  (global $literal i32 (i32.const -7))
  (global $mutable (mut i32) (i32.const 5))
  (func (export "literal") (result i32) (global.get $literal))
  (func (export "mutable") (result i32) (global.get $mutable))
  (func (export "imported") (result i64) (global.get $imported)))
;; IR-LABEL: @wasm.literal(
;; IR-NOT: load
;; IR: ret i32 -7
;; IR-LABEL: @wasm.mutable(
;; IR: load i32, ptr %{{.+}}, align 4, !dbg
;; IR-LABEL: @wasm.imported(
;; IR: %[[CELL:.+]] = load ptr, ptr %{{.+}}, !invariant.load
;; IR: load i64, ptr %[[CELL]],
