;; Where guard pages cannot be had, each access is compared with the current size; with them, none is.
;; RUN(EXPLICIT): --emit=ir -O0 --bounds explicit
;; RUN(GUARD): --emit=ir -O0 --bounds guard
(module
  (memory 1)
  (func (export "f") (param i32) (result i64)
    (i64.load offset=4294967295 (local.get 0))))
;; EXPLICIT-LABEL: define hidden i64 @wasm.f(
;; EXPLICIT: %[[ADDRESS:.+]] = zext i32 %{{.+}} to i64
;; EXPLICIT: %[[SIZE:.+]] = load i64, ptr
;; EXPLICIT: %[[END:.+]] = add nuw nsw i64 %[[ADDRESS]], 4294967303
;; EXPLICIT: icmp ugt i64 %[[END]], %[[SIZE]]
;; EXPLICIT: br i1 %{{.+}}, label %[[TRAP:.+]], label %{{[^,]+}}, {{.*}}!prof
;; EXPLICIT: call void @trap.MemoryOutOfBounds(ptr

;; GUARD-LABEL: define hidden i64 @wasm.f(
;; GUARD-NOT: icmp
;; GUARD-NOT: trap.
;; GUARD: getelementptr i8, ptr %{{.+}}, i64 4294967295
;; GUARD-NEXT: load i64
