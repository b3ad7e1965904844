;; Private functions use the fast convention, escaping ones and imports C's; the context is passed on, an import gets its own.
;; RUN(IR): --emit=ir -O0
(module
  (import "env" "host" (func $host (param i32) (result f32)))
  (func $private (param i32) (result i32) (local.get 0))
  (func $escaping (export "escaping") (param i32) (result i32)
    (drop (call $host (i32.const 3)))
    (call $private (local.get 0)))
  (func (export "caller") (result i32) (call $escaping (i32.const 4))))
;; IR: define internal fastcc i32 @wasm.private(ptr noundef nonnull align 64 dereferenceable(
;; IR: define hidden i32 @wasm.escaping(ptr noundef nonnull align 64 dereferenceable({{[0-9]+}}) %[[CONTEXT:.+]], i32 %{{.+}})
;; IR: %[[CODE:.+]] = load ptr, ptr %{{.+}}, !invariant.load
;; IR: %[[HOST:.+]] = load ptr, ptr %{{.+}}, !invariant.load
;; IR: call float %[[CODE]](ptr %[[HOST]], i32 3)
;; IR: call fastcc i32 @wasm.private(ptr %[[CONTEXT]], i32
;; IR: define hidden i32 @wasm.caller(
;; IR: call i32 @wasm.escaping(ptr %{{.+}}, i32 4)
;; IR: attributes #{{[0-9]+}} = { nounwind uwtable {{.*}}"disable-tail-calls"="true" {{.*}}"probe-stack"="inline-asm"
