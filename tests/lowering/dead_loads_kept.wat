;; A load traps even if nobody uses its value; only such loads are volatile.
;; RUN(IR): --emit=ir -O3
;; RUN(O0): --emit=ir -O0
(module
  (memory 1)
  (func (export "dropped") (param i32)
    (drop (i32.load (local.get 0))))
  (func (export "unread") (param i32) (local f64)
    (local.set 1 (f64.add (f64.load (local.get 0)) (f64.const 2))))
  (func (export "folded") (param i32) (result f32)
    (select (f32.const 1) (f32.load (local.get 0)) (i32.const 31)))
  (func (export "used") (param i32) (result i32)
    (i32.load (local.get 0))))
;; IR-LABEL: @wasm.dropped(
;; IR: load volatile i32
;; IR-LABEL: @wasm.unread(
;; IR: load volatile double
;; IR-LABEL: @wasm.folded(
;; IR: load volatile float
;; IR-LABEL: @wasm.used(
;; IR-NOT: volatile
;; IR: ret i32

;; O0-LABEL: @wasm.dropped(
;; O0: load volatile i32
;; O0-LABEL: @wasm.folded(
;; O0: load volatile float
;; O0-LABEL: @wasm.used(
;; O0-NOT: volatile
;; O0: ret i32
