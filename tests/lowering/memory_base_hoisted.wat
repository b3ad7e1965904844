;; The base is loaded once, though calls and growth come in between, and indexes the accesses directly.
;; RUN(ASM): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v3
(module
  (memory 1)
  (func (export "sum") (param $p i32) (result i32) (local $s i32)
    (loop $again
      (drop (memory.grow (i32.const 1)))
      (local.set $s (i32.add (local.get $s) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $again (local.get $p)))
    (local.get $s)))
;; The one memory's slot comes after the head of VMContext.
;; ASM-LABEL: wasm.sum:
;; ASM: movq 16(%rdi), %[[BASE:r[a-z0-9]+]]
;; ASM: .LBB
;; ASM-NOT: movq 16(%
;; ASM: addl (%[[BASE]],%{{r[a-z0-9]+}}), %
;; ASM-NOT: movq 16(%
;; ASM: retq
