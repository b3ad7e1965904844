;; An access of a 64-bit memory is compared once with a bound that depends on the size alone: in a loop, the size is read and the
;; bound made before it. Where the declared minimum reaches beyond the static offset, the bound is a plain difference.
;; WAT2WASM: --enable-memory64
;; RUN(IR): --emit=ir -O0
;; RUN(LOOP): --emit=ir -O2
(module
  (memory i64 1)
  (func (export "near") (param i64) (result i64)
    (i64.load offset=16 (local.get 0)))
  (func (export "far") (param i64) (result i64)
    (i64.load offset=65536 (local.get 0)))
  (func (export "sum") (param $from i64) (param $count i64) (result i64)
    (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.load offset=8 (local.get $from))))
      (i64.store (local.get $from) (local.get $sum))
      (local.set $from (i64.add (local.get $from) (i64.const 8)))
      (br_if $next (i64.ne (local.tee $count (i64.sub (local.get $count) (i64.const 1))) (i64.const 0))))
    (local.get $sum)))
;; IR-LABEL: define hidden i64 @wasm.near(
;; IR: %[[SIZE:.+]] = load i64, ptr
;; IR-NEXT: %[[BOUND:.+]] = sub i64 %[[SIZE]], 23
;; IR-NEXT: icmp uge i64 %{{.+}}, %[[BOUND]]
;; IR-NEXT: br i1

;; IR-LABEL: define hidden i64 @wasm.far(
;; IR: %[[SIZE:.+]] = load i64, ptr
;; IR-NEXT: %[[DIFFERENCE:.+]] = sub i64 %[[SIZE]], 65543
;; IR-NEXT: %[[IS_SMALL:.+]] = icmp ult i64 %[[SIZE]], 65543
;; IR-NEXT: %[[BOUND:.+]] = select i1 %[[IS_SMALL]], i64 0, i64 %[[DIFFERENCE]]
;; IR-NEXT: icmp uge i64 %{{.+}}, %[[BOUND]]

;; LOOP-LABEL: define hidden i64 @wasm.sum(
;; LOOP: %[[SIZE:.+]] = load i64, ptr
;; LOOP-DAG: %[[LOAD_BOUND:.+]] = add i64 %[[SIZE]], -15
;; LOOP-DAG: %[[STORE_BOUND:.+]] = add i64 %[[SIZE]], -7
;; LOOP: br label
;; LOOP-NOT: load i64, ptr %{{.+}}, align 8
;; LOOP: icmp ult i64 %[[ADDRESS:.+]], %[[LOAD_BOUND]]
;; LOOP-NOT: load i64, ptr %{{.+}}, align 8
;; LOOP: icmp ult i64 %[[ADDRESS]], %[[STORE_BOUND]]
;; LOOP: ret i64
