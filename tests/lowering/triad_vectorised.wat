;; a[i] = b[i] + s * c[i] as wasmpi-cc compiles it becomes full-width vector code.
;; RUN(ASM): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v3
(module
  (memory 1)
  (func (export "triad") (param $a i32) (param $b i32) (param $c i32) (param $s f64) (param $n i32)
        (local $i i32) (local $offset i32)
    (br_if 0 (i32.le_s (local.get $n) (i32.const 0)))
    (loop $again
      (f64.store
        (i32.add (local.get $a) (local.tee $offset (i32.shl (local.get $i) (i32.const 3))))
        (f64.add
          (f64.mul (local.get $s) (f64.load (i32.add (local.get $c) (local.get $offset))))
          (f64.load (i32.add (local.get $b) (local.get $offset)))))
      (br_if $again
        (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))))
;; ASM-LABEL: wasm.triad:
;; ASM: vmulpd {{.*}}(%{{r[a-z0-9]+}},%{{r[a-z0-9]+}}), %ymm{{[0-9]+}}, %ymm
;; ASM: vaddpd {{.*}}(%{{r[a-z0-9]+}},%{{r[a-z0-9]+}}), %ymm{{[0-9]+}}, %ymm
;; ASM: vmovupd %ymm{{[0-9]+}}, {{.*}}(%{{r[a-z0-9]+}},%{{r[a-z0-9]+}})
