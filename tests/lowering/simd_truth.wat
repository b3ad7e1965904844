;; Truth of vectors: any_true, all_true, bitmask, and selection by a comparison.
;; RUN(V2): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v2
(module
  (func (export "any") (param v128) (result i32) (v128.any_true (local.get 0)))
  (func (export "all") (param v128) (result i32) (i8x16.all_true (local.get 0)))
  (func (export "branch") (param v128) (if (v128.any_true (local.get 0)) (then unreachable)))
  (func (export "mask_bytes") (param v128) (result i32) (i8x16.bitmask (local.get 0)))
  (func (export "mask_shorts") (param v128) (result i32) (i16x8.bitmask (local.get 0)))
  (func (export "mask_words") (param v128) (result i32) (i32x4.bitmask (local.get 0)))
  (func (export "mask_longs") (param v128) (result i32) (i64x2.bitmask (local.get 0)))
  (func (export "select") (param v128 v128 v128) (result v128)
    (v128.bitselect (local.get 0) (local.get 1) (local.get 2))))
;; V2-LABEL: wasm.any:
;; V2: ptest %xmm0, %xmm0
;; V2-NEXT: setne %al
;; V2-LABEL: wasm.all:
;; V2: pcmpeqb
;; V2: {{ptest|pmovmskb}}
;; V2: sete %al
;; V2-LABEL: wasm.branch:
;; V2: ptest %xmm0, %xmm0
;; V2-NOT: set
;; V2: j{{n?e}}
;; V2-LABEL: wasm.mask_bytes:
;; V2: pmovmskb %xmm0, %eax
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.mask_shorts:
;; V2: packsswb
;; V2-NEXT: pmovmskb
;; V2-LABEL: wasm.mask_words:
;; V2: movmskps %xmm0, %eax
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.mask_longs:
;; V2: movmskpd %xmm0, %eax
;; V2-NEXT: .loc
;; V2-NEXT: retq
;; V2-LABEL: wasm.select:
;; V2: and{{n?}}ps
;; V2: and{{n?}}ps
;; V2: orps
;; V2: retq
