#include "box.h"
#include "configuration.h"

#include <fstream>
#include <iomanip>
#include <iostream>
#include <memory>
#include <set>

static void writeResult(const std::string& file, double energy, long checksum) {
  std::ofstream out(file);
  out.exceptions(std::ios::failbit | std::ios::badbit);
  out << std::setprecision(10) << energy << ' ' << checksum << std::endl;
}

/// What goes wrong on purpose, and is survived.
static void showErrors(const Configuration& configuration) {
  try {
    (void)configuration.number("missing");
  } catch (const std::out_of_range&) {
    std::cout << "a value is missing\n";
  }
  try {
    Box box(MPI_COMM_SELF, 1, -1);
  } catch (const std::logic_error& error) {
    std::cout << error.what() << "\n";
  }
  try {
    writeResult("no/such/folder", 0, 0);
  } catch (const std::ios_base::failure&) {
    std::cout << "cannot be written\n";
  }
}

static std::unique_ptr<Configuration> readOrCorrect(int rank) {
  if (rank == 0)
    std::ofstream("box.conf") << "# a box\nside = 10.5\nparticles = 20000\nsteps = 20\nsteps = 9\n";
  MPI_Barrier(MPI_COMM_WORLD);
  try {
    return std::make_unique<Configuration>(Configuration::read("box.conf"));
  } catch (const ConfigurationError& error) {
    // Nobody corrects what another still reads.
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank == 0) {
      std::cout << error.what() << "\n";
      std::ofstream("box.conf") << "side = 10.5\nparticles = 20000\nsteps = 20\n";
    }
  }
  MPI_Barrier(MPI_COMM_WORLD);
  return std::make_unique<Configuration>(Configuration::read("box.conf"));
}

static int run() {
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const auto configuration = readOrCorrect(rank);
  Box box(MPI_COMM_WORLD, configuration->number("side"), configuration->count("particles"));
  for (int step = 0; step < configuration->count("steps"); step++)
    box.move(0.37);
  std::set<int> ids;
  for (const Particle& particle : box.particles())
    ids.insert(particle.id);
  int count = static_cast<int>(ids.size()), total = 0;
  MPI_Reduce(&count, &total, 1, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
  const double energy = box.energy();
  const long checksum = box.checksum();
  if (rank != 0)
    return 0;
  writeResult("result.txt", energy, checksum);
  std::ifstream in("result.txt");
  std::cout << total << " particles\n" << in.rdbuf();
  showErrors(*configuration);
  return 0;
}

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  int status = 1;
  try {
    status = run();
  } catch (const std::exception& error) {
    std::cerr << "failed: " << error.what() << std::endl;
    MPI_Abort(MPI_COMM_WORLD, 3);
  }
  MPI_Finalize();
  return status;
}
