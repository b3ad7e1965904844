;; Parameters and results of blocks: loops carry phis, an if without else passes its parameters through, functions return several
;; values as a struct.
;; RUN(IR): --emit=ir -O0
(module
  (func (export "count") (param $n i64) (result i64)
    (i64.const 0)
    (loop $again (param i64) (result i64)
      (i64.const 1)
      (i64.add)
      (br_if $again (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0)))))
  (func (export "maybe") (param i32 i32) (result i32)
    (local.get 1)
    (if (param i32) (result i32) (local.get 0) (then (i32.const 5) (i32.mul))))
  (func $two (export "two") (param i32 f64) (result i32 f64)
    (local.get 0) (local.get 1))
  (func (export "use") (result f64) (local f64)
    (call $two (i32.const 1) (f64.const 2.5))
    (local.set 0)
    (drop)
    (local.get 0)))
;; IR-LABEL: define hidden i64 @wasm.count(
;; IR: phi i64 [ 0, %{{.+}} ], [ %[[NEXT:.+]], %{{.+}} ]
;; IR: %[[NEXT]] = add i64 %{{.+}}, 1
;; IR-LABEL: define hidden i32 @wasm.maybe(
;; IR: br i1
;; IR: mul i32 %[[P:.+]], 5
;; IR: phi i32
;; IR: ret i32
;; IR-LABEL: define hidden { i32, double } @wasm.two(
;; IR: insertvalue { i32, double } poison, double
;; IR: insertvalue { i32, double }
;; IR: ret { i32, double }
;; IR-LABEL: define hidden double @wasm.use(
;; IR: %[[R:.+]] = call { i32, double } @wasm.two(ptr %{{.+}}, i32 1, double 2.5
;; IR: extractvalue { i32, double } %[[R]], 0
;; IR: extractvalue { i32, double } %[[R]], 1
