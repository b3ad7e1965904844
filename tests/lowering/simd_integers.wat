;; Integer operations on lanes become the instructions made for them.
;; RUN(V2): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v2
;; RUN(SSE2): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64
;; RUN(ARM): --emit=asm -O3 --target aarch64-linux-gnu
(module
  (func (export "narrow_s") (param v128 v128) (result v128) (i8x16.narrow_i16x8_s (local.get 0) (local.get 1)))
  (func (export "narrow_u") (param v128 v128) (result v128) (i8x16.narrow_i16x8_u (local.get 0) (local.get 1)))
  (func (export "narrow_words_s") (param v128 v128) (result v128) (i16x8.narrow_i32x4_s (local.get 0) (local.get 1)))
  (func (export "narrow_words_u") (param v128 v128) (result v128) (i16x8.narrow_i32x4_u (local.get 0) (local.get 1)))
  (func (export "q15") (param v128 v128) (result v128) (i16x8.q15mulr_sat_s (local.get 0) (local.get 1)))
  (func (export "dot") (param v128 v128) (result v128) (i32x4.dot_i16x8_s (local.get 0) (local.get 1)))
  (func (export "average") (param v128 v128) (result v128) (i8x16.avgr_u (local.get 0) (local.get 1)))
  (func (export "pairs_bytes_s") (param v128) (result v128) (i16x8.extadd_pairwise_i8x16_s (local.get 0)))
  (func (export "pairs_bytes_u") (param v128) (result v128) (i16x8.extadd_pairwise_i8x16_u (local.get 0)))
  (func (export "pairs_words_s") (param v128) (result v128) (i32x4.extadd_pairwise_i16x8_s (local.get 0)))
  (func (export "extmul_low") (param v128 v128) (result v128) (i64x2.extmul_low_i32x4_u (local.get 0) (local.get 1)))
  (func (export "extmul_words") (param v128 v128) (result v128) (i32x4.extmul_high_i16x8_s (local.get 0) (local.get 1)))
  (func (export "popcnt") (param v128) (result v128) (i8x16.popcnt (local.get 0)))
  (func (export "shift") (param v128 i32) (result v128) (i32x4.shl (local.get 0) (local.get 1)))
  (func (export "add_sat") (param v128 v128) (result v128) (i16x8.add_sat_s (local.get 0) (local.get 1))))
;; V2-LABEL: wasm.narrow_s:
;; V2: packsswb %xmm1, %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.narrow_u:
;; V2: packuswb %xmm1, %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.narrow_words_s:
;; V2: packssdw %xmm1, %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.narrow_words_u:
;; V2: packusdw %xmm1, %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.q15:
;; V2: pmulhrsw
;; V2-LABEL: wasm.dot:
;; V2: pmaddwd %xmm1, %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.average:
;; V2: pavgb %xmm1, %xmm0
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.pairs_bytes_s:
;; V2: pmaddubsw
;; V2-LABEL: wasm.pairs_bytes_u:
;; V2: pmaddubsw
;; V2-LABEL: wasm.pairs_words_s:
;; V2: pmaddwd
;; V2-LABEL: wasm.extmul_low:
;; V2: pmuludq
;; V2-LABEL: wasm.extmul_words:
;; V2: {{pmaddwd|pmulhw}}
;; V2-LABEL: wasm.popcnt:
;; V2: pshufb
;; V2-LABEL: wasm.shift:
;; V2: andl $31
;; V2: pslld %xmm1, %xmm0
;; V2-LABEL: wasm.add_sat:
;; V2: paddsw %xmm1, %xmm0

;; SSE2-LABEL: wasm.narrow_s:
;; SSE2: packsswb %xmm1, %xmm0
;; SSE2-LABEL: wasm.q15:
;; SSE2-NOT: pmulhrsw
;; SSE2-LABEL: wasm.dot:
;; SSE2: pmaddwd

;; ARM-LABEL: wasm.q15:
;; ARM: sqrdmulh
;; ARM-LABEL: wasm.average:
;; ARM: urhadd
