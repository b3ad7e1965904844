* COMMON blocks of several files, of different sizes, and initialised ones; implicit typing, statement labels, equivalence.
* with: common_second.f
      PROGRAM COMMON
      COMMON /SHARED/ A(4), N
      COMMON /LONGER/ B(2)
      COMMON C(3)
      COMMON /PRESET/ P, Q(2), K
      REAL*8 D
      INTEGER HALF(2)
      EQUIVALENCE (D, HALF)
      CHARACTER*6 WORD
      DO 10 I = 1, 4
        A(I) = I * 1.5
   10 CONTINUE
      N = 42
      B(1) = 0.25
      B(2) = 0.5
      C(2) = -8.
      WORD = 'abc'
      D = 1.0D0
      CALL UPDATE(WORD, 3)
      PRINT *, A, N, B, C(3), P, Q, K, WORD, HALF
      IF (N .EQ. 43) GO TO 20
      PRINT *, 'not reached'
   20 CALL EXIT(3)
      END
* exit: 3
