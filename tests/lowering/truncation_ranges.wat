;; Float to integer: the trapping forms branch to tell NaN from overflow, the saturating ones clamp; neither calls llvm.fptosi.sat.
;; RUN(IR): --emit=ir -O0
(module
  (func (export "trapping") (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
  (func (export "wide") (param f32) (result i64) (i64.trunc_f32_u (local.get 0)))
  (func (export "saturating") (param f64) (result i32) (i32.trunc_sat_f64_s (local.get 0)))
  (func (export "inexact") (param f32) (result i32) (i32.trunc_sat_f32_s (local.get 0))))
;; IR-NOT: fptosi.sat
;; IR-LABEL: @wasm.trapping(
;; IR: fcmp ogt double %{{.+}}, 0xC1E0000000200000
;; IR: fcmp olt double %{{.+}}, 0x41E0000000000000
;; IR: fcmp uno double
;; IR: call void @trap.InvalidConversion(
;; IR: call void @trap.IntegerOverflow(
;; IR: fptosi double %{{.+}} to i32
;; IR-LABEL: @wasm.wide(
;; IR: fcmp ogt float %{{.+}}, -1.000000e+00
;; IR: fcmp olt float %{{.+}}, 0x43F0000000000000
;; IR: fptoui float %{{.+}} to i64
;; IR-LABEL: @wasm.saturating(
;; IR: fcmp uno double
;; IR: select i1 %{{.+}}, double 0.0
;; IR: fcmp ogt double %{{.+}}, 0xC1E0000000000000
;; IR: fcmp ogt double %{{.+}}, 0x41DFFFFFFFC00000
;; IR-NOT: select i1 %{{.+}}, i32
;; IR: fptosi double %{{.+}} to i32
;; IR-LABEL: @wasm.inexact(
;; IR: fptosi float %{{.+}} to i32
;; IR: select i1 %{{.+}}, i32 2147483647, i32
