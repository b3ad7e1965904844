;; Memories without guard pages check each access instead; their loops have one version.
;; RUN(EXPLICIT): --emit=ir -O2 --bounds=explicit
;; RUN(GUARD): --emit=ir -O2
;; RUN(OFF): --emit=ir -O2 --no-nowrap
;; RUN(O1): --emit=ir -O1
(module
  (memory 1)
  (func (export "clear") (param $p i32) (param $n i32) (local $i i32)
    (loop $again
      (f64.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 4))) (f64.const 1))
      (f64.store (i32.add (local.get $p) (i32.add (i32.shl (local.get $i) (i32.const 4)) (i32.const 8))) (f64.const 2))
      (br_if $again (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))))
;; EXPLICIT: define hidden void @wasm.clear(
;; EXPLICIT-NOT: 429496728
;; GUARD: define hidden void @wasm.clear(
;; GUARD: icmp {{.*}}ult i64 %{{.+}}, 4294967288
;; OFF: define hidden void @wasm.clear(
;; OFF-NOT: 429496728
;; O1: define hidden void @wasm.clear(
;; O1-NOT: 429496728
