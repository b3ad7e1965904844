;; Functions that make tail calls have the tail convention and jump, to code known at run time only if it has a tail entry; the others
;; are called as ever. One that escapes has an entry of the C convention.
;; WAT2WASM: --enable-tail-call
;; RUN(IR): --emit=ir -O0
;; RUN(ASM): --emit=asm -O3 --target=x86_64-linux-gnu --cpu=x86-64
(module
  (type $t (func (param i32) (result i32)))
  (import "env" "host" (func $host (param i32) (result i32)))
  (table 1 funcref)
  (func $plain (type $t) (local.get 0))
  (func $other (param i32 i64 i64 i64 i64 i64 i64) (result i32)
    (return_call $direct (local.get 0)))
  (func $direct (export "direct") (type $t)
    (return_call $other (local.get 0) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5) (i64.const 6)))
  (func $toPlain (type $t) (return_call $plain (local.get 0)))
  (func $import (export "import") (type $t) (return_call $host (local.get 0)))
  (func $indirect (export "indirect") (type $t) (return_call_indirect (type $t) (local.get 0) (i32.const 0)))
  (func $many (param i32) (result i32 i32 i32)
    (br_if 0 (i32.const 1) (i32.const 2) (i32.const 3) (local.get 0))
    (drop) (drop) (drop)
    (return_call $many (i32.const 1)))
  (func (export "user") (result i32)
    (call $many (i32.const 0)) (drop) (drop) (call $toPlain (i32.const 5)) (drop)))
;; IR: define internal fastcc i32 @wasm.plain(
;; IR: define internal tailcc i32 @wasm.other(
;; IR: %[[OTHER:[0-9]+]] = tail call tailcc i32 @wasm.direct(ptr
;; IR-NEXT: ret i32 %[[OTHER]]
;; IR: define hidden tailcc i32 @wasm.direct(
;; IR: tail call tailcc i32 @wasm.other(ptr
;; IR: define hidden i32 @wasmpi.enter.3(
;; IR: call tailcc i32 @wasm.direct(
;; IR-LABEL: @wasm.toPlain(
;; IR: = notail call fastcc i32 @wasm.plain(
;; IR-LABEL: @wasm.import(
;; IR: br i1 %{{.+}}, label %[[JUMP:[0-9]+]], label %[[PLAIN:[0-9]+]]
;; IR: [[JUMP]]:
;; IR: tail call tailcc i32 %
;; IR: [[PLAIN]]:
;; IR: = notail call i32 %
;; IR-LABEL: @wasm.indirect(
;; IR: call void @trap.IndirectCallMismatch(
;; IR: tail call tailcc i32 %
;; IR: define internal tailcc void @wasm.many(ptr {{.*}}, i32 %{{.+}}, ptr %[[MEMORY:.+]])
;; IR: tail call tailcc void @wasm.many(ptr %{{.+}}, i32 1, ptr %[[MEMORY]])
;; IR-LABEL: @wasm.user(
;; IR: call tailcc void @wasm.many(ptr %{{.+}}, i32 0, ptr %[[ROOM:.+]])
;; IR: getelementptr inbounds { i32, i32, i32 }, ptr %[[ROOM]]

;; ASM-LABEL: wasm.import:
;; ASM: jmpq *%
;; ASM-LABEL: wasm.indirect:
;; ASM: jmpq *%
