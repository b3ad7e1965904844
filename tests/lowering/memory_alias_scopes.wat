;; Guest accesses and accesses of the runtime's structures are declared disjoint; guest accesses are plain and unaligned.
;; RUN(IR): --emit=ir -O0
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func (export "f") (param i32) (result i32)
    (global.set $g (i32.load offset=16 (local.get 0)))
    (i32.store8 (local.get 0) (global.get $g))
    (i32.load16_s (local.get 0))))
;; IR-LABEL: define hidden i32 @wasm.f(ptr
;; IR: load ptr, ptr %{{.+}}, align 8, !invariant.load !{{[0-9]+}}, !alias.scope ![[RUNTIME:[0-9]+]], !noalias ![[MEMORY:[0-9]+]]
;; IR: zext i32 %{{.+}} to i64
;; IR: getelementptr i8, ptr %{{.+}}, i64 %{{.+}}
;; IR: getelementptr i8, ptr %{{.+}}, i64 16
;; IR: load i32, ptr %{{.+}}, align 1, !dbg !{{[0-9]+}}, !alias.scope ![[MEMORY]], !noalias ![[RUNTIME]]
;; IR: store i32 %{{.+}}, ptr %{{.+}}, align 4, !dbg !{{[0-9]+}}, !alias.scope ![[RUNTIME]], !noalias ![[MEMORY]]
;; IR: trunc i32 %{{.+}} to i8
;; IR: store i8 %{{.+}}, ptr %{{.+}}, align 1, !dbg !{{[0-9]+}}, !alias.scope ![[MEMORY]], !noalias ![[RUNTIME]]
;; IR: load i16, ptr %{{.+}}, align 1
;; IR-NEXT: sext i16
;; IR-NOT: volatile
