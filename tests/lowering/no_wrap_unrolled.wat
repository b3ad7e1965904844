;; A loop that a compiler to Wasm unrolled, with addresses as i32 sums: behind one check that none wraps it becomes full-width vector
;; code; the loop as it was is kept for when one does, and stays small.
;; RUN(ASM): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v3
;; RUN(IR): --emit=ir -O3 --target x86_64-linux-gnu --cpu x86-64-v3
(module
  (memory 1)
  (func (export "add") (param $a i32) (param $b i32) (param $n i32)
    (br_if 0 (i32.eqz (local.tee $n (i32.and (local.get $n) (i32.const 0x0ffffffc)))))
    (loop $again
      (f64.store (local.get $a) (f64.add (f64.load (local.get $a)) (f64.load (local.get $b))))
      (f64.store (i32.add (local.get $a) (i32.const 8))
        (f64.add (f64.load (i32.add (local.get $a) (i32.const 8))) (f64.load (i32.add (local.get $b) (i32.const 8)))))
      (f64.store (i32.add (local.get $a) (i32.const 16))
        (f64.add (f64.load (i32.add (local.get $a) (i32.const 16))) (f64.load (i32.add (local.get $b) (i32.const 16)))))
      (f64.store (i32.add (local.get $a) (i32.const 24))
        (f64.add (f64.load (i32.add (local.get $a) (i32.const 24))) (f64.load (i32.add (local.get $b) (i32.const 24)))))
      (local.set $a (i32.add (local.get $a) (i32.const 32)))
      (local.set $b (i32.add (local.get $b) (i32.const 32)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 4)))))))
;; ASM-LABEL: wasm.add:
;; ASM: vmovupd {{.*}}, %ymm
;; ASM: vaddpd {{.*}}(%{{r[a-z0-9]+}}{{.*}}), %ymm{{[0-9]+}}, %ymm
;; ASM: vmovupd %ymm{{[0-9]+}}, {{.*}}(%{{r[a-z0-9]+}}

;; IR-LABEL: define hidden void @wasm.add(
;; IR: icmp {{.*}}ult i64 %{{.+}}, 4294967296
;; IR: fadd <4 x double>
;; IR: !{!"llvm.loop.vectorize.enable", i32 0}
;; IR: !{!"llvm.loop.unroll.disable"
