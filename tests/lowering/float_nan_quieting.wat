;; Operations that LLVM takes for the identity still quiet a signalling NaN.
;; RUN(ASM): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v3
(module
  (func (export "timesOne") (param f64) (result f64) (f64.mul (local.get 0) (f64.const 1)))
  (func (export "byMinusOne") (param f32) (result f32) (f32.div (local.get 0) (f32.const -1)))
  (func (export "minusZero") (param f64) (result f64) (f64.sub (local.get 0) (f64.const 0)))
  (func (export "zeroMinus") (param f64) (result f64) (f64.sub (f64.const -0) (local.get 0)))
  (func (export "there_and_back") (param f32) (result f32)
    (f32.demote_f64 (f64.promote_f32 (local.get 0)))))
;; ASM-LABEL: wasm.timesOne:
;; ASM: vmulsd
;; ASM-LABEL: wasm.byMinusOne:
;; ASM: v{{div|mul}}ss
;; ASM-LABEL: wasm.minusZero:
;; ASM: v{{sub|add}}sd
;; ASM-LABEL: wasm.zeroMinus:
;; ASM: vsubsd
;; ASM-LABEL: wasm.there_and_back:
;; ASM: vcvtss2sd
;; ASM: vcvtsd2ss
