;; Cases of br_table with one label share one edge, so phis have an entry a label, not an entry a case.
;; RUN(IR): --emit=ir -O0
(module
  (func (export "f") (param i32) (result i32)
    (block $a (result i32)
      (i32.add (i32.const 100)
        (block $b (result i32)
          (i32.const 7)
          (local.get 0)
          (br_table $a $b $a $b $a $b))))))
;; IR-LABEL: define hidden i32 @wasm.f(
;; IR: switch i32 %{{.+}}, label %[[B:.+]] [
;; IR-NEXT: i32 0, label %[[A:.+]]
;; IR-NEXT: i32 1, label %[[B]]
;; IR-NEXT: i32 2, label %[[A]]
;; IR-NEXT: i32 3, label %[[B]]
;; IR-NEXT: i32 4, label %[[A]]
;; IR-NEXT: ]
;; IR: phi i32 [ 7, %[[B]] ]
;; IR-NEXT: add i32 100,
;; IR: phi i32 [ 7, %[[A]] ], [ %{{.+}}, %{{.+}} ]
;; IR: ret i32
