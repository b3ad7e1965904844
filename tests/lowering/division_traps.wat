;; Division checks for zero and for the one overflow; a constant divisor needs neither; a remainder never overflows.
;; RUN(IR): --emit=ir -O0
(module
  (func (export "signed") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "unsigned") (param i64 i64) (result i64) (i64.div_u (local.get 0) (local.get 1)))
  (func (export "rest") (param i64 i64) (result i64) (i64.rem_s (local.get 0) (local.get 1)))
  (func (export "tenth") (param i32) (result i32) (i32.div_s (local.get 0) (i32.const 10))))
;; IR-LABEL: @wasm.signed(
;; IR: icmp eq i32 %{{.+}}, 0
;; IR: call void @trap.IntegerDivideByZero(
;; IR: icmp eq i32 %{{.+}}, -2147483648
;; IR: icmp eq i32 %{{.+}}, -1
;; IR: call void @trap.IntegerOverflow(
;; IR: sdiv i32
;; IR-LABEL: @wasm.unsigned(
;; IR: call void @trap.IntegerDivideByZero(
;; IR-NOT: trap.IntegerOverflow
;; IR: udiv i64
;; IR-LABEL: @wasm.rest(
;; IR: call void @trap.IntegerDivideByZero(
;; IR-NOT: trap.IntegerOverflow
;; IR: %[[ISMINUSONE:.+]] = icmp eq i64 %{{.+}}, -1
;; IR: %[[DIVISOR:.+]] = select i1 %[[ISMINUSONE]], i64 1, i64
;; IR: srem i64 %{{.+}}, %[[DIVISOR]]
;; IR-LABEL: @wasm.tenth(
;; IR-NOT: br i1
;; IR-NOT: trap.
;; IR: sdiv i32 %{{.+}}, 10
