;; Steps and constants below zero: the lowest address is checked not to fall below 0, the highest not to reach 2^32.
;; RUN(IR): --emit=ir -O2 --cpu x86-64-v3 --target x86_64-linux-gnu
(module
  (memory 1)
  (func (export "backwards") (param $p i32) (param $n i32)
    (loop $again
      (f64.store (i32.add (local.get $p) (i32.const -8)) (f64.const 1))
      (f64.store (i32.add (local.get $p) (i32.const -16)) (f64.const 1))
      (local.set $p (i32.sub (local.get $p) (i32.const 16)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
;; IR-LABEL: define hidden void @wasm.backwards(
;; The first address is the lower one of the first iteration.
;; IR: %[[START:.+]] = add i32 %{{.+}}, -16
;; IR: %[[WIDE:.+]] = zext i32 %[[START]] to i64
;; IR-DAG: add nuw nsw i64 %[[WIDE]], 8
;; IR-DAG: sub {{.*}}i64 %[[WIDE]], %
;; IR: icmp {{.*}}ult i64 %{{.+}}, 4294967296
