;; A loop that a compiler to Wasm vectorised by 128 bits is vectorised anew, to the width of the host. Where vectors are more than
;; their lanes one by one (a sum of them, a shuffle), they stay as they are. --no-nowrap leaves all of them.
;; RUN(ASM): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v3
;; RUN(IR): --emit=ir -O3 --target x86_64-linux-gnu --cpu x86-64-v3
;; RUN(OFF): --emit=ir -O3 --target x86_64-linux-gnu --cpu x86-64-v3 --no-nowrap
(module
  (memory 1)
  (func (export "saxpy") (param $y i32) (param $x i32) (param $a f32) (param $n i32)
    (loop $again
      (v128.store (local.get $y)
        (f32x4.add (v128.load (local.get $y)) (f32x4.mul (f32x4.splat (local.get $a)) (v128.load (local.get $x)))))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $y (i32.add (local.get $y) (i32.const 16)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "sum") (param $x i32) (param $n i32) (result v128) (local $sum v128)
    (loop $again
      (local.set $sum (f32x4.add (local.get $sum) (v128.load (local.get $x))))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
  (func (export "swap") (param $y i32) (param $x i32) (param $n i32)
    (loop $again
      (v128.store (local.get $y) (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
        (v128.load (local.get $x)) (v128.load (local.get $x))))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $y (i32.add (local.get $y) (i32.const 16)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  ;; LLVM makes one intrinsic of both comparisons.
  (func (export "compare") (param $y i32) (param $x i32) (param $n i32)
    (loop $again
      (v128.store (local.get $y) (i32x4.sub
        (i32x4.lt_s (v128.load (local.get $y)) (v128.load (local.get $x)))
        (i32x4.gt_s (v128.load (local.get $y)) (v128.load (local.get $x)))))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $y (i32.add (local.get $y) (i32.const 16)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
;; ASM-LABEL: wasm.saxpy:
;; ASM: vmulps {{.*}}(%{{r[a-z0-9]+}}{{.*}}), %ymm{{[0-9]+}}, %ymm
;; ASM: vaddps {{.*}}(%{{r[a-z0-9]+}}{{.*}}), %ymm{{[0-9]+}}, %ymm

;; IR-LABEL: define hidden void @wasm.saxpy(
;; IR: fmul <{{8|16|32|64}} x float>
;; IR-LABEL: define hidden <16 x i8> @wasm.sum(
;; IR-NOT: <{{8|16|32|64}} x float>
;; IR: fadd <4 x float>
;; IR-LABEL: define hidden void @wasm.swap(
;; IR-NOT: load i32
;; IR: shufflevector
;; IR-LABEL: define hidden void @wasm.compare(
;; IR: call <{{8|16|32|64}} x i32> @llvm.scmp.

;; OFF-LABEL: define hidden void @wasm.saxpy(
;; OFF-NOT: <{{8|16|32|64}} x float>
;; OFF: fmul <4 x float>
;; OFF-NOT: <{{8|16|32|64}} x float>
;; OFF-LABEL: define hidden void @wasm.compare(
;; OFF-NOT: <{{8|16|32|64}} x i32>
;; OFF: @llvm.scmp.v4i32.v4i32(
