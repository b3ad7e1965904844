;; In a nest the check is made once, before the outer loop, if that says enough: the range is that of all rows. Where the inner loop's
;; length changes from row to row, it is made for each row.
;; RUN(IR): --emit=ir -O2 --cpu x86-64-v3 --target x86_64-linux-gnu
(module
  (memory 1)
  (func (export "scale") (param $a i32) (param $rows i32) (param $columns i32) (local $i i32) (local $j i32) (local $p i32)
    (br_if 0 (i32.le_s (local.get $rows) (i32.const 0)))
    (br_if 0 (i32.le_s (local.get $columns) (i32.const 0)))
    (loop $row
      (local.set $j (i32.const 0))
      (loop $column
        (local.set $p (i32.add (local.get $a) (i32.shl
          (i32.add (i32.mul (local.get $i) (local.get $columns)) (local.get $j)) (i32.const 3))))
        (f64.store (local.get $p) (f64.mul (f64.load (local.get $p)) (f64.const 3)))
        (br_if $column (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $columns))))
      (br_if $row (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $rows)))))
  (func (export "triangle") (param $a i32) (param $rows i32) (local $i i32) (local $j i32) (local $p i32)
    (br_if 0 (i32.le_s (local.get $rows) (i32.const 0)))
    (loop $row
      (local.set $j (i32.const 0))
      (loop $column
        (local.set $p (i32.add (local.get $a) (i32.shl
          (i32.add (i32.mul (local.get $i) (local.get $rows)) (local.get $j)) (i32.const 3))))
        (f64.store (local.get $p) (f64.mul (f64.load (local.get $p)) (f64.const 3)))
        (br_if $column (i32.le_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $i))))
      (br_if $row (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $rows))))))
;; IR-LABEL: define hidden void @wasm.scale(
;; IR-NOT: phi
;; IR: icmp {{.*}}ult i64 %{{.+}}, 4294967296
;; IR-NOT: 4294967296
;; IR: fmul <4 x double>
;; IR-NOT: 4294967296
;; IR-LABEL: define hidden void @wasm.triangle(
;; IR: phi
;; IR: icmp {{.*}}ult i64 %{{.+}}, 4294967296
;; IR-NOT: 4294967296
;; IR: fmul <4 x double>
