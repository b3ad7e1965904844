#pragma once
#include <array>
#include <mpi.h>
#include <vector>

struct Particle {
  std::array<double, 3> position, velocity;
  int id;
};

/// The particles of one slice of a periodic box; they change ranks as they move.
class Box {
public:
  Box(MPI_Comm communicator, double side, int particleCount);
  ~Box();
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;

  void move(double time);
  double energy() const;
  long checksum() const;
  const std::vector<Particle>& particles() const { return particles_; }

private:
  int ownerOf(const Particle& particle) const;
  void migrate();

  MPI_Comm communicator_;
  MPI_Datatype particleType_;
  int rank_, size_;
  double side_;
  std::vector<Particle> particles_;
};
