;; Rows that an array of first elements bounds, as in a sparse matrix: an index from one row's first element to the next one's. What tells
;; whether an address can wrap, a limit of the index, is computed before the loop over the rows, as are the pointers that it indexes. Not
;; so if the inner loop's addresses follow several indices.
;; RUN(IR): --emit=ir -O2 --cpu x86-64-v3 --target x86_64-linux-gnu
(module
  (memory 1)
  (func (export "multiply") (param $entries i32) (param $columns i32) (param $first i32) (param $x i32) (param $rows i32)
      (local $j i32) (local $k i32) (local $end i32) (local $sum f64)
    (br_if 0 (i32.le_s (local.get $rows) (i32.const 0)))
    (local.set $end (i32.load (local.get $first)))
    (loop $row
      (local.set $k (local.get $end))
      (local.set $end (i32.load offset=4 (i32.add (local.get $first) (i32.shl (local.get $j) (i32.const 2)))))
      (local.set $sum (f64.const 0))
      (if (i32.lt_s (local.get $k) (local.get $end))
        (then
          (loop $entry
            (local.set $sum (f64.add (local.get $sum) (f64.mul
              (f64.load (i32.add (local.get $entries) (i32.shl (local.get $k) (i32.const 3))))
              (f64.load (i32.add (local.get $x)
                (i32.shl (i32.load (i32.add (local.get $columns) (i32.shl (local.get $k) (i32.const 2)))) (i32.const 3)))))))
            (br_if $entry (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $end))))))
      (f64.store (i32.const 64) (local.get $sum))
      (br_if $row (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $rows)))))
  (func (export "copy") (param $from i32) (param $to i32) (param $first i32) (param $rows i32)
      (local $j i32) (local $k i32) (local $l i32) (local $end i32)
    (br_if 0 (i32.le_s (local.get $rows) (i32.const 0)))
    (loop $row
      (local.set $k (i32.load (i32.add (local.get $first) (i32.shl (local.get $j) (i32.const 2)))))
      (local.set $l (i32.load offset=4096 (i32.add (local.get $first) (i32.shl (local.get $j) (i32.const 2)))))
      (local.set $end (i32.add (local.get $k) (local.get $j)))
      (loop $entry
        (f64.store (i32.add (local.get $to) (i32.shl (local.get $l) (i32.const 3)))
          (f64.load (i32.add (local.get $from) (i32.shl (local.get $k) (i32.const 3)))))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (br_if $entry (i32.lt_s (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $end))))
      (br_if $row (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $rows))))))
;; IR-LABEL: define hidden void @wasm.multiply(
;; IR: %[[LIMIT:.+]] = call i64 @llvm.umin.i64(
;; IR: %[[ENTRIES:.+]] = call ptr asm "", "=r,0"(
;; IR: %[[COLUMNS:.+]] = call ptr asm "", "=r,0"(
;; IR: phi
;; IR-NOT: call
;; IR: icmp {{.*}}ugt i64 %{{.+}}, %[[LIMIT]]
;; IR-NOT: call
;; IR: %[[FOUR:.+]] = shl nuw nsw i64 %[[INDEX:[0-9]+]], 2
;; IR: getelementptr inbounds nuw i8, ptr %[[COLUMNS]], i64 %[[FOUR]]
;; IR: %[[EIGHT:.+]] = shl nuw nsw i64 %[[INDEX]], 3
;; IR: getelementptr inbounds nuw i8, ptr %[[ENTRIES]], i64 %[[EIGHT]]
;; IR-LABEL: define hidden void @wasm.copy(
;; IR: phi
;; IR: icmp {{.*}}ult i64 %{{.+}}, 4294967296
;; IR: call ptr asm "", "=r,0"(
