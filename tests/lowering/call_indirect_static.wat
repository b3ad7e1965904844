;; A call through a table that nothing writes goes to a slot that jumps to the function: bound, then type (null has one of its own), then
;; the call with the caller's own context. A function of another module keeps its context: calls of its type look into the table.
;; RUN(IR): --emit=ir -O0
;; RUN(ASM): --emit=asm -O3 --target=x86_64-linux-gnu --cpu=x86-64
;; RUN(ARM): --emit=asm -O3 --target=aarch64-linux-gnu
(module
  (type $t (func (param i32) (result i32)))
  (type $same (func (param i32) (result i32)))
  (type $imported (func (param f32)))
  (import "env" "host" (func $host (type $imported)))
  (table $static 5 9 funcref)
  (export "__indirect_function_table" (table $static))
  (table $written 5 funcref)
  (elem (table $static) (i32.const 1) func $f $host)
  (func $f (type $same) (local.get 0))
  (func $call (export "call") (param i32 i32) (result i32)
    (call_indirect $static (type $t) (local.get 0) (local.get 1)))
  (func $call_host (export "call_host") (param f32 i32)
    (call_indirect $static (type $imported) (local.get 0) (local.get 1)))
  (func $call_written (export "call_written") (param i32 i32) (result i32)
    (table.set $written (i32.const 0) (ref.null func))
    (call_indirect $written (type $t) (local.get 0) (local.get 1))))
;; IR: @wasmpi.call_types.0 = external hidden constant
;; IR: define {{.*}} @wasm.call(ptr {{[^%]*}} %[[CONTEXT:[0-9]+]], i32
;; IR: %[[INDEX:[0-9]+]] = zext i32 %{{.+}} to i64
;; IR: icmp uge i64 %[[INDEX]], 5
;; IR: call void @trap.UndefinedElement(
;; IR: getelementptr inbounds i32, ptr @wasmpi.call_types.0, i64 %[[INDEX]]
;; IR: icmp ne i32 %{{.+}}, 0
;; IR: icmp eq i32 %{{.+}}, -1
;; IR: call void @trap.UninitializedElement(
;; IR: call void @trap.IndirectCallMismatch(
;; IR: %[[CODE:[0-9]+]] = getelementptr inbounds i64, ptr @wasmpi.calls.0, i64 %[[INDEX]]
;; IR: call i32 %[[CODE]](ptr %[[CONTEXT]], i32
;; IR-LABEL: @wasm.call_host(
;; IR-NOT: @wasmpi.calls
;; IR: call void %{{.+}}(ptr %{{.+}}, float
;; IR-LABEL: @wasm.call_written(
;; IR-NOT: @wasmpi.calls
;; IR: call i32 %{{.+}}(ptr %{{.+}}, i32
;; ASM-LABEL: wasm.call:
;; ASM: leaq wasmpi.call_types.0(%rip), %[[TYPES:r[a-z0-9]+]]
;; ASM: (%[[TYPES]],%{{.+}},4)
;; ASM: leaq wasmpi.calls.0(%rip), %[[SLOTS:r[a-z0-9]+]]
;; ASM: leaq (%[[SLOTS]],%{{.+}},8)
;; ASM: callq *%
;; ARM-LABEL: wasm.call:
;; ARM: adrp {{x[0-9]+}}, wasmpi.call_types.0
;; ARM: adrp {{x[0-9]+}}, wasmpi.calls.0
;; ARM: blr x
