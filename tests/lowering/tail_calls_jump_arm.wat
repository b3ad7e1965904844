;; On AArch64 too, tail calls are jumps: with other parameters, in and beyond registers, and to code known at run time only.
;; WAT2WASM: --enable-tail-call
;; RUN(ASM): --emit=asm -O0 --target=aarch64-linux-gnu --cpu=generic
(module
  (type $t (func (param i64) (result i64)))
  (import "env" "host" (func $host (type $t)))
  (table 1 funcref)
  (func $few (export "few") (type $t)
    (if (i64.eqz (local.get 0)) (then (return (i64.const 0))))
    (return_call $lots (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 0)
                       (local.get 0) (local.get 0) (local.get 0) (local.get 0) (local.get 0)))
  (func $lots (export "lots") (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64) (result i64)
    (return_call_indirect (type $t) (i64.sub (local.get 9) (i64.const 1)) (i32.const 0)))
  (func (export "import") (type $t) (return_call $host (local.get 0))))
;; ASM-LABEL: wasm.few:
;; ASM: str x{{[0-9]+}}, [sp
;; ASM: b wasm.lots
;; ASM-LABEL: wasm.lots:
;; ASM: br x
;; ASM-LABEL: wasm.import:
;; ASM: br x
