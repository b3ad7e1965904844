C     The two norms, and the place of the largest value, in the older way: COMMON and implicit types.
      SUBROUTINE NORMS(X, N, IFIRST)
      DOUBLE PRECISION X(N), TOTAL, BIGGEST
      INTEGER IPLACE
      COMMON /RESULT/ TOTAL, BIGGEST, IPLACE
      TOTAL = 0D0
      BIGGEST = -1D0
      DO 10 I = 1, N
        TOTAL = TOTAL + X(I) * X(I)
        IF (ABS(X(I)) .GT. BIGGEST) THEN
          BIGGEST = ABS(X(I))
          IPLACE = IFIRST + I
        END IF
   10 CONTINUE
      RETURN
      END
