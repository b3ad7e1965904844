;; Shuffles by constants, swizzles, splats and lane accesses are single instructions.
;; RUN(V2): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v2
;; RUN(V3): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v3
(module
  (memory 1)
  (func (export "reverse_words") (param v128) (result v128)
    (i8x16.shuffle 12 13 14 15 8 9 10 11 4 5 6 7 0 1 2 3 (local.get 0) (local.get 0)))
  (func (export "align") (param v128 v128) (result v128)
    (i8x16.shuffle 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 (local.get 0) (local.get 1)))
  (func (export "interleave") (param v128 v128) (result v128)
    (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get 0) (local.get 1)))
  (func (export "swizzle") (param v128 v128) (result v128)
    (i8x16.swizzle (local.get 0) (local.get 1)))
  (func (export "constant_swizzle") (param v128) (result v128)
    (i8x16.swizzle (local.get 0) (v128.const i8x16 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12)))
  (func (export "load_splat") (param i32) (result v128) (v128.load32_splat (local.get 0)))
  (func (export "load_lane") (param i32 v128) (result v128) (v128.load16_lane 5 (local.get 0) (local.get 1)))
  (func (export "store_lane") (param i32 v128) (v128.store8_lane 9 (local.get 0) (local.get 1)))
  (func (export "load_zero") (param i32) (result v128) (v128.load64_zero (local.get 0)))
  (func (export "load_extend") (param i32) (result v128) (v128.load8x8_s (local.get 0)))
  (func (export "replace") (param v128 f32) (result v128) (f32x4.replace_lane 2 (local.get 0) (local.get 1))))
;; V2-LABEL: wasm.reverse_words:
;; V2: pshufd $27, %xmm0, %xmm0
;; V2-LABEL: wasm.align:
;; V2: palignr $5
;; V2-LABEL: wasm.interleave:
;; V2: punpcklbw %xmm1, %xmm0
;; V2-LABEL: wasm.swizzle:
;; V2: paddusb
;; V2-NEXT: pshufb
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.constant_swizzle:
;; V2-NOT: paddusb
;; V2: pshufb {{.*}}(%rip), %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.load_splat:
;; V2: pshufd $0
;; V2-LABEL: wasm.load_lane:
;; V2: pinsrw $5, (
;; V2-LABEL: wasm.store_lane:
;; V2: pextrb $9, %xmm0, (
;; V2-LABEL: wasm.load_zero:
;; V2: movsd
;; V2-LABEL: wasm.load_extend:
;; V2: pmovsxbw (
;; V2-LABEL: wasm.replace:
;; V2: insertps $32

;; V3-LABEL: wasm.swizzle:
;; V3: vpaddusb
;; V3-NEXT: vpshufb
;; V3-NEXT: .loc
;; V3-NEXT: retq
;; V3-LABEL: wasm.load_splat:
;; V3: vbroadcastss (
