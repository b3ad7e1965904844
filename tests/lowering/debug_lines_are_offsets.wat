;; The line of an instruction is its byte offset in the module, the name of a subprogram the guest's, the symbol prefixed.
;; RUN(IR): --emit=ir -O0
(module
  (func $memcpy (export "f") (param i32 i32) (result i32)
    (i32.div_u (local.get 0) (local.get 1))))
;; The body begins at 32 with its count of locals; two instructions of two bytes come before the division.
;; IR: define hidden i32 @wasm.memcpy({{.*}} !dbg ![[SUBPROGRAM:[0-9]+]]
;; IR: udiv i32 %{{.+}}, %{{.+}}, !dbg ![[DIVISION:[0-9]+]]
;; IR-DAG: ![[SUBPROGRAM]] = distinct !DISubprogram(name: "memcpy", {{.*}}line: 32,
;; IR-DAG: ![[DIVISION]] = !DILocation(line: 37, scope: ![[SUBPROGRAM]])
