;; Vector loads trap even if nobody uses their value, whatever their form.
;; RUN(IR): --emit=ir -O3
(module
  (memory 1)
  (func (export "whole") (param i32) (drop (v128.load (local.get 0))))
  (func (export "splat") (param i32) (drop (v128.load16_splat (local.get 0))))
  (func (export "lane") (param i32 v128) (drop (v128.load8_lane 3 (local.get 0) (local.get 1))))
  (func (export "zero") (param i32) (drop (v128.load64_zero (local.get 0))))
  (func (export "extending") (param i32) (drop (v128.load32x2_u (local.get 0))))
  (func (export "used") (param i32) (result v128) (v128.load (local.get 0))))
;; IR-LABEL: @wasm.whole(
;; IR: load volatile <16 x i8>
;; IR-LABEL: @wasm.splat(
;; IR: load volatile i16
;; IR-LABEL: @wasm.lane(
;; IR: load volatile i8
;; IR-LABEL: @wasm.zero(
;; IR: load volatile i64
;; IR-LABEL: @wasm.extending(
;; IR: load volatile <2 x i32>
;; IR-LABEL: @wasm.used(
;; IR-NOT: volatile
;; IR: ret <16 x i8>
