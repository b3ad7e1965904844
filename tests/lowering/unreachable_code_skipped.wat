;; What cannot be reached leaves no code, however it is nested, and what follows its block is right.
;; RUN(IR): --emit=ir -O0
(module
  (memory 1)
  (func (export "f") (param i32) (result i32)
    (block $done (result i32)
      (br $done (i32.const 11))
      (block (loop (if (local.get 0) (then (unreachable)) (else (br 1))) (br 0)))
      (i32.store (i32.const 0) (i32.const 1))
      (i32.const 12))
    (i32.const 30)
    i32.add))
;; IR-LABEL: define hidden i32 @wasm.f(
;; IR-NOT: store
;; IR-NOT: call
;; IR: phi i32 [ 11,
;; IR: add i32 %{{.+}}, 30
;; IR: ret i32
