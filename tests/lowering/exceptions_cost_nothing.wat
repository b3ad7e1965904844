;; Calls outside of a try stay plain calls; a try in which nothing can throw leaves no trace; what is thrown in a try of the same
;; function is a branch. A function that cannot throw is found out to be nounwind.
;; WAT2WASM: --enable-exceptions
;; RUN(IR): --emit=ir -O1
(module
  (import "env" "host" (func $host (param i32) (result i32)))
  (memory (export "memory") 1)
  (tag $oops (param i32))
  (func (export "outside") (param i32) (result i32)
    (i32.add (call $host (local.get 0)) (i32.const 1)))
  (func (export "harmless") (param i32) (result i32)
    (try (result i32) (do (i32.load (local.get 0))) (catch_all (i32.const 3))))
  (func (export "local") (param i32) (result i32)
    (try (result i32)
      (do (throw $oops (local.get 0)))
      (catch $oops (i32.add (i32.const 7)))))
  (func (export "pure") (param i32) (result i32) (i32.mul (local.get 0) (local.get 0))))
;; IR-LABEL: @wasm.outside(
;; IR-NOT: invoke
;; IR: call i32
;; IR-LABEL: @wasm.harmless(
;; IR-NOT: {{invoke|landingpad|call}}
;; IR: ret i32
;; IR-LABEL: @wasm.local(
;; IR-NOT: {{invoke|landingpad}}
;; IR: ret i32
;; IR: @wasm.pure({{.*}} #[[PURE:[0-9]+]]
;; IR: attributes #[[PURE]] = { {{.*}}nounwind
