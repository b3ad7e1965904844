;; What cannot be known before a loop is not checked: where it ends, if that depends on memory, or on a counter that may jump over its
;; end. A counter that could overflow is checked not to.
;; RUN(IR): --emit=ir -O2
(module
  (memory 1)
  (func (export "length") (param $p i32) (result i32) (local $start i32)
    (local.set $start (local.get $p))
    (loop $again
      (br_if $again
        (i32.load8_u (local.tee $p (i32.add (local.get $p) (i32.const 1))))))
    (i32.sub (local.get $p) (local.get $start)))
  (func (export "jumps") (param $p i32) (param $n i32) (local $i i32)
    (loop $again
      (f64.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 3))) (f64.const 1))
      (f64.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 4))) (f64.const 2))
      (br_if $again
        (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 6))) (local.get $n)))))
  (func (export "overflows") (param $p i32) (param $n i32) (local $i i32)
    (loop $again
      (f64.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 3))) (f64.const 1))
      (br_if $again
        (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 6))) (local.get $n))))))
;; IR-LABEL: define hidden i32 @wasm.length(
;; IR-NOT: 4294967296
;; IR-LABEL: define hidden void @wasm.jumps(
;; IR-NOT: 4294967296
;; IR-LABEL: define hidden void @wasm.overflows(
;; 2^31 - 1 - 5 is the greatest end that a step of 6 cannot jump from past 2^31.
;; IR-DAG: icmp {{.*}}slt i32 %{{.+}}, 2147483643
;; IR-DAG: icmp {{.*}}ult i64 %{{.+}}, 4294967296
