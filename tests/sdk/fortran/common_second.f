      SUBROUTINE UPDATE(WORD, I)
      CHARACTER*(*) WORD
      COMMON /SHARED/ A(4), N
      COMMON /LONGER/ B(1000)
      COMMON C(8000)
      COMMON /PRESET/ P, Q(2), K
      N = N + 1
      A(I) = A(I) + B(2)
      B(900) = 1.
      C(3) = C(2) * 2
      C(7999) = 5.
      WORD(I+1:) = 'XY'
      END
      BLOCK DATA
      COMMON /PRESET/ P, Q(2), K
      DATA P, Q, K / 3.5, 2*-1., 12 /
      END
