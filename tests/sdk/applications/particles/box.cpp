#include "box.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>

Box::Box(MPI_Comm communicator, double side, int particleCount)
    : communicator_(communicator), side_(side) {
  if (particleCount < 0)
    throw std::invalid_argument("a box of less than no particles");
  MPI_Comm_rank(communicator, &rank_);
  MPI_Comm_size(communicator, &size_);
  const int lengths[] = {3, 3, 1};
  const MPI_Aint places[] = {offsetof(Particle, position), offsetof(Particle, velocity),
                             offsetof(Particle, id)};
  const MPI_Datatype types[] = {MPI_DOUBLE, MPI_DOUBLE, MPI_INT};
  MPI_Datatype packed;
  MPI_Type_create_struct(3, lengths, places, types, &packed);
  MPI_Type_create_resized(packed, 0, sizeof(Particle), &particleType_);
  MPI_Type_commit(&particleType_);
  MPI_Type_free(&packed);

  std::mt19937 random(12345);
  for (int id = 0; id < particleCount; id++) {
    double drawn[6];
    for (double& number : drawn)
      number = random() / 4294967296.0;
    const Particle particle{{drawn[0] * side, drawn[1] * side, drawn[2] * side},
                            {drawn[3] - 0.5, drawn[4] - 0.5, drawn[5] - 0.5},
                            id};
    if (ownerOf(particle) == rank_)
      particles_.push_back(particle);
  }
}

Box::~Box() { MPI_Type_free(&particleType_); }

int Box::ownerOf(const Particle& particle) const {
  return std::min(static_cast<int>(particle.position[0] / side_ * size_), size_ - 1);
}

void Box::move(double time) {
  for (Particle& particle : particles_)
    for (size_t axis = 0; axis < 3; axis++) {
      double& place = particle.position[axis];
      place = std::fmod(place + time * particle.velocity[axis] + side_, side_);
      if (!(place >= 0 && place < side_))
        throw std::range_error("particle " + std::to_string(particle.id) + " left the box");
    }
  migrate();
}

void Box::migrate() {
  std::stable_sort(particles_.begin(), particles_.end(),
                   [this](const Particle& left, const Particle& right) {
                     return ownerOf(left) < ownerOf(right);
                   });
  std::vector<int> sent(size_), received(size_), sentPlaces(size_), receivedPlaces(size_);
  for (const Particle& particle : particles_)
    sent[ownerOf(particle)]++;
  MPI_Alltoall(sent.data(), 1, MPI_INT, received.data(), 1, MPI_INT, communicator_);
  std::partial_sum(sent.begin(), sent.end() - 1, sentPlaces.begin() + 1);
  std::partial_sum(received.begin(), received.end() - 1, receivedPlaces.begin() + 1);
  std::vector<Particle> arrived(std::accumulate(received.begin(), received.end(), size_t{0}));
  MPI_Alltoallv(particles_.data(), sent.data(), sentPlaces.data(), particleType_, arrived.data(),
                received.data(), receivedPlaces.data(), particleType_, communicator_);
  particles_ = std::move(arrived);
}

double Box::energy() const {
  double energy = 0, total = 0;
  for (const Particle& particle : particles_)
    for (double speed : particle.velocity)
      energy += speed * speed / 2;
  MPI_Allreduce(&energy, &total, 1, MPI_DOUBLE, MPI_SUM, communicator_);
  return total;
}

long Box::checksum() const {
  long long sum = 0, total = 0;
  for (const Particle& particle : particles_)
    sum += static_cast<long long>(particle.position[0] * 1e6) * (particle.id % 97 + 1);
  MPI_Allreduce(&sum, &total, 1, MPI_LONG_LONG, MPI_SUM, communicator_);
  return static_cast<long>(total % 1000000007);
}
