;; Float arithmetic is plain: no fast-math flag, no contraction, no constrained intrinsic, so that it vectorises and stays exact.
;; RUN(IR): --emit=ir -O3
;; RUN(ASM): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v3
(module
  (func (export "axpy") (param f64 f64 f64) (result f64)
    (f64.add (f64.mul (local.get 0) (local.get 1)) (local.get 2)))
  (func (export "bits") (param f32 f32) (result f32)
    (f32.copysign (f32.neg (f32.abs (local.get 0))) (local.get 1)))
  (func (export "nearest") (param f64) (result f64) (f64.nearest (local.get 0))))
;; IR-LABEL: @wasm.axpy(
;; IR: = fmul double %
;; IR: = fadd double %
;; IR-LABEL: @wasm.bits(
;; IR: call float @llvm.copysign.f32(
;; IR-LABEL: @wasm.nearest(
;; IR: call double @llvm.roundeven.f64(

;; ASM-LABEL: wasm.axpy:
;; ASM: vmulsd
;; ASM: vaddsd
;; ASM-LABEL: wasm.nearest:
;; ASM: vroundsd $8,
