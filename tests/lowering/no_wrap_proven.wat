;; Addresses that cannot wrap need no check and no second version: a global array, and a count that is bounded. Nor do loops of a few
;; iterations, which are unrolled.
;; RUN(IR): --emit=ir -O3 --cpu x86-64-v3 --target x86_64-linux-gnu
(module
  (memory 1)
  (func (export "array") (local $i i32)
    (loop $again
      (f64.store offset=8 (i32.add (i32.shl (local.get $i) (i32.const 3)) (i32.const 1024))
        (f64.sqrt (f64.load (i32.add (i32.shl (local.get $i) (i32.const 3)) (i32.const 32768)))))
      (br_if $again (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000)))))
  (func (export "bounded") (param $n i32) (local $i i32)
    (local.set $n (i32.and (local.get $n) (i32.const 0xffff)))
    (loop $again
      (f64.store (i32.add (i32.shl (local.get $i) (i32.const 3)) (i32.const 1024))
        (f64.sqrt (f64.load (i32.add (i32.shl (local.get $i) (i32.const 3)) (i32.const 0x100000)))))
      (br_if $again (i32.le_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
  (func (export "short") (param $p i32) (local $i i32)
    (loop $again
      (f64.store (i32.add (i32.shl (local.get $i) (i32.const 3)) (local.get $p)) (f64.convert_i32_s (local.get $i)))
      (br_if $again (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4))))))
;; IR-LABEL: define hidden void @wasm.array(
;; IR-NOT: 4294967296
;; IR: @llvm.sqrt.v4f64(
;; IR-NOT: llvm.loop.vectorize.enable
;; IR-LABEL: define hidden void @wasm.bounded(
;; IR-NOT: 4294967296
;; IR: @llvm.sqrt.v4f64(
;; IR-LABEL: define hidden void @wasm.short(
;; IR-NOT: 4294967296
;; IR-NOT: br
;; IR: store double 3.0
