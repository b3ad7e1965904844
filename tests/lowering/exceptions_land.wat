;; A call in a try is an invoke; one landing pad takes all exceptions, tags are compared by address, what no handler takes goes on.
;; WAT2WASM: --enable-exceptions
;; RUN(IR): --emit=ir -O0
(module
  (import "env" "host" (func $host (param i32) (result i32)))
  (tag $oops (param i32))
  (func (export "catch") (param i32) (result i32)
    (try (result i32)
      (do (i32.add (call $host (local.get 0)) (call $host (i32.const 2))))
      (catch $oops))))
;; IR: define hidden i32 @wasm.catch({{.*}} personality ptr @wasmpi_personality
;; IR: invoke i32
;; IR-NEXT: to label %{{.+}} unwind label %[[LANDING:[0-9]+]]
;; IR: landingpad { ptr, i32 }
;; IR-NEXT: catch ptr null
;; IR: invoke i32
;; IR-NEXT: to label %{{.+}} unwind label %[[LANDING]]
;; IR: %[[TAG:.+]] = load ptr, ptr %{{.+}}
;; IR: icmp eq ptr %[[TAG]], %{{.+}}
;; IR: call void %{{.+}}(ptr %{{.+}}, i64 %{{.+}}) #[[RESUME:[0-9]+]]
;; IR-NEXT: unreachable
;; IR: attributes #[[RESUME]] = { nomerge noreturn }
