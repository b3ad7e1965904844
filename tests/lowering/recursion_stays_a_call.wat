;; Endless recursion has to exhaust the stack, so neither it nor a call in tail position becomes a jump.
;; RUN(ASM): --emit=asm -O3 --target x86_64-linux-gnu --cpu x86-64-v3
(module
  (func $self (export "self") (call $self))
  (func $ping (export "ping") (call $pong))
  (func $pong (export "pong") (call $ping)))
;; ASM-LABEL: wasm.self:
;; ASM: callq
;; ASM-LABEL: wasm.ping:
;; ASM: callq
;; ASM-LABEL: wasm.pong:
;; ASM: callq
