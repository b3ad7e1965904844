! List-directed and formatted output: every data edit descriptor, control descriptors, reversion, long lines.
program output
  implicit none
  real :: r(14) = [0.5, 1.0, -2.25, 1e10, 1e6, 123456.7, 1e7, 0.1, 0.01, 1e-5, 3.14159274, 0., 1e38, 9.999999e5]
  real(8) :: d(12) = [0.5d0, 1d0, -2.25d0, 1d10, 1d15, 1d16, 1d17, 123456789012345.6d0, 0.1d0, 0.01d0, 1d-300, 3.14159265358979312d0]
  real(8) :: g(8) = [0.5d0, 1d0, 123.456d0, 1d10, 1d-10, 0d0, -2.5d0, 0.096d0]
  integer :: i
  integer(8) :: big = 9000000000_8
  complex :: c = (1.5, -2.)
  logical :: l = .true.
  do i = 1, size(r)
    print *, r(i)
  end do
  do i = 1, size(d)
    print *, d(i)
  end do
  print *, 1, -2, big, c, l, .false., 'text', 'a', 'b', 3, 'c'
  print *, (i, i=1,60)
  print *, r
  print *, 'a long text that goes on and on to see where lines are broken in list-directed output', 'more', 3
  write(*,*)
  print *
  print '(a)', 'x'
  write(*,'(i5,i5.3,2x,f8.3,e12.4,1pe12.4,es12.4,en12.3,d12.4,g12.4,l3,a,a5,a2)') 42, -7, 3.14159, 31415.9, 31415.9, 31415.9, 31415.9, 31415.9d0, 0.5, .true., 'abc', 'abc', 'abc'
  write(*,'(3(i3,","),/,t5,a,tr2,a,tl3,a)') 1,2,3,'x','yyyyy','z'
  write(*,'(i2)') 1, 2, 3, 1000
  write(*,'(f5.1)') 12345.6
  write(*,'(f0.3,1x,f0.3,1x,i0,1x,i0)') 0.5, -0.25, 7, -7
  write(*,'(g0,1x,g0,1x,g0,1x,g0)') 1, 2.5, 'abc', .true.
  write(*,'(g10.3,g10.3,g10.3,g10.3)') 0.0, 0.05, 123456.0, 999.96
  write(*,'(e10.3e3,1x,e10.3,1x,f6.2)') 1e-5, 1d-120, -0.001
  write(*,'(z8,o8,b8)') 255, 8, 5
  write(*,'(sp,i5,f7.2,ss,i5)') 5, 5.0, 5
  write(*,'(2pf10.3,0pf10.3)') 1.2345, 1.2345
  write(*,'(a)',advance='no') 'no '
  write(*,'(a)') 'advance'
  write(*,'(1x,a,:,i5)') 'colon'
  write(*,'(5x,*(i3))') 1,2,3
  write(*,*) 'it''s', "q"
  write(*,'(e15.7)') -1.0/3
  write(*,'(1p,3e13.5,0p,f5.1)') 1.0, 2.0, 3.0, 4.0
  write(*,'(''lit'',3hhol,i3)') 3
  write(*,*) 0.096, 0.09, 9.4e5, 9.5d14, 4d14, huge(1.0d0), epsilon(1d0)
  write(*,'(a,f12.6,a)') 'res = ', 1.5d0, ' end'
  write(*,'(10i4)') (i, i=1,25)
  do i = 1, size(g)
    print '(g0,";",g0.1,";",g0.3,";",g0.6,";",g0.15,";",g0.17)', g(i), g(i), g(i), g(i), g(i), g(i)
    print '(g5.3,";",g6.1,";",g4.2,";",g3.1,";",g5.2e1,";",g8.3e1,";",g10.3e4)', g(i), g(i), g(i), g(i), g(i), g(i), g(i)
    print '(e0.3,";",es0.3,";",d0.3,";",e0.3e0,";",en0.3,";",e12.3e0,";",1p,g0.3)', g(i), g(i), g(i), g(i), g(i), g(i), g(i)
  end do
  print '(8(g0,1x))', d, r, -0d0, 1d14, 1e5, 1e6
  print '(1p,g0,";",g0,";",0p,sp,g0,";",g0,";",dc,g0)', .05d0, 2.5d0, 1d300, 1d0, .05d0
  print '(g0.4,";",g0.9,";",g0.3,";",g0.3,";",g0.3)', r(8), r(7), 42, 'text', l
  print '(1000pf0.0)', 1d-300
  print '(f0.400)', 1d-300
  print '(f420.400)', 3.14159265358979312d0
end program
