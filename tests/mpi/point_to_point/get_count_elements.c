// MPI-3.1 3.2.5, 4.1.11: counts of whole and partial items; statuses made by the program.
// functions: MPI_Get_count MPI_Get_elements MPI_Get_elements_x MPI_Status_set_elements
// functions: MPI_Status_set_cancelled MPI_Test_cancelled
#include "support.h"

struct Item {
  int number;
  double values[2];
};

static MPI_Datatype makeItem(void) {
  int lengths[2] = {1, 2};
  MPI_Aint displacements[2] = {0, offsetof(struct Item, values)};
  MPI_Datatype types[2] = {MPI_INT, MPI_DOUBLE}, item;
  MUST(MPI_Type_create_struct(2, lengths, displacements, types, &item));
  MUST(MPI_Type_commit(&item));
  return item;
}

static void report(const char *what, const MPI_Status *status, MPI_Datatype type) {
  int count = -7, elements = -7;
  MPI_Count wide = -7;
  MUST(MPI_Get_count(status, type, &count));
  MUST(MPI_Get_elements(status, type, &elements));
  MUST(MPI_Get_elements_x(status, type, &wide));
  CHECK(wide == elements);
  if (count == MPI_UNDEFINED) say("%s: no whole count, %d elements", what, elements);
  else say("%s: %d whole, %d elements", what, count, elements);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np, cancelled = -1;
  MPI_Datatype item = makeItem(), triple;
  MUST(MPI_Type_contiguous(3, MPI_INT, &triple));
  MUST(MPI_Type_commit(&triple));
  MPI_Status status;
  struct Item items[4], inItems[4];
  memset(items, 0, sizeof items);
  MUST(MPI_Sendrecv(items, 2, item, right, 0, inItems, 4, item, left, 0, MPI_COMM_WORLD, &status));
  report("2 of 4 structs", &status, item);

  int out[12] = {0}, in[12];
  for (int sent = 0; sent <= 8; sent += 2) {
    MUST(MPI_Sendrecv(out, sent, MPI_INT, right, 1, in, 4, triple, left, 1, MPI_COMM_WORLD, &status));
    char what[40];
    snprintf(what, sizeof what, "%d ints as triples", sent);
    report(what, &status, triple);
  }

  MUST(MPI_Status_set_elements(&status, MPI_DOUBLE, 5));
  MUST(MPI_Status_set_cancelled(&status, 1));
  report("set to 5 doubles", &status, MPI_DOUBLE);
  MUST(MPI_Test_cancelled(&status, &cancelled));
  CHECK(cancelled == 1);
  MUST(MPI_Status_set_cancelled(&status, 0));
  MUST(MPI_Test_cancelled(&status, &cancelled));
  CHECK(cancelled == 0);
  MUST(MPI_Type_free(&item));
  MUST(MPI_Type_free(&triple));
  return finish("get_count_elements");
}
