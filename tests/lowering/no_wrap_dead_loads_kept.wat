;; A load nobody reads still traps in both versions of a loop, and keeps it from being vectorised.
;; RUN(IR): --emit=ir -O2
(module
  (memory 1)
  (func (export "touch") (param $p i32) (param $n i32) (local $i i32)
    (loop $again
      (drop (i32.load (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2)))))
      (f32.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 3))) (f32.const 1))
      (br_if $again (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))))
;; IR-LABEL: define hidden void @wasm.touch(
;; IR: icmp {{.*}}ult i64 %{{.+}}, 4294967296
;; IR: load volatile i32
;; IR: load volatile i32
