;; The choices of codegen/lower_relaxed.cpp.
;; (wat2wasm 1.0.32 calls i16x8.relaxed_dot_i8x16_i7x16_s by an earlier name.)
;; WAT2WASM: --enable-relaxed-simd
;; RUN(V2): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v2
;; RUN(V3): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v3
;; RUN(ARM): --emit=asm -O3 --target aarch64-linux-gnu
(module
  (func (export "swizzle") (param v128 v128) (result v128) (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))
  (func (export "trunc") (param v128) (result v128) (i32x4.relaxed_trunc_f32x4_s (local.get 0)))
  (func (export "madd") (param v128 v128 v128) (result v128)
    (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
  (func (export "nmadd") (param v128 v128 v128) (result v128)
    (f32x4.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2)))
  (func (export "select") (param v128 v128 v128) (result v128)
    (i8x16.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func (export "minimum") (param v128 v128) (result v128) (f32x4.relaxed_min (local.get 0) (local.get 1)))
  (func (export "q15") (param v128 v128) (result v128) (i16x8.relaxed_q15mulr_s (local.get 0) (local.get 1)))
  (func (export "dot") (param v128 v128) (result v128)
    (i16x8.dot_i8x16_i7x16_s (local.get 0) (local.get 1))))
;; V2-LABEL: wasm.swizzle:
;; V2: pshufb %xmm1, %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.trunc:
;; V2: cvttps2dq %xmm0, %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.madd:
;; V2: mulpd
;; V2-NEXT: addpd
;; V2-LABEL: wasm.nmadd:
;; V2: mulps
;; V2: subps
;; V2-LABEL: wasm.select:
;; V2: pblendvb
;; V2-LABEL: wasm.minimum:
;; V2: minps %xmm1, %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.q15:
;; V2: pmulhrsw %xmm1, %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.dot:
;; V2: pmaddubsw %xmm0, %xmm1

;; V3-LABEL: wasm.madd:
;; V3: vfmadd{{.*}}pd
;; V3-LABEL: wasm.nmadd:
;; V3: vfnmadd{{.*}}ps

;; ARM-LABEL: wasm.swizzle:
;; ARM: tbl
;; ARM-LABEL: wasm.madd:
;; ARM: fmla
;; ARM-LABEL: wasm.select:
;; ARM: bsl
