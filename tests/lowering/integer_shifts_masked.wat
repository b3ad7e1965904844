;; Shift counts are taken modulo the width; rotates are funnel shifts; a compare's i32 is not compared with zero again.
;; RUN(IR): --emit=ir -O0
(module
  (func (export "shl") (param i32 i32) (result i32) (i32.shl (local.get 0) (local.get 1)))
  (func (export "sar") (param i64 i64) (result i64) (i64.shr_s (local.get 0) (local.get 1)))
  (func (export "rotl") (param i64 i64) (result i64) (i64.rotl (local.get 0) (local.get 1)))
  (func (export "less") (param i32 i32) (result i32)
    (select (i32.const 3) (i32.const 4) (i32.lt_u (local.get 0) (local.get 1)))))
;; IR-LABEL: @wasm.shl(
;; IR: %[[COUNT:.+]] = and i32 %{{.+}}, 31
;; IR: shl i32 %{{.+}}, %[[COUNT]]
;; IR-LABEL: @wasm.sar(
;; IR: %[[COUNT64:.+]] = and i64 %{{.+}}, 63
;; IR: ashr i64 %{{.+}}, %[[COUNT64]]
;; IR-LABEL: @wasm.rotl(
;; IR: call i64 @llvm.fshl.i64(
;; IR-LABEL: @wasm.less(
;; IR: %[[LESS:.+]] = icmp ult i32
;; IR-NOT: icmp
;; IR: select i1 %[[LESS]], i32 3, i32 4
