! refuses: unformatted or direct access files .*cannot be used in a guest yet; write formatted ones, or MPI-IO
program refused
  implicit none
  write(10) 1
end program
