;; Floats in lanes: minimum and maximum with NaN, the pseudo ones, bits of the sign, truncation.
;; RUN(V2): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v2
;; RUN(V4): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v4
(module
  (func (export "minimum") (param v128 v128) (result v128) (f32x4.min (local.get 0) (local.get 1)))
  (func (export "pmin") (param v128 v128) (result v128) (f64x2.pmin (local.get 0) (local.get 1)))
  (func (export "pmax") (param v128 v128) (result v128) (f32x4.pmax (local.get 0) (local.get 1)))
  (func (export "negate") (param v128) (result v128) (f32x4.neg (local.get 0)))
  (func (export "absolute") (param v128) (result v128) (f64x2.abs (local.get 0)))
  (func (export "trunc_s") (param v128) (result v128) (i32x4.trunc_sat_f32x4_s (local.get 0)))
  (func (export "trunc_u") (param v128) (result v128) (i32x4.trunc_sat_f32x4_u (local.get 0)))
  (func (export "trunc_zero_s") (param v128) (result v128) (i32x4.trunc_sat_f64x2_s_zero (local.get 0)))
  (func (export "trunc_zero_u") (param v128) (result v128) (i32x4.trunc_sat_f64x2_u_zero (local.get 0)))
  (func (export "times_one") (param v128) (result v128)
    (f32x4.mul (local.get 0) (v128.const f32x4 1 1 1 1)))
  (func (export "there_and_back") (param v128) (result v128)
    (f32x4.demote_f64x2_zero (f64x2.promote_low_f32x4 (local.get 0)))))
;; V2-LABEL: wasm.minimum:
;; V2-COUNT-2: minps
;; V2: cmpunordps
;; V2: retq
;; V2-LABEL: wasm.pmin:
;; V2: minpd %xmm0, %xmm1
;; V2-LABEL: wasm.pmax:
;; V2: maxps %xmm0, %xmm1
;; V2-LABEL: wasm.negate:
;; V2: xorps {{.*}}(%rip), %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.absolute:
;; V2: andps {{.*}}(%rip), %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.trunc_s:
;; V2: cvttps2dq
;; V2-LABEL: wasm.trunc_u:
;; V2-COUNT-2: cvttps2dq
;; V2-LABEL: wasm.trunc_zero_s:
;; V2: minpd
;; V2: cvttpd2dq
;; V2-LABEL: wasm.trunc_zero_u:
;; V2: roundpd
;; A signalling NaN is quieted even where LLVM would see the identity.
;; V2-LABEL: wasm.times_one:
;; V2: mulps
;; V2-LABEL: wasm.there_and_back:
;; V2: cvtps2pd
;; V2: cvtpd2ps

;; V4-LABEL: wasm.trunc_u:
;; V4: vmaxps
;; V4-NEXT: vcvttps2udq
;; V4-NEXT: .loc
;; V4-NEXT: retq
;; V4-LABEL: wasm.trunc_zero_u:
;; V4: vcvttpd2udq
